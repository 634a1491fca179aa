"""Groups the lines of one participant that depend on each other: lines about one spell, and corrections with their targets.

Whether the lines of a group can stand depends on no other group except the lines about the person: registrations,
deaths, erasures and merges affect all groups.
"""

from collections.abc import Hashable, Iterable, Iterator

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.events.person import Deceased, Erased, MergeUndone, ParticipantRegistered, ParticipantsMerged

_OF_THE_PERSON = (ParticipantRegistered, Deceased, Erased, ParticipantsMerged, MergeUndone)
_PERSON = ("person",)


def is_correction(event: Event) -> bool:
    return event.replaces is not None or event.__class__ is Retracted


def is_of_the_person(event: Event) -> bool:
    return isinstance(event, _OF_THE_PERSON)


def unsettles(event: Event) -> bool:
    """Whether the event can remove what lines of earlier dates depend on, or be what they wait for."""
    return is_correction(event) or isinstance(event, ParticipantsMerged | MergeUndone)


def corrected(event: Event) -> Iterator[tuple[str, str]]:
    """Yields every (source, id) that a correction can refer to."""
    if is_correction(event):
        named = (event.event if isinstance(event, Retracted) else event.replaces) or ""
        yield from ((source, named) for source in (event.named_source, event.source))


class Groups:
    """A disjoint-set forest: events that name the same thing have the same root."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._above: dict[Hashable, Hashable] = {}
        for event in events:
            for bond in _bonds(event):
                self._join(("event", event.source, event.id), bond)

    @property
    def person(self) -> Hashable:
        """The group of the lines about the person."""
        return self._root(_PERSON)

    def of(self, event: Event) -> Hashable:
        return self._root(("event", event.source, event.id))

    def _join(self, node: Hashable, other_node: Hashable) -> None:
        if (first := self._root(node)) != (second := self._root(other_node)):
            self._above[second] = first

    def _root(self, node: Hashable) -> Hashable:
        while (above := self._above.get(node)) is not None:
            self._above[node] = self._above.get(above, above)  # path halving
            node = above
        return node


def _bonds(event: Event) -> Iterator[Hashable]:
    """Yields what links an event to others. The same id from two sources is treated as one thing, to be safe."""
    if isinstance(event, _OF_THE_PERSON):
        yield _PERSON
    elif event.names:
        yield event.names[0], getattr(event, event.names[0])
    yield from (("event", *name) for name in corrected(event))
