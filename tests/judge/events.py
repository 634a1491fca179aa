"""Which events count at (K, position), and whose they are (events.md §1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .lines import Event, Reference

Name = tuple[str, str]


def corrects(event: Event) -> Name | None:
    """The name of the event that this one retracts or replaces."""
    return event.takes_back


def naming(event: Event, names: Collection[Name]) -> Event:
    """The event, told what it retracts or replaces among the lines of these names.

    reading: the source is the event's `of_source`, else its own; a caseworker's correction of an imported event names
    what was imported and can be corrected by name in turn, so its own source is looked in too.
    """
    named = event.get("event") if event.kind == "retracted" else event.replaces
    if not named:
        return event
    name, own = (event.points_to, named), (event.source, named)
    return replace(event, takes_back=own if name not in names and own in names else name)


def by_name(events: Iterable[Event]) -> dict[Name, Event]:
    return {event.name: event for event in events}


def chain_behind(event: Event, log: Mapping[Name, Event]) -> list[Name]:
    """What a correction takes away: its target and, when it replaces, all that the target had replaced."""
    gone: list[Name] = []
    name = corrects(event)
    while name is not None and name not in gone:
        gone.append(name)
        behind = log.get(name)
        # A retraction takes its target only: what the target had replaced is gone by the target itself.
        name = corrects(behind) if behind and event.kind != "retracted" else None
    return gone


def effective(known: list[Event], log: Mapping[Name, Event]) -> list[Event]:
    """§1: an event is effective unless a known event has retracted or replaced it.

    reading: a chain leaves its last *known* link, also when a link between is not yet known at K, so the
    chain is followed through the whole log. Replacing an event that was only retracted, or retracting one that
    was replaced, is no refusal: the replacement stands, the retraction changes nothing.
    """
    gone = {name for event in known for name in chain_behind(event, log)}
    return [event for event in known if event.name not in gone and event.kind != "retracted"]


@dataclass(frozen=True)
class Merges:
    """Who is whom after the merges and undoings among some effective events."""

    survivor: Mapping[str, str]
    impossible: bool

    def person(self, key: str) -> str:
        seen = {key}
        while key in self.survivor and self.survivor[key] not in seen:
            key = self.survivor[key]
            seen.add(key)
        return key


def merges_among(standing: Iterable[Event]) -> Merges:
    """Merges in the order they became known: by recorded_at, then by line (§1: whatever their `on`).

    reading: impossible are a merge with oneself, of somebody already absorbed, in a ring, and an undoing of a
    merge that is not there.
    """
    survivor: dict[str, str] = {}
    impossible = False
    merges = [event for event in standing if event.kind in ("participants_merged", "merge_undone")]
    for event in sorted(merges, key=lambda event: (event.recorded_at, event.line)):
        absorbed, keeper = event.get("absorbed"), event.participant
        if event.kind == "merge_undone":
            impossible |= survivor.pop(absorbed, None) != keeper
        elif absorbed in survivor or Merges(survivor, False).person(keeper) == absorbed:
            impossible = True
        else:
            survivor[absorbed] = keeper
    return Merges(survivor, impossible)


def known_at(
    accepted: Sequence[Event | Reference],
    moment: datetime | None,
    position: int | None,
) -> list[Event | Reference]:
    """The first `position` accepted lines, of them those with recorded_at ≤ K.

    reading: reference values stand in the same log, so they take positions too.
    """
    return [
        line
        for number, line in enumerate(accepted, 1)
        if (position is None or number <= position) and (moment is None or line.recorded_at <= moment)
    ]


def erased_keys(log: list[Event]) -> set[str]:
    """§2 `erased`: in no figure from then on, whatever K (nor whatever position: the key is gone).

    reading: whoever is one person with the erased one at the head of the log is erased with them, and an
    erasure cannot be taken back.
    """
    merges = merges_among(effective(log, by_name(log)))
    erased = {merges.person(event.participant) for event in log if event.kind == "erased"}
    keys = {event.participant for event in log} | set(merges.survivor)
    return {key for key in keys if merges.person(key) in erased}


def persons_events(log: list[Event], known: list[Event]) -> dict[str, list[Event]]:
    """Each person's effective events among the known ones, by the surviving key.

    reading: of somebody whose registration is not known at K nothing is known: a log that holds only what is
    known at K would refuse all else about them (§4).
    """
    standing = effective(known, by_name(log))
    merges, erased = merges_among(standing), erased_keys(log)
    found: dict[str, list[Event]] = {}
    for event in standing:
        if event.participant not in erased:
            found.setdefault(merges.person(event.participant), []).append(event)
    return {key: events for key, events in found.items() if any(e.kind == "participant_registered" for e in events)}
