"""Where each event of a thread comes from: its source, who registered it, and when. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from domain.participant.folding import IN_ORDER
from domain.participant.thread import Thread
from domain.vocabulary.text import Lang


@dataclass(frozen=True)
class Registration:
    """An event as it was registered. `replaces`: the event that it corrects, of the source `of_source`, else of its own."""

    event: str
    kind: str
    label: str
    on: date
    source: str
    by: str | None
    recorded_at: datetime
    replaces: str | None
    of_source: str | None


def registrations(thread: Thread, as_of: date, lang: Lang) -> Iterator[Registration]:
    """Yields the registrations of standing events, events planned by a day, and retractions, in the order they happened."""
    for event in sorted((*thread.events, *thread.planned_by(as_of), *thread.corrections), key=IN_ORDER):
        word = event.text[lang]
        label = f"{word[0].upper()}{word[1:]}"
        by, at = event.by, event.recorded_at
        yield Registration(event.id, event.kind, label, event.on, event.source, by, at, event.replaces, event.of_source)
