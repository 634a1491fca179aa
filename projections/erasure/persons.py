"""Who is one person now: keys that were merged and parted again are two. Pure."""

from collections.abc import Sequence

from domain.events.event import Event
from domain.participant.fold import fold_cluster


def persons(events: Sequence[Event]) -> list[tuple[str, ...]]:
    """Returns the keys of each person; `events`: of all keys ever merged with one another, in log order."""
    keys = {event.participant for event in events}
    return [(*keys,)] if len(keys) < 2 else [thread.keys for thread in fold_cluster(events)]
