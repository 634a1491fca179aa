"""The section Underlag of a report: what its figures rest on, to which day, and what each of them lacks, in every form."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from projections.disclosure.gate import Gate
from projections.measuring.periods import period
from projections.reports.catalogue import report
from projections.reports.parts.basis import TITLE
from projections.reports.parts.model import Paragraph, Report, Section, cell_text
from projections.reports.writers.page import as_html
from projections.reports.writers.plain import as_text
from projections.reports.writers.workbook import as_xlsx
from tests.memory import book
from tests.projections.health.test_knowable import PAID, with_support
from tests.projections.measuring.test_lacking import AS_OF, delivery, line

UNDECLARED = "Loggen säger inget om vad som är levererat"


@pytest.fixture(scope="module")
def enkoping() -> Report:
    """Forty with support, of whom three have no date of birth; nothing but support is delivered."""
    return report("enkoping", period("2023"), with_support(40, without_age=3), Gate())


def section_of(of: Report) -> Section:
    (section,) = (section for section in of.sections if section.title == TITLE)
    return section


def rows_of(of: Report, caption: str) -> Iterator[list[str]]:
    (table,) = (table for table in section_of(of).tables if table.caption.startswith(caption))
    return ([cell_text(cell) for cell in row] for row in table.rows)


def test_what_was_delivered_of_what_the_figures_rest_on_stands_with_its_days(enkoping: Report) -> None:
    assert ["lifecare", "biståndsmånader", "2023-01-01", "2023-12-31", "alla", "–", "angivet", "nej", "2024-01-15"] in [
        *rows_of(enkoping, "Det som är levererat")
    ]
    world = book([line("participant_registered", "2023-01-01"), delivery("d", [*PAID, "protection_set"])]).world(AS_OF)
    kinds = {row[1] for row in rows_of(report("enkoping", period("2023"), world, None), "Det som är levererat")}
    assert kinds == {"registreringar", "biståndsmånader"}


def test_each_measure_of_the_report_says_what_it_lacks(enkoping: Report) -> None:
    measures = {row[0]: row[1:] for row in rows_of(enkoping, "Mått för mått")}
    assert [*measures] == [str(row[0]) for table in enkoping.guide.tables for row in table.rows]
    assert measures["ENK-7"][0] == "går inte att veta"
    assert "planer är inte levererade" in measures["ENK-7"][3]
    hit = {row[0]: row[1:] for row in rows_of(enkoping, "Det som saknas")}
    assert "ENK-7" in hit["planer är inte levererade"][0].split(", ")


def test_a_small_number_of_those_who_cannot_be_determined_is_not_in_the_report(enkoping: Report) -> None:
    text = " ".join(as_text(enkoping).split())
    assert "kan inte avgöras" in text
    assert not any(f"{number} av" in text for number in ("3", "36", "37", "444"))


def test_underlag_is_a_section_of_the_text_and_of_the_page_and_a_sheet_of_the_workbook(enkoping: Report) -> None:
    assert f"\n{TITLE}\n--------\n" in as_text(enkoping)
    assert '<h2 id="underlag">Underlag</h2>' in as_html(enkoping)
    workbook = CalamineWorkbook.from_filelike(BytesIO(as_xlsx(enkoping)))
    cells = {str(cell) for row in workbook.get_sheet_by_name(TITLE).to_python() for cell in row}
    assert {"Det som saknas, och vad det drabbar", "planer är inte levererade", "biståndsmånader", "ENK-7"} <= cells


def test_an_undeclared_report_says_so_in_one_sentence_once_and_how_to_declare() -> None:
    undeclared = report("enkoping", period("2023"), book([line("participant_registered", "2023-01-01")]).world(AS_OF), None)
    (only,) = section_of(undeclared).blocks
    assert isinstance(only, Paragraph)
    assert only.is_note
    assert "--complete-from --complete-to" in only.text
    assert as_text(undeclared).count(UNDECLARED) == as_html(undeclared).count(UNDECLARED) == 1


def test_a_measure_of_whole_years_has_nothing_to_lack_in_a_month() -> None:
    world = book([line("participant_registered", "2023-01-01"), delivery("d", PAID)]).world(AS_OF)
    measures = {row[0] for row in rows_of(report("uppsala", period("2023-04"), world, None), "Mått för mått")}
    assert "UPP-1.6" in measures
    assert "UPP-1.2y" not in measures
