"""712 real journeys from school to work, told by our own events: what is known of them must come out.

McVicar & Anyadike-Danes, J. R. Statist. Soc. A 165(2), 2002, as the sequence-analysis packages carry them. The tables are
given by path, spells and persons (with their weights); none of their rows is kept here.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

import polars as pl

from domain.events.event import Event
from domain.events.lines import read_line
from domain.intake.mapping.conversion import table_lines
from domain.intake.mapping.file import load_mapping
from projections.facts.frames import frames_of
from projections.measuring.periods import period
from projections.movements.episodes import Terms
from projections.movements.sensitivity import sensitivity
from projections.movements.sequences import Sequences, by_calendar, sequences
from projections.worlds.world import World, cut

LAST_DAY: Final = date(1999, 6, 30)
MONTHS: Final = period("1993-09..1999-06")
_READ: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PublishedSequence:
    """A whole sequence as published: its weight, and its share in percent."""

    sequence: str
    weight: int
    share: float


PUBLISHED: Final = (
    PublishedSequence("study:other 24 – study:hogskola 46", 33, 4.7),
    PublishedSequence("study:other 25 – study:hogskola 45", 25, 3.5),
    PublishedSequence("insats:vocational_course 22 – work:permanent 48", 18, 2.5),
    PublishedSequence("work:permanent 70", 15, 2.1),
)
"""School then higher education, training then employment, employment throughout; weighted, over 70 months."""

_A_YEAR, _TWO_MONTHS = 366, 62
_SPELLED_OUT: Final = (28, 89, 181, None)
"""One, three and six whole months in days, whichever months they are; and never."""
NAMED: Final = (
    (frozenset[str](), 14, (12, 16, 20, 31), 1, 1),
    (frozenset({"komvux_gymn"}), 14, (32, 50, 64, 82), 13, 11),
    (frozenset({"komvux_gymn"}), _TWO_MONTHS, (18, 19, 34, 53), 8, 9),
)
"""The named definitions on these people (evaluation-methods.md §4): which studies are insatser, the bridge; who returned
unproductively by one, three and six months of work and by none; cyclers; rundgång by one month. The last row's cyclers and
rundgång are ours, the rest is there."""


def world_of(spells: Path) -> World:
    """The table's spells as events, folded."""
    lines = (line for _, line in table_lines(spells, load_mapping("mvad")) if isinstance(line, bytes))
    events = (entry for line in lines if isinstance(entry := read_line(line, _READ).entry, Event))
    histories = (list(history) for _, history in groupby(events, attrgetter("participant")))
    return World(cut(frames_of(histories), LAST_DAY), LAST_DAY)


def weights_of(persons: Path, world: World) -> pl.DataFrame:
    """What each participant weighs."""
    weights = pl.DataFrame(list(_weights(persons)), schema={"participant": pl.String, "weight": pl.Float64}, orient="row")
    return world["participants"].join(weights, on="participant").select("pid", "weight")


def _weights(persons: Path) -> Iterator[tuple[str, float]]:
    with persons.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["person"], float(row["weight"])


def whole_sequences(spells: Path, persons: Path) -> Sequences:
    """The whole sequences of the 70 months, weighted."""
    world = world_of(spells)
    return sequences(by_calendar(world, MONTHS, with_code=True), weights_of(persons, world))


def unlike_published(computed_sequences: Sequences) -> list[str]:
    """In what the commonest sequences are not those published; nothing, as it should be."""
    first = computed_sequences.as_table().head(len(PUBLISHED)).rows()
    computed = [PublishedSequence(sequence, round(weight), round(share, 1)) for sequence, _, weight, share in first]
    return [f"{got} is not {expected}" for got, expected in zip(computed, PUBLISHED, strict=True) if got != expected]


def unlike_named(spells: Path) -> list[str]:
    """In what the named definitions, over the 70 months, are not what is written of them; nothing, as it should be."""
    world, unlike = _since(world_of(spells), MONTHS.first_on), []
    for studies, bridge, *expected in NAMED:
        usual = Terms(bridge_days=bridge, return_days=_A_YEAR, studies_as_insatser=studies)
        table = sensitivity(world, [replace(usual, productive_days=days) for days in _SPELLED_OUT]).table
        got = [tuple(table["unproductive_returners"]), table["cyclers"][0], table["rundgang"][0]]
        if got != expected:
            unlike.append(f"{sorted(studies)}, bridge {bridge}: {got} is not {expected}")
    return unlike


def _since(world: World, first: date) -> World:
    """The same World, seen from a day on: what had ended is not there, what had begun begins then."""
    tables = ("insatser", "studies", "employments")
    seen = {
        name: world[name]
        .filter(pl.col("ended_on").is_null() | (pl.col("ended_on") >= first))
        .with_columns(pl.max_horizontal("began_on", pl.lit(first)).alias("began_on"))
        for name in tables
    }
    return World({**world.frames, **seen}, world.as_of)


if __name__ == "__main__":
    spells_table, persons_table = map(Path, sys.argv[1:])
    print(*unlike_published(whole_sequences(spells_table, persons_table)), *unlike_named(spells_table), sep="\n")
