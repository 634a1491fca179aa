"""What is one rule is the same wherever it is read: in measures, movements, health and findings."""

from datetime import date, timedelta

import polars as pl
import pytest

from domain.participant.fold import fold
from domain.participant.folding import Rules
from domain.participant.soft_findings import soft_findings
from projections.health import follow_ups
from projections.measures.catalogue import CATALOGUE
from projections.measuring.examples import events_of
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.movements.destinations import after_exit, out_of_journey
from projections.movements.episodes import merged
from projections.movements.happenings import happenings
from projections.worlds.world import World
from tests.projections.worlds_of import world_of

DAY_90 = date(2023, 5, 30)
REGISTERED = "2010-01-01 anna participant_registered sex=K"
EXITED = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9
"""


@pytest.mark.parametrize(("days", "is_near"), [(-8, False), (-7, True), (0, True), (30, True), (31, False)])
def test_a_follow_up_is_near_by_one_window_for_a_measure_for_health_and_for_a_finding(days: int, is_near: bool) -> None:
    text = f"{EXITED}{DAY_90 + timedelta(days=days)} anna followed_up status=work form=permanent"
    world = world_of(text, date(2024, 12, 31))
    (figure,) = figures(Ask(CATALOGUE["OUT-90.kas"], [period("2023-03")]), world)
    assert (figure.yes == 1) == is_near
    assert (follow_ups.exits(world)["state"].item() == "followed_up") == is_near
    assert (
        "no_follow_up" not in {finding.code for finding in soft_findings(fold(events_of(f"{REGISTERED}{text}")))}
    ) == is_near


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
