"""Resolves the source of what a command names: it may be omitted if only one thing has that name (events.md §1)."""

from collections.abc import Iterable, Iterator, Sequence

from domain.events.corrections import Retracted
from domain.events.event import START, Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.participant.decisions.refused import Refused
from domain.participant.effective import first_links, targets
from domain.participant.fold import fold_cluster
from domain.participant.merging import clusters
from domain.participant.names import Names
from domain.participant.thread import Finding

_ANYTHING = ("about",)
"""The fields that can name a spell of any kind."""


def together(participant: str, history: Sequence[Event]) -> list[Event]:
    """Returns the events of a participant and of all who were ever merged with them."""
    clusters_by_key = clusters((e.participant, e.absorbed) for e in history if isinstance(e, ParticipantsMerged | MergeUndone))
    keys = clusters_by_key.get(participant, (participant,))
    return [event for event in history if event.participant in keys]


def with_source(event: Event, history: Sequence[Event]) -> Event:
    """Returns the event with the source of what it names, if that is not the event's own source.

    Raises `Refused` if several sources have something with that name.
    """
    if event.of_source is not None:
        return event
    if (name := event.event if isinstance(event, Retracted) else event.replaces) is not None:
        named = named_event(event, name, None, history)
        return event if named is None or named.source == event.source else event.model_copy(update={"of_source": named.source})
    theirs = together(event.participant, history)
    sources = [_source(event, field, name, theirs) for field, name in _named(event)]
    known = [source for source in sources if source is not None]
    if not {event.source}.issuperset(known):  # a stated source shows that the event refers to another source's thing
        return event.model_copy(update={"of_source": known[0]})
    return event


def named_event(about: Event, name: str, of_source: str | None, history: Sequence[Event]) -> Event | None:
    """Returns the last link of the chain of the event that a correction names, or None if there is no such event.

    `about`: the correction. Raises `Refused` if several events have the name and no source is given.
    """
    theirs = together(about.participant, history)
    bearing = _bearing(about, name, of_source, theirs)
    taken = targets(theirs)
    links = {taken[e.source, e.id]: e for e in theirs if e.replaces is not None}
    last = {(e.source, e.id): e for e in (_last(e, links) for e in bearing)}
    if len(last) > 1:
        raise Refused(_several(about, name, {e.source for e in bearing}))
    return next(iter(last.values()), None)


def nothing_corrected(about: Event, name: str, history: Sequence[Event]) -> Refused:
    """Returns the refusal of a correction whose target does not exist, with the sources that have an event of that name."""
    bearing = _bearing(about, name, None, together(about.participant, history))
    elsewhere = {e.source for e in bearing if not isinstance(e, Retracted)}
    return Refused(Finding("corrects_nothing", about, name, elsewhere=tuple(sorted(elsewhere))))


def _bearing(about: Event, name: str, of_source: str | None, theirs: Sequence[Event]) -> list[Event]:
    """Returns the participant's current events with this name; retractions only if there is nothing else."""
    bearing = [e for e in theirs if e.id == name and of_source in (None, e.source)]
    bearing = [e for e in bearing if not isinstance(e, Retracted)] or bearing
    if {e.participant for e in theirs} == {about.participant}:
        return bearing
    keys, first = _own_keys(about.participant, theirs), first_links(theirs)
    return [e for e in bearing if first.get((e.source, e.id), e).participant in keys]


def owner(event: Event, history: Sequence[Event]) -> str:
    """Returns the key that an event came under; for a correction, the key of the first link of its chain."""
    return first_links(history).get((event.source, event.id), event).participant


def _own_keys(participant: str, theirs: Sequence[Event]) -> Sequence[str]:
    """Returns the keys that are merged with the participant now."""
    return next((thread.keys for thread in fold_cluster(theirs) if participant in thread.keys), (participant,))


def _last(event: Event, links: dict[tuple[str, str], Event]) -> Event:
    passed = {(event.source, event.id)}
    while (link := links.get((event.source, event.id))) is not None and (link.source, link.id) not in passed:
        event = link
        passed.add((event.source, event.id))
    return event


def _named(event: Event) -> Iterator[tuple[str, str]]:
    """Yields the fields that name something begun by another event, required fields first; these decide the source."""
    begun = event.names[:1] if event.rank == START else ()
    fields = [name for name in event.__class__.model_fields if name.endswith("_id") or name in _ANYTHING]
    for field in sorted(fields, key=lambda field: field not in event.names):
        if field not in begun and (name := getattr(event, field)) is not None:
            yield field, name


def _source(event: Event, field: str, name: str, theirs: Sequence[Event]) -> str | None:
    """Returns the source of the thing with this name, or None if there is none."""
    sources = {start.source for start in theirs if start.replaces is None and _begins(start, field, name)}
    if len(sources) > 1:  # some of these may have been retracted
        sources = set(_effective_sources(event.participant, field, name, theirs))
    if len(sources) > 1:
        raise Refused(_several(event, name, sources))
    return next(iter(sources), None)


def _begins(start: Event, field: str, name: str) -> bool:
    """Whether an event begins the thing that a field refers to by this name."""
    if start.rank != START or not start.names or getattr(start, start.names[0]) != name:
        return False
    return field in _ANYTHING or field.removeprefix("previous_") == start.names[0]


def _effective_sources(participant: str, field: str, name: str, theirs: Sequence[Event]) -> Iterator[str]:
    for thread in fold_cluster(theirs):
        if participant in thread.keys:
            names: Names[Event] = Names(thread.origins)
            yield from (names.source(start) for start in thread.events if _begins(start, field, name))


def _several(event: Event, name: str, sources: Iterable[str]) -> Finding:
    return Finding("of_several_sources", event, f"{name} ({', '.join(sorted(sources))})")
