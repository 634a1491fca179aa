"""What is lacking and whom it hits, in words and one place for all faces (measures.md §11)."""

from datetime import date
from typing import Any

import orjson
import pytest

from domain.events import KINDS
from domain.vocabulary.text import Text
from projections.disclosure.gate import Gate
from projections.health.delivered import delivered_kinds
from projections.health.knowable import BORN_ON, KnownFigure, known_figures, needed_facts
from projections.health.lacks import SharedLack, coverage_record, shared_lacks
from projections.measures.catalogue import CATALOGUE
from projections.measuring.periods import Period, period
from projections.rules.lacking import LACKING
from projections.worlds.world import World
from tests.histories import Line
from tests.memory import book
from tests.projections.measuring.test_lacking import AS_OF, ENROLMENTS, PLANS, delivery, line

RESTING_ON_PLANS = ("ENK-7", "LIN-1.t1", "SOD-1.plan")
PAID = ["participant_registered", "support_paid"]
YEAR = period("2023")


def known(world: World, *keys: str, of: Period = YEAR) -> dict[str, KnownFigure]:
    measures = [CATALOGUE[key] for key in keys or CATALOGUE]
    return {each.figure.measure: each for each in known_figures(measures, world, of, Gate().figures)}


def lacks(world: World, *keys: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {lack.text.sv: (lack.unknown, lack.in_part) for lack in shared_lacks(known(world, *keys).values(), world)}


def with_support(people: int, without_age: int) -> World:
    """All young, some without a date of birth, with support each month of the year."""
    lines: list[Line] = [delivery("d", PAID)]
    for nr in range(people):
        born = {} if nr < without_age else {"born_on": "2004-05-15"}
        lines.append(line("participant_registered", "2023-01-01", f"p{nr}", sex="K", **born))
        lines += [
            line("support_paid", f"2023-{month:02}-20", f"p{nr}", id=f"s{nr}.{month}", month=f"2023-{month:02}", amount=100)
            for month in range(1, 13)
        ]
    return book(lines).world(AS_OF)


def test_what_is_lacking_stands_once_with_the_measures_that_it_hits() -> None:
    world = book([line("participant_registered", "2023-01-01", sex="K"), delivery("d", ENROLMENTS)]).world(AS_OF)
    hit = lacks(world, "SOD-1.plan", "LIN-1.t1", "UPP-1.6")
    assert hit["planer är inte levererade"] == (("SOD-1.plan", "LIN-1.t1"), ())
    assert hit["biståndsmånader är inte levererade"] == (("LIN-1.t1", "UPP-1.6"), ())
    assert hit["dödsfall är inte levererade"] == (("SOD-1.plan",), ())


def test_a_lack_and_whom_it_hits_are_a_sentence() -> None:
    lack = SharedLack(Text("planer är inte levererade", "plans were not delivered"), ("ENK-7", "LIN-8"), ("UPP-1.2",))
    assert lack.sentence == Text(
        "planer är inte levererade: ENK-7, LIN-8 kan inte räknas; UPP-1.2 bara delvis",
        "plans were not delivered: ENK-7, LIN-8 cannot be counted; UPP-1.2 only in part",
    )


def test_the_end_of_what_was_never_delivered_is_not_lacking_beside_its_beginning() -> None:
    paid = book([line("participant_registered", "2023-01-01", sex="K"), delivery("d", PAID)]).world(AS_OF)
    assert not any(text.startswith("slut på") for text in lacks(paid, *RESTING_ON_PLANS))
    stopped = [delivery("d", ENROLMENTS), delivery("e", PLANS, to="2023-06-30")]
    assert not any(text.startswith("slut på planer") for text in lacks(book(stopped).world(AS_OF), *RESTING_ON_PLANS))
    begun = book([line("participant_registered", "2023-01-01", sex="K"), delivery("d", [*ENROLMENTS, "plan_decided"])])
    assert "slut på planer är inte levererade" in lacks(begun.world(AS_OF), *RESTING_ON_PLANS)


def test_what_came_late_is_lacking_until_the_day_that_it_came() -> None:
    late = delivery("e", PLANS) | {"from": "2023-06-01"}
    world = book([line("participant_registered", "2023-01-01", sex="K"), delivery("d", ENROLMENTS), late]).world(AS_OF)
    assert "planer är levererade först från och med 2023-06-01" in lacks(world, *RESTING_ON_PLANS)
    stopped = delivery("e", PLANS, to="2023-06-30")
    world = book([line("participant_registered", "2023-01-01", sex="K"), delivery("d", ENROLMENTS), stopped]).world(AS_OF)
    assert "planer från lifecare är levererade till och med 2023-06-30" in lacks(world, *RESTING_ON_PLANS)


def test_a_date_of_birth_that_is_missing_is_counted_and_hits_the_measures_of_age() -> None:
    world = with_support(40, without_age=12)
    assert known(world, "UPP-1.6")["UPP-1.6"].lacking == (
        Text("födelsedatum saknas: 12 av 40 kan inte avgöras", "date of birth missing: 12 of 40 cannot be determined"),
    )
    assert "UPP-1.6" in lacks(world)["födelsedatum saknas för 12 av 40"][1]


@pytest.mark.parametrize("without_age", [3, 37])
def test_no_small_number_of_the_undetermined_nor_of_the_others_is_shown(without_age: int) -> None:
    """Nor of months: three persons in each of twelve are thirty-six, of which three follow."""
    world = with_support(40, without_age)
    record = orjson.dumps(coverage_record([*known(world).values()], world, YEAR)).decode()
    assert "födelsedatum saknas" in record
    assert not any(f"{number} av" in record for number in (3, 37, 36, 444))
    assert not any(f"av {number} " in record for number in (40, 480))


def test_where_nobody_can_be_determined_no_number_of_them_is_counted() -> None:
    world = with_support(40, without_age=40)
    assert known(world, "UPP-1.6")["UPP-1.6"].lacking == (
        Text("födelsedatum saknas: ingen kan avgöras", "date of birth missing: none can be determined"),
    )


def test_every_fact_that_may_never_have_been_recorded_has_a_name() -> None:
    needing = {key: [*needed_facts(measure)] for key, measure in CATALOGUE.items()}
    for key, measure in CATALOGUE.items():
        of_age = [step for step in measure.who if step.unrecorded is not None and not step.grounds]
        assert all(step.unrecorded.meta.root_names() == ["born_on"] for step in of_age if step.unrecorded is not None), key
    named = {fact for facts in needing.values() for of in facts for fact in of}
    assert BORN_ON in named
    assert all(kind in KINDS and (not field or field in KINDS[kind].labels) for kind, _, field in map(_parted, named))


def _parted(fact: str) -> tuple[str, str, str]:
    return fact.partition(".")


@pytest.mark.parametrize(
    ("kinds", "label"),
    [(PAID, "2023"), (ENROLMENTS, "2022"), ([*ENROLMENTS, *PLANS, "followed_up", "support_paid"], "2024-03")],
)
def test_whatever_lacks_something_says_what(kinds: list[str], label: str) -> None:
    lines = [
        line("participant_registered", "2023-01-01", sex="K"),
        line("enrolled", "2023-01-10", enrolment_id="a", unit="AME"),
        line("support_paid", "2023-05-20", month="2023-05", amount=100),
        line("exited", "2023-06-01", enrolment_id="a"),
    ]
    for each in known(book([*lines, delivery("d", kinds)]).world(AS_OF), of=period(label)).values():
        assert (each.knowable == "known") == (each.figure.status not in LACKING)
        assert bool(each.lacking) == (each.knowable != "known"), each.figure.measure


def test_an_undeclared_world_knows_all_and_says_once_how_to_declare() -> None:
    world = book([line("participant_registered", "2023-01-01", sex="K")]).world(AS_OF)
    record = coverage_record([*known(world).values()], world, YEAR)
    assert (record["declared"], record["deliveries"], record["lacking"], record["measures"]) == (False, [], [], [])
    assert "--complete-from --complete-to" in record["note_sv"]
    assert "[delivery]" in record["note_en"]


def test_the_deliveries_of_a_kind_are_taken_together_with_the_day_of_the_last() -> None:
    again: dict[str, Any] = {"to": "2024-03-31", "recorded_at": "2024-04-02T23:30:00+02:00", "assumed": True}
    sent = [delivery("d", PLANS, missing={"plan_decided": ["goal"]}), delivery("e", ["plan_decided"]) | again]
    plans, _ = delivered_kinds(book(sent).world(AS_OF))
    assert (plans.source, plans.kind.sv, plans.missing.sv, plans.basis.sv) == ("lifecare", "planer", "mål", "antaget")
    assert (plans.from_on, plans.to_on, plans.last_delivery_on) == (
        date(2023, 1, 1),
        date(2024, 3, 31),
        date(2024, 4, 2),
    )
    before = book(sent).world(date(2023, 6, 30))
    assert {each.to_on for each in delivered_kinds(before)} == {date(2023, 6, 30)}
