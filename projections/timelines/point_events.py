"""What happened on a day of its own in a thread, in words: what was assessed, decided, held, followed up. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.events import person
from domain.events.event import Event
from domain.participant.thread import Thread
from domain.vocabulary.text import Lang


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
    word = event.text[lang]
    return Moment(event.on, event.kind, f"{word[0].upper()}{word[1:]}", event.sentence(lang), event.id)
