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

    __slots__ = ("_bearing", "_origins")

    def __init__(self, origins: Mapping[tuple[str, str], Event]) -> None:
        self._origins = origins
        self._bearing: dict[tuple[str, str], dict[str, Bearer]] = {}
        """For each kind of thing and name, by source."""

    def source(self, event: Event) -> str:
        """The source of what an event is about: its own where it begins that, else the one it points to."""
        place = self._place(event)
        return place.source if event.rank == START else place.named_source

    def key(self, event: Event) -> str:
        """The key under which an event came, or what it stands in the place of."""
        return self._place(event).participant

    def give(self, what: str, event: Event, name: str, bearer: Bearer) -> None:
        """What an event is about bears this name from now on."""
        self._bearing.setdefault((what, name), {})[self.source(event)] = bearer

    def own(self, what: str, event: Event, name: str) -> Bearer | None:
        """What an event is about: what it begins, goes on with or ends."""
        return self._bearing.get((what, name), {}).get(self.source(event))

    def elsewhere(self, what: str, event: Event, name: str) -> tuple[str, ...]:
        """The sources, other than the one that an event means, that have something of the name."""
        return tuple(sorted(self._bearing.get((what, name), {}).keys() - {self.source(event)}))

    def mentioned(self, what: str, event: Event, name: str) -> Bearer | None:
        """What an event names in passing: by `all_mentioned`."""
        return next(self.all_mentioned(what, event, name), None)

    def all_mentioned(self, what: str, event: Event, name: str) -> Iterator[Bearer]:
        """Everything that an event can mean by what it names in passing, the likeliest first.

        An event says one source, and may name things of several: where it says one, what neither that nor its own has is
        looked for among all, and meant where one alone bears the name.
        """
        bearing = self._bearing.get((what, name), {})
        known = [bearing[source] for source in self._sources(event) if source in bearing]
        if not known and len(bearing) == 1 and (event.of_source or self._place(event).of_source) is not None:
            known = list(bearing.values())
        yield from known

    def _place(self, event: Event) -> Event:
        return self._origins.get((event.source, event.id), event) if event.replaces is not None else event

    def _sources(self, event: Event) -> Iterator[str]:
        """Of a replacement first those of its place: `of_source` is where that which it replaces came from."""
        if event.replaces is not None:
            place = self._place(event)
            yield place.named_source
            yield place.source
        yield event.named_source
        yield event.source
