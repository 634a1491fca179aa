"""Which lines of one participant hang together: those about one spell, and corrections with what they correct.

Whether the lines of one group can stand depends on no other group, but for the lines about the person: who is registered,
who has died or is erased, and who is merged with whom bears on all of them.
"""

from collections.abc import Hashable, Iterable, Iterator

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.events.person import Deceased, Erased, MergeUndone, ParticipantRegistered, ParticipantsMerged

_OF_THE_PERSON = (ParticipantRegistered, Deceased, Erased, ParticipantsMerged, MergeUndone)
_PERSON = ("person",)


def is_correction(event: Event) -> bool:
    return event.replaces is not None or isinstance(event, Retracted)


def is_of_the_person(event: Event) -> bool:
    return isinstance(event, _OF_THE_PERSON)


def unsettles(event: Event) -> bool:
    """Whether it can take away what lines of earlier dates rest on, or be what they wait for."""
    return is_correction(event) or isinstance(event, ParticipantsMerged | MergeUndone)


def corrected(event: Event) -> Iterator[tuple[str, str]]:
    """Every (source, id) that a correction can mean."""
    if is_correction(event):
        named = (event.event if isinstance(event, Retracted) else event.replaces) or ""
        yield from ((source, named) for source in (event.named_source, event.source))


class Groups:
    """A forest in which whatever names the same thing has the same root."""

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
            self._above[node] = self._above.get(above, above)  # the next climb is half as long
            node = above
        return node


def _bonds(event: Event) -> Iterator[Hashable]:
    """What an event hangs together with: an id that two sources have given is held for one thing, to be on the safe side."""
    if isinstance(event, _OF_THE_PERSON):
        yield _PERSON
    elif event.names:
        yield event.names[0], getattr(event, event.names[0])
    yield from (("event", *name) for name in corrected(event))
