"""Weighs new lines: which can stand beside the lines already accepted, earlier dates first (events.md §4).

Pure. The rules themselves are in the fold; this module only chooses what to fold together and reads what the fold blames.
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
"""The maximum number of times that blamed lines are removed from lines tried together."""
PATIENCE = 20
"""Fold budget of a search for lines that can stand in another order or only together, in multiples of the lines."""
FEW = 2_000
"""Number of lines that is cheap to fold again."""


@dataclass(slots=True)
class Patience:
    """How many lines a search may still fold; lines that can stand in the given order are always accepted."""

    remaining: int

    def spend(self, lines: int) -> bool:
        self.remaining -= lines
        return self.remaining > 0


class Scales:
    """Compares hard findings: those that new events would add to those of a history."""

    def __init__(self, history: Sequence[Event], rules: Rules) -> None:
        self.history, self.rules = history, rules
        self._before: frozenset[tuple[str, str, str, str]] | None = None

    def faults(self, new: Sequence[Event]) -> list[Finding]:
        return self.added([*self.history, *new])

    def added(self, events: Sequence[Event]) -> list[Finding]:
        """Returns the hard findings of the events, except those that the history has."""
        after = [finding for thread in fold_cluster(events, self.rules) for finding in thread.hard]
        if not after:
            return []
        if self._before is None:
            self._before = frozenset(f.key for thread in fold_cluster(self.history, self.rules) for f in thread.hard)
        return [finding for finding in after if finding.key not in self._before]


class Lines:
    """All events about a participant, by number: first the history, then the new lines in the order given."""

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
        """For each blamed line, the first fault that blames it."""
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
        """The sort key for judging, earliest first; registrations come before all, since nothing can be judged without one."""
        event = self.events[number]
        return not isinstance(event, ParticipantRegistered), *IN_ORDER(event)

    def shared(self, numbers: Iterable[int], person: Iterable[int]) -> set[Hashable]:
        """Returns the groups of these lines whose judgement depends on merges, given the known lines about the person.

        Excludes groups of one key that has its own lasting registration, as long as nobody has died or been erased.
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
        """Whether a line of an earlier date may have waited for one of these: for its target, or for a correction."""
        events = (self.events[number] for number in numbers)
        return any(unsettles(event) or (event.source, event.id) in self._correcting for event in events)

    def with_corrections(self, number: int) -> set[int]:
        """Returns a line and, transitively, all corrections of it."""
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
        """Returns what a purely dependent line shares with lines that are accepted or refused with it; None for other lines."""
        if event.rank not in (WITHIN, DURING) or isinstance(event, MilestoneAdded):
            return None
        if is_of_the_person(event) and not isinstance(event, Deceased):
            return None
        if event.impossible or unsettles(event) or (event.source, event.id) in self._correcting:
            return None
        about = tuple(getattr(event, name) for name in event.names)
        return event.__class__, event.participant, event.source, event.named_source, about


class Weighing:
    """Weighs new lines beside the part of the accepted lines that can affect them.

    Of purely dependent lines (such as follow-ups of a plan) the earliest represents all: if it can stand, they can. Of
    deaths, too, the earliest is decisive: other lines must not come after it.
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
        """Accepts each line that can stand, in the given order; earlier lines that depend on a later one are tried again."""
        self._weighed = set(numbers)
        self._take(numbers, [])

    def _take(self, numbers: Sequence[int], waiting: list[int]) -> list[int]:
        """Bisects until single lines that cannot stand remain; returns the waiting lines, including these."""
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
        """Returns a line with all its corrections, if these can stand together and all are being weighed."""
        chained = self.lines.with_corrections(number).difference(self.base)
        hopeful = len(chained) > 1 and chained <= self._weighed and self.lines.patience.spend(len(self.base) + len(chained))
        return chained if hopeful and not self.faults(chained) else ()

    def _take_unblamed(self, numbers: Sequence[int], faults: Sequence[Finding]) -> Collection[int]:
        """If no line unsettles others, exactly the blamed lines cannot stand, since the fold judges in the same order."""
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
        """Returns the lines that can stand together, and beside `beside`, after blamed lines are removed repeatedly."""
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
