"""A table's registration of somebody who is registered already states the particulars that it gives (events.md §2, Person).

Each table of a source registers the persons it is about, and none knows which table comes first. So a registration that
differs from the one in the log, or comes from a second source, becomes `particulars_recorded` with what is not known yet.
Only tables register so: in an event file a second registration is refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import orjson

from domain.events.event import Event
from domain.events.lines import Line, read_line
from domain.events.person import ParticipantRegistered, ParticularsRecorded
from domain.intake.mapping.origin import OfPerson
from domain.intake.together import Known
from domain.participant.particulars import NOT_STATED, Particulars, Statement, particulars

PARTICULARS = ("sex", "born_on")


def complemented(lines: Iterable[Known], history: Sequence[Event], now: datetime) -> Iterator[Known]:
    """Yields the lines, each registration after a participant's first as what it adds. `history`: the participants' events."""
    statements: dict[str, list[Statement]] = {}
    for event in history:
        if isinstance(event, Statement):
            statements.setdefault(event.participant, []).append(event)
    for known in lines:
        before = statements.setdefault(known.event.participant, [])
        line: Known | None = known
        if isinstance(known.event, ParticipantRegistered) and known.of_person and _is_registered(before):
            line = _added(known, known.event, before, now)
        if line is not None:
            if isinstance(line.event, Statement):
                before.append(line.event)
            yield line


def lacking(statements: Sequence[Statement]) -> frozenset[str]:
    """Returns the particulars that no statement gives."""
    known = _known(statements)
    return frozenset(name for name in PARTICULARS if getattr(known, name) in (None, NOT_STATED))


def _is_registered(statements: Iterable[Statement]) -> bool:
    return any(isinstance(statement, ParticipantRegistered) for statement in statements)


def _known(statements: Sequence[Statement]) -> Particulars:
    first = next(statement for statement in statements if isinstance(statement, ParticipantRegistered))
    return particulars(first, statements)


def _added(known: Known, event: ParticipantRegistered, statements: Sequence[Statement], now: datetime) -> Known | None:
    """Returns the line of what a registration adds to the statements; None if it adds nothing."""
    holds = _known(statements)
    given = {name: known.line.given[name] for name in PARTICULARS if name in known.line.given}
    new = {name: value for name, value in given.items() if getattr(event, name) not in (NOT_STATED, getattr(holds, name))}
    if not new:
        return None
    line = {"kind": "particulars_recorded", "participant": event.participant, "source": event.source, **new}
    line |= {"id": f"particulars-{event.participant}-{len(statements)}", "on": event.on.isoformat()}
    return _replaced(known, read_line(orjson.dumps(line), now))


def _replaced(known: Known, line: Line) -> Known:
    assert isinstance(line.entry, ParticularsRecorded)
    number, raw = known.numbered
    assert isinstance(raw, OfPerson)
    numbered = (number, OfPerson(orjson.dumps(line.given), raw.origin))
    return replace(known, numbered=numbered, line=line, event=line.entry, event_key=b"", name_taken="")
