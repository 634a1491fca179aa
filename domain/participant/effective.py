"""Which events are effective: those that no correction has retracted or replaced.

Corrections take effect by `recorded_at` and position only, whatever their date (events.md §1). Events are given in log
order: of two events registered at the same instant, the one with the higher position is the later.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.participant.dependencies import is_correction
from domain.participant.thread import Finding

Name = tuple[str, str]
"""(source, id): an event's name in the log."""


@dataclass(slots=True)
class EffectiveEvents:
    events: list[Event]
    corrections: list[Retracted]
    hard: list[Finding]
    origins: dict[Name, Event] = field(default_factory=dict)
    """For each replacement, the first link of its chain."""

    def owner(self, event: Event) -> str:
        """Returns the key that an event counts under; for a replacement, the key of the first link of its chain."""
        return (
            self.origins.get((event.source, event.id), event).participant if event.replaces is not None else event.participant
        )


as_registered = attrgetter("recorded_at")
"""The order in which corrections, merges and undone merges take effect; a stable sort keeps log order within an instant."""


def effective_events(events: Sequence[Event], across: Collection[Name] = ()) -> EffectiveEvents:
    """Returns the events without those retracted or replaced, and without the retractions themselves.

    `across`: the corrections whose target is another participant's.

    An invalid correction has no effect and gives a hard finding. A replacement whose target is not known (yet)
    still describes what happened, so it is effective.
    """
    corrections = [e for e in events if is_correction(e)]
    if not corrections:
        return EffectiveEvents(list(events), [], [])
    correcting = _Correcting({(e.source, e.id): e for e in events}, targets(events), corrections)
    for correction in sorted(corrections, key=correcting.turn):
        correcting.take(correction, (correction.source, correction.id) in across)
    unused = correcting.gone | correcting.void
    kept = [e for e in events if e.__class__ is not Retracted and (e.source, e.id) not in unused]
    retractions = [e for e in corrections if isinstance(e, Retracted) and (e.source, e.id) not in correcting.void]
    return EffectiveEvents(kept, retractions, correcting.hard, correcting.origins)


def targets(events: Iterable[Event]) -> dict[Name, Name]:
    """For each correction, the name of its target. Events are in log order.

    Candidates before the correction in the log precede those after it, so that a later event that happens to have
    the same name does not change which event was corrected.
    """
    taken: dict[Name, Name] = {}
    known: set[Name] = set()
    early: list[Event] = []
    for event in events:
        if is_correction(event):
            name = taken[event.source, event.id] = target(event, known)
            if name not in known:
                early.append(event)
        known.add((event.source, event.id))
    return taken | {(event.source, event.id): target(event, known) for event in early}


def target(correction: Event, known: Collection[Name]) -> Name:
    """The name of the event that a retraction or replacement targets: of the source it names, otherwise of its own source.

    Older versions stored corrections of corrections with the source of the imported event, not of the link they replace.
    """
    named = (correction.event if isinstance(correction, Retracted) else correction.replaces) or ""
    name, own = (correction.named_source, named), (correction.source, named)
    return own if name not in known and own in known else name


def first_links(events: Sequence[Event]) -> dict[Name, Event]:
    """For each correction, the first event of its chain, if there is one."""
    by_name, taken = {(e.source, e.id): e for e in events}, targets(events)
    first: dict[Name, Event] = {}
    for name in taken:
        path: list[Name] = []
        at = name
        while at in taken and at not in first and len(path) <= len(taken):
            path.append(at)
            at = taken[at]
        if (origin := first.get(at) or by_name.get(at)) is not None:
            first |= dict.fromkeys(path, origin)
    return first


class _Correcting:
    """Applies corrections one at a time, and holds the result so far."""

    def __init__(self, by_name: Mapping[Name, Event], taken: Mapping[Name, Name], corrections: Sequence[Event]) -> None:
        self.by_name, self.taken = by_name, taken
        self.turns = _turns(corrections, by_name, taken)
        self.links: dict[Name, Name] = {}
        """For each replaced event, its replacement."""
        self.origins: dict[Name, Event] = {}
        self.gone: set[Name] = set()
        self.void: set[Name] = set()
        self.hard: list[Finding] = []

    def turn(self, correction: Event) -> tuple[int, float]:
        return self.turns[correction.source, correction.id]

    def take(self, correction: Event, across: bool) -> None:
        name = (correction.source, correction.id)
        wrong = self.taken[name]
        fault = Finding("corrects_nothing", correction, wrong[1]) if across else self._fault(correction, wrong)
        if fault is not None:
            self.hard.append(fault)
            if correction.replaces is None or fault.code != "corrects_nothing":
                self.void.add(name)
        elif correction.replaces is None:
            self.gone.add(self._last_link(wrong))
        else:
            self.gone.add(wrong)
            self.links[wrong] = name
            self.origins[name] = self.origins.get(wrong, self.by_name[wrong])

    def _last_link(self, name: Name) -> Name:
        """Returns the last replacement of the event that a retraction names, as of the retraction (events.md §1)."""
        passed = []
        while name in self.links:
            passed.append(name)
            name = self.links[name]
        self.links.update(dict.fromkeys(passed, name))  # so that the next lookup is direct
        return name

    def _fault(self, correction: Event, name: Name) -> Finding | None:
        """Returns why a correction is invalid, or None (events.md §4)."""
        named = self.by_name.get(name)
        if named is None or name in self.void or self.turn(correction)[1] == math.inf:
            return Finding("corrects_nothing", correction, name[1])
        if isinstance(named, Retracted):
            return Finding("corrects_a_correction", correction, name[1])
        if name in self.links and correction.replaces is not None:  # an event that was only retracted can be replaced
            return Finding("already_corrected", correction, name[1])
        if correction.replaces is not None:
            if correction.__class__ is not named.__class__:
                return Finding("replaces_another_kind", correction, name[1])
            if any(getattr(correction, field) != getattr(named, field) for field in correction.names):
                return Finding("replaces_another_id", correction, name[1])
        return None


def _turns(
    corrections: Sequence[Event], by_name: Mapping[Name, Event], taken: Mapping[Name, Name]
) -> dict[Name, tuple[int, float]]:
    """The order in which corrections take effect: by registration, but never before their target.

    Also the number of replacements between the correction and the first registered event; a cycle counts as infinite.
    """
    order = {(e.source, e.id): number for number, e in enumerate(sorted(corrections, key=as_registered))}
    turns: dict[Name, tuple[int, float]] = {}
    for correction in corrections:
        path: list[Name] = []
        at: Event | None = correction
        while at is not None and (name := (at.source, at.id)) in order and name not in turns:
            turns[name] = (order[name], math.inf)  # an event reached again during its own visit is part of a cycle
            path.append(name)
            at = by_name.get(taken[name])
        since, links = turns.get((at.source, at.id), (0, -1.0)) if at is not None else (0, -1.0)
        for name in reversed(path):
            since, links = max(since, order[name]), links + 1
            turns[name] = (since, links)
    return turns
