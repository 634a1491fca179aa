"""Small cases on which product and judge once differed: measures.md decides, and both must say so."""

from datetime import date
from typing import Any

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from tests import judge
from tests.histories import Line
from tests.memory import book

AS_OF = date(2024, 1, 14)


def line(kind: str, on: str, source: str = "s", **fields: Any) -> Line:
    fields_of_line = {"kind": kind, "participant": "p", "on": on, "source": source, **fields}
    return {**fields_of_line, "id": f"{kind} {on}", "recorded_at": f"{on}T12:00:00Z"}


def values(key: str, label: str, lines: list[Line], part: dict[str, str] | None = None) -> tuple[Any, Any]:
    """What the product says, and the judge."""
    computed = figures(Ask(CATALOGUE[key], [period(label)], tuple(part or ())), book(lines).world(AS_OF))
    values = [figure.value for figure in computed if figure.breakdown == (part or {})]
    return (values[0] if values else None), judge.judge(lines, key, label, AS_OF, breakdown=part)["value"]


def exit_naming_job(reason: str, form: str, source_of_job: str, **fields: Any) -> list[Line]:
    """An exit that names a job, in a file where some source calls a job so."""
    return [
        line("participant_registered", "2010-01-01", sex="K", born_on="1999-12-31"),
        line("enrolled", "2022-05-05", enrolment_id="e", unit="UJC-A"),
        line("exited", "2022-07-05", enrolment_id="e", reason=reason, employment_id="j", **fields),
        line("employment_started", "2022-09-03", source=source_of_job, employment_id="j", form=form),
    ]


@pytest.mark.parametrize(
    ("key", "reason", "form", "by_reason", "by_job"),
    [
        ("OUT-0.kas", "E2", "fixed_term", 0, 100),
        ("OUT-0.kas", "B2", "osa", 100, 0),
        ("OUT-0.regular", "A1", "introduktionsjobb", 100, 0),
    ],
)
def test_an_exit_names_a_job_of_its_own_source_or_of_the_one_it_points_to(
    key: str, reason: str, form: str, by_reason: float, by_job: float
) -> None:
    """Ids are unique within a source (events.md §2): what another source calls the same is another job."""
    assert values(key, "2022", exit_naming_job(reason, form, "s")) == (by_job, by_job)
    assert values(key, "2022", exit_naming_job(reason, form, "t")) == (by_reason, by_reason)
    assert values(key, "2022", exit_naming_job(reason, form, "t", source="t", of_source="s")) == (by_job, by_job)


def test_support_that_ended_in_childhood_hides_no_later_spell() -> None:
    """UPP-2.3: of the spells that ended in the half-year, a person's first as an adult."""
    lines = [
        line("participant_registered", "2010-01-01", sex="U", born_on="2004-02-29"),
        line("support_paid", "2022-01-11", month="2022-01", amount=4400),
        line("support_paid", "2022-05-01", month="2022-05", amount=3100),
    ]
    assert values("UPP-2.3", "2023", lines[:2]) == (None, None)
    assert values("UPP-2.3", "2023", lines) == (100, 100)


SIDE_BY_SIDE = [
    line("participant_registered", "2010-01-01", sex="K"),
    line("insats_started", "2023-01-10", insats_id="i", insats="course", provider="p", funder="esf"),
    line("insats_started", "2023-01-11", insats_id="k", insats="language_training", workplace="w", provider="q"),
    line("employment_started", "2023-01-12", employment_id="j", form="lonebidrag", contract="avtal"),
]


@pytest.mark.parametrize(
    ("key", "by", "part", "value"),
    [
        ("UPP-3.1", "provider", "q", 1),
        ("UPP-3.1", "provider", "p", None),
        ("UPP-3.1", "funder", "esf", None),
        ("SOD-12", "activity", "lonebidrag", 1),
        ("SOD-12", "activity", "course", None),
        ("SOD-12", "funder", "esf", None),
    ],
)
def test_an_insats_or_job_is_not_in_the_parts_of_what_runs_beside_it(key: str, by: str, part: str, value: int | None) -> None:
    """The product tells no part that nobody belongs to; the judge counts nobody in it."""
    assert values(key, "2023", SIDE_BY_SIDE, {by: part}) == (value, value or 0)


def test_of_lines_without_ids_that_come_at_one_instant_product_and_judge_let_the_same_win() -> None:
    """An id is derived from the whole line; of two particulars recorded at one instant the greater id holds."""
    registered: Line = {"kind": "participant_registered", "participant": "p", "on": "2010-01-01", "sex": "M"}
    sexes = []
    for day in range(1, 29):
        lines = [registered, registered | {"kind": "particulars_recorded", "on": f"2023-01-{day:02}", "sex": "K"}]
        (sex,), (person,) = book(lines).world(AS_OF)["participants"]["sex"], judge.world_of(lines, AS_OF).persons
        assert sex == person.sex, day
        sexes.append(sex)
    assert {*sexes} == {"K", "M"}
