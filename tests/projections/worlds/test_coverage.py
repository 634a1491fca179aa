"""Which days are covered by deliveries, against a judge that looks at each day (measures.md §11.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.facts.tables import BY_NAME, NOBODY
from projections.worlds.coverage import Coverage, covers

FIRST = date(2023, 1, 1)
LAST = 24
"""The days are few, so that deliveries meet, overlap and leave gaps."""


@dataclass(frozen=True)
class Sent:
    source: str
    unit: str | None
    first: int
    last: int | None
    final: bool
    missing: bool


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def coverage(deliveries: Sequence[Sent], last_on: int = LAST) -> Coverage:
    rows = [
        (
            NOBODY,
            each.source,
            "plan_decided",
            each.unit,
            day(each.first),
            None if each.last is None else day(each.last),
            "|goal|valid_until|" if each.missing else None,
            False,
            False,
            each.final,
            str(number),
            day(LAST),
        )
        for number, each in enumerate(deliveries)
    ]
    return Coverage(pl.DataFrame(rows, BY_NAME["deliveries"].schema, orient="row"), day(last_on))


def is_covered(deliveries: Sequence[Sent], number: int, unit: str | None, field: bool, last_on: int = LAST) -> bool:
    """The contract, a day at a time: some source is expected, and every source that is has sent the day."""
    if number > last_on:
        return False
    about = [each for each in deliveries if each.unit in (None, unit)]
    expected = {each.source for each in about if _is_expected(each.source, about, number, last_on)}
    return bool(expected) and all(_has_sent(source, about, number, field, last_on) for source in expected)


def _to(each: Sent, last_on: int) -> int:
    return min(last_on if each.last is None else each.last, last_on)


def _is_expected(source: str, about: Sequence[Sent], number: int, last_on: int) -> bool:
    own = [each for each in about if each.source == source]
    longest = max(_to(each, last_on) for each in own)
    left = any(each.final and _to(each, last_on) == longest for each in own)
    return min(each.first for each in own) <= number and not (left and number > longest)


def _has_sent(source: str, about: Sequence[Sent], number: int, field: bool, last_on: int) -> bool:
    reaching = [each for each in about if each.source == source and each.first <= number <= _to(each, last_on)]
    return bool(reaching) and not (field and any(each.missing for each in reaching))


SENT = st.builds(
    lambda source, unit, first, length, final, missing: Sent(
        source, unit, first, None if length is None else first + length, final, missing
    ),
    st.sampled_from("ab"),
    st.sampled_from([None, "UJC-A", "AME"]),
    st.integers(0, 20),
    st.one_of(st.none(), st.integers(0, 12)),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(SENT, max_size=6), st.integers(0, 30), st.sampled_from([None, "UJC-A", "AME"]), st.booleans())
def test_the_covered_days_are_those_that_a_day_by_day_judge_says(
    deliveries: list[Sent], last_on: int, unit: str | None, field: bool
) -> None:
    fact = "plan_decided.goal" if field else "plan_decided"
    stretches = coverage(deliveries, last_on).stretches(fact, unit)
    units = [unit] if unit else list({each.unit for each in deliveries})
    for number in range(40):
        inside = any(first <= day(number) <= last for first, last in stretches)
        whole = [is_covered(deliveries, number, about, field, last_on) for about in units]
        assert inside == (bool(whole) and all(whole)), (number, stretches)
    assert all(after[0] > before[1] + timedelta(days=1) for before, after in pairwise(stretches))


@given(st.lists(SENT, max_size=5), st.integers(0, 24), st.integers(-1, 12))
def test_a_span_is_covered_if_each_of_its_days_is(deliveries: list[Sent], first: int, length: int) -> None:
    stretches = coverage(deliveries).stretches("plan_decided")
    days = [any(a <= day(number) <= b for a, b in stretches) for number in range(first, first + length + 1)]
    frame = pl.DataFrame({"first": [day(first)], "last": [day(first + length)]})
    assert frame.select(covers(stretches, pl.col("first"), pl.col("last"))).item() == all(days)


@given(st.lists(SENT, max_size=5), st.integers(0, 24))
def test_a_row_is_about_its_own_unit_and_one_without_about_all(deliveries: list[Sent], number: int) -> None:
    known = coverage(deliveries)
    frame = pl.DataFrame({"unit": [None, "AME", "UJC-A", "named by nobody"], "day": [day(number)] * 4})
    own = known.by_unit(("plan_decided",), pl.col("unit"), lambda days: covers(days, pl.col("day"), pl.col("day")))
    by_row = [any(a <= day(number) <= b for a, b in known.stretches("plan_decided", unit)) for unit in frame["unit"]]
    assert frame.with_columns(own.alias("covered"))["covered"].to_list() == by_row


def sent(source: str, first: int, last: int | None, *, final: bool = False, unit: str | None = None) -> Sent:
    return Sent(source, unit, first, last, final, missing=False)


@pytest.mark.parametrize(
    ("deliveries", "covered"),
    [
        ([sent("a", 0, 9)], [(0, 9)]),
        ([sent("a", 0, 9), sent("a", 10, 14)], [(0, 14)]),
        ([sent("a", 0, 9), sent("a", 12, 14)], [(0, 9), (12, 14)]),
        ([sent("a", 5, None)], [(5, LAST)]),
        ([sent("a", 0, 9), sent("b", 5, 20)], [(0, 9)]),
        ([sent("a", 0, 9, final=True), sent("b", 5, 20)], [(0, 20)]),
        ([sent("a", 0, 9), sent("b", 12, 20)], [(0, 9)]),
        ([sent("a", 0, 9, unit="AME"), sent("a", 0, 20, unit="UJC-A")], [(0, 9)]),
    ],
    ids=[
        "one delivery",
        "two that meet",
        "a gap",
        "until further notice",
        "a source that falls silent uncovers what it used to send",
        "one that was left does not",
        "nor is it made up for by another",
        "without a unit, all units that are spoken of",
    ],
)
def test_what_covers_a_kind(deliveries: list[Sent], covered: list[tuple[int, int]]) -> None:
    assert list(coverage(deliveries).stretches("plan_decided")) == [(day(first), day(last)) for first, last in covered]


def test_what_was_never_delivered_is_not_covered_and_a_log_without_deliveries_declares_nothing() -> None:
    assert not coverage([]).declared
    assert coverage([sent("a", 0, 9)]).declared
    assert coverage([sent("a", 0, 9)]).stretches("plan_ended") == ()
    assert coverage([sent("a", 0, 9)]).expected_from(["plan_ended"]) is None


def test_the_one_that_reaches_least_far_is_named() -> None:
    deliveries = [sent("lifecare", 0, 20), sent("a", 0, 9, unit="Jobbcentrum"), sent("a", 0, 12, unit="AME")]
    assert coverage(deliveries).limit("plan_decided") == ("Jobbcentrum", day(9))
    assert coverage(deliveries).limit("plan_ended") == (None, None)
