"""How enrolments are chained into journeys [resor]: measures.md §2.1."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.participant.thread import Enrolment, Journey

X1 = "X1"
"""The exit reason for a move to another internal unit: it ends the enrolment, never the journey."""


class Chainable(NamedTuple):
    """What of an enrolment decides which journey it belongs to. `ended_on`: None while it is open."""

    began_on: date
    ended_on: date | None
    reason: str | None
    enrolment_id: str


def chain(enrolments: Sequence[Enrolment], gap_days: int) -> list[Journey]:
    """Returns the journeys of enrolments, given in order of beginning; sets each enrolment's journey number."""
    journeys: list[Journey] = []
    numbered = journey_numbers([_chainable(enrolment) for enrolment in enrolments], gap_days)
    for enrolment, (number, last) in zip(enrolments, numbered, strict=True):
        if number > len(journeys):
            journeys.append(Journey(number, []))
        journeys[-1].enrolments.append(enrolment)
        end = enrolments[last].end
        journeys[-1].exit = None if end is None or end.reason == X1 else enrolments[last]
        enrolment.journey = number
    return journeys


def journey_numbers(enrolments: Sequence[Chainable], gap_days: int) -> Iterator[tuple[int, int]]:
    """Yields, for each of a participant's enrolments in order of beginning, its journey's number, and the index of the one
    among that journey's enrolments so far which lasts longest."""
    number = last = 0
    for index, enrolment in enumerate(enrolments):
        if index == 0 or _apart(enrolments[last], enrolment, gap_days):
            number, last = number + 1, index
        else:
            last = max(last, index, key=lambda each: _lasts_longest(enrolments[each]))
        yield number, last


def _chainable(enrolment: Enrolment) -> Chainable:
    start, end = enrolment.start, enrolment.end
    return Chainable(start.on, end.on if end else None, end.reason if end else None, start.enrolment_id)


def _apart(last: Chainable, enrolment: Chainable, gap_days: int) -> bool:
    if last.ended_on is None or last.reason == X1:
        return False
    return (enrolment.began_on - last.ended_on).days > gap_days


def _lasts_longest(enrolment: Chainable) -> tuple[bool, date, date, str]:
    """Sort key: the latest end, then the later start, then the greater id; an open enrolment is the greatest."""
    ended_on, began_on = enrolment.ended_on, enrolment.began_on
    return ended_on is None, ended_on or began_on, began_on, enrolment.enrolment_id
