"""Lines that stand or fall together: a row of a table is taken whole or not at all.

A row may give several lines, about several persons: where one of them cannot stand, none of the row does. What a table
gives once for a person, like their registration, is no single row's: it stands as long as any row about the person does,
and if it cannot, it takes no row with it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.events.event import Event
from domain.events.lines import Line
from domain.events.person import ParticipantRegistered
from domain.intake.bins import Numbered
from domain.intake.mapping.origin import OfPerson
from domain.participant.decisions.decide import admit
from domain.participant.thread import Finding

Cluster = tuple[str, ...]
"""The keys of participants who were ever merged: who is judged together."""
RowNumber = int
"""A row of a table by its number; a line of an event file is a row of its own."""


@dataclass(slots=True, eq=False)
class Known:
    """A line that was understood, with where it stood."""

    numbered: Numbered
    line: Line
    event: Event
    rows: set[RowNumber] = field(default_factory=set)
    """The rows that it belongs to: it falls when all of them have, and they fall with it."""

    @property
    def number(self) -> int:
        return self.numbered[0]

    @property
    def of_person(self) -> bool:
        return isinstance(self.numbered[1], OfPerson)


Waiting = Mapping[Cluster, Sequence[Known]]
Histories = Mapping[Cluster, Sequence[Event]]


@dataclass(slots=True)
class Outcome:
    accepted: dict[Cluster, list[Known]] = field(default_factory=dict)
    refused: list[tuple[Known, Finding]] = field(default_factory=list)
    withdrawn: list[Known] = field(default_factory=list)
    """Lines that could stand, of rows that cannot."""

    def accept(self, lines: Waiting) -> bool:
        """Whether they are any."""
        for cluster, of in lines.items():
            self.accepted.setdefault(cluster, []).extend(of)
        return any(lines.values())

    def without_accepted(self, lines: Waiting) -> Waiting:
        accepted = {known for of in self.accepted.values() for known in of}
        remaining = {cluster: [known for known in of if known not in accepted] for cluster, of in lines.items()}
        return {cluster: of for cluster, of in remaining.items() if of}


def bind(lines: Iterable[Known], fallen: set[RowNumber]) -> None:
    """Tell each line of a table which rows it belongs to. `fallen`: the rows of which something is refused already."""
    lines = list(lines)
    about: dict[str, set[RowNumber]] = {}
    carrying: set[RowNumber] = set(fallen)
    for known in lines:
        if not known.of_person:
            known.rows.add(known.number)
            carrying.add(known.number)
            about.setdefault(known.event.participant, set()).add(known.number)
    for known in lines:
        if known.of_person:
            known.rows |= about.get(known.event.participant, set()) | ({known.number} & carrying)


def take_whole(lines: Waiting, histories: Histories, fallen: Collection[RowNumber] = ()) -> Outcome:
    """The rows that can stand, whole, each cluster's with those that can, earlier dates first.

    What fell with others is tried again on what stands, and where that adds nothing, a row at a time: it may be that only
    another row that fell was in its way.
    """
    outcome = Outcome()
    waiting: Waiting = {cluster: of for cluster, of in lines.items() if of}
    more = True
    while more:
        attempt = _Attempt(waiting, histories, outcome.accepted, set(fallen))
        more = outcome.accept(attempt.settle()) and bool(attempt.withdrawn)
        waiting = attempt.remaining
        if attempt.withdrawn and not more:
            more = _one_at_a_time(attempt, outcome, fallen)
            waiting = outcome.without_accepted(waiting)
    outcome.refused, outcome.withdrawn = attempt.refused, attempt.withdrawn
    return outcome


def _one_at_a_time(attempt: "_Attempt", outcome: Outcome, fallen: Collection[RowNumber]) -> bool:
    """Whether any row of what fell stands by itself, on what stands already."""
    waiting = attempt.remaining
    rows = {row for of in waiting.values() for known in of for row in known.rows}.union(fallen)
    registered = {
        cluster: [event for event in attempt.before(cluster) if isinstance(event, ParticipantRegistered)] for cluster in waiting
    }
    more = False
    for row in _in_each_others_way(waiting, fallen):
        alone = {cluster: [known for known in of if row in known.rows] for cluster, of in waiting.items()}
        alone = {cluster: of for cluster, of in alone.items() if of}
        bare = _Attempt(alone, registered, {}, rows - {row})
        bare.settle()
        if any(finding.code == attempt.reasons[known].code for known, finding in bare.refused if known in attempt.reasons):
            continue  # nothing of the others was in its way
        again = _Attempt(outcome.without_accepted(alone), attempt.histories, outcome.accepted, rows - {row})
        more = outcome.accept(again.settle()) or more
    return more


def _in_each_others_way(waiting: Waiting, fallen: Collection[RowNumber]) -> list[RowNumber]:
    """The rows that are about somebody whom others that wait are about too, earlier dates first."""
    days: dict[RowNumber, date] = {}
    for of in waiting.values():
        by_row = [(row, known.event.on) for known in of if not known.of_person for row in known.rows.difference(fallen)]
        if len({row for row, _ in by_row}) > 1:
            for row, day in by_row:
                days[row] = min(days.get(row, day), day)
    return sorted(days, key=lambda row: (days[row], row))


class _Attempt:
    """One going through of what waits: each cluster is judged, and judged again without the rows that fell elsewhere."""

    def __init__(
        self,
        waiting: Waiting,
        histories: Histories,
        already_accepted: Waiting,
        fallen: set[RowNumber],
    ) -> None:
        self.waiting, self.histories, self.already_accepted, self.fallen = waiting, histories, already_accepted, fallen
        self.unregistered: set[str] = set()
        """Those of whom a line that stands once for a person was refused: they fall together."""
        self.accepted: dict[Cluster, list[Known]] = {}
        self.reasons: dict[Known, Finding] = {}

    def settle(self) -> Waiting:
        """The lines that stand."""
        clusters = list(self.waiting)
        while clusters:
            for cluster in clusters:
                self._judge(cluster)
            clusters = [c for c, accepted in self.accepted.items() if any(map(self._is_out, accepted))]
        return self.accepted

    def before(self, cluster: Cluster) -> list[Event]:
        """What the lines of a cluster are weighed against."""
        return [*self.histories.get(cluster, ()), *(known.event for known in self.already_accepted.get(cluster, ()))]

    def _judge(self, cluster: Cluster) -> None:
        trying = {id(known.event): known for known in self.waiting[cluster] if not self._is_out(known)}
        result = admit(self.before(cluster), [known.event for known in trying.values()])
        for event, finding in result.refused:
            known = trying[id(event)]
            self.reasons[known] = finding
            if known.of_person:
                self.unregistered.add(known.event.participant)
            else:
                self.fallen |= known.rows
        self.accepted[cluster] = [trying[id(event)] for event in result.accepted]

    def _is_out(self, known: Known) -> bool:
        if known.of_person and known.event.participant in self.unregistered:
            return True
        return bool(known.rows) and known.rows <= self.fallen

    @property
    def remaining(self) -> Waiting:
        """What did not stand, of the clusters where something did not."""
        taken = {known for accepted in self.accepted.values() for known in accepted}
        by_cluster = {c: [known for known in of if known not in taken] for c, of in self.waiting.items()}
        return {cluster: of for cluster, of in by_cluster.items() if of}

    @property
    def refused(self) -> list[tuple[Known, Finding]]:
        return list(self.reasons.items())

    @property
    def withdrawn(self) -> list[Known]:
        return [known for of in self.remaining.values() for known in of if known not in self.reasons]
