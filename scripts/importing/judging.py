"""What becomes of a batch of lines: understood, weighed against the log, sealed; or refused, each with its reason.

A batch holds all of a file's lines of each participant in it, and of all who were ever merged with them. It is judged
without writing, so that it can be done by several processes; one writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.decisions import admit
from domain.events.event import Event
from domain.events.person import Erased, IdentityRegistered, IdentityReplaced
from domain.identity import one_form
from domain.lines import BadLine, Line, read_line
from domain.log.application import Log, in_log_order
from domain.log.keys import Subject
from domain.log.mapper import open_row, seal_line
from domain.log.recorder import Identity
from domain.log.rows import Row, Stored
from domain.vocabulary import Lang

Clusters = Mapping[str, tuple[str, ...]]
"""For each participant key that was ever part of a merge, all keys of its cluster."""
Histories = Mapping[str, Sequence[tuple[Stored, Event]]]
"""For each participant key what the log holds under it."""
Numbered = tuple[int, bytes]
"""A line's number in its file, from 1, and its bytes."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken in, and why."""

    number: int
    field: str
    code: str
    sv: str
    en: str
    raw: bytes

    def says(self, lang: Lang) -> str:
        return self.sv if lang == "sv" else self.en


@dataclass(slots=True)
class Judged:
    """What a batch comes to."""

    rows: list[Row] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    erasures: list[tuple[tuple[str, ...], Line]] = field(default_factory=list)
    already: int = 0
    accepted: int = 0
    purged: int = 0
    """Lines that could stand, of somebody whom the same file erases."""
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, numbered: Numbered, fault: BadLine) -> None:
        number, raw = numbered
        self.refused.append(Refusal(number, fault.field, fault.code, fault.sv, fault.en, raw))


@dataclass(slots=True)
class _Known:
    """A line that was understood, with where it stood."""

    numbered: Numbered
    line: Line
    event: Event


def judge(log: Log, lines: Sequence[Numbered], clusters: Clusters, now: datetime, seal: bool = True) -> Judged:
    """Judge a batch of lines about participants; nothing is written but the keys of those who are new.

    `seal`: make the rows; a dry run leaves them out, and no key is made.
    """
    judged = Judged()
    new = _not_yet_there(log, _understood(lines, now, judged), judged)
    groups: dict[tuple[str, ...], list[_Known]] = {}
    for known in new:
        name = known.event.participant
        groups.setdefault(clusters.get(name, (name,)), []).append(known)
    subjects = log.keys.find(sorted({name for cluster in groups for name in cluster}))
    histories = _histories(log, subjects)
    accepted: list[_Known] = []
    for cluster, group in groups.items():
        accepted.extend(_admitted(cluster, _living(group, subjects, judged), histories, judged))
    judged.accepted = len(accepted) + len(judged.erasures)
    if seal:
        _seal(log, accepted, histories, judged)
    return judged


def _understood(lines: Iterable[Numbered], now: datetime, judged: Judged) -> list[_Known]:
    known: list[_Known] = []
    for numbered in lines:
        try:
            line = read_line(numbered[1], now)
        except BadLine as fault:
            judged.refuse(numbered, fault)
            continue
        assert isinstance(line.entry, Event)
        known.append(_Known(numbered, line, line.entry))
    return known


def _not_yet_there(log: Log, lines: Iterable[_Known], judged: Judged) -> list[_Known]:
    """Leave out what the log already holds, and repetitions in the file; other content under the same id is refused."""
    keyed: dict[bytes, _Known] = {}
    for known in lines:
        key = log.keys.event_key(known.line.entry.source, known.line.entry.id)
        first = keyed.setdefault(key, known)
        if first is not known:
            if same_content(first.line, known.line):
                judged.already += 1
            else:
                judged.refuse(known.numbered, BadLine("repeated", "id"))
    there = log.rows.by_event_keys(keyed)
    for key, (stream, version, content) in there.items():
        known = keyed.pop(key)
        if content == log.keys.content(known.line.canonical) or _says_the_same(log, stream, version, known.line):
            judged.already += 1
        else:
            judged.refuse(known.numbered, BadLine("conflict", "id"))
    return list(keyed.values())


def same_content(one: Line, other: Line) -> bool:
    return one.canonical == other.canonical or one.entry == other.entry


def _says_the_same(log: Log, stream: bytes, version: int, line: Line) -> bool:
    """Whether the stored event is the line, spelt otherwise: its defaults written out, its numbers in another form."""
    subject = log.keys.by_stream([stream]).get(stream)
    if subject is None:
        return False
    stored = next((row for row in log.rows.stream(stream) if row.version == version), None)
    if stored is None:
        return False
    entry = open_row(subject, stored, with_person=True)
    if not line.dated:
        entry = entry.model_copy(update={"recorded_at": line.entry.recorded_at})
    return bool(entry == line.entry)


def _histories(log: Log, subjects: Mapping[str, Subject | None]) -> Histories:
    living = [subject for subject in subjects.values() if subject is not None]
    histories: dict[str, list[tuple[Stored, Event]]] = {subject.name: [] for subject in living}
    for stored, event in log.open_streams(living):
        histories[event.participant].append((stored, event))
    return histories


def _living(group: Sequence[_Known], subjects: Mapping[str, Subject | None], judged: Judged) -> list[_Known]:
    """The lines that are not about somebody erased."""
    living: list[_Known] = []
    for known in group:
        if subjects.get(known.event.participant, ...) is None:
            judged.refuse(known.numbered, BadLine("erased", "participant"))
        else:
            living.append(known)
    return living


def _admitted(
    cluster: tuple[str, ...], group: Sequence[_Known], histories: Histories, judged: Judged
) -> list[_Known]:
    """The lines of one cluster that can stand, in the file's order. After an erasure nothing of it is left."""
    history = in_log_order(pair for name in cluster for pair in histories.get(name, ()))
    verdict = admit(history, [known.event for known in group])
    of = {id(known.event): known for known in group}
    for event, finding in verdict.refused:
        number, raw = of[id(event)].numbered
        judged.refused.append(Refusal(number, "", finding.code, finding.says("sv"), finding.says("en"), raw))
    accepted = sorted((of[id(event)] for event in verdict.accepted), key=lambda known: known.numbered[0])
    if (erasure := next((known for known in accepted if isinstance(known.event, Erased)), None)) is None:
        return accepted
    judged.erasures.append((cluster, erasure.line))
    judged.purged += len(accepted) - 1
    return []


def _seal(log: Log, accepted: Sequence[_Known], histories: Histories, judged: Judged) -> None:
    subjects = log.keys.provide(sorted({known.event.participant for known in accepted}))
    versions = {name: len(histories.get(name, ())) for name in subjects}
    for known in accepted:
        event = known.event
        subject = subjects[event.participant]
        if subject is None:  # erased by somebody else since it was looked up
            judged.refuse(known.numbered, BadLine("erased", "participant"))
            continue
        versions[event.participant] += 1
        judged.rows.append(seal_line(log.keys, subject, versions[event.participant], known.line))
        if isinstance(event, IdentityRegistered | IdentityReplaced):
            judged.identities.append((log.keys.number_hash(one_form(event.number)), subject.stream))
