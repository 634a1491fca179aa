"""What a command loads: of the libraries that take long, those that it works with and no others (decision 0053)."""

import io
import os
import subprocess
import sys
from collections.abc import Collection, Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from typer.main import get_command

from domain.vocabulary.text import Lang
from scripts.cli.app import command_line
from scripts.cli.console.usage import in_language
from tests.scripts.command_line import rodtrad

HEAVY = (
    "alembic", "api", "cryptography", "domain.events", "domain.log.application", "eventsourcing", "fastapi", "jinja2", "orjson",
    "polars", "projections", "psycopg", "pydantic", "python_calamine", "scipy", "sqlalchemy", "xlsxwriter",
)  # fmt: skip
"""What takes long to load, of others and of ours."""
OF_OTHERS = (
    "alembic", "api", "fastapi", "jinja2", "projections.bundles", "projections.changes", "projections.health",
    "projections.movements", "projections.reports", "psycopg", "python_calamine", "rich.markdown", "scipy",
    "sqlalchemy.dialects.postgresql", "uvicorn", "xlsxwriter",
)  # fmt: skip
"""What a figure has no use for, of a store of files whose facts are at its head."""
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


def test_a_figure_loads_nothing_that_other_commands_work_with(store: Path, tmp_path: Path) -> None:
    words = ["--store", str(store), "measure", "OUT-90.kas", "-p", "2023"]
    assert rodtrad(*words).code == 0  # and its facts are there
    assert loaded([*OF_OTHERS, "sqlalchemy"], words, tmp_path) == {"sqlalchemy"}


def test_what_a_command_works_with_is_seen(store: Path, tmp_path: Path) -> None:
    words = ["export", "--out", str(tmp_path / "lines.ndjson")]
    assert loaded(HEAVY, ["--store", str(store), *words], tmp_path) >= {"domain.events", "pydantic", "sqlalchemy"}
    assert loaded(OF_OTHERS, ["measure", "--help"], tmp_path) == {"rich.markdown"}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_list_is_what_it_is_when_every_command_is_loaded(lang: Lang) -> None:
    loaded = in_language(get_command(command_line(lang=lang)), lang)
    written = io.StringIO()
    with redirect_stdout(written), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "160")
        loaded.main(["--lang", lang, "--help"], prog_name="rodtrad", standalone_mode=False)
    assert rodtrad("--lang", lang, "--help").out == written.getvalue()


def test_a_command_after_the_end_of_options_is_loaded_too() -> None:
    assert rodtrad("--lang", "en", "--", "measures", "R3") == rodtrad("--lang", "en", "measures", "R3")
