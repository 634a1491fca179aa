"""The data's own health: each part on a small story whose answer is plain, and the sums on random lives."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from domain.participant.findings import FINDING_KINDS
from projections.health import findings, follow_ups, health, lag, says, units
from projections.measures.catalogue import CATALOGUE
from projections.measuring.periods import period
from projections.worlds.world import World
from tests.projections.worlds_of import of_lives, world_of

SIX_LEAVE = """
2022-01-10 anna enrolled enrolment_id=e unit=AME
2022-03-01 anna exited enrolment_id=e reason=A1
2022-05-30 anna followed_up status=work
2022-01-01 bo participant_registered sex=M
2022-01-10 bo enrolled enrolment_id=e unit=AME
2022-03-01 bo exited enrolment_id=e reason=A1
2022-03-02 bo employment_started employment_id=j form=permanent
2022-01-01 cia participant_registered sex=K
2022-01-10 cia enrolled enrolment_id=e unit=AME
2022-03-01 cia exited enrolment_id=e reason=E9
2022-01-01 dan participant_registered sex=M
2022-01-10 dan enrolled enrolment_id=e unit=UJC-A
2022-03-01 dan exited enrolment_id=e reason=E9
2022-04-01 dan moved_out
2022-01-01 eva participant_registered sex=K
2022-01-10 eva enrolled enrolment_id=e unit=UJC-A
2022-10-01 eva exited enrolment_id=e
2022-01-01 fia participant_registered sex=K
2022-01-10 fia enrolled enrolment_id=e unit=UJC-A
2022-03-01 fia exited enrolment_id=e
2022-06-30 fia support_applied application_id=x
"""
END = date(2022, 12, 31)


@pytest.fixture(scope="module")
def six() -> World:
    return world_of(SIX_LEAVE, END)


def test_each_exit_has_whether_anything_is_known_90_days_after(six: World) -> None:
    names = dict(six["participants"].select("pid", "participant").iter_rows())
    states = {names[pid]: state for pid, state in follow_ups.exits(six).select("pid", "state").iter_rows()}
    assert states == {
        "anna": "followed_up",
        "bo": "known_otherwise",
        "cia": "silent",
        "dan": "gone",
        "eva": "waiting",
        "fia": "known_otherwise",
    }


def test_coverage_is_of_those_who_are_due(six: World) -> None:
    exits = follow_ups.exits(six)
    (whole,) = follow_ups.coverage(exits).to_dicts()
    assert (whole["exits"], whole["waiting"], whole["gone"], whole["coverage"]) == (6, 1, 1, 75.0)
    by_unit = {row["unit"]: (row["exits"], row["coverage"]) for row in follow_ups.coverage(exits, "unit").to_dicts()}
    assert by_unit == {"AME": (3, pytest.approx(200 / 3)), "UJC-A": (3, 100.0)}
    by_month = follow_ups.coverage(exits, "month")
    assert by_month["month"].to_list() == [date(2022, 3, 1), date(2022, 10, 1)]
    assert by_month["coverage"].to_list() == [75.0, None]


@pytest.mark.parametrize(
    ("followed_on", "state"),
    [("2022-05-22", "silent"), ("2022-05-23", "followed_up"), ("2022-06-29", "followed_up"), ("2022-06-30", "known_otherwise")],
)
def test_a_follow_up_is_near_the_day_from_7_days_before_to_30_after(followed_on: str, state: str) -> None:
    enrolled = "2022-01-10 anna enrolled enrolment_id=e unit=AME\n2022-03-01 anna exited enrolment_id=e"
    story = f"{enrolled}\n{followed_on} anna followed_up status=work"
    assert follow_ups.exits(world_of(story, END))["state"].to_list() == [state]


@pytest.mark.parametrize(("as_of", "state"), [(date(2022, 6, 29), "waiting"), (date(2022, 6, 30), "silent")])
def test_an_exit_waits_until_its_follow_up_cannot_come_any_more(as_of: date, state: str) -> None:
    story = "2022-01-10 anna enrolled enrolment_id=e unit=AME\n2022-03-01 anna exited enrolment_id=e"
    assert follow_ups.exits(world_of(story, as_of))["state"].to_list() == [state]


def test_findings_are_counted_by_kind_unit_and_source(six: World) -> None:
    certain = findings.with_units(six, six["findings"])
    kinds = {row["code"]: (row["number"], row["participants"]) for row in findings.by_kind(certain).to_dicts()}
    assert kinds == {"no_follow_up": (4, 4), "exit_without_reason": (2, 2)}
    places = {(row["unit"], row["code"]): row["number"] for row in findings.by_place(certain, "unit").to_dicts()}
    assert places == {
        ("AME", "no_follow_up"): 2,
        ("UJC-A", "no_follow_up"): 2,
        ("UJC-A", "exit_without_reason"): 2,
    }
    assert set(findings.by_place(certain, "source")["source"]) == set(certain["source"])


def test_a_finding_outside_every_enrolment_is_at_no_unit() -> None:
    world = world_of("2022-01-10 anna insats_started insats_id=i insats=coaching", END)
    assert findings.by_place(findings.with_units(world, world["findings"]), "unit").select("unit", "code").rows() == [
        (None, "outside_enrolment")
    ]


@pytest.mark.parametrize("seed", range(8))
def test_on_any_lives_the_parts_are_the_whole(seed: int) -> None:
    world = of_lives(seed)
    certain = findings.with_units(world, world["findings"])
    whole = findings.by_kind(certain)["number"].sum()
    assert findings.by_place(certain, "unit")["number"].sum() == findings.by_place(certain, "source")["number"].sum() == whole
    exits = follow_ups.exits(world)
    assert exits.height == world.exits.filter(pl.col("stands_on") <= world.as_of).height
    for by in (None, "unit", "month"):
        counted = follow_ups.coverage(exits, by)
        assert sum(counted[state].sum() for state in follow_ups.STATES) == counted["exits"].sum() == exits.height
    open_ = world["enrolments"].filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > world.as_of))
    assert units.units(world)["open"].sum() == open_.height


def test_a_unit_is_silent_after_so_many_days_without_an_event() -> None:
    story = """2022-01-10 anna enrolled enrolment_id=e unit=AME
2022-02-01 anna obstacle_recorded obstacle=missing
2022-02-10 anna exited enrolment_id=e
2022-01-10 anna enrolled enrolment_id=f unit=UJC-A
2022-11-30 anna obstacle_recorded obstacle=missing"""
    activity = units.units(world_of(story, END), 31).rows()
    assert activity == [("AME", 0, date(2022, 2, 10), 324, True), ("UJC-A", 1, date(2022, 11, 30), 31, False)]
    assert units.units(world_of(story, END), 30)["silent"].to_list() == [True, True]


REGISTERED = pl.DataFrame(
    [
        ("a", date(2022, 1, 1), date(2022, 1, 1)),
        ("a", date(2022, 1, 1), date(2022, 1, 31)),
        ("a", date(2022, 1, 2), date(2022, 2, 2)),
        ("b", date(2022, 2, 10), date(2022, 2, 9)),
    ],
    schema=lag.SCHEMA,
    orient="row",
)


def test_the_lag_is_from_the_day_to_its_registration_and_31_days_are_late() -> None:
    lags = lag.by_source(REGISTERED).select("source", "number", "median", "late").rows()
    assert lags == [(None, 4, 15.0, 25.0), ("a", 3, 30.0, pytest.approx(100 / 3)), ("b", 1, -1.0, 0.0)]


def test_a_month_is_settled_when_what_is_late_of_it_can_have_come() -> None:
    assert lag.by_month(REGISTERED, date(2022, 3, 3))["settled"].to_list() == [True, False]
    assert lag.by_month(REGISTERED, date(2022, 3, 2))["settled"].to_list() == [False, False]


def test_of_no_registrations_there_is_no_lag() -> None:
    empty = REGISTERED.clear()
    assert lag.by_source(empty).height == lag.by_month(empty, END).height == 0


def test_what_was_learned_by_a_day_settles_no_month_that_was_not_over_for_long_enough_then(six: World) -> None:
    later = World.at(replace(six.coordinates, as_of=date(2023, 12, 31)), six.frames)
    by_february = World.at(replace(later.coordinates, learned_by=date(2022, 2, 1)), six.frames)
    months = [health(world, world["findings"], REGISTERED, period("2022")).lag_by_month for world in (later, by_february)]
    assert [lags["settled"].to_list() for lags in months] == [[True, True], [False, False]]


def test_every_figure_tells_its_own_coverage(six: World) -> None:
    by_measure = {figure.measure: figure for figure in health(six, six["findings"], REGISTERED, period("2022")).figures}
    assert by_measure.keys() == CATALOGUE.keys()
    assert by_measure["OUT-0.kas"].coverage == pytest.approx(400 / 6)
    months = health(six, six["findings"], REGISTERED, period("2022-03")).figures
    assert {figure.measure for figure in months} == {key for key, measure in CATALOGUE.items() if not measure.years_only}


@pytest.mark.parametrize("code", FINDING_KINDS)
def test_what_a_kind_of_finding_says_of_anybody_names_nobody(code: str) -> None:
    for lang in ("sv", "en"):
        text = says(code, lang)  # type: ignore[arg-type]
        assert "{" not in text
        assert "}" not in text
