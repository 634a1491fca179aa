"""README's first ten minutes, as they are typed: every command of each of the three persons works on an invented town."""

import re
import shlex
from pathlib import Path

import pytest

from tests.scripts.command_line import rodtrad

README = Path(__file__).parents[2] / "README.md"
SMALLER = {"1000": "60"}
"""How many participants the town gets here: README's town takes longer and shows no more."""
AN_ID = "pub-1234567890.1"


def typed() -> list[list[str]]:
    """The words of every command in README's console blocks."""
    blocks = re.findall(r"^```console\n(.*?)^```", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line.removeprefix("$ ").partition(" # ")[0] for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("rodtrad ")]


def test_every_command_of_the_first_ten_minutes_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    env = {"RODTRAD_STORE": "town"}
    published = AN_ID
    for words in typed():
        answer = rodtrad(*(SMALLER.get(word, published if word == AN_ID else word) for word in words), env=env)
        assert answer.code == 0, (words, answer.err)
        assert answer.out or answer.err
        if words[0] == "publish":
            published = rodtrad("publications", "--format", "json", env=env).json[0]["id"]
    assert (tmp_path / "uppsala.html").exists()
    assert rodtrad("verify-bundle", f"bundle-{published}.zip").code == 0


def test_each_person_has_commands_and_one_that_does_not_work_is_seen() -> None:
    names = [words[0] for words in typed()]
    assert {"simulate", "import", "measure", "timeline", "publish", "bundle"} <= set(names)
    assert rodtrad("measure", "OUT-90", "--perhaps", "2023").code != 0
