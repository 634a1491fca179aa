"""Reports as files: text of 100 columns, a page that anybody can read, a workbook without a formula."""

import re
import zipfile
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from projections.measures.catalogue import CATALOGUE
from projections.reports.catalogue import REPORTS
from projections.reports.parts.model import Absent, Chart, Number, Paragraph, Report, ReportColumn, ReportTable, Section
from projections.reports.writers.charts import PEN, SOFT
from projections.reports.writers.page import as_html
from projections.reports.writers.plain import as_text
from projections.reports.writers.workbook import as_xlsx
from tests.scripts.command_line import rodtrad

PERIOD = ("2022", "--as-of", "2024-12-31")
NASTY = '=HYPERLINK("http://x","<script>")'
MADE_UP = Report(
    f"Rapport {NASTY}",
    "Ingress",
    (("Mätt till och med (A)", date(2024, 12, 31)), ("Känt (K)", "allt registrerat")),
    (
        Section(
            "Siffror: [1/2]",
            (
                Paragraph("Ett förbehåll.", is_note=True),
                ReportTable(
                    "Tabell",
                    (ReportColumn("Månad"), ReportColumn("Totalt", is_number=True), ReportColumn("Dag"), ReportColumn("Text")),
                    (
                        ("januari", Number(66.94, 1), date(2023, 1, 31), NASTY),
                        ("februari", Absent.HIDDEN, date(2023, 2, 28), "+1"),
                        ("mars", Absent.NONE, date(2023, 3, 31), ""),
                        ("april", Number(1234), date(2023, 4, 30), "-1"),
                    ),
                    chart=Chart("lines", "Totalt går upp.", (1,), 4, "%"),
                ),
            ),
        ),
    ),
    Section("Läsanvisning", (ReportTable("Definitioner", (ReportColumn("Nyckel"),), (("UPP-1.1",),)),)),
)


@pytest.fixture(scope="module", params=REPORTS)
def pages(request: pytest.FixtureRequest, store: Path) -> dict[str, str]:
    """One municipality's report as text and as a page."""
    results = {form: rodtrad("--store", store, "report", request.param, *PERIOD, "-f", form) for form in ("text", "html")}
    assert {result.code for result in results.values()} == {0}
    return {form: result.out for form, result in results.items()}


class Page(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [given for tag, given in self.elements if tag in tags]


def test_text_is_100_columns_wide(pages: dict[str, str]) -> None:
    assert [line for line in pages["text"].splitlines() if len(line) > 100] == []


def test_a_page_has_one_h1_and_headings_that_skip_no_level(pages: dict[str, str]) -> None:
    levels = [int(tag[1]) for tag, _ in Page(pages["html"]).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_heading_cell_its_scope(pages: dict[str, str]) -> None:
    page = Page(pages["html"])
    assert len(page.named("table")) == len(page.named("caption")) > 3
    assert {given.get("scope") for given in page.named("th")} == {"col", "row"}


def test_every_name_on_a_page_is_one_elements_and_what_is_pointed_to_is_there(pages: dict[str, str]) -> None:
    page = Page(pages["html"])
    ids = Counter(given["id"] for _, given in page.elements if "id" in given)
    assert set(ids.values()) == {1}
    labelled = [str(given["aria-labelledby"]).split() for _, given in page.elements if "aria-labelledby" in given]
    links = [str(given["href"]).removeprefix("#") for given in page.named("a")]
    assert {name for names in (*labelled, links) for name in names} <= set(ids)


def test_every_picture_says_what_it_shows_and_stands_by_its_table(pages: dict[str, str]) -> None:
    page = Page(pages["html"])
    pictures = page.named("svg")
    assert len(page.named("desc")) == len(pictures)
    assert all(given["role"] == "img" and given["aria-labelledby"] for given in pictures)
    tags = [tag for tag, _ in page.elements if tag in ("svg", "table")]
    assert all(after == "table" for tag, after in pairwise(tags) if tag == "svg")


def test_a_page_needs_nothing_else_and_runs_nothing(pages: dict[str, str]) -> None:
    page = Page(pages["html"])
    assert page.named("script", "link", "img", "iframe") == []
    assert not any(name in given for _, given in page.elements for name in ("src", "onload", "onclick"))
    assert {str(given["href"])[0] for given in page.named("a")} == {"#"}


def test_what_is_written_never_becomes_markup() -> None:
    page = as_html(MADE_UP)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_pens_differ_from_their_ground_and_from_one_another_without_colour() -> None:
    assert all(contrast(colour) >= 4.5 for colour in (SOFT, *(pen[0] for pen in PEN)))
    assert len({pen[1:] for pen in PEN}) == len(PEN)


def contrast(colour: str) -> float:
    """Against white, as WCAG reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_a_workbook_has_typed_cells_and_no_formula() -> None:
    written = as_xlsx(MADE_UP)
    with zipfile.ZipFile(BytesIO(written)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert 'descr="Tabell. Totalt går upp."' in drawing
    book = CalamineWorkbook.from_filelike(BytesIO(written))
    assert book.sheet_names == ["Läsanvisning", "Siffror   1 2"]
    rows = book.get_sheet_by_index(1).to_python(skip_empty_area=False)
    (begin,) = (n for n, row in enumerate(rows) if row[0] == "januari")
    assert rows[begin][1:4] == [66.94, date(2023, 1, 31), NASTY]
    assert [row[1] for row in rows[begin + 1 : begin + 4]] == ["..", "–", 1234]


def test_a_chart_has_a_gap_where_a_value_is_hidden_or_absent() -> None:
    """A spreadsheet draws a text as nought, so that the chart is drawn from a column that holds the numbers alone."""
    written = as_xlsx(MADE_UP)
    with zipfile.ZipFile(BytesIO(written)) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", chart) == ["'Siffror   1 2'!$AZ$6:$AZ$9"]
    assert "dispBlanksAs" not in chart, "where nothing else is said a blank is a gap"
    assert "<c:plotVisOnly" not in chart, "hidden cells too"
    rows = CalamineWorkbook.from_filelike(BytesIO(written)).get_sheet_by_index(1).to_python(skip_empty_area=False)
    assert [row[51] for row in rows[5:9]] == [66.94, "", "", 1234]


def test_a_line_has_a_gap_and_a_sign_where_a_value_is_hidden() -> None:
    """Neither of the two numbers is joined to the other, nor does the sign stand at any height of its own."""
    svg = as_html(MADE_UP).partition("<svg")[2].partition("</svg>")[0]
    assert len(re.findall("<polyline", svg)) == 2
    assert re.findall(r'y="(\d+)"[^>]*>\.\.</text>', svg) == ["223"]


def test_the_same_report_is_the_same_workbook() -> None:
    assert as_xlsx(MADE_UP) == as_xlsx(MADE_UP)


def test_a_hidden_value_and_no_value_are_distinguished_in_text() -> None:
    lines = [line.split() for line in as_text(MADE_UP).splitlines()]
    assert [line[1] for line in lines if line[:1] in (["februari"], ["mars"])] == ["..", "–"]


@pytest.mark.parametrize("name", REPORTS)
def test_a_workbooks_first_sheet_is_how_to_read_it(store: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "rapport.xlsx"
    result = rodtrad("--store", store, "report", name, *PERIOD, "--known-at", "2024-06-30", "-f", "xlsx", "-o", out)
    assert (result.code, result.out) == (0, "")
    book = CalamineWorkbook.from_path(out)
    assert book.sheet_names[0] == "Läsanvisning"
    rows = book.get_sheet_by_index(0).to_python()
    (head,) = (n for n, row in enumerate(rows) if row[0] == "Nyckel")
    assert rows[head] == ["Nyckel", "Version", "Parametrar", "Mått", "Flera månader", "Källa", "A", "K", "Position"]
    assert {(row[6], row[7]) for row in rows[head + 1 :]} == {(date(2024, 12, 31), "2024-06-30 23:59")}
    assert [row[1] for row in rows[head + 1 :]] == [CATALOGUE[str(row[0])].version for row in rows[head + 1 :]]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("part_of_year", ["2022-04", "2022-Q2", "2022-01..2022-08"])
def test_a_part_of_a_year_is_reported_too(store: Path, name: str, part_of_year: str) -> None:
    result = rodtrad("--store", store, "report", name, part_of_year, "--as-of", "2024-12-31")
    assert (result.code, result.err) == (0, "")
    assert ("Finns bara för hela år" in result.out) is (name == "uppsala")


def test_a_workbook_needs_a_name_and_a_municipality_must_be_one_of_four(store: Path) -> None:
    result = rodtrad("--store", store, "report", "uppsala", "2022", "-f", "xlsx")
    assert (result.code, result.out) == (2, "")
    assert "--out" in result.err
    assert rodtrad("--store", store, "report", "stockholm", "2022").code == 2
    assert rodtrad("--store", store, "report", "uppsala", "i fjol").code == 1
