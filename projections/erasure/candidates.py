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
from domain.log.storage.schema import events
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
    held = RetentionRecords(log.keys).held()
    old = list(_long_silent(log, today))
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        by_name = _events(log, some)
        for subjects in some:
            streams = tuple(subject.stream for subject in subjects)
            theirs = [event for subject in subjects for event in by_name.get(subject.name, ())]
            person = Person(_last_note(theirs), set(_birth_days(theirs)), is_held=bool(held.keys() & {*streams}))
            what = outcome(person, municipality, today)
            if what != "not_yet":
                yield Candidate(subjects[0].name, streams, person.last_note, what)


def _long_silent(log: Log, today: date) -> Iterator[Sequence[Subject]]:
    """Yields the subjects of each person, all keys merged with one another together, of whom nothing was registered lately."""
    last, clusters = _last_recorded(log), log.clusters()
    by_key: dict[tuple[str, ...], list[Subject]] = {}
    for subject in log.keys.everyone():
        by_key.setdefault(clusters.get(subject.name, (subject.name,)), []).append(subject)
    for key in sorted(by_key):
        days = [day_of(instant_of(last[subject.stream])) for subject in by_key[key] if subject.stream in last]
        if days and latest_day(max(days)).year <= today.year:
            yield by_key[key]


def _last_recorded(log: Log) -> dict[bytes, int]:
    """Returns when the latest entry of each stream was registered at its source (microseconds)."""
    wanted = select(events.c.stream, func.max(events.c.recorded_at).label("last")).group_by(events.c.stream)
    with log.rows.engine.connect() as connection:
        return {row.stream: row.last for row in connection.execute(wanted)}


def _events(log: Log, some: Iterable[Sequence[Subject]]) -> dict[str, list[Event]]:
    by_name: dict[str, list[Event]] = {}
    for _, event in log.open_streams((subject for subjects in some for subject in subjects), with_person=True):
        by_name.setdefault(event.participant, []).append(event)
    return by_name


def _last_note(events: Iterable[Event]) -> date:
    return max((max(event.on, day_of(event.recorded_at)) for event in events), default=NEVER)


def _birth_days(events: Iterable[Event]) -> Iterator[int]:
    """Yields the day of the month of every birth date that was stated, in a date or in an identity number."""
    for event in events:
        if isinstance(event, ParticipantRegistered | ParticularsRecorded) and event.born_on is not None:
            yield event.born_on.day
        if isinstance(event, IdentityRegistered | IdentityReplaced) and (born := born_on(one_form(event.number))) is not None:
            yield born.day
