"""How enrolments are chained into journeys [resor]: measures.md §2.1."""

from collections.abc import Sequence

from domain.participant.thread import Enrolment, Journey

X1 = "X1"
"""The exit reason for a move to another internal unit: it ends the enrolment, never the journey."""


def chain(enrolments: Sequence[Enrolment], gap_days: int) -> list[Journey]:
    """Returns the journeys of enrolments, given in order of beginning; sets each enrolment's journey number."""
    journeys: list[Journey] = []
    last: Enrolment | None = None
    for enrolment in enrolments:
        if last is None or _apart(last, enrolment, gap_days):
            journeys.append(Journey(len(journeys) + 1, []))
            last = enrolment
        else:
            last = max(last, enrolment, key=_lasts_longest)
        journeys[-1].enrolments.append(enrolment)
        journeys[-1].exit = None if last.end is None or last.end.reason == X1 else last
        enrolment.journey = len(journeys)
    return journeys


def _apart(last: Enrolment, enrolment: Enrolment, gap_days: int) -> bool:
    if last.end is None or last.end.reason == X1:
        return False
    return (enrolment.start.on - last.end.on).days > gap_days


def _lasts_longest(enrolment: Enrolment) -> tuple[bool, object, object, str]:
    """Sort key: the latest end, then the later start, then the greater id; an open enrolment is the greatest."""
    end = enrolment.end
    return end is None, end.on if end else enrolment.start.on, enrolment.start.on, enrolment.start.enrolment_id
