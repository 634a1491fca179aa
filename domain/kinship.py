"""Who is one participant with whom: keys that are merged, and merges that are undone (events.md §2, Person).

Keys that were ever merged with one another are a cluster, whatever was undone since: they are judged together.
"""

from collections.abc import Iterable, Mapping

from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.standing import as_registered
from domain.thread import Finding


def survivors(events: Iterable[Event]) -> tuple[Mapping[str, str], list[Finding]]:
    """For each absorbed key the key that took it in, and the merges that cannot be.

    What counts is the order in which merges were registered, at one instant their positions, not the day they are dated.
    Events are given in the order of the log.
    """
    absorbed: dict[str, str] = {}
    hard: list[Finding] = []
    merges = [e for e in events if isinstance(e, ParticipantsMerged | MergeUndone)]
    for merge in sorted(merges, key=as_registered):
        if isinstance(merge, ParticipantsMerged):
            if merge.absorbed in absorbed or survivor(merge.participant, absorbed) == merge.absorbed:
                hard.append(Finding("already_merged", merge, merge.absorbed))
            else:
                absorbed[merge.absorbed] = merge.participant
        elif absorbed.get(merge.absorbed) == merge.participant:
            del absorbed[merge.absorbed]
        else:
            hard.append(Finding("not_merged", merge, merge.absorbed))
    return absorbed, hard


def survivor(key: str, absorbed: Mapping[str, str]) -> str:
    """Whose events those under this key are."""
    while key in absorbed:
        key = absorbed[key]
    return key


def clusters(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """For each key that was ever part of a merge, all keys of its cluster."""
    of: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = of.get(one, {one}) | of.get(other, {other})
        for key in joined:
            of[key] = joined
    return {key: tuple(sorted(joined)) for key, joined in of.items()}
