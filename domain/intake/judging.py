"""Judges a batch of lines: parses them, checks them against the log, and seals them or refuses them with a reason.

A batch has all of a file's lines about each of its participants, and about all participants ever merged with them. Judging
does not write to the log, so several processes can judge while a single process writes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from domain.events.content import same_content
from domain.events.event import Event
from domain.events.lines import BadLine, Line, read_line
from domain.events.person import Erased, ParticipantRegistered
from domain.intake.already import is_stored
from domain.intake.bins import Numbered
from domain.intake.complementing import complemented
from domain.intake.mapping.origin import OfPerson
from domain.intake.refusal import ERASED, WITH_ITS_ROW, Refusal
from domain.intake.together import Cluster, Known, RowNumber, bind, take_whole
from domain.log.application import Log
from domain.log.batch import WriteBatch
from domain.log.keys.keystore import Subject
from domain.log.rows import LogRow, Stored, in_log_order
from domain.log.storage.bulk import AlreadyRecorded
from domain.log.storage.retrying import retrying
from domain.participant.fold import fold_cluster

Clusters = Mapping[str, Cluster]
"""Maps each participant key that was ever part of a merge to all keys of its cluster."""
Subjects = Mapping[str, Subject | None]
"""Maps each participant key that was ever used to its subject, or None if it is erased."""
Histories = Mapping[str, Sequence[tuple[Stored, Event]]]
"""Maps each participant key to its stored rows and events in the log."""


@dataclass(slots=True)
class Judged(WriteBatch):
    """The result of judging a batch of lines: the rows of the accepted lines, and the outcome of the others."""

    erasures: list[tuple[tuple[str, ...], Line]] = field(default_factory=list)
    already: int = 0
    accepted: int = 0
    purged: int = 0
    """The number of acceptable lines about participants that the same file erases."""
    refused: list[Refusal] = field(default_factory=list)
    fallen: set[RowNumber] = field(default_factory=set)
    """The rows with a line that was refused before the check against the log."""

    def __getstate__(self) -> dict[str, Any]:
        """Sends rows to another process as plain tuples, which takes a third of the time."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"rows": list(map(tuple, self.rows))}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self.rows = list(map(LogRow._make, self.rows))

    def refuse(self, numbered: Numbered, fault: BadLine, rows: Collection[RowNumber] = ()) -> None:
        self.refused.append(Refusal.of_fault(numbered, fault))
        if not isinstance(numbered[1], OfPerson):
            self.fallen |= {numbered[0], *rows}


def judge(log: Log, lines: Iterable[Numbered], clusters: Clusters, now: datetime, seal: bool = True) -> Judged:
    """Judges a batch of lines about participants; writes nothing except the keys of new participants.

    `seal`: whether to create the sealed rows; a dry run creates neither rows nor keys.
    """
    return retrying(lambda: _judged(log, lines, clusters, now, seal))


def _judged(log: Log, lines: Iterable[Numbered], clusters: Clusters, now: datetime, seal: bool) -> Judged:
    judged = Judged()
    known = _understood(lines, now, judged)
    bind(known, judged.fallen)
    groups: dict[Cluster, list[Known]] = {}
    for line in _not_yet_there(log, known, judged):
        name = line.event.participant
        groups.setdefault(clusters.get(name, (name,)), []).append(line)
    subjects = log.keys.find(sorted({name for cluster in groups for name in cluster}))
    histories = _histories(log, subjects)
    erased = {name for name, subject in subjects.items() if subject is None}
    living = {cluster: _living(group, erased, judged) if erased else group for cluster, group in groups.items()}
    living = {cluster: _complemented(log, group, histories, now, judged) for cluster, group in living.items()}
    accepted = _admitted(living, histories, judged)
    if judged.refused and log.rows.by_event_keys(known.event_key for group in living.values() for known in group):
        raise AlreadyRecorded(which="event_key")  # another process stored the same lines since the lookup
    judged.accepted = len(accepted) + len(judged.erasures)
    if seal:
        _seal(log, accepted, subjects, histories, judged)
    return judged


def _understood(lines: Iterable[Numbered], now: datetime, judged: Judged) -> list[Known]:
    known: list[Known] = []
    for numbered in lines:
        try:
            line = read_line(bytes(numbered[1]), now)
        except BadLine as fault:
            judged.refuse(numbered, fault)
            continue
        assert isinstance(line.entry, Event)
        known.append(Known(numbered, line, line.entry))
    return known


def _not_yet_there(log: Log, lines: Iterable[Known], judged: Judged) -> list[Known]:
    """Removes lines that are already in the log or repeated in the file; refuses other content under the same id."""
    keyed: dict[bytes, Known] = {}
    again: list[Known] = []
    for known in lines:
        key = known.event_key = log.keys.event_key(known.event.source, known.event.id)
        first = keyed.setdefault(key, known)
        if first is not known:
            if _repeats(first.line, known.line):
                first.rows |= known.rows
                judged.already += 1
            else:
                _name_taken(known, "repeated", again, judged)
    stored_as = {key: key for key in keyed}
    for key, known in keyed.items():
        for earlier in log.keys.earlier_event_keys(known.event.source, known.event.id):
            stored_as[earlier] = key
    for key, place in log.rows.by_event_keys(stored_as).items():
        if stored_as[key] not in keyed:
            continue
        known = keyed.pop(stored_as[key])
        if is_stored(log, place, known.line):
            judged.already += 1
        else:
            _name_taken(known, "conflict", again, judged)
    return [*keyed.values(), *again]


def _name_taken(known: Known, code: str, again: list[Known], judged: Judged) -> None:
    """Refuses a line whose name is used for other content; a table's registration may still add to what is known."""
    if known.of_person and isinstance(known.event, ParticipantRegistered):
        known.name_taken = code
        again.append(known)
    else:
        judged.refuse(known.numbered, BadLine(code, "id"), known.rows)


def _complemented(log: Log, group: Sequence[Known], histories: Histories, now: datetime, judged: Judged) -> list[Known]:
    """Returns the lines with the registrations of those who are registered already as what they add, if anything."""
    if not any(known.of_person and isinstance(known.event, ParticipantRegistered) for known in group):
        return list(group)
    history = [event for name in {known.event.participant for known in group} for _, event in histories.get(name, ())]
    lines = list(complemented(group, history, now))
    judged.already += len(group) - len(lines)
    for known in lines:
        if known.name_taken:
            judged.refuse(known.numbered, BadLine(known.name_taken, "id"), known.rows)
        elif not known.event_key:
            known.event_key = log.keys.event_key(known.event.source, known.event.id)
    return [known for known in lines if not known.name_taken]


def _repeats(first: Line, line: Line) -> bool:
    return first.canonical == line.canonical or same_content(line.entry, first.entry, dated=line.dated or first.dated)


def _histories(log: Log, subjects: Subjects) -> Histories:
    living = [subject for subject in subjects.values() if subject is not None]
    histories: dict[str, list[tuple[Stored, Event]]] = {subject.name: [] for subject in living}
    for stored, event in log.open_streams(living):
        histories[event.participant].append((stored, event))
    return histories


def _living(group: Sequence[Known], erased: Collection[str], judged: Judged) -> Sequence[Known]:
    """Returns the lines about participants that are not erased, and refuses the others."""
    living: list[Known] = []
    for known in group:
        if known.event.participant in erased:
            judged.refuse(known.numbered, BadLine(ERASED, "participant"), known.rows)
        else:
            living.append(known)
    return living


def _admitted(groups: Mapping[Cluster, Sequence[Known]], histories: Histories, judged: Judged) -> list[Known]:
    """Returns the acceptable lines, in file order for each cluster, except lines about participants that the file erases."""
    before = {cluster: in_log_order(pair for name in cluster for pair in histories.get(name, ())) for cluster in groups}
    outcome = take_whole(groups, before, judged.fallen)
    for known, finding in outcome.refused:
        judged.refused.append(Refusal.of_finding(known.numbered, known.event, finding))
    for known in outcome.withdrawn:
        judged.refuse(known.numbered, BadLine(WITH_ITS_ROW))
    accepted: list[Known] = []
    for cluster, lines in outcome.accepted.items():
        accepted.extend(_not_erased(before[cluster], sorted(lines, key=attrgetter("number")), judged))
    return accepted


def _not_erased(before: Sequence[Event], lines: Sequence[Known], judged: Judged) -> list[Known]:
    """Removes all lines about an erased person, under all its keys; keeps lines of participants no longer merged with it."""
    living = list(lines)
    while (erasure := next((known for known in living if isinstance(known.event, Erased)), None)) is not None:
        threads = fold_cluster([*before, *(known.event for known in lines)])
        keys = next(thread.keys for thread in threads if erasure.event.participant in thread.keys)
        others = [known for known in living if known.event.participant not in keys]
        judged.erasures.append((keys, erasure.line))
        judged.purged += len(living) - len(others) - 1
        living = others
    return living


def _seal(log: Log, accepted: Sequence[Known], looked_up: Subjects, histories: Histories, judged: Judged) -> None:
    """Seals the accepted lines, with new keys for participants who had none when they were looked up.

    If another process has erased one of the others since, the log has a fence and refuses these rows.
    """
    names = {line.event.participant for line in accepted}
    subjects = {**looked_up, **log.keys.create(sorted(names.difference(looked_up)))}
    judged.versions = {
        subject.stream: len(histories.get(name, ())) for name, subject in subjects.items() if subject is not None
    }
    erased = {line.number for line in accepted if subjects[line.event.participant] is None}  # erased since the lookup
    for line in accepted:
        subject = subjects[line.event.participant]
        if subject is None or line.number in erased:
            judged.refuse(line.numbered, BadLine(ERASED, "participant") if subject is None else BadLine(WITH_ITS_ROW))
            continue
        judged.add(log.keys, subject, line.line, line.event_key)
