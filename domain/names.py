"""What bears which name: a spell is known by its id and by the source that gave it (events.md §1 and §2).

The only place that knows under which sources a name is looked for. A replacement stands in the place of what it replaces:
whoever named the old finds the new, whichever source the correction came from.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from domain.events.event import START, Event

Bearer = TypeVar("Bearer")


class Names(Generic[Bearer]):
    """Those of one participant; `origins`: for each replacement that stands, the first link of its chain."""

    __slots__ = ("_bearers", "_origins")

    def __init__(self, origins: Mapping[tuple[str, str], Event]) -> None:
        self._origins = origins
        self._bearers: dict[tuple[str, str, str], Bearer] = {}

    def source(self, event: Event) -> str:
        """The source of what an event is about: its own where it begins that, else the one it points to."""
        place = self._place(event)
        return place.source if event.rank == START else place.named_source

    def give(self, what: str, event: Event, name: str, bearer: Bearer) -> None:
        """What an event is about bears this name from now on."""
        self._bearers[what, self.source(event), name] = bearer

    def own(self, what: str, event: Event, name: str) -> Bearer | None:
        """What an event is about: what it begins, goes on with or ends."""
        return self._bearers.get((what, self.source(event), name))

    def mentioned(self, what: str, event: Event, name: str) -> Bearer | None:
        """What an event names in passing: of the source it points to, else of its own, else of those of its place."""
        return next(self.all_mentioned(what, event, name), None)

    def all_mentioned(self, what: str, event: Event, name: str) -> Iterator[Bearer]:
        """Everything that an event can mean by what it names in passing, the likeliest first."""
        for source in self._sources(event):
            if (bearer := self._bearers.get((what, source, name))) is not None:
                yield bearer

    def _place(self, event: Event) -> Event:
        return self._origins.get((event.source, event.id), event) if event.replaces is not None else event

    def _sources(self, event: Event) -> Iterator[str]:
        yield event.named_source
        yield event.source
        if event.replaces is not None:
            place = self._place(event)
            yield place.named_source
            yield place.source
