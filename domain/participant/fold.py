"""The fold: from the events of a participant to their thread. The only module that knows which events may follow which.

Total: it never raises. An event that does not fit is left out and becomes a finding, hard or soft (events.md §4). Pure.
Events are given in log order, which only decides which of two corrections or merges of one instant is the later; all
events are judged by day, and within a day starts first and ends last.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.participant.effective import EffectiveEvents, effective_events
from domain.participant.folding import IN_ORDER, RULES, Folding, Rules
from domain.participant.handlers import HANDLERS
from domain.participant.merging import apply_merges, corrections_across_participants, surviving_key
from domain.participant.other_sources import with_other_sources
from domain.participant.thread import Thread

_JOINING = (ParticipantsMerged, MergeUndone)


def fold_cluster(events: Sequence[Event], rules: Rules = RULES, as_of: date | None = None) -> list[Thread]:
    """Folds the events of all keys ever merged with one another: one thread for each current participant.

    `as_of`: leave out later events; corrections and merges take effect whatever their date, and who a person is
    holds whatever the date of the statement.
    """
    effective, absorbed = _effective(events)
    keys = {event.participant for event in events}
    shares: dict[str, list[Event]] = {surviving_key(key, absorbed): [] for key in sorted(keys)}
    coming: dict[str, list[Event]] = {root: [] for root in shares}
    if as_of is None and len(keys) == 1:  # the usual case: everything is about one key
        shares = dict.fromkeys(shares, effective.events)
    else:
        _divide(effective, absorbed, as_of, shares, coming)
    threads = {root: Folding(root, rules, effective.origins).run(share, HANDLERS) for root, share in shares.items()}
    for root, thread in threads.items():
        thread.coming = sorted(coming[root], key=IN_ORDER)
        thread.keys = (root, *sorted(key for key in absorbed if surviving_key(key, absorbed) == root))
    for finding in with_other_sources(effective.hard, events, partial(surviving_key, absorbed=absorbed)):
        threads[surviving_key(finding.event.participant, absorbed)].hard.append(finding)
    for correction in effective.corrections:
        threads[surviving_key(correction.participant, absorbed)].corrections.append(correction)
    return list(threads.values())


def _divide(
    effective: EffectiveEvents,
    absorbed: Mapping[str, str],
    as_of: date | None,
    shares: Mapping[str, list[Event]],
    coming: Mapping[str, list[Event]],
) -> None:
    """Adds each event to the participant that it counts under, among those of the day or the later ones."""
    for event in effective.events:
        root = surviving_key(effective.owner(event), absorbed)
        if as_of is None or event.on <= as_of or (event.timeless and event.__class__ not in _JOINING):
            shares[root].append(event)
        elif not event.timeless:  # a merge with a later date is in effect, but is not yet part of the thread
            coming[root].append(event)


def fold(events: Sequence[Event], rules: Rules = RULES, as_of: date | None = None) -> Thread:
    """Returns the thread of one participant; if several were merged, the thread that the first event belongs to."""
    threads = fold_cluster(events, rules, as_of)
    if len(threads) == 1:
        return threads[0]
    _, absorbed = _effective(events)
    return next(t for t in threads if t.participant == surviving_key(events[0].participant, absorbed))


def _effective(events: Sequence[Event]) -> tuple[EffectiveEvents, Mapping[str, str]]:
    """Returns the effective events, and absorbed keys to surviving keys. Nobody can correct another participant's event."""
    one_key = len({event.participant for event in events}) <= 1
    if one_key and {event.__class__ for event in events}.isdisjoint(_JOINING):
        return effective_events(events), {}
    effective = effective_events(events, corrections_across_participants(events))
    absorbed, impossible_merges = apply_merges(effective.events)
    effective.hard.extend(impossible_merges)
    return effective, absorbed
