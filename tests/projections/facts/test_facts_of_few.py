"""What stands among the facts of a few: what each participant is called there, and one row for each value that held."""

from datetime import date

import polars as pl
import pytest

from domain.calendar import end_of_day
from projections.facts.frames import frames_of
from projections.measuring.examples import events_of
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import cut
from tests.projections.facts.test_catch_up import merged, person
from tests.projections.worlds.test_worlds import FAR
from tests.stores import Shop, stored


def pids(frame: pl.DataFrame) -> dict[str, int]:
    return dict(frame.select("key", "pid").iter_rows())


@pytest.mark.parametrize("anew", [True, False])
def test_a_participant_is_called_by_the_position_of_their_first_entry_also_after_an_undone_merge(
    shop: Shop, anew: bool
) -> None:
    """While they are merged both keys are the survivor's; two persons are never one."""
    shop.take_in([entry for key in "xyz" for entry in person(key)])
    shop.take_in([merged("y", "x"), merged("y", "z", "2021-02-01"), merged("y", "z", "2021-03-01", "merge_undone")])
    first: dict[str, int] = {}
    for position, entry in enumerate(shop.lines(), 1):
        first.setdefault(entry["participant"], position)
    shop.worlds.head()
    if anew:
        shop.worlds.rebuild()
    frames, _ = stored(shop)
    assert pids(frames["keys"]) == {"x": first["y"], "y": first["y"], "z": first["z"]}
    assert {name: set(frame["pid"]) for name, frame in frames.items() if frame.height} == {
        name: {first["y"], first["z"]} for name, frame in frames.items() if frame.height
    }
    together, apart = (shop.worlds.world(Coordinates(FAR, end_of_day(day))) for day in (date(2021, 2, 10), date(2020, 12, 31)))
    assert pids(together["keys"]) == dict.fromkeys("xyz", first["y"])
    assert pids(apart["keys"]) == first


def test_of_two_values_of_a_day_the_last_one_held_and_the_other_never() -> None:
    text = """
2020-01-01 a participant_registered sex=K
2021-01-01 a circumstances_recorded children=1
2022-01-01 a circumstances_recorded children=2
2022-01-01 a circumstances_recorded children=3
2023-01-01 a circumstances_recorded children=null
"""
    rows = frames_of([events_of(text)])["circumstances"].select("value", "from_on", "until_on").rows()
    assert rows == [
        ("1", date(2021, 1, 1), date(2022, 1, 1)),
        ("3", date(2022, 1, 1), date(2023, 1, 1)),
        (None, date(2023, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("day", "began", "ended", "planned"),
    [
        (date(2022, 12, 31), 0, 0, 0),
        (date(2023, 1, 1), 1, 0, 0),
        (date(2023, 1, 31), 1, 0, 1),
        (date(2023, 2, 1), 1, 1, 0),
    ],
)
def test_what_happens_on_a_day_has_happened_at_its_end_and_what_holds_until_it_holds_no_longer(
    day: date, began: int, ended: int, planned: int
) -> None:
    text = """
2020-01-01 a participant_registered sex=K
2023-01-01 a insats_started insats_id=i insats=coaching
2023-02-01 a insats_ended insats_id=i result=completed recorded_at=2023-01-10T12:00:00+01:00
"""
    frames = cut(frames_of([events_of(text)]), day)
    findings = frames["findings"].filter(pl.col("code") == "planned")
    assert (frames["insatser"].height, frames["insatser"]["ended_on"].count(), findings.height) == (began, ended, planned)
