"""Selects the new lines that can be accepted, earlier dates first (events.md §4), in time proportional to the lines.

The lines of one group can be accepted or not independently of other groups, given the lines about the person. So each
group is weighed separately, and the lines about the person first, beside only the groups that conflict with one of them.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

from domain.events.event import Event
from domain.participant.decisions.weighing import Lines, Weighing
from domain.participant.folding import Rules
from domain.participant.thread import Finding

SOME = 8
"""Up to this many lines every subset is tried; at most this many conflicting groups are weighed at once."""


@dataclass(slots=True)
class AdmissionResult:
    """The accepted new events, and each refused event with its finding."""

    accepted: list[Event] = field(default_factory=list)
    refused: list[tuple[Event, Finding]] = field(default_factory=list)


class Admission:
    """Accepts new lines in repeated rounds, until no further line can be accepted."""

    def __init__(self, history: Sequence[Event], new: Sequence[Event], rules: Rules) -> None:
        self.lines = Lines(history, new, rules)
        self.person = self.lines.person
        self.effective = self.lines.by_group(range(len(history)))
        self.accepted: set[int] = set()
        self.why: dict[int, Finding] = {}
        self.witnesses: set[Hashable] = set()
        """Groups beside which a line about the person could not stand."""
        self.patience = self.lines.patient()

    def result(self) -> AdmissionResult:
        refused = sorted(self.lines.new, key=self.lines.order)
        waiting: list[int] | None = None
        while refused != waiting:
            waiting = refused
            self._take_singly(waiting)
            if self._remaining(waiting) == waiting:
                self._take_together(waiting)
            refused = self._remaining(waiting)
        events = self.lines.events
        accepted = [events[number] for number in sorted(self.accepted)]
        self.why |= self._of_other_sources(refused)
        return AdmissionResult(
            accepted, [(events[number], self.why[number].because_of([events[number]])) for number in refused]
        )

    def _of_other_sources(self, refused: Sequence[int]) -> dict[int, Finding]:
        """Returns findings for corrections of nothing whose target exists at another source, and so in another group."""
        nothing = [number for number in refused if self.why[number].code == "corrects_nothing"]
        if not nothing:
            return {}
        whole = self.lines.faults({*range(self.lines.new.start), *self.accepted, *nothing})
        return self.lines.blamed(fault for fault in whole if fault.elsewhere and fault.code == "corrects_nothing")

    def _remaining(self, numbers: Iterable[int]) -> list[int]:
        return [number for number in numbers if number not in self.accepted]

    def _accept(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.accepted.add(number)
            self.effective.setdefault(self.lines.group[number], []).append(number)

    def _beside(self, groups: Iterable[Hashable]) -> Weighing:
        return Weighing(self.lines, (number for group in groups for number in self.effective.get(group, ())))

    # Each line separately

    def _take_singly(self, waiting: Sequence[int]) -> None:
        """Accepts the lines that can stand; first the lines about the person that no group weighed so far conflicts with."""
        waiting = self._remaining(waiting)
        while True:
            chosen = self._of_person(waiting)
            taken, against = self._of_groups(chosen, waiting)
            if not against:
                break
            if against <= self.witnesses:  # pragma: no cover: stops the round if every conflicting group is already known
                chosen, (taken, _) = [], self._of_groups([], waiting)
                break
            self.witnesses |= against
        self._accept([*chosen, *taken])

    def _of_person(self, waiting: Sequence[int]) -> list[int]:
        groups = {self.person, *self.witnesses}
        weighing = self._beside(groups)
        weighing.take([number for number in waiting if self.lines.group[number] in groups])
        self.why.update(weighing.why)
        return [number for number in waiting if number in weighing.taken and self.lines.group[number] == self.person]

    def _of_groups(self, chosen: list[int], waiting: Sequence[int]) -> tuple[list[int], set[Hashable]]:
        """Returns the lines of other groups that can stand with `chosen`, and some groups that conflict with `chosen`."""
        others = [number for number in waiting if self.lines.group[number] != self.person]
        new = set(others)
        whole = self._beside(self.effective if chosen else {self.person, *(self.lines.group[number] for number in others)})
        blamed = self.lines.blamed(whole.faults([*chosen, *others]))
        unsettled = {self.lines.group[number] for number in self.lines.unsettling(others)}
        if self.lines.unsettling(chosen):
            unsettled |= self.lines.shared(blamed, [*self.effective.get(self.person, ()), *chosen])
        knots = self.lines.by_group(n for n in blamed if n not in new or self.lines.group[n] in unsettled)
        plain = [number for number in others if number not in blamed and self.lines.group[number] not in knots]
        if blamed:
            knots |= self.lines.by_group(self.lines.blamed(whole.faults([*chosen, *plain])))
        self.why.update(blamed)
        taken = [number for number in plain if self.lines.group[number] not in knots]
        knots.pop(self.person, None)
        return self._of_knots(chosen, self.lines.by_group(others), knots, taken)

    def _of_knots(
        self, chosen: list[int], others: dict[Hashable, list[int]], knots: Iterable[Hashable], taken: list[int]
    ) -> tuple[list[int], set[Hashable]]:
        """As `_of_groups`, for groups that must be weighed one at a time."""
        against: set[Hashable] = set()
        for group in knots:
            weighing = self._beside((self.person, group))
            weighing.take(sorted([*chosen, *others.get(group, ())], key=self.lines.order))
            self.why.update(weighing.why)
            taken += weighing.taken.difference(chosen)
            if not weighing.taken.issuperset(chosen):
                against.add(group)
            if len(against) >= SOME:
                break
        return taken, against

    # Lines that can only be accepted together, such as a re-registered start and the retraction of the old one

    def _take_together(self, waiting: Sequence[int]) -> None:
        groups = self.lines.by_group(self._remaining(waiting))
        of_person = groups.pop(self.person, [])
        for group, numbers in sorted(groups.items(), key=lambda each: len(each[1])):
            if len(numbers) < 2 or not self.lines.unsettling(numbers):
                continue
            weighing = self._beside((self.person, group))
            for together in self._sets(weighing, numbers):
                weighing.accept(together)
            self._accept(weighing.taken)
        weighing = self._beside({self.person, *self.witnesses.difference(groups)})
        alone = ([number] for number in of_person)
        for some in chain(self._admissible(weighing, alone), self._sets(weighing, of_person)):
            helping = self._helping(some, groups) if self.accepted.isdisjoint(some) else None
            if helping is not None:
                self._accept([*some, *helping])
                break

    def _helping(self, some: Collection[int], waiting: dict[Hashable, list[int]]) -> list[int] | None:
        """For each group that conflicts with `some`, selects lines of it that resolve the conflict; None if there are none."""
        helping: list[int] = []
        whole = self._beside(self.effective)
        self.patience.spend(len(whole.base))
        against = self.lines.by_group(self.lines.blamed(whole.faults(some)))
        if not against.keys() <= waiting.keys():
            return None
        for group in against:
            weighing = self._beside((self.person, group))
            numbers = self._remaining(waiting[group])
            tries = chain([weighing.together(numbers, some)], self._subsets(numbers, 1, numbers))
            if (lines := next(self._admissible(weighing, tries, some), None)) is None:
                return None
            helping += lines  # pragma: no cover: such lines usually join their group to the lines about the person
        return helping

    def _sets(self, weighing: Weighing, numbers: list[int]) -> Iterator[Collection[int]]:
        """Yields sets that can be accepted: all minus blamed lines, one unsettling line with settled ones, then any subset."""
        unsettling = self.lines.unsettling(numbers)
        settled = sorted(set(numbers).difference(unsettling))
        tries = ([number, *settled] for number in unsettling)
        reduced = (weighing.together(some) for some in (numbers, *tries) if self._is_patient(weighing, some))
        yield from self._admissible(weighing, reduced)
        yield from self._admissible(weighing, self._subsets(numbers, 2, unsettling))

    def _admissible(
        self, weighing: Weighing, sets: Iterable[Collection[int]], beside: Collection[int] = ()
    ) -> Iterator[Collection[int]]:
        for some in sets:
            if not self._is_patient(weighing, some):
                return
            if some and weighing.taken.isdisjoint(some) and not weighing.faults([*beside, *some]):
                yield some

    def _is_patient(self, weighing: Weighing, some: Collection[int]) -> bool:
        return self.patience.spend(len(weighing.base) + len(some))

    def _subsets(self, numbers: Sequence[int], smallest: int, unsettling: Sequence[int]) -> Iterator[Collection[int]]:
        """Smallest first, then earliest. Above `SOME` lines: only pairs, and each line with all its corrections."""
        if len(numbers) <= SOME:
            sizes = range(smallest, len(numbers) + 1)
            every = (some for size in sizes for some in combinations(numbers, size))
            yield from (some for some in every if not set(unsettling).isdisjoint(some))
        else:
            yield from ((number, other) for number in numbers for other in unsettling if other != number)
            yield from ({number, *self.lines.with_corrections(number).intersection(unsettling)} for number in numbers)
