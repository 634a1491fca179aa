"""The small journeys by which the three named definitions are judged (evaluation-methods.md §4), and plain readings of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from domain.vocabulary.code_lists import COUNTING_FORMS, HOLIDAY
from projections.movements.episodes import Terms
from projections.worlds.world import World
from tests.projections.worlds_of import world_of

FIRST = date(2018, 1, 1)
NEVER_ENDED = date(9000, 1, 1)
A, B, C = "coaching", "course", "job_track"
Part = tuple[str | None, int]
"""What ran, for how many days: an insats, `job`, or nothing."""


def journey(*parts: Part, followed: int = 2500) -> World:
    """Parts back to back from the first day, seen so many days after it."""
    lines, day = [], FIRST
    for nr, (what, days) in enumerate(parts):
        last = day + timedelta(days=days - 1)
        if what == "job":
            lines += [f"{day} anna employment_started employment_id=j{nr} form=permanent"]
            lines += [f"{last} anna employment_ended employment_id=j{nr}"]
        elif what is not None:
            lines += [f"{day} anna insats_started insats_id=i{nr} insats={what}"]
            lines += [f"{last} anna insats_ended insats_id=i{nr} result=completed"]
        day = last + timedelta(days=1)
    return world_of("\n".join(lines), FIRST + timedelta(days=followed))


JOB_BETWEEN = journey((A, 60), ("job", 200), (A, 60))
SHORT_GAP = journey((A, 60), (None, 10), (A, 60))
BACK_TO_BACK = journey((A, 60), (B, 60), (A, 60), (B, 60))
UP_A_LADDER = journey((A, 60), (B, 60), (C, 60), ("job", 200))
SAME_AGAIN = journey((A, 60), (None, 60), (A, 60), (None, 60), (A, 60))
SHORT_JOBS = journey((A, 60), ("job", 20), (None, 40), (A, 60), ("job", 20), (None, 40), (A, 60))
LONG_GAPS = journey((A, 60), (None, 400), (A, 60), (None, 400), (A, 60))
HARDLY_SEEN = journey((A, 60), followed=100)
OVERLAPPING = world_of(
    """
2018-01-01 anna insats_started insats_id=i1 insats=coaching
2018-02-01 anna insats_started insats_id=i2 insats=course
2018-03-31 anna insats_ended insats_id=i1 result=completed
2018-05-31 anna insats_ended insats_id=i2 result=completed
""",
    date(2024, 12, 31),
)

Episode = dict[str, Any]


def people(world: World, terms: Terms) -> Iterator[tuple[int, list[Episode]]]:
    """Each person's episodes in order, an open one without an end far off."""
    for pid in world["participants"]["pid"]:
        episodes = []
        for table, code in (("insatser", "code"), ("placements", "code"), ("studies", "programme")):
            for row in world[table].filter(pid=pid).rows(named=True):
                if row[code] not in HOLIDAY and (table != "studies" or row[code] in terms.studies_as_insatser):
                    step = (row["ladder"], row["step"]) if table != "studies" else (None, None)
                    end = row["ended_on"] or NEVER_ENDED
                    episodes.append(
                        {"code": row[code], "first": row["began_on"], "last": end, "step": step, "id": row["began_event"]}
                    )
        if episodes:
            yield pid, sorted(episodes, key=lambda e: (e["first"], e["last"], e["id"]))


def joined(episodes: Sequence[Episode], bridge: int) -> list[tuple[date, date]]:
    spells: list[tuple[date, date]] = []
    for episode in episodes:
        if spells and (episode["first"] - spells[-1][1]).days - 1 <= bridge:
            spells[-1] = spells[-1][0], max(spells[-1][1], episode["last"])
        else:
            spells.append((episode["first"], episode["last"]))
    return spells


def productive(world: World, pid: int, after: date, before: date, terms: Terms) -> date | None:
    """Day by day between two days, neither in it: when work or study had held for long enough."""
    spells = [
        (row["began_on"], row["ended_on"] or NEVER_ENDED)
        for table, counts in (
            ("employments", lambda row: row["form"] in COUNTING_FORMS["kas"]),
            ("studies", lambda row: row["student_aid"] and row["programme"] not in terms.studies_as_insatser),
        )
        for row in world[table].filter(pid=pid).rows(named=True)
        if counts(row)
    ]
    held, day = 0, after + timedelta(days=1)
    while day < before and terms.productive_days is not None:
        held = held + 1 if any(first <= day <= last for first, last in spells) else 0
        if held == terms.productive_days:
            return day
        day += timedelta(days=1)
    return None


def past_help(world: World, pid: int, after: date, before: date) -> date | None:
    """The first day of moving, dying or being pensioned from one day until before another."""
    days = [row["on"] for row in world["moments"].filter(pid=pid).rows(named=True) if row["kind"] in ("moved_out", "deceased")]
    exits = world["enrolments"].filter(pid=pid).rows(named=True)
    days += [row["ended_on"] for row in exits if row["reason"] in ("E3", "E4", "C4")]
    return min((day for day in days if after <= day < before), default=None)
