"""What happened on a day of its own in a thread, in words: what was assessed, decided, held, followed up. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.events import corrections, person, support, way
from domain.events.event import Event
from domain.participant.thread import Thread
from domain.vocabulary.code_lists import CODES, LABELS, Lang, label
from domain.vocabulary.field_labels import field_word

_Says = Callable[[Any, Lang], str]


@dataclass(frozen=True)
class Moment:
    """Something of one day: what kind, its word, and what it said."""

    on: date
    kind: str
    label: str
    says: str
    event: str


def moments(thread: Thread, lang: Lang) -> Iterator[Moment]:
    """In order of happening."""
    known_later = [statement for statement in thread.statements if isinstance(statement, person.ParticularsRecorded)]
    every: list[Event] = [*thread.moments, *known_later, *thread.circumstances, *thread.follow_ups, *thread.corrections]
    for event in sorted(every, key=lambda e: (e.on, e.recorded_at, e.source, e.id)):
        yield moment(event, lang)


def moment(event: Event, lang: Lang) -> Moment:
    says = _SAYS.get(event.__class__, _nothing)(event, lang)
    word = getattr(event, lang)
    return Moment(event.on, event.kind, f"{word[0].upper()}{word[1:]}", says, event.id)


def _nothing(_: Event, __: Lang) -> str:
    return ""


def _code(list_name: str, field: str) -> _Says:
    def says(event: Any, lang: Lang) -> str:
        code = getattr(event, field)
        return "" if code is None else label(list_name, code, lang)

    return says


def _plain(field: str) -> _Says:
    return lambda event, _: str(getattr(event, field) or "")


def _fields(event: person.CircumstancesRecorded | person.ParticularsRecorded, lang: Lang) -> str:
    given = [name for name in event.__class__.model_fields if name in event.model_fields_set and name not in Event.model_fields]
    return ", ".join(f"{field_word(name, lang)}: {_value(name, getattr(event, name), lang)}" for name in given)


def _value(name: str, value: Any, lang: Lang) -> str:
    if value is None:
        return "uppgiften borttagen" if lang == "sv" else "cleared"
    if isinstance(value, bool):
        return (("nej", "ja") if lang == "sv" else ("no", "yes"))[value]
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    return label(name, value, lang) if name in LABELS else str(value)


def _followed_up(event: way.FollowedUp, lang: Lang) -> str:
    if event.form is None:
        return label("follow_up_status", event.status, lang)
    form = "placement_form" if event.form in CODES["placement_form"] else "employment_form"
    return f"{label('follow_up_status', event.status, lang)} ({label(form, event.form, lang)})"


def _attendance(event: way.AttendanceRecorded, lang: Lang) -> str:
    of = "av" if lang == "sv" else "of"
    return f"{event.week}: {event.attended_hours:g} {of} {event.planned_hours:g} h"


def _caseworker(event: person.CaseworkerAssigned, _: Lang) -> str:
    return f"{event.caseworker}, {event.unit}" if event.unit else event.caseworker


def _absence(event: way.AbsenceRecorded, lang: Lang) -> str:
    return (("ogiltig", "giltig") if lang == "sv" else ("not valid", "valid"))[event.valid]


_SAYS: Mapping[type[Event], _Says] = {
    person.ParticipantsMerged: _plain("absorbed"),
    person.MergeUndone: _plain("absorbed"),
    person.ParticularsRecorded: _fields,
    person.CircumstancesRecorded: _fields,
    person.WorkAbilityAssessed: _code("ability", "ability"),
    person.ObstacleRecorded: _code("obstacle", "obstacle"),
    person.LanguageAssessed: _plain("level"),
    person.ProtectionSet: _code("protection_level", "level"),
    person.CaseworkerAssigned: _caseworker,
    person.IdentityRegistered: _code("number_type", "number_type"),
    person.IdentityReplaced: _code("number_type", "number_type"),
    support.SupportEnded: _code("exit_reason", "reason"),
    way.PreventiveAgreement: _code("party", "with_party"),
    way.AppointmentBooked: _plain("purpose"),
    way.AppointmentHeld: _plain("purpose"),
    way.AppointmentMissed: _plain("purpose"),
    way.CoachAssigned: _plain("coach"),
    way.Paused: _plain("reason"),
    way.Resumed: _plain("reason"),
    way.InsatsOffered: _code("insats_code", "insats"),
    way.StudyAdmitted: _code("programme", "programme"),
    way.AttendanceRecorded: _attendance,
    way.AbsenceRecorded: _absence,
    way.SupportRestricted: _code("restriction_effect", "effect"),
    way.FollowedUp: _followed_up,
    corrections.Retracted: _plain("event"),
}
"""What a moment says beside its word; a kind that is not here says nothing more."""
