"""Quantiles and the Kaplan–Meier median: against formulas written out, and against lifelines within tolerance."""

from fractions import Fraction
from math import floor
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.measuring.survival import LeadTimes, kaplan_meier_median, lead_times
from tests.conftest import Many

WAITS = st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=30)
OUTCOMES = ("completed", "waiting", "withdrawn", "under_way")


def survival(waits: list[tuple[int, bool]], until: int) -> Fraction:
    """S(t), worked out at one t as it is defined: those censored on a day are at risk on it."""
    surviving = Fraction(1)
    for day in range(until + 1):
        at_risk = sum(days >= day for days, _ in waits)
        if at_risk:
            surviving *= 1 - Fraction(sum(done and days == day for days, done in waits), at_risk)
    return surviving


@given(WAITS)
def test_the_median_is_the_smallest_day_on_which_at_most_half_are_left(waits: list[tuple[int, bool]]) -> None:
    expected = next((day for day in range(41) if waits and survival(waits, day) <= Fraction(1, 2)), None)
    assert kaplan_meier_median(waits) == expected


def test_exactly_a_half_is_a_half_where_floats_say_a_little_more() -> None:
    waits = [(day, True) for day in range(1, 11)]  # 9/10 · 8/9 · … · 5/6 is a half, in floats 0.5000000000000001
    assert kaplan_meier_median(waits) == 5


def test_lifelines_gives_the_same_median_where_its_floats_can_tell(many: Many) -> None:
    from lifelines import KaplanMeierFitter  # noqa: PLC0415 slow to load, in each worker

    chance, agreed, runs = Random(7), 0, many(2000)
    for _ in range(runs):
        waits = [(chance.randint(1, 60), chance.random() < 0.6) for _ in range(chance.randint(5, 40))]
        judge = KaplanMeierFitter().fit([days for days, _ in waits], [done for _, done in waits]).median_survival_time_
        ours = kaplan_meier_median(waits)
        halves = {day for day in range(61) if abs(survival(waits, day) - Fraction(1, 2)) < Fraction(1, 10**12)}
        if not halves:  # exactly a half: floats may fall on either side
            assert (ours if ours is not None else float("inf")) == judge
            agreed += 1
    assert agreed > runs * 0.8


def quantile(days: list[int], share: Fraction) -> Fraction:
    """Type 7: at (n − 1) · share, between the neighbours."""
    place = (len(days) - 1) * share
    low = floor(place)
    high = min(low + 1, len(days) - 1)
    return days[low] + (place - low) * (days[high] - days[low])


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(OUTCOMES)), max_size=25))
def test_quantiles_and_mean_are_of_the_completed_and_the_others_are_counted(waits: list[tuple[int, str]]) -> None:
    frame = pl.DataFrame(waits, schema={"days": pl.Int64, "outcome": pl.String}, orient="row")
    lead = lead_times(frame, {}, {})
    done = sorted(days for days, outcome in waits if outcome == "completed")
    assert (lead.n, lead.waiting, lead.withdrawn, lead.under_way) == tuple(
        sum(outcome == wanted for _, outcome in waits) for wanted in OUTCOMES
    )
    assert lead.km_median == kaplan_meier_median((d, o == "completed") for d, o in waits if o != "under_way")
    if not done:
        assert (lead.median, lead.p25, lead.mean) == (None, None, None)
        return
    given_values = (lead.p25, lead.median, lead.p75, lead.p90)
    shares = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))
    assert given_values == pytest.approx([float(quantile(done, share)) for share in shares], abs=1e-9)
    assert lead.mean == pytest.approx(sum(done) / len(done))


def test_nobody_who_waits_gives_no_value() -> None:
    empty = pl.DataFrame(schema={"days": pl.Int64, "outcome": pl.String})
    assert lead_times(empty, {}, {}) == LeadTimes()
    assert kaplan_meier_median([]) is None
    assert kaplan_meier_median([(5, False), (6, True), (7, False)]) == 6
    assert kaplan_meier_median([(5, True), (6, False), (7, False)]) is None


@given(WAITS, st.lists(st.integers(0, 45), max_size=4))
def test_the_share_within_so_many_days_is_what_has_not_survived_them(waits: list[tuple[int, bool]], limits: list[int]) -> None:
    """And there is none for days beyond the last that anybody was followed to, unless all have arrived by then."""
    rows = [(days, "completed" if done else "waiting") for days, done in waits]
    frame = pl.DataFrame(rows, schema={"days": pl.Int64, "outcome": pl.String}, orient="row")
    last = max((days for days, _ in waits), default=-1)
    expected = {
        str(limit): float(100 * (1 - survival(waits, limit)))
        for limit in limits
        if limit <= last or (waits and survival(waits, limit) == 0)
    }
    assert lead_times(frame, {}, {str(limit): limit for limit in limits}).within == pytest.approx(expected)
