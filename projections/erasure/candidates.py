"""Who is due for erasure by age on a day, and who would be, were they not kept: read from the log, not from the facts.

What counts is every entry, also what was retracted: it is a note. Only those of whom nothing was registered for so long are
opened.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from domain.calendar import day_of, instant_of
from domain.events.event import Event
from domain.events.person import IdentityRegistered, IdentityReplaced, ParticipantRegistered, ParticularsRecorded
from domain.identity import born_on, one_form
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.retention_records import RetentionRecords
from domain.log.rows import Stored, in_log_order
from domain.log.storage.schema import events
from projections.erasure.persons import persons
from projections.erasure.retention import Outcome, Person, latest_day, outcome

AT_ONCE = 500
"""The number of persons whose entries are opened together."""
NEVER = date(1900, 1, 1)


@dataclass(frozen=True)
class Candidate:
    """A participant of whom nothing was registered for so long, and what becomes of them."""

    participant: str
    streams: Sequence[bytes]
    last_note: date
    outcome: Outcome

    @property
    def latest(self) -> date:
        """The day by which they are to be erased."""
        return latest_day(self.last_note)


def candidates(log: Log, municipality: str, today: date) -> Iterator[Candidate]:
    """Yields everybody whose time has come, by participant; of a few the last note is later than its registration."""
    held = RetentionRecords(log.keys).held().keys()
    silent = list(_long_silent(log, today))
    for start in range(0, len(silent), AT_ONCE):
        for subjects, theirs in _persons(log, silent[start : start + AT_ONCE]):
            streams = tuple(subject.stream for subject in subjects)
            person = Person(_last_note(theirs), set(_birth_days(theirs)), is_held=bool(held & {*streams}))
            what = outcome(person, municipality, today)
            if what != "not_yet":
                yield Candidate(subjects[0].name, streams, person.last_note, what)


def _long_silent(log: Log, today: date) -> Iterator[Sequence[Subject]]:
    """Yields the subjects of all keys that were ever merged, where nothing was registered lately of one of them."""
    last, clusters = _last_recorded(log), log.clusters()
    together: dict[tuple[str, ...], list[Subject]] = {}
    for subject in log.keys.everyone():
        together.setdefault(clusters.get(subject.name, (subject.name,)), []).append(subject)
    for keys in sorted(together):
        days = [day_of(instant_of(last[subject.stream])) for subject in together[keys] if subject.stream in last]
        if days and latest_day(min(days)).year <= today.year:
            yield together[keys]


def _persons(log: Log, some: Sequence[Sequence[Subject]]) -> Iterator[tuple[list[Subject], list[Event]]]:
    """Yields the subjects of each person, and all entries under their keys."""
    stored: dict[str, list[tuple[Stored, Event]]] = {}
    for row, event in log.open_streams((subject for subjects in some for subject in subjects), with_person=True):
        stored.setdefault(event.participant, []).append((row, event))
    for subjects in some:
        by_name = {subject.name: subject for subject in subjects if subject.name in stored}
        for keys in persons(in_log_order(pair for name in by_name for pair in stored[name])):
            mine = [by_name[key] for key in keys if key in by_name]
            yield mine, [event for subject in mine for _, event in stored[subject.name]]


def _last_recorded(log: Log) -> dict[bytes, int]:
    """Returns when the latest entry of each stream was registered at its source (microseconds)."""
    wanted = select(events.c.stream, func.max(events.c.recorded_at).label("last")).group_by(events.c.stream)
    with log.rows.engine.connect() as connection:
        return {row.stream: row.last for row in connection.execute(wanted)}


def _last_note(events: Iterable[Event]) -> date:
    return max((max(event.on, day_of(event.recorded_at)) for event in events), default=NEVER)


def _birth_days(events: Iterable[Event]) -> Iterator[int]:
    """Yields the day of the month of every birth date that was stated, in a date or in an identity number."""
    for event in events:
        if isinstance(event, ParticipantRegistered | ParticularsRecorded) and event.born_on is not None:
            yield event.born_on.day
        if isinstance(event, IdentityRegistered | IdentityReplaced) and (born := born_on(one_form(event.number))) is not None:
            yield born.day
