"""All commands. Event models serve as commands, except the four below, which require a decision.

A command concerns a participant with a history; it resolves to events, which are judged like any others.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from domain.events.content import same_content
from domain.events.corrections import Retracted
from domain.events.event import Day, Event, FreeText, Key, fields_given
from domain.events.lines import BadLine, check_limits, read_line
from domain.events.person import ParticipantsMerged
from domain.events.way import Enrolled, ReEntered
from domain.participant.decisions.refused import Refused
from domain.participant.decisions.sources import named_event, nothing_corrected, owner, together, with_source
from domain.participant.fold import fold_cluster
from domain.participant.thread import Finding


class Intention(BaseModel):
    """Who wants what registered: the event's own id and source, so that sending it twice changes nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: Key
    on: Day
    id: Key
    source: Key = "web"
    by: Key | None = None


class Enrol(Intention):
    """Enrol the participant at a unit; a re-entry where an earlier exit is known (events.md §2, The way through)."""

    enrolment_id: Key
    unit: Key
    referral_id: Key | None = None


class Correct(Intention):
    """Say again what was registered wrongly: the fields that change; the rest stays as it was."""

    corrects: Key
    of_source: Key | None = None
    changes: dict[str, Any]


class Retract(Intention):
    """Take back what never happened [felregistrering]."""

    event: Key
    of_source: Key | None = None
    reason: FreeText


class Merge(Intention):
    """Say that two keys are one person; the participant's registration stands."""

    absorbed: Key


Command = Enrol | Correct | Retract | Merge | Event


def words(command: Command) -> bytes:
    """Serializes a command without its registration time: equal commands give equal bytes."""
    fields = command.model_dump(mode="json", exclude_unset=True, exclude={"recorded_at"})
    return orjson.dumps({"command": type(command).__name__, **fields}, option=orjson.OPT_SORT_KEYS)


def is_again(command: Command, stored: Event, history: Sequence[Event]) -> bool:
    """Whether a stored event with the command's name is what the command resolves to, at the event's place in the history."""
    if isinstance(command, Event) and same_content(command, stored, dated=False):
        return True
    before = list(takewhile(lambda event: (event.source, event.id) != (stored.source, stored.id), history))
    try:
        return same_content(meaning(command, before, stored.recorded_at), stored, dated=False)
    except (Refused, BadLine):
        return False


def meanings(commands: Sequence[Command], history: Sequence[Event], recorded_at: datetime) -> list[Event]:
    """Resolves commands in order: each on the history and on the events of the commands before it.

    Registration times are one microsecond apart, so that later commands in a batch count as registered later.
    """
    grown = list(history)
    for number, command in enumerate(commands):
        grown.append(meaning(command, grown, recorded_at + timedelta(microseconds=number)))
    return grown[len(history) :]


def meaning(command: Command, history: Sequence[Event], recorded_at: datetime) -> Event:
    """Returns the event that a command resolves to, given the history.

    Raises `Refused` if a correction's target or the key to merge does not exist, `BadLine` if a change makes no valid
    event or something is planned too far ahead.
    """
    if isinstance(command, Event):
        return with_source(command, history)
    event = _decided(command, command.model_dump(exclude_none=True) | {"recorded_at": recorded_at}, history)
    check_limits(event, recorded_at)
    return event


def _decided(command: Intention, fields: dict[str, Any], history: Sequence[Event]) -> Event:
    if isinstance(command, Enrol):
        return _enrolled(command, fields, history)
    if isinstance(command, Correct):
        return _corrected(command, fields, history)
    if isinstance(command, Merge):
        return _merged(command, fields, history)
    assert isinstance(command, Retract)
    return _retracted(command, fields, history)


def _merged(command: Merge, fields: dict[str, Any], history: Sequence[Event]) -> Event:
    merged = ParticipantsMerged.model_validate(fields)
    known = {event.participant for event in history}
    if not {command.participant, command.absorbed} <= known:
        raise Refused(Finding("absorbs_nobody" if command.participant in known else "not_registered", merged))
    return merged


def _enrolled(command: Enrol, fields: dict[str, Any], history: Sequence[Event]) -> Event:
    """The earlier exits decide whether this is an enrolment or a re-entry."""
    threads = (thread for thread in fold_cluster(together(command.participant, history)) if command.participant in thread.keys)
    spells = (spell for thread in threads for spell in thread.enrolments)
    earlier = [spell for spell in spells if spell.end is not None and spell.end.on <= command.on]
    if not earlier:
        return with_source(Enrolled.model_validate(fields), history)
    latest = max(earlier, key=lambda spell: (spell.ended_on or date.min, spell.start.id))
    entered = ReEntered.model_validate(fields | {"previous_enrolment_id": latest.start.enrolment_id})
    return with_source(entered, history)


def _corrected(command: Correct, fields: dict[str, Any], history: Sequence[Event]) -> Event:
    """The event with its changed fields; it replaces the last link of its chain, under the key that the event came under."""
    about = Retracted.model_validate(_envelope(fields) | {"event": command.corrects, "reason": "–"})
    wrong = named_event(about, command.corrects, command.of_source, history)
    if wrong is None:
        raise nothing_corrected(about, command.corrects, history)
    unsaid = {*_ENVELOPE, *wrong.impossible}
    kept = {name: value for name, value in fields_given(wrong).items() if name not in unsaid} | _changes(command)
    kept |= {"kind": wrong.kind, "replaces": wrong.id, "of_source": wrong.source, "participant": owner(wrong, history)}
    entry = read_line(orjson.dumps(_envelope(fields) | kept), fields["recorded_at"]).entry
    assert isinstance(entry, Event)
    return entry


def _retracted(command: Retract, fields: dict[str, Any], history: Sequence[Event]) -> Event:
    """Retracts the last link of the named event's chain, under the key that the event came under."""
    retracted = Retracted.model_validate(fields)
    wrong = named_event(retracted, command.event, command.of_source, history)
    if wrong is None:
        return retracted
    taken_back = {"event": wrong.id, "of_source": wrong.source, "participant": owner(wrong, history)}
    return Retracted.model_validate(_envelope(fields) | taken_back | {"reason": command.reason})


def _changes(command: Correct) -> dict[str, Any]:
    """Only fields about what happened can be corrected; registrar, time and participant are the correction's own."""
    for name in command.changes:
        if name in _ENVELOPE:
            raise BadLine("unknown_field", f"changes.{name}")
    return command.changes


_ENVELOPE = ("participant", "on", "recorded_at", "id", "source", "by", "replaces", "of_source", "kind")


def _envelope(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in _ENVELOPE if name in fields and name not in ("replaces", "of_source")}
