"""The cases of a measure: which years have any, and of which periods they are."""

from datetime import date

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.cases import latest_year
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
EXITS = "\n".join(
    f"{year}-01-01 anna enrolled enrolment_id=e{year} unit=AME\n{year}-03-01 anna exited enrolment_id=e{year} reason=A1"
    for year in (2012, 2014)
)


@pytest.mark.parametrize(
    ("then", "as_of", "year"),
    [
        ("", LATE, 2014),
        ("2023-06-01 anna moved_in", LATE, 2014),
        ("2024-06-01 anna moved_in", LATE, None),
        ("2024-06-01 anna moved_in", date(2024, 5, 31), 2014),
        ("", date(2013, 1, 1), 2012),
    ],
)
def test_the_latest_year_with_a_case_is_looked_for_in_the_ten_up_to_the_last_day_that_anything_happened(
    then: str, as_of: date, year: int | None
) -> None:
    assert latest_year(CATALOGUE["OUT-0.kas"], world_of(f"{EXITS}\n{then}", as_of)) == year


def test_where_nothing_has_happened_no_year_has_a_case() -> None:
    assert latest_year(CATALOGUE["OUT-0.kas"], world_of("", LATE)) is None


def test_what_is_measured_as_of_a_day_is_the_same_for_every_period_in_every_part() -> None:
    measure, (first, second) = CATALOGUE["R4"], map(period, ("2012", "2023"))
    world = world_of(EXITS, date(2014, 6, 1))
    for by in ("sex", "unit", "education", "group"):
        both = figures(Ask(measure, [first, second], (by,)), world)
        assert any(figure.judged for figure in both)
        for each in (first, second):
            assert [f for f in both if f.period == each.label] == figures(Ask(measure, [each], (by,)), world)
