"""Everything one can register. The event models are the commands, save where one decides: these four.

A command is meant about a participant with a history; what it means are events, judged like any others.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from domain.errors import Refused
from domain.events import KINDS
from domain.events.corrections import Retracted
from domain.events.event import Event, Key, Text, fields_given
from domain.events.person import ParticipantsMerged
from domain.events.way import Enrolled, ReEntered
from domain.fold import fold
from domain.thread import Finding


class Intention(BaseModel):
    """Who wants what registered: the event's own id and source, so that sending it twice changes nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: Key
    on: date
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
    reason: Text


class Merge(Intention):
    """Say that two keys are one person; the participant's registration stands."""

    absorbed: Key


Command = Enrol | Correct | Retract | Merge | Event


def meaning(command: Command, history: Sequence[Event], recorded_at: datetime) -> Event:
    """The event that a command comes to, on this history.

    Raises `Refused` for a correction of what is not there.
    """
    if isinstance(command, Event):
        return command
    said = command.model_dump(exclude_none=True) | {"recorded_at": recorded_at}
    if isinstance(command, Enrol):
        return _enrolled(command, said, history)
    if isinstance(command, Correct):
        return _corrected(command, said, history)
    model = Retracted if isinstance(command, Retract) else ParticipantsMerged
    return model.model_validate(said)


def _enrolled(command: Enrol, said: dict[str, Any], history: Sequence[Event]) -> Event:
    """Which of the two it is, is told by the exits before it."""
    earlier = [
        spell for spell in (fold(history).enrolments if history else []) if spell.end is not None and spell.end.on <= command.on
    ]
    if not earlier:
        return Enrolled.model_validate(said)
    latest = max(earlier, key=lambda spell: (spell.ended_on or date.min, spell.start.id))
    return ReEntered.model_validate(said | {"previous_enrolment_id": latest.start.enrolment_id})


def _corrected(command: Correct, said: dict[str, Any], history: Sequence[Event]) -> Event:
    """The event as it was, with what changes; it replaces the last link of its chain."""
    source = command.of_source or command.source
    named = {(event.source, event.id): event for event in history}
    wrong = named.get((source, command.corrects))
    while wrong is not None and (link := _replacing(wrong, history)) is not None:
        wrong = link
    if wrong is None:
        missing = Retracted.model_validate(_envelope(said) | {"event": command.corrects, "reason": "–"})
        raise Refused(Finding("corrects_nothing", missing, command.corrects))
    kept = {name: value for name, value in fields_given(wrong).items() if name not in _ENVELOPE}
    kept |= command.changes | {"kind": wrong.kind, "replaces": wrong.id}
    kept |= {"of_source": wrong.source} if wrong.source != command.source else {}
    return KINDS[wrong.kind].model_validate(_envelope(said) | kept, strict=False)  # type: ignore[return-value]


_ENVELOPE = ("participant", "on", "recorded_at", "id", "source", "by", "replaces", "of_source", "kind")


def _envelope(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in _ENVELOPE if name in said and name not in ("replaces", "of_source")}


def _replacing(event: Event, history: Sequence[Event]) -> Event | None:
    return next((e for e in history if e.replaces == event.id and e.named_source == event.source), None)
