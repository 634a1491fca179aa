"""The reports: what stands in them is what the documents ask for, and what the figures are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from projections.disclosure.gate import Gate, disclose
from projections.measures.catalogue import CATALOGUE
from projections.measuring import labels
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.reports.catalogue import REPORTS, report
from projections.reports.parts.cells import beside, cases_cell, course, difference, field_cell, since_baseline, status
from projections.reports.parts.model import Absent, Number, Paragraph, Report, ReportTable, Section
from projections.reports.parts.periods import ReportPeriods, named, year_before
from projections.reports.plans.enkoping import at_least
from projections.reports.plans.uppsala_plan import AREAS
from projections.worlds.world import World
from tests.memory import book
from tests.scripts.command_line import THREE_LIVES, lines_of

AS_OF = date(2024, 12, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return book(lines_of(THREE_LIVES)).world(AS_OF)


@pytest.fixture(scope="module")
def reports(world: World) -> dict[str, Report]:
    """With nothing hidden, since three lives are few."""
    return {name: report(name, period("2022"), world, None) for name in REPORTS}


def paragraphs(section: Section) -> Iterator[Paragraph]:
    yield from (block for block in section.blocks if isinstance(block, Paragraph))
    for inner in section.sections:
        yield from paragraphs(inner)


def definitions(of: Report) -> list[str]:
    (table,) = of.guide.tables
    return [str(row[0]) for row in table.rows]


def table_of(of: Report, caption: str) -> ReportTable:
    (table,) = (table for section in of.sections for table in section.tables if table.caption.startswith(caption))
    return table


@pytest.mark.parametrize(
    ("name", "prefix"), [("uppsala", "UPP-"), ("enkoping", "ENK-"), ("linkoping", "LIN-"), ("sodertalje", "SOD-")]
)
def test_every_measure_of_a_document_is_in_its_municipalitys_report(reports: dict[str, Report], name: str, prefix: str) -> None:
    variants = {"UPP-2.1b.rate", "UPP-2.1c.rate", "UPP-2.1d.rate"}
    expected = {key for key in CATALOGUE if key.startswith(prefix)} - variants
    assert expected - set(definitions(reports[name])) == set()


@pytest.mark.parametrize("name", REPORTS)
def test_a_measures_reservation_stands_beside_its_figure(reports: dict[str, Report], name: str) -> None:
    notes = " ".join(
        paragraph.text for section in reports[name].sections for paragraph in paragraphs(section) if paragraph.is_note
    )
    missing = [key for key in definitions(reports[name]) if CATALOGUE[key].says_sv not in notes]
    assert missing == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_has_a_cell_for_each_column_and_every_chart_draws_columns_that_are_there(
    reports: dict[str, Report], name: str
) -> None:
    of = reports[name]
    for table in (table for section in (*of.sections, of.guide) for table in section.tables):
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.caption
        if table.chart is not None:
            assert max(table.chart.columns) < len(table.columns)
            assert 0 < table.chart.rows <= len(table.rows)


def test_uppsalas_plan_has_four_areas_23_actions_and_15_indicators_that_its_actions_name() -> None:
    assert [area.number for area in AREAS] == [1, 2, 3, 4]
    assert [action.number for area in AREAS for action in area.actions] == list(range(1, 24))
    indicators = {indicator.number for area in AREAS for indicator in area.indicators}
    assert len(indicators) == 15
    named_by_actions = {n for area in AREAS for action in area.actions for n in action.indicators.split(", ") if n}
    assert named_by_actions <= indicators


def test_a_reports_numbers_are_the_figures(world: World, reports: dict[str, Report]) -> None:
    months = period("2022").months
    table = table_of(reports["linkoping"], "LIN-1.t1,")
    for sex, column in ((None, 1), ("K", 2), ("M", 3)):
        counted = figures(Ask(CATALOGUE["LIN-1.t1"], [*months, period("2022")], ("sex",)), world)
        values = [figure.value for figure in counted if figure.breakdown.get("sex") == sex]
        drawn = [row[column] for row in (*table.rows[:12], table.rows[-1])]
        assert [cell.value if isinstance(cell, Number) else None for cell in drawn] == values
    assert [row[0] for row in table.rows[12:]] == ["Delår januari–april 2022", "Delår januari–augusti 2022", "Årsbokslut 2022"]


def test_year_to_date_ends_with_the_last_whole_month_and_stands_against_the_same_months() -> None:
    periods = ReportPeriods(period("2024"), date(2024, 9, 15))
    assert periods.to_date.label == "2024-01..2024-08"
    assert year_before(periods.to_date).label == "2023-01..2023-08"
    assert [period.label for period in periods.accumulated][:2] == ["2024-01", "2024-01..2024-02"]
    assert year_before(period("2024-02")) == period("2023-02")
    assert year_before(period("2024")) == period("2023")
    assert ReportPeriods(period("2024"), date(2025, 1, 1)).to_date == period("2024")
    assert named(periods.to_date) == "januari–augusti 2024"


def test_a_months_report_goes_from_january_and_has_the_closings_it_reaches() -> None:
    periods = ReportPeriods(period("2023-09"), AS_OF)
    assert [month.label for month in periods.months][::8] == ["2023-01", "2023-09"]
    assert [closing.label for closing in periods.closings] == ["2023-01..2023-04", "2023-01..2023-08"]


def test_enkopings_sentence_gives_way_to_a_lower_bound_and_names_both_years(reports: dict[str, Report]) -> None:
    (results,) = (section for section in reports["enkoping"].sections if section.title == "Jobbcentrums resultat")
    sentence = next(paragraphs(results)).text
    assert "minst" in sentence
    assert sentence.startswith("2022 har Jobbcentrum hjälpt")
    assert "(2021:" in sentence


def test_enkopings_sentence_says_in_words_that_a_number_is_hidden() -> None:
    phrases = [at_least(cell) for cell in (Number(31), Absent.HIDDEN, Absent.NONE)]
    assert phrases == ["minst 31", "ett dolt antal", "ett okänt antal"]


def test_the_counts_of_a_hidden_figure_are_hidden_cells(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.6"], [period("2022-03")]), world)
    (hidden,) = disclose(CATALOGUE["UPP-1.6"], [replace(figure, yes=4, value=4.0, numerator=4.0, baseline=6.0)])
    assert {field_cell(hidden, field) for field in ("value", "numerator", "upper")} == {Absent.HIDDEN}
    assert (field_cell(hidden, "coverage"), field_cell(hidden, "baseline")) == (Absent.NONE, Number(6))
    assert course(hidden) is Absent.HIDDEN
    assert difference(Number(64), Absent.HIDDEN) is Absent.HIDDEN


def test_of_three_lives_a_report_hides_every_count_unless_it_is_opened(world: World, reports: dict[str, Report]) -> None:
    """What is left of the counts is nought."""
    closed = report("linkoping", period("2022"), world, Gate())
    for of, is_open in ((closed, False), (reports["linkoping"], True)):
        cells = [cell for section in of.sections for table in section.tables for row in table.rows for cell in row[1:]]
        numbers = {cell.value for cell in cells if isinstance(cell, Number)}
        assert (Absent.HIDDEN in cells, bool(numbers - {0.0, 70.0})) == (not is_open, is_open), "70 is a goal"
    assert dict(closed.about)["Små antal"] == "dolda (..)"


def test_the_course_since_the_baseline_is_by_the_goals_direction(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.1"], [period("2022-03")]), world)
    assert figure.baseline == 61.8
    assert course(replace(figure, value=70.0)) == "rätt håll"
    assert course(replace(figure, value=50.0)) == "fel håll"
    assert course(replace(figure, value=61.84)) == "som 2022"
    assert course(replace(figure, value=70.0, direction="down")) == "fel håll"


def test_a_note_that_is_untrue_where_deliveries_are_stated_gives_way_there() -> None:
    stated = {"kind": "delivery_recorded", "id": "d", "source": "t", "recorded_at": "2024-01-15T09:00:00Z"}
    stated |= {"kinds": ["support_paid"], "from": "2022-01-01", "to": "2022-12-31"}
    for lines, shown in ((lines_of(THREE_LIVES), False), ([*lines_of(THREE_LIVES), stated], True)):
        of = report("enkoping", period("2022"), book(lines).world(AS_OF), None)
        text = " ".join(paragraph.text for section in of.sections for paragraph in paragraphs(section))
        seen = ("Att en källa saknas syns inte här" in text, "vad en källa inte har levererat är okänt" in text)
        assert seen == (not shown, shown)


def test_no_course_is_told_that_what_is_not_known_could_turn(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.1"], [period("2022-03")]), world)
    rose = replace(figure, value=70.0, yes=7, no=3, unknown=0, lower=70.0, upper=70.0)
    assert course(replace(rose, status="not_delivered", value=None)) == "går inte att veta"
    assert course(replace(rose, status="incomplete", bounds_hold=False)) == "går inte att veta"
    assert course(replace(rose, status="incomplete", lower=61.0, upper=90.0)) == "går inte att säga"
    assert course(replace(rose, status="incomplete", lower=61.9, upper=90.0)) == "rätt håll"
    assert course(replace(rose, value=0.0, yes=0, no=1, unknown=9, lower=0.0, upper=90.0)) == "går inte att säga"
    assert course(replace(rose, value=0.0, yes=0, no=0, unknown=9, lower=0.0, upper=100.0)) == "går inte att säga"
    assert course(replace(rose, value=50.0, yes=5, no=4, unknown=1, lower=50.0, upper=60.0)) == "fel håll"
    assert course(replace(rose, status="incomplete", lower=None, upper=None)) == "går inte att säga"


def test_a_difference_that_what_was_not_delivered_could_turn_is_not_shown(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.1"], [period("2022-03")]), world)
    lacking = replace(figure, value=70.0, status="incomplete", lower=61.0, upper=90.0)
    assert since_baseline(lacking) is Absent.NOT_KNOWN
    assert str(since_baseline(replace(lacking, lower=65.0))) == "8,2 procentenheter"
    assert difference(Number(64), Absent.NOT_KNOWN) is Absent.NOT_KNOWN


def test_of_what_was_not_delivered_no_number_is_shown_and_of_what_nobody_knows_no_value(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.1"], [period("2022-03")]), world)
    gone = replace(figure, value=None, status="not_delivered", yes=0, no=0, unknown=0, numerator=0, denominator=0)
    assert {*beside(gone)[:-1], field_cell(gone)} == {Absent.NOT_KNOWN}
    assert (beside(gone)[-1], field_cell(gone, "baseline")) == ("inte levererad", Number(61.8, 1))
    dark = replace(figure, value=0.0, yes=0, no=0, unknown=5357, numerator=0, denominator=5357, upper=100.0)
    assert (field_cell(dark), field_cell(dark, "upper")) == (Absent.NOT_KNOWN, Absent.NOT_KNOWN)
    assert field_cell(dark, "denominator") == Number(5357)
    hidden = ("no", "unknown", "upper")
    few = replace(figure, value=0, yes=0, no=None, unknown=None, upper=None, status="incomplete", hidden=hidden)
    assert field_cell(few) is Absent.NOT_KNOWN
    assert field_cell(replace(few, status="final")) == Number(0, 1)


def test_a_ratio_of_women_to_men_has_no_value_of_women(reports: dict[str, Report]) -> None:
    (row,) = (row for row in table_of(reports["linkoping"], "Likvärdighet").rows if "parity_sex" in str(row[0]))
    assert row[2:4] == (Absent.NONE, Absent.NONE)


def test_numbers_are_formatted_in_swedish() -> None:
    assert str(Number(66.94, 1)) == "66,9"
    assert str(Number(-1234567)) == "−1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"


def test_a_number_that_rounds_to_nought_has_no_sign() -> None:
    assert [str(Number(value, 1)) for value in (-0.04, 0.04, -0.0, -0.06)] == ["0,0", "0,0", "0,0", "−0,1"]
    assert labels.number(-0.04, 1, "en") == "0.0"
    assert labels.amount(-0.4, "days", "sv") == "−0,4"


def test_linkopings_lead_times_stand_beside_the_year_before(world: World, reports: dict[str, Report]) -> None:
    table = table_of(reports["linkoping"], "Ledtider mot samma månader året före")
    heads = [column.heading for column in table.columns]
    assert heads == ["Ledtid", "Median 2022", "Median 2021", "Skillnad", "Framme 2022", "Framme 2021"]
    rows = {str(row[0]): dict(zip(heads, row, strict=True)) for row in table.rows}
    row = rows["LT6 Inskrivning till avslut [LT6/1]"]
    for year in ("2022", "2021"):
        (figure,) = figures(Ask(CATALOGUE["LT6"], [period(year)]), world)
        assert (row[f"Median {year}"], row[f"Framme {year}"]) == (field_cell(figure, "median"), field_cell(figure, "n"))
    assert row["Skillnad"] == difference(row["Median 2022"], row["Median 2021"])


def test_a_count_whose_goal_is_all_has_how_many_there_are(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.5.offered"], [period("2022")]), world)
    of_many = replace(figure, yes=14, no=23, unknown=0, value=14.0, numerator=14.0)
    assert [str(cell) for cell in beside(of_many)[:2]] == ["14", "37"]
    assert beside(replace(of_many, no=None, hidden=("no",)))[1] is Absent.HIDDEN
    assert labels.out_of(CATALOGUE["UPP-1.5.offered"], of_many.judged, "sv") == " av 37"
    assert labels.out_of(CATALOGUE["UPP-1.5.held"], None, "sv") == ""
    assert labels.out_of(CATALOGUE["UPP-1.6"], 37, "sv") == ""


def test_a_figure_without_a_case_has_no_status_in_a_report(world: World) -> None:
    (empty,) = figures(Ask(CATALOGUE["UPP-2.3"], [period("1999")]), world)
    assert (empty.value, status(empty)) == (None, Absent.NONE)


def test_a_target_has_the_day_it_is_to_be_reached_by(reports: dict[str, Report]) -> None:
    paragraph_texts = " ".join(
        paragraph.text for name in REPORTS for section in reports[name].sections for paragraph in paragraphs(section)
    )
    assert "Mål: minska till 1,0 senast 2026-12-31." in paragraph_texts
    assert "Mål: öka till 4,0 senast 2022-12-31." in paragraph_texts
    rows = {row[4] for table in reports["linkoping"].sections[0].tables for row in table.rows if len(row) > 4}
    assert "öka till 70,0" in rows


def test_a_difference_has_its_unit_and_stands_beside_the_numbers_of_cases(world: World, reports: dict[str, Report]) -> None:
    assert str(difference(Number(66.9, 1), Number(75.3, 1), "percent")) == "−8,4 procentenheter"
    assert str(difference(Number(64), Number(581), "persons")) == "−517 personer"
    table = table_of(reports["enkoping"], "Övriga mätbara utfästelser")
    heads = [column.heading for column in table.columns]
    assert heads[1:6] == ["2022", "2021", "Skillnad", "Fall 2022", "Fall 2021"]
    counted = {year: figures(Ask(CATALOGUE["ENK-7"], [period(year)]), world)[0] for year in ("2022", "2021")}
    (row,) = (row for row in table.rows if "[ENK-7/" in str(row[0]))
    assert row[4:6] == tuple(Number(counted[year].denominator or 0) for year in ("2022", "2021"))


def test_the_cases_of_a_hidden_value_are_hidden(world: World) -> None:
    (figure,) = figures(Ask(CATALOGUE["UPP-1.6"], [period("2022-03")]), world)
    (hidden,) = disclose(CATALOGUE["UPP-1.6"], [replace(figure, yes=4, value=4.0, numerator=4.0)])
    assert (cases_cell(hidden), cases_cell(figure), cases_cell(None)) == (Absent.HIDDEN, Number(0), Absent.NONE)


def test_every_atgard_of_uppsalas_plan_has_a_figure_or_says_why_not(reports: dict[str, Report]) -> None:
    shown = set(definitions(reports["uppsala"]))
    indicators = {indicator.number: indicator.keys for area in AREAS for indicator in area.indicators}
    for action in (action for area in AREAS for action in area.actions):
        keys = [key for number in action.indicators.split(", ") if number for key in indicators[number]]
        keys += [beside.key for beside in action.beside]
        assert bool(keys) != bool(action.why_not), action.number
        assert set(keys) <= shown, action.number


def test_what_follows_an_atgard_part_by_part_says_that_the_parts_overlap(reports: dict[str, Report]) -> None:
    tables = [table for section in reports["uppsala"].sections for table in section.tables if "Åtgärd 4:" in table.caption]
    assert [any("överlappar" in note for note in table.notes) for table in tables] == [True]


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_last_what_its_figures_rest_on(reports: dict[str, Report], name: str) -> None:
    assert reports[name].sections[-1].title == "Underlag"
