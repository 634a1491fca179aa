"""What is one rule is the same wherever it is read: in measures, movements, health and findings.

Where the rule is changed in its one place, everyone who reads it is changed.
"""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import get_args

import polars as pl
import pytest

from domain.calendar import microseconds
from domain.log import reading
from domain.participant import follow_ups as follow_up_rule
from domain.participant.fold import fold
from domain.participant.folding import Rules
from domain.participant.soft_findings import soft_findings
from domain.used import Used
from domain.vocabulary.code_lists import WORK_ABLE_OBSTACLES
from domain.vocabulary.person_codes import Obstacle
from projections.health import follow_ups
from projections.measures.catalogue import CATALOGUE
from projections.measures.shared.units import months_paid
from projections.measuring.cases import cases, windows
from projections.measuring.examples import events_of
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.measuring.survival import LeadTimes
from projections.movements.destinations import after_exit, out_of_journey
from projections.movements.episodes import merged, past_help_on
from projections.movements.happenings import happenings
from projections.movements.sequences import by_calendar
from projections.rules import circumstances, leavers
from projections.rules.target_groups import GROUPS
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from tests.projections.worlds_of import world_of

DAY_90 = date(2023, 5, 30)
LATE = date(2024, 12, 31)
REGISTERED = "2010-01-01 anna participant_registered sex=K"
EXITED = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9
"""


def is_near(days: int) -> bool:
    """Whether a follow-up so many days after day 90 speaks of it, to a measure, to health and to a finding alike."""
    text = f"{EXITED}{DAY_90 + timedelta(days=days)} anna followed_up status=work form=permanent"
    world = world_of(text, LATE)
    (figure,) = figures(Ask(CATALOGUE["OUT-90.kas"], [period("2023-03")]), world)
    found = {finding.code for finding in soft_findings(fold(events_of(f"{REGISTERED}{text}")))}
    (near,) = {figure.yes == 1, follow_ups.exits(world)["state"].item() == "followed_up", "no_follow_up" not in found}
    return near


@pytest.mark.parametrize(("days", "near"), [(-8, False), (-7, True), (0, True), (30, True), (31, False)])
def test_a_follow_up_is_near_by_one_window_for_a_measure_for_health_and_for_a_finding(days: int, near: bool) -> None:
    assert is_near(days) == near


@pytest.mark.parametrize(("days", "near"), [(-6, False), (-5, True), (9, True), (10, False)])
def test_another_follow_up_window_is_another_for_all_of_them(monkeypatch: pytest.MonkeyPatch, days: int, near: bool) -> None:
    monkeypatch.setattr(follow_up_rule, "DAYS_BEFORE", 5)
    monkeypatch.setattr(follow_up_rule, "DAYS_AFTER", 9)
    assert is_near(days) == near


def test_the_day_of_the_follow_up_is_one_for_health_and_for_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up_rule, "DAYS_AFTER_EXIT", 100)
    text = f"{EXITED}{DAY_90 + timedelta(days=10 + 30)} anna followed_up status=neither"
    assert follow_ups.exits(world_of(text, LATE))["state"].item() == "followed_up"
    assert "no_follow_up" not in {finding.code for finding in soft_findings(fold(events_of(f"{REGISTERED}{text}")))}


def test_who_has_left_is_one_rule_for_measures_lead_times_health_and_movements(monkeypatch: pytest.MonkeyPatch) -> None:
    def left() -> set[bool]:
        world = world_of(
            f"2023-01-01 anna referred referral_id=r from_party=af to_unit=AME\n{EXITED}2023-04-01 anna moved_out", LATE
        )
        (figure,) = figures(Ask(CATALOGUE["OUT-90.kas"], [period("2023-03")], view="adjusted"), world)
        outside = past_help_on(
            pl.DataFrame({"pid": world["participants"]["pid"], "from_on": date(2023, 3, 2), "to_on": LATE}), world
        )
        return {
            figure.excluded == 1,
            lead_times(world, "LT5d").withdrawn == 1,
            follow_ups.exits(world)["state"].item() == "gone",
            after_exit(world).cases["destination"].item() == "moved_or_dead",
            outside["past_help_on"].item() is not None,
            "gone" in by_calendar(world, period("2023-05"))["state"],
        }

    assert left() == {True}
    monkeypatch.setattr(leavers, "LEAVING", ("deceased",))
    assert left() == {False}


def counted_by_obstacle() -> dict[str, tuple[bool, bool, bool, bool]]:
    """Of each obstacle: whether ENK-10, UPP-2.2, LT2 and the proxy for work ability take it for one of theirs."""
    lines = [
        f"2020-01-01 {code} participant_registered sex=K born_on=1990-05-15\n"
        f"2023-11-01 {code} obstacle_recorded obstacle={code}\n"
        f"2023-12-02 {code} support_applied application_id=a-{code}\n2023-12-20 {code} support_paid month=2023-12 amount=8000"
        for code in get_args(Obstacle)
    ]
    world = world_of("\n".join(lines), LATE)
    who = dict(world["participants"].select("pid", "participant").iter_rows())
    december = windows(CATALOGUE["LT2"], [period("2023-12")])
    found = {key: cases(CATALOGUE[key], world, december) for key in ("ENK-10", "UPP-2.2", "LT2", "ENK-4")}
    yes = {key: {who[pid] for pid in rows.filter(pl.col("outcome") == "yes")["pid"]} for key, rows in found.items()}
    within = {key: {who[pid] for pid in rows["pid"]} for key, rows in found.items()}
    return {
        code: (code in yes["ENK-10"], code in yes["UPP-2.2"], code in within["LT2"], code in within["ENK-4"])
        for code in get_args(Obstacle)
    }


def test_an_obstacle_is_of_the_groups_of_the_vocabulary_to_every_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    def expected() -> dict[str, tuple[bool, bool, bool, bool]]:
        groups = circumstances.OBSTACLE_GROUPS
        unemployed, sick = groups["unemployed"], groups["sick_certified"]
        return {
            code: (code in unemployed, code in sick, code in unemployed | {"missing"}, code in WORK_ABLE_OBSTACLES)
            for code in get_args(Obstacle)
        }

    assert counted_by_obstacle() == expected()
    others = {"unemployed": frozenset({"parental_waiting"}), "sick_certified": frozenset({"none"})}
    monkeypatch.setattr(circumstances, "OBSTACLE_GROUPS", {**circumstances.OBSTACLE_GROUPS, **others})
    assert counted_by_obstacle() == expected()


@pytest.mark.parametrize("months", [9, 10, 11])
def test_a_long_term_recipient_is_one_to_the_measure_to_the_group_and_to_the_thousand(months: int) -> None:
    world = world_of(months_paid("anna", "2023-01", months - 1) + "\n" + months_paid("anna", "2023-12", 1), date(2024, 3, 31))
    (figure,) = figures(Ask(CATALOGUE["UPP-1.2"], [period("2023-12")]), world)
    (new,) = figures(Ask(CATALOGUE["UPP-1000.long_term"], [period("2023-12")]), world)
    row = pl.DataFrame({"row": [0], "pid": world["participants"]["pid"], "on": [date(2023, 12, 31)]})
    assert {figure.yes == 1, new.yes == 1, GROUPS["long_term"].belongs(row, world).item()} == {months >= 10}


def test_what_is_known_is_one_condition_for_an_event_an_entry_and_the_logs_query(monkeypatch: pytest.MonkeyPatch) -> None:
    (event,) = events_of("2020-01-01 anna participant_registered sex=K\n")
    coordinates = Coordinates(LATE, event.recorded_at)
    entry = SimpleNamespace(recorded_at=microseconds(event.recorded_at), position=1)
    assert coordinates.knows(event)
    assert coordinates.used.has(entry)
    assert "recorded_at <= " in str(reading.known(coordinates.used))
    monkeypatch.setattr(Used, "conditions", lambda used, recorded_at, _: (recorded_at < used.known_at, True))
    assert not coordinates.knows(event)
    assert not coordinates.used.has(entry)
    assert "recorded_at < " in str(reading.known(coordinates.used))


def lead_times(world: World, key: str) -> LeadTimes:
    (figure,) = figures(Ask(CATALOGUE[key], [period("2023")]), world)
    assert figure.lead is not None
    return figure.lead


@pytest.mark.parametrize("gap", [14, 60])
@pytest.mark.parametrize("late", [-1, 0])
def test_an_exit_stands_from_one_day_on_for_every_reader(gap: int, late: int) -> None:
    as_of = date(2023, 3, 1) + timedelta(days=gap + late)
    world = World(world_of(EXITED, as_of).frames, as_of, rules=Rules(journey_gap_days=gap))
    stands = late == 0
    assert world.standing_exits.height == stands
    assert follow_ups.exits(world).height == stands
    assert after_exit(world).cases.height == stands
    assert (out_of_journey(world).cases["destination"].to_list() == ["other_exit"]) == stands
    assert happenings(world, ["journey_ended"]).height == stands
    assert lead_times(world, "LT6").n == stands
    assert lead_times(world, "LT9").waiting == stands
    (figure,) = figures(Ask(CATALOGUE["OUT-0.kas"], [period("2023-03")]), world)
    assert (figure.immature == 0) == stands


def test_spells_join_over_a_bridge_of_days_and_not_over_one_more() -> None:
    spells = pl.DataFrame(
        {
            "pid": [1, 1, 1, 1, 2],
            "began_on": [date(2023, 1, 1), date(2023, 1, 5), date(2023, 1, 25), date(2023, 3, 1), date(2023, 1, 12)],
            "ended_on": [date(2023, 1, 20), date(2023, 1, 10), date(2023, 2, 1), date(2023, 3, 2), date(2023, 1, 12)],
        }
    )
    joined = [
        (date(2023, 1, 1), date(2023, 2, 1)),
        (date(2023, 3, 1), date(2023, 3, 2)),
        (date(2023, 1, 12), date(2023, 1, 12)),
    ]
    assert merged(spells, 4).select("began_on", "ended_on").rows() == joined
    assert merged(spells, 3).height == 4
