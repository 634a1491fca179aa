"""The command line as a whole: its languages, its exit codes, and errors that are one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.cli.app import COMMANDS
from tests.scripts.command_line import rodtrad


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("lang", "says"), [("sv", "Visar hjälpen."), ("en", "Shows this help.")])
def test_every_command_has_its_help_in_both_languages(command: str, lang: str, says: str) -> None:
    result = rodtrad("--lang", lang, command, "--help")
    assert result.code == 0
    assert says in result.out


def test_without_a_command_all_commands_are_listed() -> None:
    result = rodtrad()
    assert result.code == 0
    assert all(command in result.out for command in COMMANDS)


@pytest.mark.parametrize(
    ("words", "sv", "en"),
    [
        (["measur"], "Kommandot ”measur” finns inte.", "No such command 'measur'."),
        (["measure"], "MÅTT… saknas.", "Missing argument 'MEASURE…'."),
        (["measures", "--fromat", "json"], "Valet --fromat finns inte.", "No such option: --fromat"),
        (["measure", "R3"], "'--period' / '-p' saknas.", "Missing option '--period' / '-p'."),
        (["timeline", "a", "b"], "För många argument: b.", "extra argument(s) (b)"),
        (["measures", "-f", "xml"], "”xml” är inget av 'table', 'json'.", "'xml' is not one of 'table', 'json'."),
        (["cases", "R3", "-p", "2023", "--position", "x"], "skriv ett heltal.", "valid integer"),
        (["cases", "R3", "-p", "2023", "--position", "-1"], "skriv ett heltal, minst 0.", "greater than or equal to 0"),
        (["cases", "R3", "--period"], "Valet --period behöver ett värde.", "Option '--period' requires an argument."),
        (["status"], "Ange lagret med --store", "Give the store with --store"),
        (["status", "--store", "mysql://x"], "bara postgresql", "only postgresql"),
    ],
)
def test_what_was_not_understood_is_refused_in_one_line_and_ends_with_2(words: list[str], sv: str, en: str) -> None:
    for lang, says in (("sv", sv), ("en", en)):
        result = rodtrad(*words, "--lang", lang)
        assert (result.code, result.out) == (2, "")
        assert says in result.err
        assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["measure", "R3", "-p", "2023"],
        ["timeline", "anna"],
        ["participants"],
        ["status"],
        ["export", "--out", "x"],
        ["rebuild"],
    ],
)
def test_a_store_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path, words: list[str]) -> None:
    result = rodtrad(*words, "--store", tmp_path / "store")
    assert result.code == 2
    assert "det finns inget lager där" in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_store_may_stand_before_the_command_after_it_or_in_the_environment(store: Path) -> None:
    answers = {
        rodtrad("--store", store, "participants", "-f", "json").out,
        rodtrad("participants", "-f", "json", f"--store={store}").out,
        rodtrad("participants", "-f", "json", env={"RODTRAD_STORE": str(store)}).out,
    }
    assert len(answers) == 1


def test_the_key_may_lie_elsewhere(lives: Path, tmp_path: Path) -> None:
    key = tmp_path / "elsewhere" / "master.key"
    where = tmp_path / "store"
    env = {"RODTRAD_KEY": str(key)}
    assert rodtrad("import", lives, "--store", where, env=env).code == 0
    assert key.exists()
    assert rodtrad("participants", "--store", where, env=env).code == 0
    without = rodtrad("participants", "--store", where)
    assert without.code == 1
    assert "Huvudnyckeln saknas" in without.err


def test_a_program_runs_it_too(store: Path) -> None:
    command = [sys.executable, "-m", "scripts.cli.app", "--store", str(store), "measure", "R3", "-p", "2022", "-f", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == rodtrad("measure", "R3", "-p", "2022", "-f", "json", "--store", store).out
