"""The point events of a thread in words: assessments, decisions, meetings and follow-ups. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.events import person
from domain.events.event import Event
from domain.participant.thread import Thread
from domain.vocabulary.text import Lang


@dataclass(frozen=True)
class TimelinePointEvent:
    """An event of one day: its kind, the kind's label, and a sentence of what it says."""

    on: date
    kind: str
    label: str
    says: str
    event: str


def point_events(thread: Thread, lang: Lang) -> Iterator[TimelinePointEvent]:
    """Yields the point events in order of day."""
    known_later = [statement for statement in thread.statements if isinstance(statement, person.ParticularsRecorded)]
    events: list[Event] = [*thread.point_events, *known_later, *thread.circumstances, *thread.follow_ups, *thread.corrections]
    for event in sorted(events, key=lambda e: (e.on, e.recorded_at, e.source, e.id)):
        yield point_event(event, lang)


def point_event(event: Event, lang: Lang) -> TimelinePointEvent:
    word = event.text[lang]
    return TimelinePointEvent(event.on, event.kind, f"{word[0].upper()}{word[1:]}", event.sentence(lang), event.id)
