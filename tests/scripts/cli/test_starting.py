"""What a command loads: of the libraries that take long, those that it works with and no others."""

import os
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from scripts.cli.app import COMMANDS, declared

HEAVY = (
    "alembic", "api", "cryptography", "domain.events", "domain.log.application", "eventsourcing", "fastapi", "jinja2", "orjson",
    "polars", "projections", "psycopg", "pydantic", "python_calamine", "scipy", "sqlalchemy", "xlsxwriter",
)  # fmt: skip
"""What takes long to load, of others and of ours."""
PROGRAM = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=open({list!r}, "w")))
from scripts.cli.app import main
main()
"""


def loaded(heavy: Collection[str], words: Sequence[str], folder: Path) -> set[str]:
    """Which of these modules and packages a new process has loaded when it has run the command."""
    modules = folder / "modules"
    program = [sys.executable, "-c", PROGRAM.format(list=str(modules)), *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    ran = subprocess.run(program, capture_output=True, text=True, check=False, env=env)
    assert ran.returncode == 0, ran.stderr
    return {*modules.read_text("utf-8").split()} & {*heavy}


@pytest.mark.parametrize("words", [[], ["--help"], ["--help", "--lang", "en"]], ids=lambda words: " ".join(words) or "nothing")
def test_the_list_of_commands_loads_nothing_that_takes_long(words: list[str], tmp_path: Path) -> None:
    assert loaded(HEAVY, words, tmp_path) == set()


def test_what_a_command_works_with_is_seen(tmp_path: Path) -> None:
    assert loaded(HEAVY, ["measures", "R3"], tmp_path) >= {"polars", "projections"}


def test_the_help_of_a_command_in_the_list_is_its_own() -> None:
    assert [name for name, listed in COMMANDS.items() if declared(name).help != listed.help] == []
