"""New lines on the scales: what of them can stand beside what stands already, earlier dates first (events.md §4).

Pure. The rules themselves stand in the fold; here is only what of it is folded together, and what the fold then blames.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from itertools import chain

from domain.dependencies import Groups, corrected, is_of_the_person, unsettles
from domain.events.event import DURING, WITHIN, Event
from domain.events.person import Deceased, ParticipantRegistered
from domain.events.way import MilestoneAdded
from domain.fold import IN_ORDER, Rules, weave
from domain.thread import Finding

ROUNDS = 8
"""How many times over what is blamed is left out of lines that are tried together."""


class Scales:
    """Some history on one side; what new events would add to its hard findings on the other."""

    def __init__(self, history: Sequence[Event], rules: Rules) -> None:
        self.history, self.rules = history, rules
        self._before: frozenset[tuple[str, str, str, str]] | None = None

    def faults(self, new: Sequence[Event]) -> list[Finding]:
        return self.added([*self.history, *new])

    def added(self, events: Sequence[Event]) -> list[Finding]:
        """The hard findings of some events, but for those that the history has."""
        after = [finding for thread in weave(events, self.rules) for finding in thread.hard]
        if not after:
            return []
        if self._before is None:
            self._before = frozenset(f.key for thread in weave(self.history, self.rules) for f in thread.hard)
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
        self._scales = Scales(history, rules)
        self._corrected = set(chain.from_iterable(map(corrected, self.events)))
        self.roles = [self._role(event) for event in self.events]

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

    def unsettling(self, numbers: Iterable[int]) -> list[int]:
        return [number for number in numbers if unsettles(self.events[number])]

    def _role(self, event: Event) -> Hashable | None:
        """What a line that only follows others has in common with those that stand or fall with it; None of other lines."""
        if event.rank not in (WITHIN, DURING) or isinstance(event, MilestoneAdded):
            return None
        if is_of_the_person(event) and not isinstance(event, Deceased):
            return None
        if event.impossible or unsettles(event) or (event.source, event.id) in self._corrected:
            return None
        about = tuple(getattr(event, name) for name in event.names)
        return event.__class__, event.participant, event.source, event.named_source, about


class Weighing:
    """New lines weighed beside a part of what stands, in which all is that bears on them.

    Of lines that only follow others (follow-ups of a plan) the earliest bears for all: where it can stand, they can. Of
    deaths it is the earliest that others must not follow.
    """

    def __init__(self, lines: Lines, standing: Iterable[int]) -> None:
        self.lines = lines
        self.base: set[int] = set()
        self.taken: set[int] = set()
        self.why: dict[int, Finding] = {}
        self._first: dict[Hashable, int] = {}
        for number in standing:
            self._stand(number)

    def faults(self, numbers: Iterable[int]) -> list[Finding]:
        return self.lines.faults(self.base.union(numbers))

    def take(self, numbers: Sequence[int]) -> None:
        """Accept each that can stand, in the order given, halving until those that cannot are found."""
        if not (faults := self.faults(numbers)):
            self.accept(numbers)
        elif len(numbers) == 1:
            self.why[numbers[0]] = next((f for f in faults if self.lines.blamed([f]).keys() == set(numbers)), faults[0])
        elif not self._take_unblamed(numbers, faults):
            half = len(numbers) // 2
            self.take(numbers[:half])
            self.take(numbers[half:])

    def _take_unblamed(self, numbers: Sequence[int], faults: Sequence[Finding]) -> bool:
        """Where no line unsettles what others rest on, just what the fold blames cannot stand: its order is ours."""
        blamed = self.lines.blamed(faults)
        if self.lines.unsettling(numbers) or not blamed.keys() <= set(numbers):
            return False
        unblamed = [number for number in numbers if number not in blamed]
        if self.faults(unblamed):
            return False
        self.accept(unblamed)
        self.why.update(blamed)
        return True

    def together(self, numbers: Sequence[int], beside: Collection[int] = ()) -> list[int]:
        """What is left to stand with one another, and beside some others, as what is blamed is left out again and again."""
        left = list(numbers)
        for _ in range(ROUNDS):
            if not left or not (faults := self.faults([*beside, *left])):
                return left
            blamed = self.lines.blamed(faults).keys()
            if blamed.isdisjoint(left):
                break
            left = [number for number in left if number not in blamed]
        return []

    def accept(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.taken.add(number)
            self._stand(number)

    def _stand(self, number: int) -> None:
        if (role := self.lines.roles[number]) is not None:
            first = self._first.get(role)
            if first is not None and self.lines.events[first].on <= self.lines.events[number].on:
                return
            self.base.discard(-1 if first is None else first)
            self._first[role] = number
        self.base.add(number)
