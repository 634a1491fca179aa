"""Lines that stand or fall together: a row of a table is taken whole or not at all.

A row may give several lines, about several persons: where one of them cannot stand, none of the row does. What a table
tells once of a person, like their registration, is no single row's: it stands as long as any row about the person does,
and if it cannot, it takes no row with it. A line of an event file is a row of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.decisions import admit
from domain.events.event import Event
from domain.lines import Line
from domain.thread import Finding
from scripts.importing.bins import Numbered
from scripts.mapping.plan import OfPerson

Cluster = tuple[str, ...]
"""The keys of participants who were ever merged: who is judged together."""
Row = int | str
"""A row by its number; or, of what is told once of a person, the person."""


@dataclass(slots=True, eq=False)
class Known:
    """A line that was understood, with where it stood."""

    numbered: Numbered
    line: Line
    event: Event
    rows: set[Row] = field(default_factory=set)
    """The rows that it belongs to: it falls when all of them have, and they fall with it."""

    @property
    def number(self) -> int:
        return self.numbered[0]

    @property
    def of_person(self) -> bool:
        return isinstance(self.numbered[1], OfPerson)


@dataclass(slots=True)
class Outcome:
    standing: dict[Cluster, list[Known]] = field(default_factory=dict)
    refused: list[tuple[Known, Finding]] = field(default_factory=list)
    withdrawn: list[Known] = field(default_factory=list)
    """Lines that could stand, of rows that cannot."""


def bind(lines: Iterable[Known], fallen: set[Row]) -> None:
    """Tell each line of a table which rows it belongs to. `fallen`: the rows of which something is refused already."""
    lines = list(lines)
    about: dict[str, set[Row]] = {}
    carrying: set[Row] = set(fallen)
    for known in lines:
        if not known.of_person:
            known.rows.add(known.number)
            carrying.add(known.number)
            about.setdefault(known.event.participant, set()).add(known.number)
    for known in lines:
        if known.of_person:
            known.rows |= about.get(known.event.participant, set()) | ({known.number} & carrying)


def take_whole(
    lines: Mapping[Cluster, Sequence[Known]], histories: Mapping[Cluster, Sequence[Event]], fallen: Iterable[Row] = ()
) -> Outcome:
    """The rows that can stand, whole. What falls with a row is tried again on what stands, until nothing more does."""
    outcome, waiting = Outcome(), {cluster: list(of) for cluster, of in lines.items() if of}
    fallen = frozenset(fallen)
    while waiting:
        attempt = _Attempt(waiting, histories, outcome.standing, set(fallen))
        attempt.settle()
        outcome.refused, outcome.withdrawn = attempt.refused, attempt.withdrawn
        for cluster, accepted in attempt.accepted.items():
            outcome.standing.setdefault(cluster, []).extend(accepted)
        if not attempt.withdrawn or not any(attempt.accepted.values()):
            break
        waiting = attempt.remaining
    return outcome


class _Attempt:
    """One going through of what waits: each cluster is judged, and judged again without the rows that fell elsewhere."""

    def __init__(
        self,
        waiting: Mapping[Cluster, Sequence[Known]],
        histories: Mapping[Cluster, Sequence[Event]],
        standing: Mapping[Cluster, Sequence[Known]],
        fallen: set[Row],
    ) -> None:
        self.waiting, self.histories, self.standing, self.fallen = waiting, histories, standing, fallen
        self.accepted: dict[Cluster, list[Known]] = {}
        self.reasons: dict[Known, Finding] = {}

    def settle(self) -> None:
        clusters = list(self.waiting)
        while clusters:
            for cluster in clusters:
                self._judge(cluster)
            clusters = [c for c, accepted in self.accepted.items() if any(map(self._is_out, accepted))]

    def _judge(self, cluster: Cluster) -> None:
        trying = {id(known.event): known for known in self.waiting[cluster] if not self._is_out(known)}
        before = [*self.histories.get(cluster, ()), *(known.event for known in self.standing.get(cluster, ()))]
        verdict = admit(before, [known.event for known in trying.values()])
        for event, finding in verdict.refused:
            known = trying[id(event)]
            self.reasons[known] = finding
            self.fallen |= {known.event.participant} if known.of_person else known.rows
        self.accepted[cluster] = [trying[id(event)] for event in verdict.accepted]

    def _is_out(self, known: Known) -> bool:
        if known.of_person and known.event.participant in self.fallen:
            return True
        return bool(known.rows) and known.rows <= self.fallen

    @property
    def remaining(self) -> dict[Cluster, list[Known]]:
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
