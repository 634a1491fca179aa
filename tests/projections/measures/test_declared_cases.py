"""Small declared logs in which something was not sent: what may then be told (measures.md §11), product and judge alike."""

from datetime import date
from typing import Any

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from tests import judge
from tests.histories import Line
from tests.memory import book
from tests.takings import KINDS

AS_OF = date(2024, 6, 30)
FIELDS = ("value", "yes", "no", "unknown", "undetermined", "status", "complete_to")


def line(kind: str, on: str, who: str = "a", **fields: Any) -> Line:
    named = {"source": "s", "id": f"{who} {kind} {on}", "recorded_at": f"{on}T12:00:00+01:00"}
    return {"kind": kind, "participant": who, "on": on, **named, **fields}


def sent(*kinds: str, to: str = "2024-06-30", first: str = "2010-01-01", **fields: Any) -> Line:
    named = {"source": "s", "id": f"sent {len(kinds)} {first} {to}", "recorded_at": "2024-07-01T09:00:00+02:00"}
    return {"kind": "delivery_recorded", "kinds": [*kinds], "from": first, "to": to, **named, **fields}


def all_sent_but(*kinds: str, **fields: Any) -> Line:
    return sent(*(kind for kind in KINDS if kind not in kinds), **fields)


def told(lines: list[Line], key: str, label: str = "2023", **part: str) -> dict[str, Any]:
    """The figure, on which product and judge agree."""
    every = figures(Ask(CATALOGUE[key], [period(label)], tuple(part)), book(lines).world(AS_OF))
    figure = next(figure for figure in every if dict(figure.breakdown) == part)
    given = figure.fields() | {"status": figure.status if figure.status in ("not_delivered", "incomplete") else None}
    expected = judge.judge(lines, key, label, AS_OF, breakdown=part)
    fields = [name for name in FIELDS if name in expected]
    assert {name: given[name] for name in fields} == {name: expected[name] for name in fields}
    return given


REGISTERED = [line("participant_registered", "2010-01-01", who, sex="K", born_on="1990-05-15") for who in "ab"]


def left(who: str, reason: str = "A1", on: str = "2023-04-10") -> list[Line]:
    return [
        line("enrolled", "2023-01-10", who, enrolment_id=f"e{who}", unit="AME"),
        line("exited", on, who, enrolment_id=f"e{who}", reason=reason),
    ]


def supported(who: str) -> list[Line]:
    """Support January to March."""
    return [line("support_paid", f"2023-{month:02}-20", who, month=f"2023-{month:02}", amount=8000) for month in range(1, 4)]


ABLE = line("work_ability_assessed", "2022-01-01", ability="full")


def test_a_ratio_is_not_told_where_what_decides_its_sides_was_not_sent() -> None:
    born = [line("circumstances_recorded", "2022-01-01", who, foreign_born=who == "a") for who in "ab"]
    lines = [*REGISTERED, *born, *left("a"), *left("b")]
    assert told([*lines, all_sent_but()], "LIN-6.parity_born")["value"] == 1
    silent = told(
        [*lines, all_sent_but(missing={"circumstances_recorded": ["foreign_born"]})],
        "LIN-6.parity_born",
    )
    assert (silent["value"], silent["status"]) == (None, "not_delivered")
    other = told([*lines, all_sent_but(missing={"circumstances_recorded": ["foreign_born"]})], "LIN-6.parity_sex")
    assert other["status"] is None


def test_a_part_has_no_value_where_what_decides_it_was_never_sent() -> None:
    lines = [*REGISTERED, *left("a"), all_sent_but(missing={"circumstances_recorded": ["foreign_born"]})]
    part = told(lines, "LIN-5", born="abroad")
    assert (part["value"], part["status"]) == (None, "not_delivered")
    assert told(lines, "LIN-5")["value"] == 100


def test_a_part_is_known_in_part_where_what_decides_it_was_sent_for_some_of_the_days() -> None:
    lines = [*REGISTERED, *left("a"), all_sent_but("obstacle_recorded"), sent("obstacle_recorded", to="2023-06-30")]
    assert (
        told([*lines, line("obstacle_recorded", "2022-01-01", obstacle="none")], "LIN-5", obstacle="none")["status"]
        == "incomplete"
    )


def test_a_case_that_states_its_part_itself_needs_that_its_source_fills_the_field() -> None:
    course = {"insats_id": "i", "insats": "language_training", "workplace": "W", "provider": "P"}
    lines = [*REGISTERED, line("insats_started", "2023-02-01", **course)]
    assert told([*lines, all_sent_but("enrolled")], "UPP-3.1", provider="P")["status"] is None
    without = told([*lines, all_sent_but(missing={"insats_started": ["provider"]})], "UPP-3.1", provider="P")
    assert (without["value"], without["status"]) == (None, "not_delivered")


def test_the_outcome_of_an_exit_near_the_end_of_support_rests_on_its_reason() -> None:
    """Without reasons ENK-3 cannot say no: with one it would have been yes."""
    lines = [*REGISTERED, ABLE, *supported("a"), *left("a")]
    assert told([*lines, all_sent_but()], "ENK-3")["yes"] == 1
    lines[-1] = {name: value for name, value in lines[-1].items() if name != "reason"}
    silent = told([*lines, all_sent_but(missing={"exited": ["reason"]})], "ENK-3")
    assert (silent["yes"], silent["no"], silent["unknown"], silent["status"]) == (0, 0, 1, "incomplete")


@pytest.mark.parametrize("key", ["ENK-3", "UPP-1000.gross"])
def test_an_exit_near_the_end_of_support_stands_only_where_no_new_enrolment_can_have_been_left_out(key: str) -> None:
    lines = [*REGISTERED, ABLE, *supported("a"), *left("a"), all_sent_but("enrolled", "re_entered")]
    assert told([*lines, sent("enrolled", "re_entered", to="2023-06-30")], key)["yes"] == 1
    cut = told([*lines, sent("enrolled", "re_entered", to="2023-04-15")], key)
    assert (cut["yes"], cut["unknown"], cut["status"]) == (0, 1, "incomplete")


def test_the_same_insats_again_rests_on_the_programmes() -> None:
    courses = [line("insats_started", f"2023-0{month}-10", insats_id=f"i{month}", insats="course") for month in (2, 5)]
    lines = [*REGISTERED, *courses]
    assert told([*lines, all_sent_but()], "R6")["yes"] == 1
    without = told([*lines, all_sent_but(missing={"insats_started": ["programme"]})], "R6")
    assert (without["yes"], without["no"], without["unknown"]) == (0, 1, 1)


def test_of_a_person_judged_by_several_it_is_said_that_one_of_them_lacks_something() -> None:
    """Of two absences the first has its 60 days sent; the second has not, and could have said yes."""
    days = [line("absence_recorded", f"2023-03-{day}", valid=False) for day in ("03", "20")]
    lines = [*REGISTERED, *days, all_sent_but("support_restricted")]
    figure = told([*lines, sent("support_restricted", to="2023-05-10")], "LIN-7.restricted", "2023-03")
    assert (figure["no"], figure["unknown"], figure["upper"], figure["status"]) == (0, 1, 1, "incomplete")
    assert told([*lines, sent("support_restricted", to="2023-05-19")], "LIN-7.restricted", "2023-03")["no"] == 1


def test_children_of_two_exits_whose_number_was_never_recorded_are_undetermined_once() -> None:
    again = [
        line("enrolled", "2023-08-01", enrolment_id="f", unit="AME"),
        line("exited", "2023-09-01", enrolment_id="f", reason="A1"),
    ]
    figure = told([*REGISTERED, *left("a"), *again, all_sent_but()], "LIN-9.children")
    assert (figure["undetermined"], figure["status"], figure["value"]) == (1, "not_delivered", None)


def test_net_of_a_thousand_is_known_no_better_than_what_it_is_made_of() -> None:
    lines = [*REGISTERED, *supported("a"), *left("a"), all_sent_but("exited")]
    figure = told([*lines, sent("exited", to="2022-12-31")], "UPP-1000.net")
    assert (figure["status"], figure["lower"], figure["upper"]) == ("incomplete", None, None)


def test_a_return_is_none_where_the_new_journey_may_hold_nothing_but_holiday_work() -> None:
    """Journeys of nothing but holiday work are left out (§8); where nothing was declared of insatser, none are (case 115)."""
    again = line("enrolled", "2023-06-01", enrolment_id="f", unit="AME")
    course = line("insats_started", "2023-02-01", insats_id="i", insats="course")
    lines = [*REGISTERED, *left("a"), course, again, all_sent_but("insats_started")]
    assert told(lines, "RET-90")["yes"] == 1
    assert told([*lines, sent("insats_started")], "RET-90")["yes"] == 1
    cut = told([*lines, sent("insats_started", to="2023-05-31")], "RET-90")
    assert (cut["yes"], cut["unknown"], cut["status"]) == (0, 1, "incomplete")
    known = [*lines, line("insats_started", "2023-06-02", insats_id="k", insats="coaching")]
    assert told([*known, sent("insats_started", to="2023-06-02")], "RET-90")["yes"] == 1
