"""Which keys are one participant: merges, and undone merges (events.md §2, Person).

Keys that were ever merged with one another form a cluster, even after an undo: they are judged together.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.participant.effective import Name, as_registered, first_links
from domain.participant.thread import Finding

Joining = ParticipantsMerged | MergeUndone
"""Events that merge two keys into one participant, or undo that."""


def apply_merges(events: Iterable[Event]) -> tuple[dict[str, str], list[Finding]]:
    """Returns absorbed keys to the keys they were merged into, and a finding for each invalid merge.

    Merges apply in order of registration, within an instant in order of position, whatever their date.
    Events are given in log order.
    """
    absorbed: dict[str, str] = {}
    merges = sorted((e for e in events if isinstance(e, Joining)), key=as_registered)
    faults = [(_join(merge, absorbed), merge) for merge in merges]
    return absorbed, [Finding(fault, merge, merge.absorbed) for fault, merge in faults if fault is not None]


def _join(merge: Joining, absorbed: dict[str, str]) -> str | None:
    """Applies a merge or an undo to `absorbed`; returns the finding's code if it is invalid."""
    if isinstance(merge, MergeUndone):
        return None if _undo(merge, absorbed) else "not_merged"
    if merge.absorbed in absorbed or surviving_key(merge.participant, absorbed) == merge.absorbed:
        return "already_merged"
    absorbed[merge.absorbed] = merge.participant
    return None


def _undo(merge: Joining, absorbed: dict[str, str]) -> bool:
    """Undoes a merge; returns whether the two keys were merged."""
    merged = absorbed.get(merge.absorbed) == merge.participant
    if merged:
        del absorbed[merge.absorbed]
    return merged


def corrections_across_participants(events: Sequence[Event]) -> set[Name]:
    """Returns the corrections whose target was another participant's at registration and has been ever since.

    An event that was corrected while two keys were merged stays corrected when the merge is undone. Events are
    given in log order.
    """
    first = first_links(events)
    owners = {name: event.participant for name, event in first.items()}
    merges: dict[Name, Joining] = {}  # effective replacements, each by the first link of its chain
    absorbed: dict[str, str] = {}
    apart: dict[Name, tuple[str, str]] = {}
    for event in sorted((e for e in events if isinstance(e, Joining) or (e.source, e.id) in owners), key=as_registered):
        name = (event.source, event.id)
        if owners.get(name, event.participant) != event.participant:
            apart[name] = (event.participant, owners[name])
        link = first.get(name, event)
        if isinstance(link, Joining):
            merges.pop((link.source, link.id), None)
            if isinstance(event, Joining):
                merges[link.source, link.id] = event
            if event is link:
                _join(event, absorbed)
            else:
                absorbed, _ = apply_merges(merges.values())
        apart = {name: keys for name, keys in apart.items() if len({surviving_key(key, absorbed) for key in keys}) > 1}
    return set(apart)


def surviving_key(key: str, absorbed: Mapping[str, str]) -> str:
    """Returns the key that now owns this key's events."""
    while key in absorbed:
        key = absorbed[key]
    return key


def clusters(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """For each key that was ever part of a merge, all keys of its cluster."""
    of: dict[str, set[str]] = {}
    for key, other_key in pairs:
        joined = of.get(key, {key}) | of.get(other_key, {other_key})
        for member in joined:
            of[member] = joined
    return {key: tuple(sorted(joined)) for key, joined in of.items()}
