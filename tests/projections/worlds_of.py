"""Small Worlds to test on: of lines like those of worked examples, or of random lives."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from projections.facts.frames import frames_of
from projections.facts.tables import Frames
from projections.measuring.examples import events_of
from projections.movements.steps import PROGRAMMES, Within
from projections.worlds.world import World, cut
from tests.histories import life
from tests.memory import book, together

Step = tuple[date, str, str, date | None]


def world_of(text: str, as_of: date) -> World:
    """Anna is registered; then the text, a line an event."""
    registered = "2010-01-01 anna participant_registered sex=K born_on=1990-05-15\n"
    return World(cut(frames_of(together(events_of(registered + text))), as_of), as_of)


def of_lives(seed: int, people: int = 8) -> World:
    """Some random lives, as of a random day."""
    return World(*_of_lives(seed, people))


@lru_cache(maxsize=64)
def _of_lives(seed: int, people: int) -> tuple[Frames, date]:
    """Many tests look at the same lives."""
    chance = Random(seed)
    lines = [line for nr in range(people) for line in life(chance, f"p{nr}")]
    as_of = date(chance.choice((2022, 2023, 2024)), chance.randint(1, 12), chance.randint(1, 28))
    return book(lines).world(as_of).frames, as_of


def walks(world: World, within: Within) -> dict[Any, list[Step]]:
    """Each case's programmes in order."""
    rows: dict[Any, list[Step]] = defaultdict(list)
    journeys = world.journeys.rows(named=True)
    for kind, (table, code) in PROGRAMMES.items():
        for row in world[table].rows(named=True):
            local = row.get("programme") if code != "programme" else None
            name = ":".join(filter(None, (kind, row[code], local)))
            step = (row["began_on"], row["began_event"], name, row["ended_on"])
            if within == "participant":
                rows[row["pid"]].append(step)
            for journey in journeys if within == "journey" else ():
                last = journey["ended_on"] or date.max
                if journey["pid"] == row["pid"] and journey["began_on"] <= row["began_on"] <= last:
                    rows[row["pid"], journey["journey"]].append(step)
    return {case: sorted(steps, key=lambda step: step[:3]) for case, steps in rows.items()}
