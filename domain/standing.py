"""Which events stand: those that no correction has taken back.

Corrections take effect by `recorded_at` and position alone, whatever day they are dated (events.md §1).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.thread import Finding

Name = tuple[str, str]
"""(source, id): what an event is called in the log."""

AS_REGISTERED = attrgetter("recorded_at", "source", "id")


@dataclass(slots=True)
class Standing:
    events: list[Event]
    corrections: list[Retracted]
    hard: list[Finding]


def standing(events: Sequence[Event], across: Collection[Name] = ()) -> Standing:
    """Leave out what has been retracted or replaced, and the retractions themselves.

    `across`: the corrections that name what is another participant's.

    A correction that cannot be right has no effect and is a hard finding. A replacement whose target is not known (yet)
    still tells what happened, so it stands.
    """
    corrections = [e for e in events if e.replaces is not None or e.__class__ is Retracted]
    if not corrections:
        return Standing(list(events), [], [])
    by_name = {(e.source, e.id): e for e in events}
    gone: set[Name] = set()
    void: set[Name] = set()
    hard: list[Finding] = []
    for correction in sorted(corrections, key=lambda e: (_links_before(e, by_name), *AS_REGISTERED(e))):
        fault = _fault(correction, by_name, gone, void)
        if (correction.source, correction.id) in across:
            fault = Finding("corrects_nothing", correction, target(correction, by_name)[1])
        if fault is None:
            gone.add(target(correction, by_name))
            continue
        hard.append(fault)
        if correction.replaces is None or fault.code != "corrects_nothing":
            void.add((correction.source, correction.id))
    unused = gone | void
    kept = [e for e in events if e.__class__ is not Retracted and (e.source, e.id) not in unused]
    retractions = [e for e in corrections if isinstance(e, Retracted) and (e.source, e.id) not in void]
    return Standing(kept, retractions, hard)


def strangers(events: Sequence[Event], person: Callable[[str], str]) -> set[Name]:
    """The corrections of what is another participant's; `person`: whose events those under a key are."""
    owners = {(e.source, e.id): e.participant for e in events}
    corrections = [e for e in events if e.replaces is not None or e.__class__ is Retracted]
    owner = {(e.source, e.id): owners.get(target(e, owners), e.participant) for e in corrections}
    return {(e.source, e.id) for e in corrections if person(owner[e.source, e.id]) != person(e.participant)}


def target(correction: Event, known: Collection[Name]) -> Name:
    """The name of what a retraction or a replacement takes back: of the source that it names, else of its own.

    So a caseworker's correction of an imported event can be corrected in turn, and still name what was imported.
    """
    named = (correction.event if isinstance(correction, Retracted) else correction.replaces) or ""
    name, own = (correction.named_source, named), (correction.source, named)
    return own if name not in known and own in known else name


def _links_before(correction: Event, by_name: Mapping[Name, Event]) -> int:
    """How many replacements lie between a correction and what was first registered; a circle counts as endless."""
    links, at = 0, by_name.get(target(correction, by_name))
    while at is not None and at.replaces is not None and links <= len(by_name):
        links, at = links + 1, by_name.get(target(at, by_name))
    return links


def _fault(correction: Event, by_name: Mapping[Name, Event], gone: set[Name], void: set[Name]) -> Finding | None:
    """Why a correction cannot be right, if it cannot (events.md §4)."""
    name = target(correction, by_name)
    named = by_name.get(name)
    if named is None or name in void or _links_before(correction, by_name) > len(by_name):
        return Finding("corrects_nothing", correction, name[1])
    if isinstance(named, Retracted):
        return Finding("corrects_a_correction", correction, name[1])
    if name in gone and correction.replaces is not None:
        return Finding("already_corrected", correction, name[1])
    if correction.replaces is not None:
        if correction.__class__ is not named.__class__:
            return Finding("replaces_another_kind", correction, name[1])
        if any(getattr(correction, field) != getattr(named, field) for field in correction.names):
            return Finding("replaces_another_id", correction, name[1])
    return None
