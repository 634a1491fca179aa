"""The revision triangle: how a figure changed with each month of knowledge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendar import end_of_day
from domain.participant.folding import RULES, Rules
from projections.measuring.figures import Ask, ComputeFigures, Figure
from projections.measuring.periods import Period
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds


@dataclass(frozen=True)
class Revision:
    """A figure as it was known at the end of a month."""

    known_at: datetime
    figure: Figure


def revisions(
    worlds: Worlds,
    ask: Ask,
    known: Sequence[Period],
    compute: ComputeFigures,
    today: date,
    as_of: date | None = None,
    rules: Rules = RULES,
) -> Iterator[Revision]:
    """Yields each requested figure as known at the end of each month: as of that day, or always as of `as_of`."""
    instants = [end_of_day(month.last_on) for month in known]
    every = [Coordinates.at(today, as_of, at, rules=rules) for at in instants]
    for at, world in zip(instants, worlds.each(every), strict=True):
        for figure in compute(ask, world):
            yield Revision(at, figure)
