"""A town as declared tables, and what can be taken away from them: a table from a day on, a column, a month of a unit."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import orjson

from domain.intake.mapping import BadRow, Bearer, load_mapping, table_lines
from domain.intake.tables.form import EventForm
from scripts.simulate_tables import write_tables
from scripts.simulator import simulate
from tests.histories import Line
from tests.takings import CORRECTING, FROM, RECORDED, TO, model_of

OF_PERSONS = ("participant_registered", "particulars_recorded")
"""Kinds that every table of a source says of whom it names."""
OF_UNITS = {
    "enrolment_id": ("enrolled", "exited", "mapping_completed"),
    "insats_id": ("insats_started", "insats_ended"),
    "placement_id": ("placement_started", "placement_ended"),
}
"""The kinds that are about a unit, by what they name."""
_SHARED = frozenset({"kind", "participant", "on", "recorded_at", "id", "source", "by", "replaces", "of_source"})


@dataclass(frozen=True)
class Table:
    """A table as its mapping reads it."""

    name: str
    source: str
    events: Sequence[EventForm]
    lines: Sequence[Line]

    @property
    def kinds(self) -> set[str]:
        return {event.kind for event in self.events} - {*CORRECTING, "reference_value_set"}

    def fields(self, kind: str) -> set[str]:
        return {name for event in self.events if event.kind == kind for name in event.fields}

    def filled_by(self, column: str) -> Iterator[tuple[str, str]]:
        """The fields that a column fills."""
        for event in self.events:
            yield from ((event.kind, name) for name, value in event.fields.items() if column in _columns(value))

    @property
    def columns(self) -> list[str]:
        """The columns that only fill fields which an event need not have."""
        every = {column for event in self.events for value in event.fields.values() for column in _columns(value)}
        decide = {column for event in self.events for column in event.when}
        return sorted(c for c in every - decide if all(_may_lack(kind, name) for kind, name in self.filled_by(c)))


def _columns(value: Any) -> set[str]:
    if isinstance(value, str):
        return {*re.findall(r"\{#?([^}#]+)\}", value)}
    named = (getattr(value, name, None) for name in ("column", "next"))
    return {name for name in named if name is not None}


def _may_lack(kind: str, name: str) -> bool:
    own = model_of(kind).model_fields.get(name) if kind not in (*CORRECTING, "reference_value_set") else None
    return own is not None and name not in _SHARED and not own.is_required()


def tables_of(chance: Random, people: int, directory: Path) -> list[Table]:
    """A simulated town as the shipped mappings read its tables."""
    paths = [path for path in write_tables(directory, simulate(people, chance.randrange(1_000_000))) if path.suffix == ".csv"]
    keys: dict[str, str] = {}
    tables = []
    for path in sorted(paths):
        mapping = load_mapping(path.stem)
        rows = [line for _, line in table_lines(path, mapping, {}, partial(_bearers, keys))]
        lines = [orjson.loads(bytes(line)) for line in rows if not isinstance(line, BadRow)]
        kept = [line for line in lines if line["kind"] not in CORRECTING]
        tables.append(Table(path.stem, mapping.source, mapping.events, kept))
    return tables


def _bearers(keys: dict[str, str], numbers: Iterable[str]) -> dict[str, Bearer]:
    return {number: Bearer(keys.setdefault(number, f"key-{len(keys)}"), registered=False) for number in numbers}


@dataclass(frozen=True)
class TakenTable:
    """What was not sent of the tables; `after`: the table's later events."""

    table: str = ""
    after: str = ""
    column: str = ""
    unit: str = ""
    month: str = ""
    about: str = ""
    kinds: frozenset[str] = field(default=frozenset(), compare=False)
    """The kinds that it takes something of."""

    def of(self, tables: Sequence[Table]) -> list[Line]:
        """The lines of what is left, with what is declared of it."""
        kept = [line for table in tables for line in self._kept(table, tables)]
        return [*_each_once(kept), *self._deliveries(tables)]

    def _kept(self, table: Table, tables: Sequence[Table]) -> Iterator[Line]:
        filled = {*table.filled_by(self.column)} if table.name == self.table and self.column else set()
        for line in table.lines:
            left = {name: value for name, value in line.items() if (line["kind"], name) not in filled}
            later = self.after and table.name == self.table and line["kind"] not in OF_PERSONS and line["on"] > self.after
            says_nothing = line["kind"] in ("particulars_recorded", "circumstances_recorded") and not {*left} - _SHARED
            if not (later or says_nothing or (self.month and _gone(line, self, tables))):
                yield left

    def _deliveries(self, tables: Sequence[Table]) -> Iterator[Line]:
        for source in sorted({table.source for table in tables}):
            own = [table for table in tables if table.source == source]
            kinds = sorted({kind for table in own for kind in table.kinds})
            cut = {kind for table in own if table.name == self.table and self.after for kind in table.kinds} - {*OF_PERSONS}
            split = {kind for kind in OF_UNITS.get(self.about, ()) if source == self.source_of(tables)}
            yield from _sent(source, [kind for kind in kinds if kind not in cut | split], self._missing(own, kinds), "all")
            yield from _sent(source, [kind for kind in kinds if kind in cut], self._missing(own, kinds), "cut", to=self.after)
            apart, missing = [kind for kind in kinds if kind in split], self._missing(own, kinds)
            if apart:
                first = date.fromisoformat(f"{self.month}-01")
                others = sorted({unit for unit in _units(tables) if unit != self.unit})
                yield from _sent(source, apart, missing, "others", units=others)
                yield from _sent(source, apart, missing, "before", to=str(first - timedelta(1)), units=[self.unit])
                yield from _sent(source, apart, missing, "later", **{"from": str(_next_month(first))}, units=[self.unit])

    def source_of(self, tables: Sequence[Table]) -> str:
        return next(table.source for table in tables if table.name == self.table)

    def _missing(self, tables: Sequence[Table], kinds: Sequence[str]) -> dict[str, list[str]]:
        """What no table of the source fills, and what the column would have."""
        lacking = {kind: {*model_of(kind).model_fields} - _SHARED for kind in kinds}
        for table in tables:
            for kind in table.kinds:
                lacking[kind] -= table.fields(kind)
        for table in tables:
            for kind, name in table.filled_by(self.column) if table.name == self.table and self.column else ():
                lacking[kind].add(name)
        return {kind: sorted(names) for kind, names in lacking.items() if names}


def _sent(
    source: str, kinds: Sequence[str], missing: Mapping[str, Sequence[str]], name: str, **more: str | Sequence[str]
) -> Iterator[Line]:
    if kinds:
        left = {kind: [*names] for kind, names in missing.items() if kind in kinds}
        named = {"kind": "delivery_recorded", "source": source, "id": f"delivery-{source}-{name}", "recorded_at": RECORDED}
        yield {**named, "kinds": [*kinds], "from": FROM, "to": TO, **({"missing": left} if left else {}), **more}


def _each_once(lines: Sequence[Line]) -> Iterator[Line]:
    """A second table's registration of somebody only says what the first did not, as when tables are taken in."""
    known: dict[str, Line] = {}
    for line in sorted(lines, key=lambda line: line["kind"] != "participant_registered"):
        if line["kind"] != "participant_registered":
            yield line
        elif line["participant"] not in known:
            known[line["participant"]] = line
            yield line
        elif line.get("born_on") and not known[line["participant"]].get("born_on"):
            known[line["participant"]] = line
            names = ("participant", "on", "recorded_at", "id", "source", "born_on")
            yield {"kind": "particulars_recorded"} | {name: line[name] for name in names if name in line}


def _units(tables: Sequence[Table]) -> list[str]:
    return sorted({line["unit"] for table in tables for line in table.lines if "unit" in line and "_id" in str([*line])})


def _next_month(first: date) -> date:
    return (first.replace(day=1) + timedelta(32)).replace(day=1)


def _gone(line: Line, taken: TakenTable, tables: Sequence[Table]) -> bool:
    """An event of the unit in the month, unless it began what was still active when the next delivery begins."""
    kinds = OF_UNITS.get(taken.about, ())
    if line["kind"] not in kinds or line["source"] != taken.source_of(tables) or line["on"][:7] != taken.month:
        return False
    spell = (line["participant"], line[taken.about])
    own = [other for table in tables for other in table.lines if (other.get("participant"), other.get(taken.about)) == spell]
    start = next(other for other in own if other["kind"] == kinds[0])
    if _unit_of(start, tables) != taken.unit:
        return False
    ends = [other["on"] for other in own if other["kind"] == kinds[1]]
    return line is not start or bool(ends and ends[0][:7] <= taken.month)


def _unit_of(start: Line, tables: Sequence[Table]) -> str | None:
    """§2.2: its own, else its enrolment's."""
    enrolment = (start["participant"], start.get("enrolment_id"))
    enrolled = (line for table in tables for line in table.lines if line["kind"] == "enrolled")
    of = next((line for line in enrolled if (line["participant"], line["enrolment_id"]) == enrolment), {})
    return start.get("unit") or of.get("unit")


def taken_table(chance: Random, tables: Sequence[Table]) -> TakenTable:
    """Something that the tables have, taken away."""
    how = chance.choice(("table", "column", "month"))
    if how == "month":
        about = chance.choice([*OF_UNITS])
        starts = [(table, line) for table in tables for line in table.lines if line["kind"] == OF_UNITS[about][0]]
        units = [(table, line) for table, line in starts if _unit_of(line, tables)]
        if units:
            table, line = chance.choice(units)
            kinds = frozenset(OF_UNITS[about])
            unit = _unit_of(line, tables) or ""
            return TakenTable(table.name, unit=unit, month=line["on"][:7], about=about, kinds=kinds)
    table = chance.choice([table for table in tables if table.kinds and table.lines])
    if how == "column" and table.columns:
        column = chance.choice(table.columns)
        return TakenTable(table.name, column=column, kinds=frozenset(kind for kind, _ in table.filled_by(column)))
    days = sorted(line["on"] for line in table.lines)
    return TakenTable(
        table.name, after=chance.choice((FROM, chance.choice(days))), kinds=frozenset(table.kinds - {*OF_PERSONS})
    )
