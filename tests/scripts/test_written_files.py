"""Files that commands write: for their owner only, whole or not at all, through no link, over nothing unless told to."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines
from tests.scripts.every_command import having, words

WRITING = {"import": "--refused", **dict.fromkeys(having("--out"), "--out")}
WHERE_ALL_IS_THERE = {command: option for command, option in WRITING.items() if command != "witness cosign"}
"""A witness answers a request of a log that it trusts: tests/scripts/cli/test_witness.py looks at its file."""
SEVERAL = ("import", "measure", "publish", "bundle", "export", "export-facts", "simulate")
"""One of each way to write."""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A store with a published figure, and a file that is refused."""
    directory = tmp_path_factory.mktemp("written")
    lives = write_lines(directory / "lives.ndjson", lines_of(THREE_LIVES))
    assert rodtrad("import", lives, "--store", directory / "store").code == 0
    arguments = ("publish", "OUT-90.kas", "-p", "2022", "--as-of", "2023-12-31", "-f", "json")
    (published,) = rodtrad(*arguments, "--store", directory / "store").json
    return {"store": directory / "store", "lives": write_lines(directory / "bad", ["{}"]), "published": published["id"]}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ut"


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def written(command: str, out: Path, given: dict[str, Any], *more: str) -> CommandResult:
    arguments = words(command, out=out, **given)
    where = [] if "--out" in arguments else [WRITING[command], out]
    return rodtrad(*arguments, *where, *more, "--store", given["store"])


@pytest.mark.parametrize("command", WHERE_ALL_IS_THERE)
@pytest.mark.usefixtures("open_umask")
def test_a_file_is_its_owners_alone(command: str, out: Path, given: dict[str, Any]) -> None:
    result = written(command, out, given)
    assert result.code == (1 if command == "import" else 0), result.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.stat().st_size > 0
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("command", WRITING)
def test_what_is_there_is_not_replaced_unless_forced(command: str, out: Path, given: dict[str, Any]) -> None:
    out.write_text("något annat")
    result = written(command, out, given)
    assert (result.code, result.out, result.err) == (2, "", f"{out}: filen finns redan. Skriv över den med --force.\n")
    assert out.read_text() == "något annat"


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_no_link_is_followed(command: str, force: tuple[str, ...], out: Path, given: dict[str, Any]) -> None:
    for target in (out.with_name("mål"), out.with_name("finns inte")):
        out.with_name("mål").write_text("något annat")
        out.symlink_to(target)
        result = written(command, out, given, *force)
        assert (result.code, result.out, result.err) == (2, "", f"{out}: är en länk, och länkar följs inte.\n")
        assert (out.is_symlink(), out.with_name("mål").read_text()) == (True, "något annat")
        out.unlink()
    assert not out.with_name("finns inte").exists()


@pytest.mark.parametrize("command", WRITING)
def test_no_answer_is_written_over_or_into_the_store(command: str, out: Path, given: dict[str, Any]) -> None:
    store: Path = given["store"]
    out.symlink_to(store)
    before = {path: path.read_bytes() for path in (store / "log.db", store.with_name("store.key"))}
    for path in (*before, store / "new.csv", out / "log.db"):
        result = written(command, path, given, "--force")
        says = "hör till lagret, eller läses av kommandot: där skrivs inget svar."
        assert (result.code, result.out, result.err) == (2, "", f"{path}: {says}\n")
    assert {path: path.read_bytes() for path in before} == before
    assert not (store / "new.csv").exists()


def test_no_refused_lines_are_written_over_what_is_read(given: dict[str, Any], tmp_path: Path) -> None:
    lives = write_lines(tmp_path / "bad", ["{}"])
    table = write_lines(tmp_path / "table.csv", ["id,begin,end,status"])
    for file, *more in ((lives,), (table, "--mapping", "spells")):
        result = rodtrad("import", file, *more, "--refused", file, "--force", "--store", given["store"])
        assert (result.code, result.out) == (2, "")
        assert "läses av kommandot" in result.err
    assert (lives.read_text(), table.read_text()) == ("{}\n", "id,begin,end,status\n")


@pytest.mark.parametrize("command", WRITING)
def test_where_no_file_can_be_is_refused_before_anything_is_done(command: str, out: Path, given: dict[str, Any]) -> None:
    for path, says in ((out / "under", "katalogen finns inte"), (out.parent / ("x" * 300), "namnet är för långt")):
        result = written(command, path, given)
        assert (result.code, result.out, result.err) == (1, "", f"{path}: kan inte skrivas ({says}).\n")
    result = written(command, out.parent, given)
    assert (result.code, result.err) == (2, f"{out.parent}: är ingen vanlig fil.\n")
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("command", SEVERAL)
@pytest.mark.usefixtures("open_umask")
def test_what_is_replaced_when_forced_is_its_owners_alone(command: str, out: Path, given: dict[str, Any]) -> None:
    out.write_text("något annat")
    written(command, out, given, "--force")
    assert "något annat" not in out.read_bytes().decode("utf-8", "replace")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", SEVERAL)
@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "disken är full"), (errno.EACCES, "behörighet saknas"), (errno.EIO, "skivan svarar med ett fel")],
)
def test_a_file_that_cannot_be_written_to_its_end_is_not_there(
    command: str, number: int, says: str, out: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("projections.exports.files.os.fsync", fails)
    result = written(command, out, given)
    assert (result.code, result.err.splitlines()[-1]) == (1, f"{out}: kan inte skrivas ({says}).")
    assert list(out.parent.iterdir()) == []


def test_what_came_there_meanwhile_is_not_replaced(out: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.exports.files.os.fsync", lambda _: out.write_text("något annat"))
    assert written("measure", out, given).code == 2
    assert (out.read_text(), list(out.parent.iterdir())) == ("något annat", [out])


def test_a_file_system_without_links_serves_too(out: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise PermissionError(errno.EPERM, "")

    monkeypatch.setattr(Path, "hardlink_to", fails)
    assert written("measure", out, given).code == 0
    assert list(out.parent.iterdir()) == [out]
