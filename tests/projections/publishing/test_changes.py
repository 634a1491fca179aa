"""`changes`: the parts sum to the difference, whatever the two points; each cause names its cases and its events."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from domain.calendar import end_of_day
from domain.participant.folding import Rules
from projections.changes.causes import CAUSES, DELIVERY, OF_EVENTS, REFERENCE
from projections.changes.parting import Difference, Point, changes
from projections.changes.staging import Transition
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from tests.conftest import Many
from tests.projections.worlds.test_worlds import file, same
from tests.stores import Shop

Open = Callable[[str], Shop]


def point_of(chance: Random, key: str, head: int) -> Point:
    measure = CATALOGUE[key]
    numbers = {name: value + chance.choice((0, 1)) for name, value in measure.parameters.items() if isinstance(value, int)}
    ask = Ask(measure, [], view=chance.choice(("official", "adjusted")), values=numbers)
    return Point(
        ask,
        Coordinates(
            date(2022, 6, 1) + timedelta(days=chance.randrange(1000)),
            end_of_day(date(2022, 1, 1) + timedelta(days=chance.randrange(1000))) if chance.random() < 0.6 else None,
            chance.randrange(1, head + 1) if chance.random() < 0.6 else None,
            Rules(chance.choice((14, 30))) if chance.random() < 0.1 else Rules(),
        ),
    )


def assert_sums(difference: Difference) -> None:
    for name in ("value", "numerator", "denominator"):
        whole = (difference.after[name] or 0) - (difference.before[name] or 0)
        assert sum(getattr(change, name) for change in difference.causes) == pytest.approx(whole, abs=1e-9)
    assert [change.cause for change in difference.causes] == list(CAUSES)


@pytest.mark.parametrize("part", range(4))
def test_the_parts_sum_to_the_difference_for_every_measure_between_any_two_points(
    part: int, sqlite_where: str, shops: Open, many: Many
) -> None:
    keys = list(CATALOGUE)
    for seed in range(part, many(40, 4), 4):
        shop = shops(f"{sqlite_where}-{seed}")
        shop.take_in(file(seed))
        chance, head = Random(seed), shop.log.rows.head()[0]
        for key in chance.sample(keys, many(len(keys), 8)):
            start, end = point_of(chance, key, head), point_of(chance, key, head)
            year = period(chance.choice(("2022", "2023")))
            by = chance.choice(({}, {"sex": "K"}, {"sex": "M"}))
            assert_sums(changes(shop.worlds, start, end, year, by))


@pytest.mark.parametrize("seed", range(4))
def test_the_last_world_between_two_points_of_knowledge_is_the_world_at_the_second(
    seed: int, sqlite_where: str, shops: Open
) -> None:
    shop = shops(sqlite_where)
    shop.take_in(file(seed + 100, participants=9))
    chance, head = Random(seed), shop.log.rows.head()[0]
    for _ in range(4):
        first, second = (point_of(chance, "UPP-2.3", head) for _ in range(2))
        stages = list(
            Transition(shop.worlds, replace(first.coordinates, as_of=date(2039, 1, 1)), second.coordinates.used).stages()
        )
        assert [stage.cause for stage in stages] == [*OF_EVENTS, REFERENCE, DELIVERY]
        there = shop.worlds.world(replace(second.coordinates, as_of=date(2039, 1, 1), rules=first.coordinates.rules))
        assert same(stages[-1].world.frames, there.frames)


MONTH = "2023-03"
AS_OF = date(2023, 6, 30)
THEN = datetime(2023, 7, 1, tzinfo=UTC)


def event_line(kind: str, who: str, on: str, recorded: str = "2023-04-01", **fields: Any) -> dict[str, Any]:
    number = fields.pop("id", f"{kind}-{who}-{on}-{recorded}")
    return {"kind": kind, "participant": who, "on": on, "recorded_at": f"{recorded}T12:00:00+02:00", "id": number, **fields}


def registered(*names: str) -> list[dict[str, Any]]:
    return [
        event_line("participant_registered", who, "2010-01-01", sex="K", born_on="2003-05-15", id=f"r-{who}") for who in names
    ]


def paid(who: str, recorded: str = "2023-04-01", month: str = MONTH, **fields: Any) -> dict[str, Any]:
    return event_line("support_paid", who, f"{month}-25", recorded, month=month, amount=8000, **{"id": f"paid-{who}", **fields})


COUNTED = Ask(CATALOGUE["UPP-1.6"], [])
BEFORE = Point(COUNTED, Coordinates(AS_OF, end_of_day(date(2023, 5, 1))))
AFTER = Point(COUNTED, Coordinates(AS_OF, end_of_day(date(2024, 5, 1))))


def between(shop: Shop, *lines: dict[str, Any], start: Point = BEFORE, end: Point = AFTER) -> dict[str, Any]:
    assert not shop.take_in(lines).refused
    difference = changes(shop.worlds, start, end, period(MONTH), {})
    assert_sums(difference)
    moved = {change.cause.key: change for change in difference.causes if change.cases or change.value}
    return {
        cause: (change.value, [case["participant"] for case in change.cases], change.events) for cause, change in moved.items()
    }


def test_what_was_registered_late_is_named(shop: Shop) -> None:
    changed = between(shop, *registered("a", "b"), paid("a"), paid("b", "2023-09-01"))
    assert changed == {"late_registration": (1, ["b"], ["paid-b"])}


def test_every_month_that_makes_support_long_term_is_named(shop: Shop) -> None:
    """And a second payment of one month is not: the first of them counted already."""
    ask = Ask(CATALOGUE["UPP-1.2"], [])
    early = [paid("a", month=f"2022-{nr:02}", id=f"early-{nr}") for nr in (6, 7, 8)] + [paid("a", id="early-9")]
    late = [paid("a", "2024-01-15", f"2022-{nr:02}", id=f"late-{nr}") for nr in range(8, 13)]
    more = [paid("a", "2024-01-15", f"2023-{nr:02}", id=f"late-{nr}") for nr in (1, 2)]
    start, end = replace(BEFORE, ask=ask), replace(AFTER, ask=ask)
    changed = between(shop, *registered("a"), *early, *late, *more, start=start, end=end)
    named = sorted(f"late-{nr}" for nr in (9, 10, 11, 12, 1, 2))
    ((value, who, events),) = changed.values()
    assert (value, who, sorted(events), list(changed)) == (100, ["a"], named, ["late_registration"])


def test_what_a_case_does_not_rest_on_is_not_named_for_it(shop: Shop) -> None:
    """Of the three kinds of cases of one measure each rests on columns of its own, and the others' are empty."""
    ask = Ask(CATALOGUE["UPP-1000.net"], [])
    early = [paid("a", month=f"2022-{nr}", id=f"early-{nr}") for nr in (11, 12)]
    beside = event_line("circumstances_recorded", "a", "2023-02-01", "2024-01-15", education="unknown", id="beside")
    late = [paid("a", "2024-01-15", id="late"), beside]
    changed = between(shop, *registered("a"), *early, *late, start=replace(BEFORE, ask=ask), end=replace(AFTER, ask=ask))
    assert {cause: ({*who}, events) for cause, (_, who, events) in changed.items()} == {"late_registration": ({"a"}, ["late"])}


def test_all_that_a_case_rests_on_is_named(shop: Shop) -> None:
    """A plan that was followed up, with a milestone: the three of them, and not what was registered beside them."""
    ask = Ask(CATALOGUE["LIN-1.t4"], [])
    late: dict[str, dict[str, Any]] = {
        "plan_decided": {"on": "2022-06-01", "plan_id": "p", "goal": "work"},
        "milestone_added": {"on": "2022-06-02", "plan_id": "p", "milestone_id": "m", "due_on": "2023-12-01"},
        "plan_followed_up": {"on": "2023-02-15", "plan_id": "p"},
        "circumstances_recorded": {"on": "2023-02-01", "education": "unknown"},
    }
    lines = [event_line(kind, "a", recorded="2024-01-15", id=kind, **fields) for kind, fields in late.items()]
    start, end = replace(BEFORE, ask=ask), replace(AFTER, ask=ask)
    changed = between(shop, *registered("a"), paid("a"), *lines, start=start, end=end)
    assert changed == {"late_registration": (100, ["a"], [*late][:3])}


def test_who_left_is_named_with_the_case_that_is_not_counted_for_it(shop: Shop) -> None:
    ask = Ask(CATALOGUE["OUT-90.kas"], [], view="adjusted")
    start, end = replace(BEFORE, ask=ask), replace(AFTER, ask=ask)
    enrolled = event_line("enrolled", "a", "2023-01-10", id="in", enrolment_id="e", unit="AME")
    exited = event_line("exited", "a", "2023-03-01", id="out", enrolment_id="e", reason="E9")
    late = [event_line("moved_out", "a", "2023-04-01", "2024-01-15", id="gone")]
    late += [event_line("circumstances_recorded", "a", "2023-02-01", "2024-01-15", education="unknown", id="beside")]
    changed = between(shop, *registered("a"), enrolled, exited, *late, start=start, end=end)
    assert changed == {"late_registration": (0, ["a"], ["gone"])}


def test_a_correction_is_named_with_the_case_it_took_away(shop: Shop) -> None:
    mended = paid("a", "2023-09-01", month="2023-02", id="mended", replaces="paid-a")
    changed = between(shop, *registered("a", "b"), paid("a"), paid("b"), mended)
    assert changed == {"correction": (-1, ["a"], ["mended"])}


def test_a_retraction_is_named(shop: Shop) -> None:
    taken_back = event_line("retracted", "a", "2023-09-01", "2023-09-01", id="gone", event="paid-a", reason="fel person")
    assert between(shop, *registered("a"), paid("a"), taken_back) == {"retraction": (-1, ["a"], ["gone"])}


def test_a_merge_and_its_undoing_are_named(shop: Shop) -> None:
    joined = event_line("participants_merged", "a", "2023-08-01", "2023-08-01", id="joined", absorbed="b")
    apart = event_line("merge_undone", "a", "2023-10-01", "2023-10-01", id="apart", absorbed="b")
    lines = (*registered("a", "b"), paid("a"), paid("b"), joined, apart)
    before, merged = BEFORE, Point(COUNTED, Coordinates(AS_OF, end_of_day(date(2023, 9, 1))))
    assert between(shop, *lines, start=before, end=merged) == {"merge": (-1, ["b"], ["joined"])}
    assert between(shop, *lines, start=merged, end=AFTER) == {"merge": (1, ["b"], ["apart"])}
    assert between(shop, *lines, start=before, end=AFTER) == {}


def test_a_changed_reference_value_moves_a_share_whose_cases_stand(shop: Shop) -> None:
    def population(value: int, recorded: str) -> dict[str, Any]:
        recorded_at = f"{recorded}T12:00:00+02:00"
        return {"kind": "reference_value_set", "id": f"pop-{value}", "series": "population_18plus", "period": "2023",
                "value": value, "recorded_at": recorded_at}  # fmt: skip

    ask = Ask(CATALOGUE["UPP-0"], [])
    lines = (*registered("a"), paid("a"), population(400, "2023-04-01"), population(200, "2023-09-01"))
    changed = between(shop, *lines, start=replace(BEFORE, ask=ask), end=replace(AFTER, ask=ask))
    assert changed == {"reference_value": (0.25, [], ["pop-200"])}


def test_a_window_that_matured_is_named(shop: Shop) -> None:
    ask = Ask(CATALOGUE["UPP-2.3m"], [])
    start, end = Point(ask, Coordinates(date(2024, 3, 30))), Point(ask, Coordinates(date(2024, 3, 31)))
    changed = between(shop, *registered("a"), paid("a"), start=start, end=end)
    assert changed == {"matured_window": (100, ["a"], [])}


def test_another_parameter_is_a_change_of_definition(shop: Shop) -> None:
    """With two months allowed between, support in March and again in May is one spell, that has not ended in March."""
    narrow, wide = (Point(Ask(CATALOGUE["UPP-2.3m"], [], values={"gap": gap}), Coordinates(date(2025, 1, 1))) for gap in (1, 2))
    lines = (*registered("a"), paid("a"), paid("a", month="2023-05", id="paid-later"))
    assert between(shop, *lines, start=narrow, end=wide) == {"definition": (0, ["a"], [])}
