"""Words that cannot be meant are an error in words, of every command that takes them; none ends in a traceback."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.command_line import rodtrad, write_lines
from tests.scripts.every_command import COMMANDS, having, words

REFUSED = {
    "--as-of": ("9999-12-31", "0001-01-01", "0000-00-00", "2022-02-30", " "),
    "--known-at": ("9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "x"),
    "--learned-by": ("9999-12-31", "x"),
    "--from-known": ("9999-12-31", "x"),
    "--on": ("9999-12-31", "x"),
    "--position": ("-1", "99999999999999999999", "x"),
    "--from-position": ("-1", "99999999999999999999"),
    "--period": ("9999", "0000", "2022..9999-12", "2022-00", "٢٠٢٢", "", ".."),
    "--to-month": ("9999-12", "0000"),
    "--top": ("0", "99999999999999999999x"),
    "--title": ("", " ", "x" * 10_001),
    "--reason": ("", "x" * 10_001),
    "--silent-days": ("-1", "x"),
    "--participants": ("0",),
    "--years": ("0000-9999", "2022"),
}
ANSWERED = {"--as-of": "1900-01-01", "--known-at": "1900-01-01", "--position": "0"}
"""Before anything had happened, or was known."""


def _each(given: dict[str, Any]) -> list[tuple[str, str]]:
    return [(command, option) for option in given for command in having(option)]


@pytest.fixture(scope="module")
def own(lives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of these tests' own, since some publish."""
    where = tmp_path_factory.mktemp("own") / "store"
    assert rodtrad("import", lives, "--store", where).code == 0
    return where


@pytest.fixture
def ask(own: Path, lives: Path, tmp_path: Path) -> Any:
    def answer(command: str, *more: str) -> Any:
        given = dict.fromkeys(("published", "bundle", "table"), "x")
        arguments = words(command, out=tmp_path / "out", lives=lives, **given)
        for option in (option_text.partition("=")[0] for option_text in more):
            short = {"--period": "-p"}.get(option, option)
            at = next((at for at, word in enumerate(arguments) if word in (option, short)), None)
            if at is not None:
                del arguments[at : at + 2]
        result = rodtrad(*arguments, *more, "--store", own)
        assert "Något gick fel i programmet" not in result.err, result.err
        return result

    return answer


@pytest.mark.parametrize(("command", "option"), _each(REFUSED))
def test_what_cannot_be_meant_is_refused_in_a_line(ask: Any, command: str, option: str) -> None:
    for value in REFUSED[option]:
        result = ask(command, f"{option}={value}")
        assert (result.code in (1, 2), result.out, len(result.err.splitlines())) == (True, "", 1), (value, result)


@pytest.mark.parametrize(("command", "option"), _each(ANSWERED))
def test_what_was_before_anything_is_an_answer(ask: Any, command: str, option: str) -> None:
    result = ask(command, f"{option}={ANSWERED[option]}")
    assert (result.code, len(result.err.splitlines())) in ((0, 0), (0, 1), (1, 1))


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_text_is_refused_wherever_it_stands(command: str, store: Path) -> None:
    for arguments in (("\ud800", "--store", store), ("--store=\udcff",)):
        result = rodtrad(*command.split(), *arguments)
        assert (result.code, result.out, result.err) == (1, "", "Ett ord på kommandoraden är ingen giltig text (UTF-8).\n")


@pytest.mark.parametrize("given", [("--store", "", "status"), ("--store=", "status"), ("status", "--store", "")])
def test_an_empty_store_is_described_as_one(given: tuple[str, ...]) -> None:
    result = rodtrad(*given)
    assert (result.code, result.out, result.err) == (2, "", "--store: är tomt.\n")


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nothing has been taken into."""
    directory = tmp_path_factory.mktemp("nothing")
    assert rodtrad("import", write_lines(directory / "no.ndjson", []), "--store", directory / "store").code == 0
    return directory / "store"


OF_SOMETHING = {
    *("bench", "mapping check", "mapping draft", "verify-bundle", "prove", "cosign", "restore"),
    *("witness trust", "witness cosign", "witness serve"),
}
"""What needs something that there is not in an empty store."""


OF_SOMEBODY = {
    *("explain", "timeline", "merge", "withdraw", "bundle", "erase", "hold", "looks extract", "looks review"),
    *(f"users {what}" for what in ("assign", "end", "known-as", "password", "purpose", "role", "token", "totp")),
}
"""What is about a participant, a publication, a look or an account, of which there is none in an empty store."""


@pytest.mark.parametrize("command", sorted({*COMMANDS} - OF_SOMETHING))
def test_of_an_empty_store_every_command_has_an_answer(command: str, nothing: Path, tmp_path: Path) -> None:
    no_lines = write_lines(tmp_path / "no.ndjson", [])
    shutil.copytree(nothing, tmp_path / "store")  # where there are accounts, they decide who may ask
    shutil.copy(f"{nothing}.key", tmp_path / "store.key")
    result = rodtrad(*words(command, out=tmp_path / "out", lives=no_lines, published="pub-1.1"), "--store", tmp_path / "store")
    assert result.code == (1 if command in OF_SOMEBODY else 0), result.err
    assert "finns inte" in result.err or command not in OF_SOMEBODY


@pytest.mark.parametrize("command", sorted({*COMMANDS} - {"import", "bench"}))
def test_no_command_that_reads_makes_a_store(command: str, lives: Path, tmp_path: Path) -> None:
    given = dict.fromkeys(("published", "bundle", "table"), "x")
    result = rodtrad(*words(command, out=tmp_path / "out", lives=lives, **given), "--store", tmp_path / "no")
    if "{" not in result.out and command not in ("measures", "schema", "simulate", "movements kinds"):
        assert result.code in (1, 2) or command.startswith(("mapping", "witness"))
    assert not (tmp_path / "no").exists()
    assert not (tmp_path / "no.key").exists()


def test_an_empty_stores_report_is_published_compared_bundled_and_withdrawn(nothing: Path, tmp_path: Path) -> None:
    arguments = ("publish", "OUT-90.kas", "LT1", "LIN-8", "-p", "2022", "--by", "sex", "-f", "json", "--store", nothing)
    name = rodtrad(*arguments).json[0]["id"]
    bundle = tmp_path / "b.zip"
    for command in (
        ("publications", "--compare"),
        ("changes", "--from-publication", name),
        ("bundle", name, "--out", bundle),
        ("verify-bundle", bundle),
        ("withdraw", name, "--reason", "fel"),
    ):
        result = rodtrad(*command, "--store", nothing)
        assert result.code == 0, result


@pytest.mark.parametrize(
    ("command", "option", "value"),
    [("export-spells", "-p", "2022"), ("health", "--period", "2022"), ("measure", "--as-of", "2022-12-31")]
    + [(command, "--out", "x") for command in having("--out")],
)
def test_an_option_that_takes_one_value_is_not_given_two(command: str, option: str, value: str, store: Path) -> None:
    result = rodtrad(*command.split(), option, value, f"{option}={value}", "--store", store)
    name = {"-p": "--period"}.get(option, option)
    assert (result.code, result.out, result.err) == (2, "", f"{name}: kan bara anges en gång.\n")
