"""Lookup by name: a spell is identified by its id and the source that gave the id (events.md §1 and §2).

The only module that knows under which sources a name is looked up. A replacement takes the place of what it replaces:
references to the old event resolve to the new one, whichever source the correction came from.
"""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from domain.events.event import START, Event

Bearer = TypeVar("Bearer")


class Names(Generic[Bearer]):
    """The named things of one participant; `origins`: for each effective replacement, the first link of its chain."""

    __slots__ = ("_bearing", "_origins")

    def __init__(self, origins: Mapping[tuple[str, str], Event]) -> None:
        self._origins = origins
        self._bearing: dict[tuple[str, str], dict[str, Bearer]] = {}
        """By (kind of thing, name), then by source."""

    def source(self, event: Event) -> str:
        """Returns the source of what an event is about: its own if it begins that, otherwise the source it refers to."""
        place = event if event.replaces is None else self._place(event)
        return place.source if event.rank == START else place.of_source or place.source

    def key(self, event: Event) -> str:
        """Returns the key that an event came under; for a replacement, the key of the first link of its chain."""
        return self._place(event).participant

    def give(self, what: str, event: Event, name: str, bearer: Bearer) -> None:
        """Registers `bearer` under this name."""
        self._bearing.setdefault((what, name), {})[self.source(event)] = bearer

    def own(self, what: str, event: Event, name: str) -> Bearer | None:
        """Returns what an event begins, continues or ends, or None."""
        bearing = self._bearing.get((what, name))
        return None if bearing is None else bearing.get(self.source(event))

    def elsewhere(self, what: str, event: Event, name: str) -> tuple[str, ...]:
        """Returns the sources that have something with this name, except the event's own or stated source."""
        return tuple(sorted(self._bearing.get((what, name), {}).keys() - {self.source(event)}))

    def mentioned(self, what: str, event: Event, name: str) -> Bearer | None:
        """Returns the first of `all_mentioned`, or None."""
        return next(iter(self.all_mentioned(what, event, name)), None)

    def all_mentioned(self, what: str, event: Event, name: str) -> Sequence[Bearer]:
        """Returns everything that a name in an event can refer to, the most likely first.

        An event states one source but may name things of several. If it states one, and neither that source nor its own has
        the name, all sources are searched, and a single match is accepted.
        """
        bearing = self._bearing.get((what, name))
        if bearing is None:
            return ()
        known = [bearing[source] for source in self._sources(event) if source in bearing]
        if not known and len(bearing) == 1 and (event.of_source or self._place(event).of_source) is not None:
            return list(bearing.values())
        return known

    def _place(self, event: Event) -> Event:
        return self._origins.get((event.source, event.id), event) if event.replaces is not None else event

    def _sources(self, event: Event) -> tuple[str, ...]:
        """Returns the sources to search. A replacement's `of_source` is its target's source, so its first link comes first."""
        own = (event.named_source, event.source)
        if event.replaces is None:
            return own
        place = self._place(event)
        return (place.named_source, place.source, *own)
