"""Which of some new lines can stand: each that can, earlier dates first (events.md §4); in a time that grows as the lines do.

Pure. The rules themselves stand in the fold; here is only what of it is folded together, and what the fold then blames.
"""

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, groupby

from domain.dependencies import Groups, is_correction
from domain.events.event import Event
from domain.events.person import ParticipantRegistered
from domain.fold import IN_ORDER, Rules, weave
from domain.standing import target
from domain.thread import Finding

PATIENCE = 50
"""How many times over the lines of one group are folded, on average, before what is left of them is refused."""
FEW = 1_000
"""Lines that cost nothing to fold again."""
SOME = 8
"""Lines of one group of which every set is tried where each alone cannot stand."""


@dataclass(slots=True)
class Verdict:
    """Which of the new lines stand, and for each other one why it cannot."""

    accepted: list[Event] = field(default_factory=list)
    refused: list[tuple[Event, Finding]] = field(default_factory=list)


class Scales:
    """Some history on one side; what new events would add to its hard findings on the other."""

    def __init__(self, history: Sequence[Event], rules: Rules) -> None:
        self.history, self.rules = history, rules
        self.before: frozenset[tuple[str, str, str, str]] | None = None

    def faults(self, new: Sequence[Event]) -> list[Finding]:
        after = [finding for thread in weave([*self.history, *new], self.rules) for finding in thread.hard]
        if not after:
            return []
        if self.before is None:
            self.before = frozenset(f.key for thread in weave(self.history, self.rules) for f in thread.hard)
        return [finding for finding in after if finding.key not in self.before]


class Admission:
    """New lines, called by their number, being taken in one run after the other until nothing more can stand.

    A run is a line about the person, or a stretch of other lines. The faults of those are each their own group's: where
    nothing is corrected the fold has left out just the lines that it blames; other groups are weighed each by itself.
    """

    def __init__(self, history: Sequence[Event], new: Sequence[Event], rules: Rules) -> None:
        self.history, self.new, self.rules = history, new, rules
        self.groups = Groups(chain(history, new))
        self.number = {id(event): number for number, event in enumerate(new)}
        self.group = [self.groups.of(event) for event in new]
        self.whole = Scales(history, rules)
        self.accepted: set[int] = set()
        self.why: dict[int, Finding] = {}
        self.weighed: dict[Hashable, tuple[frozenset[int], list[int]]] = {}
        """For each group what stood when it was last weighed, and which lines were."""
        self.members = _by_group(self.group)
        self.past = _by_group([self.groups.of(event) for event in history])

    def verdict(self) -> Verdict:
        waiting = sorted(range(len(self.new)), key=lambda number: _earliest_first(self.new[number]))
        while waiting:
            left = self._take(self._runs(waiting))
            if len(left) == len(waiting):
                left = self._take_together(left)
            if len(left) == len(waiting):
                break
            waiting = left
        refused = sorted(set(range(len(self.new))) - self.accepted, key=lambda number: _earliest_first(self.new[number]))
        return Verdict(self._events(self.accepted), [(self.new[number], self.why[number]) for number in refused])

    def _events(self, numbers: Collection[int]) -> list[Event]:
        """In the order in which they were given, which is that of the positions that they get."""
        return [self.new[number] for number in sorted(numbers)]

    def _runs(self, lines: Sequence[int]) -> list[list[int]]:
        person = self.groups.person
        runs: list[list[int]] = []
        for of_person, numbers in groupby(lines, key=lambda number: self.group[number] == person):
            run = list(numbers)
            runs += [[number] for number in run] if of_person else [run]
        return runs

    def _take(self, runs: Sequence[list[int]]) -> list[int]:
        """Accept what can stand, halving until the culprits are found among what is said of the person; the others."""
        lines = list(chain.from_iterable(runs))
        faults = self.whole.faults(self._events({*self.accepted, *lines}))
        if not faults:
            self.accepted.update(lines)
            return []
        if len(runs) > 1:
            half = len(runs) // 2
            return self._take(runs[:half]) + self._take(runs[half:])
        if self.group[lines[0]] == self.groups.person:
            self._refuse(lines[0], faults)
            return lines
        return self._take_stretch(lines, faults)

    def _take_stretch(self, lines: list[int], faults: Sequence[Finding]) -> list[int]:
        """Lines about no person: those that the fold blames are refused, but for groups in which something is corrected."""
        blamed, tangled = self._blamed(faults)
        tangled |= {self.group[number] for number in lines if is_correction(self.new[number])} & set(self._at_fault(faults))
        plain = [number for number in lines if self.group[number] not in tangled and number not in blamed]
        tangled |= set(self._at_fault(self.whole.faults(self._events({*self.accepted, *plain}))))
        self.accepted.update(number for number in plain if self.group[number] not in tangled)
        self.why.update({number: blamed[number] for number in lines if number in blamed})
        for group, places in _by_group([self.group[number] for number in lines]).items():
            if group in tangled:
                self._weigh(group, [lines[place] for place in places])
        return [number for number in lines if number not in self.accepted]

    def _weigh(self, group: Hashable, lines: list[int]) -> None:
        """Weigh the lines of a group, unless just these were refused beside just what stands now."""
        weighing = _Weighing(self, group)
        before = (frozenset(weighing.base), lines)
        if self.weighed.get(group) != before:
            self.weighed[group] = before
            weighing.take(lines)

    def _blamed(self, faults: Sequence[Finding]) -> tuple[dict[int, Finding], set[Hashable]]:
        """The new lines that the fold has left out; and the groups in which it blames what stood before."""
        blamed: dict[int, Finding] = {}
        groups: set[Hashable] = set()
        for fault in faults:
            number = self.number.get(id(fault.event))
            if number is None or number in self.accepted:
                groups.add(self.groups.of(fault.event))
            else:
                blamed.setdefault(number, fault)
        return blamed, groups

    def _at_fault(self, faults: Sequence[Finding]) -> Iterator[Hashable]:
        return (self.groups.of(fault.event) for fault in faults)

    def _refuse(self, number: int, faults: Sequence[Finding]) -> None:
        own = (fault for fault in faults if fault.event is self.new[number])
        self.why[number] = next(own, faults[0])

    def _take_together(self, lines: list[int]) -> list[int]:
        """Accept what can only stand together, as a start that is registered anew and the retraction of the old one."""
        for group, at in _by_group([self.group[number] for number in lines]).items():
            waiting = [lines[place] for place in at]
            if len(waiting) > 1 and any(is_correction(self.new[number]) for number in waiting):
                _Weighing(self, group).take_together(waiting)
        return [number for number in lines if number not in self.accepted]


class _Weighing:
    """The lines of one group weighed by themselves, beside what is known of the person."""

    def __init__(self, admission: Admission, group: Hashable) -> None:
        self.admission = admission
        person = admission.groups.person
        if group == person:
            self.scales, self.base = admission.whole, set(admission.accepted)
        else:
            past = sorted((*admission.past.get(group, ()), *admission.past.get(person, ())))
            self.scales = Scales([admission.history[place] for place in past], admission.rules)
            members = (*admission.members[group], *admission.members.get(person, ()))
            self.base = admission.accepted.intersection(members)
        self.patience = max(FEW, len(admission.members[group])) * PATIENCE

    def take(self, lines: list[int]) -> None:
        """Accept those that can stand, in order."""
        self._halve(lines if len(lines) < FEW // 10 else self._take_unblamed(lines))

    def _faults(self, lines: Collection[int]) -> list[Finding]:
        both = self.base | set(lines)
        self.patience -= len(self.scales.history) + len(both)
        return self.scales.faults(self.admission._events(both))

    def _accept(self, lines: Collection[int]) -> None:
        self.base.update(lines)
        self.admission.accepted.update(lines)

    def _take_unblamed(self, lines: list[int]) -> list[int]:
        """Of a large group first those that stand where the blamed are left out; the others."""
        left = list(lines)
        while left and (faults := self._faults(left)):
            blamed, _ = self.admission._blamed(faults)
            if self.patience < 0 or blamed.keys().isdisjoint(left):
                return lines
            left = [number for number in left if number not in blamed]
        self._accept(left)
        return [number for number in lines if number not in self.base]

    def _halve(self, lines: list[int]) -> None:
        if not lines:
            return
        if not (faults := self._faults(lines)):
            self._accept(lines)
        elif len(lines) == 1 or self.patience < 0:
            for number in lines:
                self.admission._refuse(number, faults)
        else:
            half = len(lines) // 2
            self._halve(lines[:half])
            self._halve(lines[half:])

    def take_together(self, lines: list[int]) -> None:
        """The smallest sets first, of these the earliest, until none can be added."""
        for together in self._sets(lines):
            if self.patience < 0:
                break
            if self.base.isdisjoint(together) and not self._faults(together):
                self._accept(together)

    def _sets(self, lines: list[int]) -> Iterator[Collection[int]]:
        """Lines that might only stand together: without a correction among them each would stand alone."""
        corrections = {number for number in lines if is_correction(self.admission.new[number])}
        if len(lines) <= SOME:
            sets = (some for size in range(2, len(lines) + 1) for some in combinations(lines, size))
            yield from (some for some in sets if not corrections.isdisjoint(some))
        else:
            yield from ((number, other) for number in lines for other in corrections if other != number)
            yield from (self._with_corrections(number, corrections) for number in lines)

    def _with_corrections(self, number: int, corrections: Collection[int]) -> set[int]:
        """A line, what corrects it, and so on."""
        new, chained = self.admission.new, {number}
        names = {(new[number].source, new[number].id)}
        for other in sorted(corrections, key=lambda other: _earliest_first(new[other])):
            if target(new[other], names) in names:
                chained.add(other)
                names.add((new[other].source, new[other].id))
        return chained


def _earliest_first(event: Event) -> tuple[object, ...]:
    """The order of judging; a registration bounds nothing, and nothing can be judged without it."""
    return not isinstance(event, ParticipantRegistered), *IN_ORDER(event)


def _by_group(groups: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    """For each group the places at which it stands."""
    places: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    return places
