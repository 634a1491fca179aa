"""Which lines of a file must be refused (events.md §4): what cannot be true of one person."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from .catalogue import ENDS, KINDS, OF_A_PLAN, STARTS
from .events import Merges, Name, by_name, corrects, effective, ever_one_since, merges_among, naming, placed
from .lines import Delivery, Event, LineRefused, Reference, read_line

WITHOUT_REGISTRATION = frozenset({"participants_merged", "merge_undone", "erased"})


def id_fields(event: Event) -> dict[str, Any]:
    """reading: the id fields that a replacement keeps are the required ones; others are references."""
    required = [part.split(":")[0] for part in KINDS[event.kind].split() if part.endswith("!")]
    return {name: event.get(name) for name in required if name.endswith("_id")}


def spell_of(event: Event) -> tuple[str, str, str] | None:
    """(kind of spell, source, id) that the event begins, ends or, of a plan, follows."""
    if event.kind in STARTS:
        return STARTS[event.kind], event.known_by, event.get(f"{STARTS[event.kind]}_id")
    if event.kind in ENDS:
        return ENDS[event.kind], event.ends_of, event.get(f"{ENDS[event.kind]}_id")
    if event.kind in OF_A_PLAN:
        return "plan", event.ends_of, event.get("plan_id")
    return None


def correction_can_stand(event: Event, log: Mapping[Name, Event], merges: Merges) -> bool:
    target = log.get(corrects(event) or ("", ""))
    if target is None:
        return False
    own, other = event.participant, target.counts_under
    if merges.person(own) != merges.person(other) and not ever_one_since(event, other, list(log.values())):
        return False  # names no event of this participant; one that was theirs when they were one stays corrected
    if target.kind == "retracted":
        return False  # a correction of a correction
    if event.kind == "retracted":
        return True
    return target.kind == event.kind and id_fields(target) == id_fields(event)


def corrections_can_stand(events: Sequence[Event], merges: Merges) -> bool:
    log = by_name(events)
    corrections = [event for event in events if corrects(event)]
    replaced = [corrects(event) for event in corrections if event.kind != "retracted"]
    return (
        len(replaced) == len(set(replaced))  # a replacement names the last link of its chain
        and all(correction_can_stand(event, log, merges) for event in corrections)
        and not any(runs_in_a_ring(event, log) for event in corrections)
    )


def runs_in_a_ring(event: Event, log: Mapping[Name, Event]) -> bool:
    seen: list[Event] = []
    while event not in seen:
        seen.append(event)
        corrected = corrects(event)
        if corrected is None:
            return False
        event = log[corrected]
    return True


def spells_can_stand(standing: Sequence[Event]) -> bool:
    """No second start, no end without or before its beginning, no second ending, nothing of an unknown plan.

    reading: judged in date order, a milestone or a follow-up before its plan was decided is of an unknown plan.
    """
    began: dict[tuple[str, str, str], date] = {}
    for event in standing:
        spell = spell_of(event)
        if event.kind in STARTS and spell is not None:
            if spell in began:
                return False
            began[spell] = event.on
    ended: set[tuple[str, str, str]] = set()
    for event in standing:
        spell = spell_of(event)
        if spell is None or event.kind in STARTS:
            continue
        if spell not in began or event.on < began[spell] or (event.kind in ENDS and spell in ended):
            return False
        if event.kind in ENDS:
            ended.add(spell)
    return milestones_can_stand(standing)


def milestones_can_stand(standing: Sequence[Event]) -> bool:
    """None added twice to one plan; a plan is decided with some already."""
    decided = ((event, stone["milestone_id"]) for event in standing for stone in event.get("milestones") or ())
    added = ((event, event.get("milestone_id")) for event in standing if event.kind == "milestone_added")
    every = [(spell_of(event), name) for event, name in (*decided, *added)]
    return len(every) == len(set(every))


def person_can_stand(standing: Sequence[Event]) -> bool:
    """Registered, registered once under each key, nothing begun after death, nothing after an erasure.

    reading: "is erased" is judged in date order too: lines dated after the erasure are refused.
    """
    registered = [event.participant for event in standing if event.kind == "participant_registered"]
    others = [event for event in standing if event.kind not in WITHOUT_REGISTRATION]
    if len(registered) != len(set(registered)) or (others and not registered):
        return False
    dead = min((event.on for event in standing if event.kind == "deceased"), default=date.max)
    if any(event.on > dead for event in standing if event.kind in STARTS):
        return False
    erased = min((event.on for event in standing if event.kind == "erased"), default=date.max)
    return not any(event.on > erased and not corrects(event) for event in others)


def can_stand(events: Sequence[Event]) -> bool:
    """Can these accepted lines of some participants (whoever is merged with whom) all be true?"""
    standing = effective(list(events), by_name(events))
    merges = merges_among(standing)
    if merges.impossible or not corrections_can_stand(events, merges):
        return False
    persons: dict[str, list[Event]] = {}
    for event in standing:
        persons.setdefault(merges.person(event.counts_under), []).append(event)
    return all(spells_can_stand(each) and person_can_stand(each) for each in persons.values())


def corrections_of(event: Event, waiting: Sequence[Event]) -> list[Event]:
    """The waiting lines that retract or replace the event, and those that correct them in turn."""
    direct = [other for other in waiting if corrects(other) == event.name and other is not event]
    return direct + [
        later for correction in direct for later in corrections_of(correction, [w for w in waiting if w not in direct])
    ]


def date_order(event: Event) -> tuple[object, ...]:
    """Registrations, whose day bounds nothing; then by date, starts first and ends last within a day.

    reading: a milestone goes after the starts; what is left to choose between is taken as it was registered.
    """
    last = event.kind in ENDS or event.kind == "erased"
    rank = 0 if event.kind in STARTS else 1 if event.kind == "milestone_added" else 3 if last else 2
    return event.kind != "participant_registered", event.on, rank, event.by_rank


def that_can_stand(events: Sequence[Event]) -> list[Event]:
    """The lines that can stand together, earlier dates first: passes until a pass adds nothing.

    reading: a line that is itself corrected in the file is tried alone and then with its corrections, because
    the rules judge "standing events (after corrections)": a wrong exit, its retraction and the true exit are
    all accepted, as they were when they were registered one after the other. Then two that can only stand together,
    as a start that is registered anew and the retraction of the old one.
    """
    if can_stand(events):
        return list(events)
    accepted: list[Event] = []
    waiting = sorted(events, key=date_order)
    while waiting:
        singly = (some for event in waiting for some in ([event], [event, *corrections_of(event, waiting)]))
        attempts = (*singly, *map(list, combinations(waiting, 2)))
        added = next((attempt for attempt in attempts if can_stand([*accepted, *attempt])), None)
        if added is None:
            break
        accepted += added
        waiting = [event for event in waiting if event not in added]
    return accepted


def largest_that_can_stand(before: Sequence[Event], new: Sequence[Event]) -> set[Name]:
    """Every set of new lines tried beside those that stand: the largest of which none can be added to, earliest dates first."""
    by_date = sorted(new, key=date_order)
    sets = [set(some) for size in range(len(new) + 1) for some in combinations(by_date, size)]
    possible = [some for some in sets if can_stand([*before, *sorted(some, key=lambda event: event.line)])]
    return {event.name for event in max(possible, key=lambda some: [event in some for event in by_date])}


def together(events: Sequence[Event]) -> list[list[Event]]:
    """Participants with those they are ever merged with: they are judged together."""
    label = {event.participant: event.participant for event in events}
    for event in events:
        if "absorbed" in event.data:
            surviving, absorbed = (label.setdefault(key, key) for key in (event.participant, event.get("absorbed")))
            label = {key: surviving if old == absorbed else old for key, old in label.items()}
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(label[event.participant], []).append(event)
    return list(groups.values())


def in_place(events: Sequence[Event]) -> list[Event]:
    """The events, each told what it takes back among the others, and in whose place it stands."""
    lines = {event.name: event.line for event in events}
    log = by_name(naming(event, lines) for event in events)
    return [placed(event, log) for event in log.values()]


def accept(lines: Sequence[Mapping[str, Any] | str]) -> tuple[list[Event | Reference | Delivery], list[int]]:
    """The accepted lines in file order, which is that of their positions, and the numbers of the refused lines.

    reading: a repeated id conflicts with the first valid line of the file that has it, whatever its date. An
    equal line takes no position and shares the fate of the first.
    """
    readable: dict[Name, Event | Reference | Delivery] = {}
    equal: dict[Name, list[int]] = {}
    refused: list[int] = []
    for number, raw in enumerate(lines, 1):
        try:
            line = read_line(number, raw)
        except LineRefused:
            refused.append(number)
            continue
        first = readable.setdefault(line.name, line)
        (equal.setdefault(line.name, []) if first.raw == line.raw else refused).append(number)
    events = in_place([line for line in readable.values() if isinstance(line, Event)])
    readable |= by_name(events)
    standing = {event.name for group in together(events) for event in that_can_stand(group)}
    lost = [event.name for event in events if event.name not in standing]
    accepted = [line for line in readable.values() if line.name not in lost]
    return accepted, sorted(refused + [number for name in lost for number in equal[name]])
