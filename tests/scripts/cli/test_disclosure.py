"""Every way out: what is hidden stands nowhere, in no form, report or picture; and whoever opens the gate is written down."""

import os
import pwd
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from projections.reports.catalogue import REPORTS
from scripts.notebook import open_store
from tests.scripts.command_line import CommandResult, lines_of, rodtrad, write_lines
from tests.scripts.every_command import having
from tests.scripts.every_command import words as words_of

HOUSE = Path(__file__).parents[3]

WOMEN, MEN = 4, 97
"""Ninety-seven stands nowhere but in what is told of the men."""
AS_OF = ("--as-of", "2024-03-31")
BY_SEX = ("UPP-1.6", "-p", "2023-12", *AS_OF, "--by", "sex")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many young people with support in December."""
    room = tmp_path_factory.mktemp("few")
    story = ""
    for n in range(WOMEN + MEN):
        story += f"2010-01-01 p{n} participant_registered sex={'K' if n < WOMEN else 'M'} born_on=2003-05-15\n"
        story += f"2023-12-20 p{n} support_paid month=2023-12 amount=8000\n"
    lines = write_lines(room / "few.ndjson", lines_of(story))
    assert rodtrad("import", lines, "--store", room / "store").code == 0
    return room / "store"


@pytest.fixture
def run(town: Path) -> Any:
    def ask(*words: object) -> CommandResult:
        result = rodtrad(*words, "--store", town)
        assert result.code == 0, result.err
        return result

    return ask


def men_in(text: str) -> bool:
    return re.search(rf"(?<![\d-]){MEN}(?!\d)", text) is not None


def numbers_in(book: Path) -> str:
    sheets = CalamineWorkbook.from_path(book)
    rows = [row for n in range(len(sheets.sheet_names)) for row in sheets.get_sheet_by_index(n).to_python()]
    return " ".join(f"{cell:g}" if isinstance(cell, float) else str(cell) for row in rows for cell in row)


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_a_hidden_number_is_in_no_answer_unless_it_is_opened(run: Any, form: str) -> None:
    hidden, opened = run("measure", *BY_SEX, "-f", form), run("measure", *BY_SEX, "-f", form, "--open-counts")
    assert "101" in hidden.out
    assert not men_in(hidden.out)
    assert men_in(opened.out)


def test_json_has_null_and_tells_which_fields_are_hidden(run: Any) -> None:
    whole, women, men = run("measure", *BY_SEX, "-f", "json").json
    assert (whole["value"], whole["suppressed"], whole["hidden"]) == (101, False, [])
    for part in (women, men):
        assert (part["value"], part["yes"], part["upper"], part["suppressed"]) == (None, None, None, True)
        assert {"value", "numerator", "yes", "no", "unknown", "lower", "upper"} == set(part["hidden"])


def test_a_table_has_the_sign_and_says_what_it_means(run: Any) -> None:
    table = run("measure", *BY_SEX)
    assert [row[3:5] for row in table.rows if "Kvinna" in row or "Man" in row] == [["..", ".."], ["..", ".."]]
    assert "..  dolt: små antal" in table.out
    assert "..  hidden: small counts" in run("measure", *BY_SEX, "--lang", "en").out
    assert "små antal" not in run("measure", *BY_SEX, "--open-counts").out


def test_a_file_of_figures_has_the_sign_or_null(run: Any, tmp_path: Path) -> None:
    text, frame = tmp_path / "f.csv", tmp_path / "f.parquet"
    run("export-figures", *BY_SEX, "-o", text)
    run("export-figures", *BY_SEX, "-o", frame, "-f", "parquet")
    assert not men_in(text.read_text("utf-8"))
    assert text.read_text("utf-8").count(";..;") >= 2
    figures = pl.read_parquet(frame)
    assert (figures.schema["value"], figures["value"].to_list()) == (pl.Float64(), [101.0, None, None])
    assert figures["hidden"].str.contains("value").to_list() == [False, True, True]
    assert figures["suppressed"].to_list() == [False, True, True]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_koladas_shape_tells_what_is_suppressed(run: Any, form: str) -> None:
    words = ("export-kolada", "UPP-1.6", "-p", "2023", *AS_OF, "--municipality", "0380", "-f", form)
    text = run(*words).out
    assert text.count("suppressed") == 2
    assert not men_in(text)
    assert men_in(run(*words, "--open-counts").out)


@pytest.mark.parametrize("form", ["text", "html", "xlsx"])
def test_a_hidden_number_is_in_no_report_unless_it_is_opened(run: Any, tmp_path: Path, form: str) -> None:
    def written(*more: str) -> str:
        out = tmp_path / f"{len(more)}.{form}"
        run("report", "uppsala", "2023", *AS_OF, "-f", form, "-o", out, *more)
        return numbers_in(out) if form == "xlsx" else out.read_text("utf-8")

    hidden, opened = written(), written("--open-counts")
    assert "101" in hidden
    assert not men_in(hidden)
    assert men_in(opened)


def test_a_page_says_of_each_sign_and_picture_that_something_is_hidden(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    run("report", "uppsala", "2023", *AS_OF, "-f", "html", "-o", out)
    page = out.read_text("utf-8")
    assert '<abbr title="dolt: små antal">..</abbr>' in page
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    of_the_young = next(picture for picture in pictures if "UPP-1.6" in picture)
    assert "Dolt: små antal (december 2023)." in of_the_young
    assert ">..</text>" in of_the_young


def test_a_notebook_is_answered_no_more(town: Path) -> None:
    with open_store(str(town)) as opened:
        shut = opened.figures("UPP-1.6", "2023-12", by=["sex"], as_of="2024-03-31")
        assert shut["yes"].to_list() == [101, None, None]
        open_ = opened.figures("UPP-1.6", "2023-12", by=["sex"], as_of="2024-03-31", open_counts=True)
    assert open_["yes"].to_list() == [101, WOMEN, MEN]


def test_lists_of_persons_are_for_those_who_may_see_persons(run: Any) -> None:
    assert len(run("cases", "UPP-1.6", "-p", "2023-12", *AS_OF, "--part", "sex=K", "-f", "json").json) == WOMEN


def test_every_report_can_be_made_and_none_tells_of_the_few(run: Any) -> None:
    for name in REPORTS:
        assert not men_in(run("report", name, "2023", *AS_OF).out), name


def test_opening_is_recorded_and_moves_no_log(town: Path, tmp_path: Path) -> None:
    where = tmp_path / "store"
    lines = write_lines(tmp_path / "one.ndjson", lines_of("2023-01-01 a participant_registered sex=K"))
    assert rodtrad("import", lines, "--store", where).code == 0
    position = rodtrad("status", "-f", "json", "--store", where).json["position"]
    assert rodtrad("openings", "-f", "json", "--store", where).json == []
    assert rodtrad("measure", "R4", "-p", "2023", "--store", where).code == 0
    report, parquet = tmp_path / "report", tmp_path / "figures"
    for words in (
        ("measure", "R3", "RET-90", "-p", "2023", "-p", "2024", "--by", "sex"),
        ("report", "uppsala", "2023", "-o", report),
        ("export-figures", "UPP-1.6", "-p", "2023", "-o", parquet),
        ("export-kolada", "UPP-1.6", "-p", "2023", "--municipality", "0380"),
    ):
        assert rodtrad(*words, "--open-counts", "--store", where).code == 0
    openings = rodtrad("openings", "-f", "json", "--store", where).json
    assert [(opening["command"], opening["what"]) for opening in openings] == [
        ("measure", "R3/1?look_back_days=1095, RET-90/1; 2023, 2024; sex"),
        ("report", "uppsala; 2023"),
        ("export-figures", "UPP-1.6/1; 2023"),
        ("export-kolada", "UPP-1.6/1; 2023; sex"),
    ]
    assert {opening["who"] for opening in openings} == {pwd.getpwuid(os.getuid()).pw_name}
    assert all(datetime.now(UTC) - datetime.fromisoformat(opening["at"]) < timedelta(minutes=5) for opening in openings)
    assert rodtrad("status", "-f", "json", "--store", where).json["position"] == position
    assert "uppsala; 2023" in rodtrad("openings", "--store", where).out


def test_nothing_is_recorded_of_what_was_never_answered(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert rodtrad("measure", "R4", "-p", "2023", "--open-counts", "--store", missing).code == 2
    assert rodtrad("openings", "--store", missing).code == 2
    assert not missing.exists()


@pytest.mark.parametrize("command", having("--open-counts"))
def test_every_command_that_shows_figures_openly_records_it(store: Path, tmp_path: Path, command: str) -> None:
    where = _copied(store, tmp_path)
    given = words_of(command, out=tmp_path / "out")
    assert rodtrad(*given, "--store", where, "--force").code == 0
    assert _openings(where) == []
    assert rodtrad(*given, "--open-counts", "--store", where, "--force").code == 0
    assert [opening["command"] for opening in _openings(where)] == [command]


def test_a_notebook_s_open_figures_and_a_bundle_are_recorded_too(store: Path, tmp_path: Path) -> None:
    where = _copied(store, tmp_path)
    with open_store(str(where)) as opened:
        opened.figures("OUT-90.kas", "2022")
        assert _openings(where) == []
        opened.figures("OUT-90.kas", "2022", open_counts=True)
    published = rodtrad("publish", "OUT-90.kas", "-p", "2022", "-f", "json", "--store", where).json[0]["id"]
    assert rodtrad("bundle", published, "-o", tmp_path / "bundle.zip", "--store", where).code == 0
    assert [opening["command"] for opening in _openings(where)] == ["notebook", "bundle"]


def _copied(store: Path, room: Path) -> Path:
    """A store of one's own, with its key."""
    shutil.copy(store.with_name(f"{store.name}.key"), room / "store.key")
    return Path(shutil.copytree(store, room / "store"))


def _openings(where: Path) -> Any:
    return rodtrad("openings", "-f", "json", "--store", where).json


def test_one_module_records_openings() -> None:
    files = [path for room in ("projections", "api", "scripts") for path in sorted((HOUSE / room).rglob("*.py"))]
    recording = [path for path in files if "Opening(" in path.read_text("utf-8")]
    assert [str(path.relative_to(HOUSE)) for path in recording] == ["scripts/cli/measures/openings.py"]
