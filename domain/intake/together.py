"""Accepts lines row by row: a row of a table is accepted whole or not at all.

A row may have several lines, about several persons: if any of them is refused, the whole row is withdrawn. A line that a
table has once for a person, like the registration, belongs to no single row: it is accepted if any row about the person is,
and if it is refused, no row is withdrawn because of it.
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
"""The keys of participants who were ever merged and are judged together."""
RowNumber = int
"""The number of a table row; a line of an event file is a row of its own."""


@dataclass(slots=True, eq=False)
class Known:
    """A parsed line with its line number."""

    numbered: Numbered
    line: Line
    event: Event
    rows: set[RowNumber] = field(default_factory=set)
    """The rows that it belongs to: withdrawn if all of them are refused; its refusal refuses them unless it is `OfPerson`."""
    event_key: bytes = b""
    """The keyed hash of its source and id."""
    name_taken: str = ""
    """The code of the refusal if its name is used for other content, until it is clear whether it adds to that."""

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
    """Acceptable lines of rows that are refused."""

    def accept(self, lines: Waiting) -> bool:
        """Adds the lines to the accepted lines; returns whether there are any."""
        for cluster, of in lines.items():
            self.accepted.setdefault(cluster, []).extend(of)
        return any(lines.values())

    def without_accepted(self, lines: Waiting) -> Waiting:
        accepted = {known for of in self.accepted.values() for known in of}
        remaining = {cluster: [known for known in of if known not in accepted] for cluster, of in lines.items()}
        return {cluster: of for cluster, of in remaining.items() if of}


def bind(lines: Iterable[Known], fallen: set[RowNumber]) -> None:
    """Sets the rows that each line belongs to. `fallen`: the rows with a line that is already refused."""
    of_persons: list[Known] = []
    of_rows: list[Known] = []
    for known in lines:
        (of_persons if known.of_person else of_rows).append(known)
    for known in of_rows:
        known.rows.add(known.number)
    if not of_persons:
        return
    about: dict[str, set[RowNumber]] = {}
    for known in of_rows:
        about.setdefault(known.event.participant, set()).add(known.number)
    carrying = fallen.union(known.number for known in of_rows)
    for known in of_persons:
        known.rows |= about.get(known.event.participant, set()) | ({known.number} & carrying)


def take_whole(lines: Waiting, histories: Histories, fallen: Collection[RowNumber] = ()) -> Outcome:
    """Accepts whole rows, judging each cluster's acceptable lines together, earlier dates first.

    Withdrawn lines are retried on top of the accepted lines. If that accepts nothing more, single rows are retried, since a
    row may have been blocked only by another row that was refused.
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
    """Tries each refused row by itself on top of the accepted lines; returns whether any was accepted."""
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
            continue  # its own fault, not blocked by the others
        again = _Attempt(outcome.without_accepted(alone), attempt.histories, outcome.accepted, rows - {row})
        more = outcome.accept(again.settle()) or more
    return more


def _in_each_others_way(waiting: Waiting, fallen: Collection[RowNumber]) -> list[RowNumber]:
    """Returns the waiting rows that share a cluster with another waiting row, ordered by earliest date."""
    days: dict[RowNumber, date] = {}
    for of in waiting.values():
        by_row = [(row, known.event.on) for known in of if not known.of_person for row in known.rows.difference(fallen)]
        if len({row for row, _ in by_row}) > 1:
            for row, day in by_row:
                days[row] = min(days.get(row, day), day)
    return sorted(days, key=lambda row: (days[row], row))


class _Attempt:
    """An attempt to accept waiting lines: judges each cluster, and again without the rows refused in other clusters."""

    def __init__(
        self,
        waiting: Waiting,
        histories: Histories,
        already_accepted: Waiting,
        fallen: set[RowNumber],
    ) -> None:
        self.waiting, self.histories, self.already_accepted, self.fallen = waiting, histories, already_accepted, fallen
        self.unregistered: set[str] = set()
        """Participants with a refused `OfPerson` line: all their `OfPerson` lines are refused together."""
        self.accepted: dict[Cluster, list[Known]] = {}
        self.reasons: dict[Known, Finding] = {}

    def settle(self) -> Waiting:
        """Judges until no accepted line belongs to a refused row; returns the accepted lines."""
        clusters = list(self.waiting)
        while clusters:
            for cluster in clusters:
                self._judge(cluster)
            clusters = [c for c, accepted in self.accepted.items() if self._are_some_out and any(map(self._is_out, accepted))]
        return self.accepted

    def before(self, cluster: Cluster) -> list[Event]:
        """Returns the events that the lines of a cluster are judged against."""
        return [*self.histories.get(cluster, ()), *(known.event for known in self.already_accepted.get(cluster, ()))]

    def _judge(self, cluster: Cluster) -> None:
        waiting = self.waiting[cluster]
        if self._are_some_out:
            waiting = [known for known in waiting if not self._is_out(known)]
        trying = {id(known.event): known for known in waiting}
        result = admit(self.before(cluster), [known.event for known in trying.values()])
        for event, finding in result.refused:
            known = trying[id(event)]
            self.reasons[known] = finding
            if known.of_person:
                self.unregistered.add(known.event.participant)
            else:
                self.fallen |= known.rows
        self.accepted[cluster] = [trying[id(event)] for event in result.accepted]

    @property
    def _are_some_out(self) -> bool:
        return bool(self.unregistered or self.fallen)

    def _is_out(self, known: Known) -> bool:
        if self.unregistered and known.of_person and known.event.participant in self.unregistered:
            return True
        return bool(self.fallen and known.rows) and known.rows <= self.fallen

    @property
    def remaining(self) -> Waiting:
        """The lines that were not accepted, by cluster, without empty clusters."""
        remaining: dict[Cluster, list[Known]] = {}
        for cluster, of in self.waiting.items():
            accepted = self.accepted.get(cluster, ())
            if len(accepted) < len(of):
                taken = set(accepted)
                remaining[cluster] = [known for known in of if known not in taken]
        return remaining

    @property
    def refused(self) -> list[tuple[Known, Finding]]:
        return list(self.reasons.items())

    @property
    def withdrawn(self) -> list[Known]:
        return [known for of in self.remaining.values() for known in of if known not in self.reasons]
