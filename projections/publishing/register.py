"""The register of published figures: recorded with their cases, listed, withdrawn with a reason.

A published figure is never silently recomputed: it stays sealed in the log, and any later figure is compared
with it (`projections.changes`). Contract: events.md §2, last paragraph.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

import orjson
import polars as pl

from domain.errors import RodTradError, Unknown
from domain.events.event import Entry, fields_given
from domain.events.lines import line_of
from domain.events.records import CasesPublished, FigurePublished, FigureWithdrawn
from domain.log.application import Log
from domain.log.keys.sealing import expand
from domain.log.proving.checkpoints import Checkpoints
from domain.participant.folding import RULES
from domain.vocabulary.text import Text
from projections.disclosure.gate import Gate
from projections.fingerprints.code import code_version
from projections.measuring.figures import Ask, Figure, How, figures
from projections.measuring.measure import definition_hash
from projections.publishing.packing import POPULATION, joined_up, packed_rows, population_text, stretches, unpacked_rows
from projections.publishing.published import Published, kept, public_figure
from projections.publishing.rows import as_text, case_rows, digest
from projections.worlds.world import World

SOURCE = "rodtrad"
MOST_STRETCHES = 100
"""Maximum stretches for the cases of one figure: 60 million characters, more than any municipality needs."""
SHORT = 8
"""Bytes of a pseudonym or a hash: enough to avoid collisions within a municipality."""


class AlreadyWithdrawn(RodTradError):
    text = Text("Siffran {id} är redan återkallad: {reason}", "The figure {id} has been withdrawn already: {reason}")


@dataclass(frozen=True)
class Publishing:
    """When and by whom something is published or withdrawn, and its title."""

    now: datetime
    by: str
    title: str | None = None


class Pseudonyms:
    """A publication's pseudonyms for participants and units: keyed hashes that cannot be joined with other publications'."""

    def __init__(self, key: bytes) -> None:
        self.key = key

    @classmethod
    def of(cls, log: Log, publication: str) -> "Pseudonyms":
        system = log.keys.system_stream("publications").key
        return cls(expand(system, b"rodtrad/1|publication|" + publication.encode()))

    def of_stream(self, stream: bytes) -> str:
        return self._hash(b"stream|" + stream)

    def of_unit(self, unit: str) -> str:
        return self._hash(b"unit|" + unit.encode())

    def of_everyone(self, world: World) -> dict[int, str]:
        """Returns the pseudonyms by `pid`, each from the stream of the key that represents the participant."""
        own = world["participants"].join(world["keys"], left_on=["pid", "participant"], right_on=["pid", "key"])
        return {pid: self.of_stream(bytes.fromhex(stream)) for pid, stream in own.select("pid", "stream").iter_rows()}

    def _hash(self, what: bytes) -> str:
        return hmac.digest(self.key, what, "sha256")[:SHORT].hex()


@dataclass(frozen=True)
class Draft:
    """A publication in progress: what all its entries share."""

    log: Log
    world: World
    about: Publishing

    @cached_property
    def publication(self) -> str:
        world = self.world
        what = (world.as_of, world.known_at, world.position, self.about.now, self.about.title)
        return "pub-" + digest(repr(what).encode())[:10]

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms.of(self.log, self.publication)

    @cached_property
    def everyone(self) -> dict[int, str]:
        return self.pseudonyms.of_everyone(self.world)

    @cached_property
    def population(self) -> bytes:
        return population_text(self.everyone.values())

    def common(self, number: str) -> dict[str, Any]:
        about = self.about
        return {"id": f"{self.publication}.{number}", "source": SOURCE, "by": about.by, "recorded_at": about.now}


def publish(log: Log, world: World, asks: Sequence[Ask], about: Publishing) -> list[Published]:
    """Records the figures of these asks with their cases, all in one append, between two signed checkpoints of the log.

    Raises `LogAltered` before anything is recorded if the log is not what was signed before.
    """
    Checkpoints(log).make(about.now)
    draft, gate = Draft(log, world, about), gate_after(log)
    cases = list(_stretched(draft, POPULATION, draft.population))
    entries: list[FigurePublished] = []
    for ask in asks:
        rows_by_period = {}
        for period in ask.periods:
            rows = case_rows(_with_all_parts(ask), world, period, draft.everyone, draft.pseudonyms.of_unit)
            of = f"{ask.measure.key} {period.label} {len(cases)}"
            cases += _stretched(draft, of, packed_rows(rows, draft.population))
            rows_by_period[period.label] = (of, digest(as_text(rows)))
        computed = figures(ask, world)
        for figure, shown in zip(computed, gate.disclosed(ask.measure, computed), strict=True):
            entries.append(_entry(draft, ask, figure, shown.hidden, rows_by_period[figure.period], len(entries) + 1))
    first = log.record([line_of(entry, _payload(entry)) for entry in (*cases, *entries)], about.now)
    Checkpoints(log).make(about.now)
    return [Published(entry, position) for position, entry in enumerate(entries, first + len(cases))]


def _with_all_parts(ask: Ask) -> Ask:
    """Returns the ask with a ratio's own breakdown added: the ratio needs the rows of both parts."""
    by = (*ask.by, ask.measure.ratio[0]) if ask.measure.ratio else ask.by
    return Ask(ask.measure, ask.periods, tuple(dict.fromkeys(by)), ask.view, ask.values)


def _entry(
    draft: Draft, ask: Ask, figure: Figure, hidden: Sequence[str], rows: tuple[str, str], number: int
) -> FigurePublished:
    world, rules = draft.world, draft.world.rules
    return FigurePublished(
        **draft.common(str(number)),
        figure=kept(figure),
        definition_hash=definition_hash(ask.measure, ask.values or {}),
        code_version=code_version(),
        cases=rows[0],
        cases_digest=rows[1],
        as_of=world.as_of,
        known_at=world.known_at,
        position=world.position or 0,
        title=draft.about.title,
        publication=draft.publication,
        hidden=list(hidden),
        view=figure.view,
        rules={} if rules == RULES else asdict(rules),
    )


def _stretched(draft: Draft, of: str, text: bytes) -> Iterator[CasesPublished]:
    for number, packed in enumerate(stretches(text)):
        common = draft.common(f"{of} {number}")
        yield CasesPublished(**common, publication=draft.publication, of=of, number=number, packed=packed)


def _payload(entry: Entry) -> bytes:
    return orjson.dumps({"kind": entry.kind, **fields_given(entry)}, option=orjson.OPT_SORT_KEYS)


def published(log: Log) -> list[Published]:
    """Returns all published figures, in order of publication."""
    withdrawn = {entry.figure: entry for _, entry in log.records(FigureWithdrawn)}
    return [Published(entry, stored.position, withdrawn.get(entry.id)) for stored, entry in log.records(FigurePublished)]


def as_published(log: Log) -> Mapping[How, list[Figure]]:
    """Returns all published figures as the public sees them, withdrawn or not, by how they are computed."""
    by_how: dict[How, list[Figure]] = {}
    for figure in map(public_figure, published(log)):
        by_how.setdefault(figure.how, []).append(figure)
    return by_how


def gate_after(log: Log) -> Gate:
    """Returns the disclosure gate that takes into account everything published from this log."""
    return Gate(partial(as_published, log))


def the_published(log: Log, name: str) -> Published:
    """Returns the published figure with this id.

    Raises `Unknown` if it does not exist.
    """
    figure = next((each for each in published(log) if each.id == name), None)
    if figure is None:
        raise Unknown(
            what=Text("Den publicerade siffran", "published figure"),
            name=name,
            hint=Text("”rodtrad publications” listar dem som finns.", "“rodtrad publications” lists those that exist."),
        )
    return figure


def rows_of(log: Log, published: Published) -> pl.DataFrame:
    """Returns the case rows of a figure as published, including the rows of participants erased since."""
    parts = (POPULATION, str(published.entry.cases))
    names = [f"{published.entry.publication}.{of} {number}" for of in parts for number in range(MOST_STRETCHES)]
    texts = joined_up(log.named_records(CasesPublished, SOURCE, names))
    return unpacked_rows(texts[parts[1]], texts[POPULATION])


def withdraw(log: Log, name: str, reason: str, about: Publishing) -> None:
    """Records that a published figure is withdrawn. The figure and the reason stay in the log.

    Raises `Unknown` if the figure does not exist, `AlreadyWithdrawn` if it has been withdrawn before.
    """
    figure = the_published(log, name)
    if figure.withdrawn is not None:
        raise AlreadyWithdrawn(id=name, reason=figure.withdrawn.reason)
    entry = FigureWithdrawn(
        id=f"{name}.withdrawn", source=SOURCE, by=about.by, recorded_at=about.now, figure=name, reason=reason
    )
    log.record([line_of(entry, _payload(entry))], about.now)
