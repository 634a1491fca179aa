"""Bundles from the command line: made of a publication, verified by somebody who has nothing but the file."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.cli.publications.bundles import environment
from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines

Run = Callable[..., CommandResult]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def ask(*words: object) -> CommandResult:
        return rodtrad(*words, "--store", tmp_path / "store")

    assert ask("import", write_lines(tmp_path / "first.ndjson", lines_of(THREE_LIVES))).code == 0
    return ask


@pytest.fixture
def published(run: Run) -> str:
    result = run("publish", "OUT-90.kas", "-p", "2022", "--as-of", "2023-12-31", "-f", "json")
    return str(result.json[0]["id"])


def test_a_bundle_is_the_owners_alone_and_is_not_written_over(run: Run, published: str) -> None:
    path = Path(f"bundle-{published}.zip")
    assert run("bundle", published).code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    again = run("bundle", published)
    assert (again.code, again.err.strip()) == (2, f"{path}: filen finns redan. Skriv över den med --force.")
    path.chmod(0o644)
    assert run("bundle", published, "--force").code == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_who_made_it_is_written_down(run: Run, published: str) -> None:
    before = len(run("openings", "-f", "json").json)
    run("bundle", published, "--out", "b.zip")
    *_, last = run("openings", "-f", "json").json
    assert (last["command"], last["what"]) == ("bundle", published)
    assert run("bundle", "pub-0.1").code == 1
    assert len(run("openings", "-f", "json").json) == before + 1


def test_it_is_verified_without_store_and_key(run: Run, published: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "b.zip"
    elsewhere.parent.mkdir()
    run("bundle", published, "--out", elsewhere)
    shutil.rmtree(tmp_path / "store")
    (tmp_path / "store.key").unlink()
    bare = {name: value for name, value in os.environ.items() if not name.startswith("RODTRAD")}
    program = "from scripts.cli.app import main; main()"
    command = [sys.executable, "-c", program, "--lang", "en", "verify-bundle", elsewhere.name]
    house = str(Path(__file__).parents[3])
    env = bare | {"HOME": str(tmp_path / "nobody"), "PYTHONPATH": house, "COLUMNS": "160"}
    result = subprocess.run(command, cwd=elsewhere.parent, env=env, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert "OUT-90.kas/1" in result.stdout
    assert "The bundle holds." in result.stdout
    assert "not anchored" in result.stdout
    assert [path.name for path in elsewhere.parent.iterdir()] == ["b.zip"]


def test_a_changed_bundle_does_not_hold_and_says_where(run: Run, published: str) -> None:
    run("bundle", published, "--out", "b.zip")
    data = bytearray(Path("b.zip").read_bytes())
    data[data.index(b'"value"') + 10] ^= 1
    Path("b.zip").write_bytes(data)
    result = run("verify-bundle", "b.zip")
    assert result.code == 1
    assert "NEJ: figure.json är ändrad" in result.out
    assert "BUNTEN HÅLLER INTE." in result.out
    record = run("verify-bundle", "b.zip", "-f", "json")
    assert (record.code, record.json["ok"], record.json["figure"]) == (1, False, None)
    assert [check["check"] for check in record.json["checks"] if check["ok"] is False] == ["digests"]


def test_a_verification_is_written_as_data(run: Run, published: str) -> None:
    run("bundle", published, "--out", "b.zip")
    result = run("verify-bundle", "b.zip", "-f", "json")
    assert (result.code, result.json["ok"], result.json["figure"]["id"]) == (0, True, published)
    assert all(check["ok"] for check in result.json["checks"])
    assert [note["note"] for note in result.json["notes"]] == ["not_anchored"]


@pytest.mark.parametrize("content", [None, b"", b"not a bundle"])
def test_what_is_no_bundle_is_one_line(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    if content is not None:
        path.write_bytes(content)
    result = rodtrad("verify-bundle", path)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(f"{path}: ")
    assert result.err.count("\n") == 1


def test_the_environment_names_the_lock() -> None:
    assert environment().requirements_sha256 is not None
    assert environment().python == sys.version.split()[0]
