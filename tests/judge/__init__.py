"""The judge: events.md and measures.md worked out a second time, slowly and plainly, to test the product against.

It imports nothing of the product. Where the documents leave a choice, the choice made here is marked `# reading:`
or, in a docstring, `reading:`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from .asking import answer, measured_cases
from .coverage import Coverage
from .days import end_of_day, period_of, stockholm_day
from .events import known_at as known_lines
from .events import persons_events
from .facts import Person
from .figures import World
from .lines import Delivery, Event, Reference
from .refusals import accept

Line = Mapping[str, Any] | str
Moment = date | datetime | None


def instant(moment: Moment) -> datetime | None:
    """events.md §1: K given as a date is the end of that day in Stockholm."""
    return moment if moment is None or isinstance(moment, datetime) else end_of_day(moment)


def refused(lines: Sequence[Line]) -> list[int]:
    """The numbers (from 1) of the lines that must be refused."""
    return accept(lines)[1]


def world_of(
    lines: Sequence[Line],
    as_of: date,
    known_at: Moment = None,
    view: str = "official",
    position: int | None = None,
) -> World:
    """Everybody as of A, known at K, from the first `position` accepted lines."""
    accepted, _ = accept(lines)
    known = known_lines(accepted, instant(known_at), position)
    log = [line for line in accepted if isinstance(line, Event)]
    persons = persons_events(log, [line for line in known if isinstance(line, Event)])
    references = [line for line in known if isinstance(line, Reference)]
    moment = instant(known_at)
    last_day = min(as_of, stockholm_day(moment)) if moment else as_of
    coverage = Coverage([line for line in known if isinstance(line, Delivery)], last_day)

    @cache
    def seen_from(day: date, ended: bool = False, assumed: tuple[tuple[str, Any], ...] = ()) -> World:
        doubt = coverage if ended else None
        folded = [Person(key, events, day, doubt, dict(assumed)) for key, events in sorted(persons.items())]
        again = partial(seen_from, ended=ended, assumed=assumed)
        return World(folded, day, view, references, again, coverage if coverage.declared else None, partial(seen_from, day))

    return seen_from(as_of)


def judge(
    lines: Sequence[Line],
    measure: str,
    period: str,
    as_of: date,
    known_at: Moment = None,
    view: str = "official",
    breakdown: Mapping[str, str] | None = None,
    position: int | None = None,
) -> dict[str, Any]:
    """The figure, with the fields of measures.md §9 that it can give."""
    world = world_of(lines, as_of, known_at, view, position)
    return answer(world, measure, period, breakdown or {})


def cases(
    lines: Sequence[Line],
    measure: str,
    period: str,
    as_of: date,
    known_at: Moment = None,
    view: str = "official",
    breakdown: Mapping[str, str] | None = None,
    position: int | None = None,
) -> list[tuple[str, str, str]]:
    """(participant, unit, outcome) of each case."""
    world = world_of(lines, as_of, known_at, view, position)
    measured = measured_cases(world, measure, period_of(period), breakdown)
    return sorted((c.person.key, c.unit, c.outcome) for c in measured)
