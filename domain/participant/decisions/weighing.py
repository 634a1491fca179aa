"""New lines on the scales: what of them can stand beside what stands already, earlier dates first (events.md §4).

Pure. The rules themselves stand in the fold; here is only what of it is folded together, and what the fold then blames.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

from domain.events.event import DURING, WITHIN, Event
from domain.events.person import Deceased, Erased, ParticipantRegistered
from domain.events.way import MilestoneAdded
from domain.participant.dependencies import Groups, corrected, is_of_the_person, unsettles
from domain.participant.effective import Name
from domain.participant.fold import fold_cluster
from domain.participant.folding import IN_ORDER, Rules
from domain.participant.thread import Finding

ROUNDS = 8
"""How many times over what is blamed is left out of lines that are tried together."""
PATIENCE = 20
"""How many times over the lines are folded in search of what can stand in another order, or only together."""
FEW = 2_000
"""Lines that cost nothing to fold again."""


@dataclass(slots=True)
class Patience:
    """How many lines may still be folded in a search; what stands by itself, in the order given, is always found."""

    remaining: int

    def spend(self, lines: int) -> bool:
        self.remaining -= lines
        return self.remaining > 0


class Scales:
    """Some history on one side; what new events would add to its hard findings on the other."""

    def __init__(self, history: Sequence[Event], rules: Rules) -> None:
        self.history, self.rules = history, rules
        self._before: frozenset[tuple[str, str, str, str]] | None = None

    def faults(self, new: Sequence[Event]) -> list[Finding]:
        return self.added([*self.history, *new])

    def added(self, events: Sequence[Event]) -> list[Finding]:
        """The hard findings of some events, but for those that the history has."""
        after = [finding for thread in fold_cluster(events, self.rules) for finding in thread.hard]
        if not after:
            return []
        if self._before is None:
            self._before = frozenset(f.key for thread in fold_cluster(self.history, self.rules) for f in thread.hard)
        return [finding for finding in after if finding.key not in self._before]


class Lines:
    """Everything about a participant, called by its number: what stood before, then the new lines as they were given."""

    def __init__(self, history: Sequence[Event], new: Sequence[Event], rules: Rules) -> None:
        self.events = [*history, *new]
        self.new = range(len(history), len(self.events))
        self.number = {id(event): number for number, event in enumerate(self.events)}
        groups = Groups(self.events)
        self.person = groups.person
        self.group = [groups.of(event) for event in self.events]
        self._keys: dict[Hashable, set[str]] = {}
        for event, group in zip(self.events, self.group, strict=True):
            self._keys.setdefault(group, set()).add(event.participant)
        self._scales = Scales(history, rules)
        self._correcting: dict[Name, list[int]] = {}
        for number, event in enumerate(self.events):
            for name in set(corrected(event)):
                self._correcting.setdefault(name, []).append(number)
        self.roles = [self._role(event) for event in self.events]
        self.patience = self.patient()

    def faults(self, numbers: Iterable[int]) -> list[Finding]:
        return self._scales.added([self.events[number] for number in sorted(numbers)])

    def blamed(self, faults: Iterable[Finding]) -> dict[int, Finding]:
        """The line that each fault blames, with the first that does."""
        blamed: dict[int, Finding] = {}
        for fault in faults:
            blamed.setdefault(self.number[id(fault.event)], fault)
        return blamed

    def by_group(self, numbers: Iterable[int]) -> dict[Hashable, list[int]]:
        groups: dict[Hashable, list[int]] = {}
        for number in numbers:
            groups.setdefault(self.group[number], []).append(number)
        return groups

    def order(self, number: int) -> tuple[object, ...]:
        """Of judging, earliest first; a registration bounds nothing, and nothing can be judged without it."""
        event = self.events[number]
        return not isinstance(event, ParticipantRegistered), *IN_ORDER(event)

    def shared(self, numbers: Iterable[int], person: Iterable[int]) -> set[Hashable]:
        """The groups of some lines to which it makes a difference who is merged with whom, by what is known of the person.

        Not those of one key which is registered itself, while nobody has died or is erased.
        """
        known = [self.events[number] for number in person]
        lasting = (e for e in known if isinstance(e, ParticipantRegistered) and (e.source, e.id) not in self._correcting)
        alone = {event.participant for event in lasting if event.replaces is None}
        if any(isinstance(event, Deceased | Erased) for event in known):
            alone.clear()
        groups = {self.group[number] for number in numbers}
        return {group for group in groups if len(self._keys[group]) > 1 or self._keys[group].isdisjoint(alone)}

    def patient(self) -> Patience:
        return Patience(max(FEW, len(self.events)) * PATIENCE)

    def awaited(self, numbers: Iterable[int]) -> bool:
        """Whether a line of an earlier date may have waited for some of these: for what it corrects, or for a correction."""
        events = (self.events[number] for number in numbers)
        return any(unsettles(event) or (event.source, event.id) in self._correcting for event in events)

    def with_corrections(self, number: int) -> set[int]:
        """A line, what corrects it, and so on."""
        chained, due = {number}, [number]
        while due:
            event = self.events[due.pop()]
            further = set(self._correcting.get((event.source, event.id), ())).difference(chained)
            chained |= further
            due += further
        return chained

    def unsettling(self, numbers: Iterable[int]) -> list[int]:
        return [number for number in numbers if unsettles(self.events[number])]

    def _role(self, event: Event) -> Hashable | None:
        """What a line that only follows others has in common with those that stand or fall with it; None of other lines."""
        if event.rank not in (WITHIN, DURING) or isinstance(event, MilestoneAdded):
            return None
        if is_of_the_person(event) and not isinstance(event, Deceased):
            return None
        if event.impossible or unsettles(event) or (event.source, event.id) in self._correcting:
            return None
        about = tuple(getattr(event, name) for name in event.names)
        return event.__class__, event.participant, event.source, event.named_source, about


class Weighing:
    """New lines weighed beside a part of what stands, in which all is that bears on them.

    Of lines that only follow others (follow-ups of a plan) the earliest bears for all: where it can stand, they can. Of
    deaths it is the earliest that others must not follow.
    """

    def __init__(self, lines: Lines, effective: Iterable[int]) -> None:
        self.lines = lines
        self.base: set[int] = set()
        self.taken: set[int] = set()
        self.why: dict[int, Finding] = {}
        self._weighed: set[int] = set()
        self._first: dict[Hashable, int] = {}
        for number in effective:
            self._add_to_base(number)

    def faults(self, numbers: Iterable[int]) -> list[Finding]:
        return self.lines.faults(self.base.union(numbers))

    def take(self, numbers: Sequence[int]) -> None:
        """Accept each that can stand, in the order given, and before those that come later what it may have waited for."""
        self._weighed = set(numbers)
        self._take(numbers, [])

    def _take(self, numbers: Sequence[int], waiting: list[int]) -> list[int]:
        """Halve until those that cannot stand are alone; the rest of what waits, with those."""
        if not numbers:
            return waiting
        heard = bool(waiting) and self.lines.awaited(numbers) and self.lines.patience.spend(len(self.base) + len(numbers))
        faults = self.faults(numbers)
        if not faults and (len(numbers) == 1 or not heard):
            self.accept(numbers)
            return self._take(waiting, []) if heard else waiting
        if len(numbers) == 1:
            if mended := self._mended(numbers[0]):
                self.accept(mended)
                return self._take([number for number in waiting if number not in mended], [])
            self.why[numbers[0]] = next((f for f in faults if self.lines.blamed([f]).keys() == set(numbers)), faults[0])
            return [*waiting, *numbers]
        if faults and not heard and (blamed := self._take_unblamed(numbers, faults)):
            return [*waiting, *blamed]
        half = len(numbers) // 2
        return self._take(numbers[half:], self._take(numbers[:half], waiting))

    def _mended(self, number: int) -> Collection[int]:
        """A line that cannot stand with all that corrects it, where they can together; nothing that is not weighed here."""
        chained = self.lines.with_corrections(number).difference(self.base)
        hopeful = len(chained) > 1 and chained <= self._weighed and self.lines.patience.spend(len(self.base) + len(chained))
        return chained if hopeful and not self.faults(chained) else ()

    def _take_unblamed(self, numbers: Sequence[int], faults: Sequence[Finding]) -> Collection[int]:
        """Where no line unsettles what others rest on, just what the fold blames cannot stand: its order is ours."""
        blamed = self.lines.blamed(faults)
        if self.lines.unsettling(numbers) or self.lines.awaited(blamed) or not blamed.keys() <= set(numbers):
            return ()
        unblamed = [number for number in numbers if number not in blamed]
        if self.faults(unblamed):
            return ()
        self.accept(unblamed)
        self.why.update(blamed)
        return blamed

    def together(self, numbers: Sequence[int], beside: Collection[int] = ()) -> list[int]:
        """What is left to stand with one another, and beside some others, as what is blamed is left out again and again."""
        remaining = list(numbers)
        for _ in range(ROUNDS):
            if not remaining or not (faults := self.faults([*beside, *remaining])):
                return remaining
            blamed = self.lines.blamed(faults).keys()
            if blamed.isdisjoint(remaining):
                break
            remaining = [number for number in remaining if number not in blamed]
        return []

    def accept(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.taken.add(number)
            self._add_to_base(number)

    def _add_to_base(self, number: int) -> None:
        if (role := self.lines.roles[number]) is not None:
            first = self._first.get(role)
            if first is not None and self.lines.events[first].on <= self.lines.events[number].on:
                return
            self.base.discard(-1 if first is None else first)
            self._first[role] = number
        self.base.add(number)
