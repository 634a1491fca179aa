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


def at(unit: str, who: str, number: int = 1) -> list[Line]:
    """Was at a unit: an enrolment that ended, and a placement that did."""
    placement = {"placement_id": f"p{who}{number}"}
    return [
        line("enrolled", "2023-01-10", who, enrolment_id=f"e{who}", unit=unit),
        line("placement_started", "2023-02-01", who, form="ama", sector="municipal", unit=unit, **placement),
        line("placement_ended", "2023-03-01", who, result="completed", as_expected=True, **placement),
        line("exited", "2023-04-10", who, enrolment_id=f"e{who}", reason="A1"),
    ]


def silent_after(unit: str, to: str, *kinds: str) -> list[Line]:
    """Of these kinds one of two units sent nothing after a day; the other all, and of all other kinds both."""
    other = {"AME": "UJC"}.get(unit, "AME")
    return [all_sent_but(*kinds), sent(*kinds, units=[other]), sent(*kinds, units=[unit], to=to)]


PLACED = ("placement_started", "placement_ended")
TWO_UNITS = [*REGISTERED, *at("AME", "a"), *at("UJC", "b")]


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("OUT-0.kas", ("exited",)),
        ("RET-90", ("exited",)),
        ("LIN-5", ("exited",)),
        ("SOD-3.as_expected", PLACED),
        ("LIN-8", PLACED),
        ("LT12", PLACED),
        ("UPP-4.2", PLACED),
    ],
)
def test_where_one_unit_fell_silent_the_other_units_figures_are_final_and_the_whole_is_not(
    key: str, kinds: tuple[str, ...]
) -> None:
    lines = [*TWO_UNITS, *silent_after("UJC", "2023-06-30", *kinds)]
    assert told(lines, key)["status"] == "incomplete"
    other = told(lines, key, unit="AME")
    assert (other["status"], other["complete_to"]) == (None, AS_OF)
    own = told(lines, key, unit="UJC")
    assert (own["status"], own["complete_to"]) == ("incomplete", date(2023, 6, 30))


def test_whether_an_exit_stands_rests_on_the_enrolments_of_all_units() -> None:
    """A person who left one unit may have enrolled at the one that fell silent."""
    enrolments = ("enrolled", "re_entered", "exited")
    assert (
        told([*TWO_UNITS, *silent_after("UJC", "2023-06-30", *enrolments)], "OUT-0.kas", unit="AME")["status"] == "incomplete"
    )


def test_the_figures_of_a_measures_own_unit_rest_on_that_unit_alone() -> None:
    lines = [*REGISTERED, *at("Jobbcentrum", "a"), *at("AME", "b")]
    silent = [*lines, *silent_after("AME", "2023-06-30", "exited")[:1]]
    deliveries = [sent("exited", units=["Jobbcentrum"]), sent("exited", units=["AME"], to="2023-06-30")]
    assert told([*silent, *deliveries], "ENK-JC1.Jobbcentrum")["status"] is None
    assert told([*silent, *deliveries], "ENK-JC1")["status"] == "incomplete"


def test_what_goes_on_is_in_doubt_only_where_its_own_unit_fell_silent() -> None:
    """One person is still enrolled at each of two units; UPP-1.1 is of one of them."""
    lines = [*REGISTERED, *at("UJC-A", "a")[:1], *at("AME", "b")[:1]]
    both = [all_sent_but("exited"), sent("exited", units=["UJC-A"], first="2009-01-01")]
    assert told([*lines, *both, sent("exited", units=["AME"], to="2023-06-30")], "UPP-1.1")["status"] is None
    other = [all_sent_but("exited"), sent("exited", units=["AME"], first="2009-01-01")]
    silent = told([*lines, *other, sent("exited", units=["UJC-A"], to="2023-06-30")], "UPP-1.1")
    assert (silent["status"], silent["complete_to"]) == ("incomplete", date(2023, 6, 30))


def test_a_case_at_a_unit_that_sent_all_is_known_though_another_units_is_not() -> None:
    lines = [*TWO_UNITS, *silent_after("UJC", "2023-02-28", "placement_ended")]
    lines = [each for each in lines if each.get("id") != "b placement_ended 2023-03-01"]
    assert told(lines, "LIN-8", unit="AME")["yes"] == 2
    assert told(lines, "LIN-8", unit="AME")["status"] is None
    assert told(lines, "LIN-8", unit="UJC")["status"] == "incomplete"


def test_where_a_source_does_not_state_units_all_are_asked_about() -> None:
    lines = [*TWO_UNITS, all_sent_but(*PLACED), sent(*PLACED, units=["AME"])]
    silent = sent(*PLACED, units=["UJC"], to="2023-06-30")
    assert told([*lines, silent], "LIN-8", unit="AME")["status"] is None
    unstated = silent | {"missing": {"placement_started": ["unit"]}}
    assert told([*lines, unstated], "LIN-8", unit="AME")["status"] == "not_delivered"


def test_an_activity_that_states_no_unit_is_known_to_be_at_one_only_where_enrolments_were_sent() -> None:
    lines = [*REGISTERED, *at("AME", "a"), *at("AME", "b")]
    without = [{name: value for name, value in each.items() if name != "unit" or each["kind"] == "enrolled"} for each in lines]
    without = [each | {"enrolment_id": f"e{each['participant']}"} for each in without if each["kind"] == "placement_started"]
    lines = [each for each in lines if each["kind"] != "placement_started"] + without
    assert told([*lines, all_sent_but()], "LIN-8", unit="AME")["yes"] == 4
    lines = [each for each in lines if each["participant"] == "a" or each["kind"] not in ("enrolled", "exited")]
    cut = told([*lines, all_sent_but("enrolled"), sent("enrolled", to="2023-01-09")], "LIN-8", unit="AME")
    assert cut["status"] == "incomplete"
