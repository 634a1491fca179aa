"""What a figure, a case and a change say of what was not delivered, in words and on every face (measures.md §11.5)."""

from datetime import date
from typing import Any

import pytest

from domain.events import EVENTS
from domain.events.event import kind_of
from domain.vocabulary.kind_plurals import KIND_PLURALS
from projections.changes.parting import Point, changes
from projections.disclosure.gate import disclose
from projections.measures.catalogue import CATALOGUE
from projections.measuring.explanation import explain
from projections.measuring.figures import FIGURE_FIELDS, Ask, Figure, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World
from tests.histories import Line
from tests.memory import book
from tests.stores import Shop

AS_OF = date(2024, 6, 30)
ENROLMENTS = ["participant_registered", "enrolled", "re_entered", "exited"]
PLANS = ["plan_decided", "plan_ended"]


def line(kind: str, on: str, who: str = "p", **fields: Any) -> Line:
    return {
        "kind": kind,
        "participant": who,
        "on": on,
        "id": f"{kind} {who}",
        "recorded_at": f"{on}T09:00:00Z",
        "source": "t",
    } | fields


def delivery(name: str, kinds: list[str], to: str = "2023-12-31", **fields: Any) -> Line:
    days = {"from": "2023-01-01", "to": to, "recorded_at": "2024-01-15T09:00:00+01:00"}
    return {"kind": "delivery_recorded", "id": name, "source": "lifecare", "kinds": kinds, **days, **fields}


BORN = {"born_on": "1990-05-15"}
ENROLLED = [
    line("participant_registered", "2010-01-01", sex="K", born_on="1990-05-15"),
    line("enrolled", "2023-01-10", enrolment_id="a", unit="AME"),
]
EXITED = [*ENROLLED, line("exited", "2023-03-01", enrolment_id="a", reason="E9")]


def figure(lines: list[Line], key: str = "ENK-7", label: str = "2023-05", **ask: Any) -> Figure:
    (only,) = figures(Ask(CATALOGUE[key], [period(label)], **ask), book(lines).world(AS_OF))
    return only


def why(lines: list[Line], key: str, label: str, lang: Any = "sv") -> str:
    world: World = book(lines).world(AS_OF)
    says: str = explain(Ask(CATALOGUE[key], [period(label)]), world, "p", lang)["steps"][-1]["says"]
    return says


def test_an_explanation_says_what_was_not_delivered_of_whom_and_to_which_day() -> None:
    jobs = [*ENROLMENTS, "employment_started", "employment_ended", "study_started", "study_ended"]
    lines = [*EXITED, delivery("d", jobs), delivery("f", ["followed_up"], "2023-03-31", units=["Jobbcentrum"])]
    says = "går inte att veta: uppföljningar från Jobbcentrum är levererade till och med 2023-03-31"
    assert why(lines, "OUT-90.kas", "2023-03").endswith(says)
    assert why(lines, "OUT-90.kas", "2023-03", "en").endswith("follow-ups from Jobbcentrum are delivered to 2023-03-31")


def test_an_explanation_says_what_was_never_delivered_and_which_field_is_missing() -> None:
    assert why([*ENROLLED, delivery("d", ENROLMENTS)], "ENK-7", "2023-05").endswith("planer är inte levererade")
    planned = [*ENROLLED, line("plan_decided", "2023-01-12", plan_id="l", goal="work")]
    unfilled = delivery("d", [*ENROLMENTS, *PLANS], missing={"plan_decided": ["valid_until"]})
    assert why([*planned, unfilled], "ENK-7", "2023-05").endswith("”gäller till och med” i planer är inte levererat")


def test_an_explanation_says_that_the_end_of_what_goes_on_was_not_delivered() -> None:
    planned = [*ENROLLED, line("plan_decided", "2023-01-12", plan_id="l", goal="work")]
    lines = [*planned, delivery("d", [*ENROLMENTS, "plan_decided"])]
    assert figure(lines).unknown == 1
    assert why(lines, "ENK-7", "2023-05").endswith("slutet på det som pågår är inte levererat")


def test_an_explanation_says_that_a_unit_cannot_be_determined() -> None:
    lines = [
        line("participant_registered", "2010-01-01", sex="K"),
        line("support_paid", "2023-12-20", month="2023-12", amount=8),
    ]
    stated = [*lines, delivery("d", ["participant_registered", "support_paid"])]
    assert "har aldrig registrerats" in why(stated, "UPP-1.6", "2023")
    assert "har aldrig registrerats" not in why(lines, "UPP-1.6", "2023")


def test_every_kind_has_a_plural() -> None:
    assert set(KIND_PLURALS) == {kind_of(model) for model in EVENTS}


def test_a_figure_carries_its_basis_and_to_which_day_it_is_complete() -> None:
    assert {"undetermined", "basis", "complete_to"} <= set(FIGURE_FIELDS)
    undeclared, stated = figure(ENROLLED), figure([*ENROLLED, delivery("d", [*ENROLMENTS, *PLANS], "2023-08-31")])
    assert (undeclared.basis, undeclared.complete_to, undeclared.undetermined) == ("undeclared", None, 0)
    assert (stated.basis, stated.complete_to, stated.standing) == ("declared", date(2023, 8, 31), "final")
    assumed = figure([*ENROLLED, delivery("d", ENROLMENTS), delivery("e", PLANS, assumed=True)])
    assert (assumed.basis, assumed.no, assumed.standing) == ("assumed", 1, "final")


def test_a_population_that_was_never_sent_has_no_value_and_one_sent_in_part_says_so() -> None:
    gone = figure([*ENROLLED, delivery("d", ["participant_registered", *PLANS])])
    assert (gone.value, gone.standing) == (None, "not_delivered")
    lines = [*ENROLLED, delivery("d", ["participant_registered", *PLANS, "enrolled", "re_entered", "exited"], "2023-05-31")]
    half = figure(lines, label="2023-05..2023-06")
    assert (half.value, half.standing) == (0.0, "incomplete")


def test_of_what_one_system_never_says_another_that_does_is_enough() -> None:
    """Who is in KAA comes from one system, households from another: neither names the other's fields as delivered."""
    lines = [*ENROLLED, line("circumstances_recorded", "2023-01-10", in_kaa=True)]
    kaa = delivery("k", ["circumstances_recorded"], missing={"circumstances_recorded": ["household_type"]})
    homes = delivery("h", ["circumstances_recorded"], missing={"circumstances_recorded": ["in_kaa"]}) | {"source": "homes"}
    coverage = coverage_of(book([*lines, kaa, homes]).world(AS_OF))
    assert [bool(coverage.stretches(f"circumstances_recorded.{name}")) for name in ("in_kaa", "household_type")] == [True] * 2
    alone = coverage_of(book([*lines, kaa]).world(AS_OF))
    assert [bool(alone.stretches(f"circumstances_recorded.{name}")) for name in ("in_kaa", "household_type")] == [True, False]


def test_of_one_event_a_field_that_some_table_never_fills_is_not_delivered() -> None:
    whole, bare = delivery("a", ["placement_started"]), delivery("b", ["placement_started"])
    bare |= {"source": "other", "missing": {"placement_started": ["supervisor_trained"]}}
    coverage = coverage_of(book([*ENROLLED, whole, bare]).world(AS_OF))
    assert not coverage.stretches("placement_started.supervisor_trained")


def test_a_ratio_lacks_what_decides_who_is_in_which_of_its_parts() -> None:
    jobs = [*ENROLMENTS, "exited", "employment_started", "employment_ended", "study_started", "study_ended", "followed_up"]
    ended = [*EXITED, delivery("d", [*jobs, "insats_started", "insats_ended", "placement_started", "placement_ended"])]
    assert figure(ended, "LIN-6.parity_sex", "2023").status == figure(ended, "LIN-5", "2023").status != "not_delivered"
    assert figure(ended, "LIN-6.parity_born", "2023").status == "not_delivered"


def test_bounds_hold_unless_the_population_itself_was_delivered_in_part() -> None:
    unplanned = figure([*ENROLLED, delivery("d", ENROLMENTS)])
    assert (unplanned.status, unplanned.bounds_hold, unplanned.lower, unplanned.upper) == ("incomplete", True, 0.0, 100.0)
    half = figure([*ENROLLED, delivery("d", [*ENROLMENTS, *PLANS], "2023-05-31")], label="2023-05..2023-06")
    assert (half.status, half.bounds_hold) == ("incomplete", False)


def test_a_few_undetermined_are_hidden_with_the_bounds_that_would_tell_them() -> None:
    people = [
        each
        for number in range(22)
        for each in (
            line(
                "participant_registered", "2010-01-01", f"p{number}", sex="K", **({"born_on": "1990-05-15"} if number else {})
            ),
            line("support_paid", "2023-12-20", f"p{number}", month="2023-12", amount=8000),
        )
    ]
    lines = [*people, delivery("d", ["participant_registered", "support_paid"])]
    measure = CATALOGUE["UPP-1.2"]
    (open_figure,) = figures(Ask(measure, [period("2023-12")]), book(lines).world(AS_OF))
    (public,) = disclose(measure, [open_figure])
    assert open_figure.undetermined == 1
    assert (public.undetermined, public.lower, public.upper) == (None, None, None)
    assert "undetermined" in public.hidden


def test_what_a_delivery_did_to_a_figure_is_a_cause_of_its_own(shop: Shop) -> None:
    shop.take_in([*EXITED, delivery("d", ENROLMENTS, "2023-04-15")])
    before = shop.log.rows.head()[0]
    shop.take_in([delivery("e", ENROLMENTS, "2023-12-31")])
    ask = Ask(CATALOGUE["RET-90"], [period("2023-03")])
    points = (Point(ask, Coordinates(AS_OF, position=at)) for at in (before, None))
    difference = changes(shop.worlds, *points, period("2023-03"), {})
    causes = {each.cause.key: each for each in difference.causes}
    assert [case["before"]["outcome"] for case in causes["delivery"].cases] == ["unknown"]
    assert [case["after"]["outcome"] for case in causes["delivery"].cases] == ["no"]
    assert list(causes["delivery"].events) == ["e"]
    assert all(not each.cases for key, each in causes.items() if key != "delivery")


@pytest.mark.parametrize("later", [False, True])
def test_a_delivery_holds_by_position_alone_whatever_k_in_a_store(shop: Shop, later: bool) -> None:
    """Recorded after K it states also what was sent by then; what is stored for a K is carried on when one comes."""
    lines, sent = EXITED, delivery("d", ENROLMENTS, "2023-12-31", recorded_at="2024-03-01T09:00:00+01:00")
    known_at = Coordinates(AS_OF, book(lines).events[-1].recorded_at)
    shop.take_in(lines if later else [*lines, sent])
    assert shop.worlds.world(known_at)["deliveries"].height == (0 if later else len(ENROLMENTS))
    shop.take_in([sent])
    assert shop.worlds.world(known_at)["deliveries"].height == len(ENROLMENTS)
    there = shop.worlds.world(Coordinates(AS_OF, position=len(lines)))["deliveries"]
    assert there.is_empty() == later  # of one file the deliveries come first
