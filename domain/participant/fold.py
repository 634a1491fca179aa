"""The fold: from the events of a participant to the thread they tell. The only place that knows what follows what.

Total: it never raises. What does not fit is left out and becomes a finding, hard or soft (events.md §4). Pure. Events
are given in the order of the log, which tells only which of two corrections or merges of one instant is the later; all
are judged by day, within a day starts first and ends last.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.participant.effective import Standing, standing
from domain.participant.folding import IN_ORDER, RULES, Folding, Rules
from domain.participant.handlers import HANDLERS
from domain.participant.merging import strangers, survivor, survivors
from domain.participant.other_sources import with_other_sources
from domain.participant.thread import Thread

_JOINING = (ParticipantsMerged, MergeUndone)


def weave(events: Sequence[Event], rules: Rules = RULES, as_of: date | None = None) -> list[Thread]:
    """Fold the events of all who have ever been merged with one another: one thread for each who is a participant.

    `as_of`: leave out what happened later; corrections and merges take effect whatever day they are dated, and who a
    person is holds whatever day it was stated.
    """
    left, absorbed = _settled(events)
    keys = {event.participant for event in events}
    shares: dict[str, list[Event]] = {survivor(key, absorbed): [] for key in sorted(keys)}
    coming: dict[str, list[Event]] = {root: [] for root in shares}
    for event in left.events:
        root = survivor(left.owner(event), absorbed)
        if as_of is None or event.on <= as_of or (event.timeless and event.__class__ not in _JOINING):
            shares[root].append(event)
        elif not event.timeless:  # a merge dated later is in effect, but its day has not been
            coming[root].append(event)
    threads = {root: Folding(root, rules, left.origins).run(share, HANDLERS) for root, share in shares.items()}
    for root, thread in threads.items():
        thread.coming = sorted(coming[root], key=IN_ORDER)
        thread.keys = (root, *sorted(key for key in absorbed if survivor(key, absorbed) == root))
    for finding in with_other_sources(left.hard, events, partial(survivor, absorbed=absorbed)):
        threads[survivor(finding.event.participant, absorbed)].hard.append(finding)
    for correction in left.corrections:
        threads[survivor(correction.participant, absorbed)].corrections.append(correction)
    return list(threads.values())


def fold(events: Sequence[Event], rules: Rules = RULES, as_of: date | None = None) -> Thread:
    """The thread of one participant; where several were merged, the one that the first event belongs to."""
    threads = weave(events, rules, as_of)
    if len(threads) == 1:
        return threads[0]
    _, absorbed = _settled(events)
    return next(t for t in threads if t.participant == survivor(events[0].participant, absorbed))


def _settled(events: Sequence[Event]) -> tuple[Standing, Mapping[str, str]]:
    """Which events stand, and for each absorbed key who took it in. Whoever corrects what is another's corrects nothing."""
    first = events[0].participant if events else None
    if all(event.participant == first and event.__class__ not in _JOINING for event in events):
        return standing(events), {}
    left = standing(events, strangers(events))
    absorbed, not_joined = survivors(left.events)
    left.hard.extend(not_joined)
    return left, absorbed
