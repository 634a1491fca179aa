"""Which events count at (K, position), and whose they are (events.md §1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .lines import Delivery, Event, Reference

Name = tuple[str, str]


def corrects(event: Event) -> Name | None:
    """The name of the event that this one retracts or replaces."""
    return event.takes_back


def naming(event: Event, lines: Mapping[Name, int]) -> Event:
    """The event, told what it retracts or replaces among these: for each name the line it stands on.

    reading: the source is the event's `of_source`, else its own; corrections of corrections were once stored with the
    source of what had been imported, so the event's own source is looked in too. What stood in the log before it goes
    before what came after it.
    """
    named = event.get("event") if event.kind == "retracted" else event.replaces
    if not named:
        return event
    names = [(event.points_to, named), (event.source, named)]
    there = [name for name in names if name in lines]
    before = [name for name in there if lines[name] < event.line]
    return replace(event, takes_back=[*before, *there, *names][0])


def placed(event: Event, log: Mapping[Name, Event]) -> Event:
    """§1: a replacement stands in the place of what it replaces; of a chain the first link's source names it.

    reading: it counts under the first link's key as well, so that an undone merge leaves each with its own.
    """
    links = [event]
    while links[-1].replaces and (corrected := log.get(corrects(links[-1]) or ("", ""))) and corrected not in links:
        links.append(corrected)
    first = links[-1]
    return replace(event, place=first) if first is not event else event


def by_name(events: Iterable[Event]) -> dict[Name, Event]:
    return {event.name: event for event in events}


def correction_chain(event: Event, log: Mapping[Name, Event]) -> list[Name]:
    """What a replacement takes away: its target and all that the target had replaced."""
    gone: list[Name] = []
    name = corrects(event)
    while name is not None and name not in gone:
        gone.append(name)
        corrected = log.get(name)
        name = corrects(corrected) if corrected else None
    return gone


def takes_effect(event: Event, log: Mapping[Name, Event]) -> tuple[datetime, int]:
    """§1: by recorded_at, then by position. reading: a link of a chain not before what it corrects."""
    replaced = [log[name] for name in correction_chain(event, log) if name in log and log[name].replaces]
    return max((each.recorded_at, each.line) for each in (event, *replaced))


def taken_back(retraction: Event, known: Iterable[Event], log: Mapping[Name, Event]) -> Name | None:
    """§1: a later correction that names the old finds the new: the last link there was when it was registered."""
    name, seen = corrects(retraction), set[Name | None]()
    when = takes_effect(retraction, log)
    while name not in seen:
        seen.add(name)
        after = [e for e in known if e.replaces and corrects(e) == name and takes_effect(e, log) < when]
        name = after[0].name if after else name
    return name


def effective(known: list[Event], log: Mapping[Name, Event]) -> list[Event]:
    """§1: an event is effective unless a known event has retracted or replaced it.

    reading: a chain leaves its last *known* link, also when a link between is not yet known at K, so the
    chain is followed through the whole log. Replacing an event that was only retracted is no refusal: the
    replacement stands.
    """
    gone = {name for event in known if event.replaces for name in correction_chain(event, log)}
    gone |= {name for event in known if event.kind == "retracted" and (name := taken_back(event, known, log))}
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


def ever_one_since(event: Event, other: str, log: Iterable[Event]) -> bool:
    """Whether the event's key and another were one participant when it was registered, or at any time since."""
    in_turn = sorted(log, key=lambda event: (event.recorded_at, event.line))
    states = (in_turn[:size] for size in range(in_turn.index(event) + 1, len(in_turn) + 1))
    merges = (merges_among(effective(known, by_name(log))) for known in states)
    return any(among.person(event.participant) == among.person(other) for among in merges)


def known_at(
    accepted: Sequence[Event | Reference | Delivery],
    moment: datetime | None,
    position: int | None,
) -> list[Event | Reference | Delivery]:
    """The first `position` accepted lines, of them those with recorded_at ≤ K; deliveries hold whatever K (§11.1).

    reading: reference values and deliveries stand in the same log, so they take positions too.
    """
    return [
        line
        for number, line in enumerate(accepted, 1)
        if (position is None or number <= position)
        and (moment is None or isinstance(line, Delivery) or line.recorded_at <= moment)
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
    by_person: dict[str, list[Event]] = {}
    for event in standing:
        if event.participant not in erased:
            by_person.setdefault(merges.person(event.counts_under), []).append(event)
    return {key: events for key, events in by_person.items() if any(e.kind == "participant_registered" for e in events)}
