"""Declared logs, and what can be taken away from one: a kind, a source's kind after a day, a field (measures.md §11.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import orjson

from domain.events import EVENTS
from domain.events.event import Event, kind_of
from scripts.simulate_tables import standing
from scripts.simulator import simulate
from tests.histories import Line, life

CORRECTING = ("retracted", "participants_merged", "merge_undone", "erased", "identity_registered", "identity_replaced")
KINDS = tuple(kind for kind in map(kind_of, EVENTS) if kind not in CORRECTING)
"""The kinds that a source sends of what happened: a correction is of the log, whenever it comes."""
FROM, TO, RECORDED = "2009-01-01", "2030-12-31", "2031-01-15T09:00:00+01:00"


@dataclass(frozen=True)
class Taking:
    """What is taken away: all of a kind, or a field of it, or a source's after a day."""

    kind: str
    field: str = ""
    source: str = ""
    after: str = ""

    def of(self, lines: Sequence[Line]) -> list[Line]:
        return [kept for line in lines for kept in self._kept(line)]

    def _kept(self, line: Line) -> list[Line]:
        if line["kind"] == "delivery_recorded":
            return self._delivery(line)
        if line["kind"] != self.kind:
            return [line]
        if self.field:
            return [{name: value for name, value in line.items() if name != self.field}]
        gone = not self.source or (line["source"] == self.source and line["on"] > self.after)
        return [] if gone else [line]

    def _delivery(self, line: Line) -> list[Line]:
        if self.kind not in line["kinds"]:
            return [line]
        if self.field:
            missing = dict(line.get("missing", {}))
            return [line | {"missing": missing | {self.kind: [*missing.get(self.kind, ()), self.field]}}]
        others = [kind for kind in line["kinds"] if kind != self.kind]
        left = [line | {"kinds": others}] if others else []
        if self.source and self.source != line["source"]:
            return [line]
        if self.source and line["from"] <= self.after:
            left.append(line | {"kinds": [self.kind], "id": f"{line['id']}-{self.kind}", "to": min(line["to"], self.after)})
        return left


def declared(lines: Sequence[Line]) -> list[Line]:
    """The lines with a delivery of each source that says that all was sent."""
    sources = sorted({line["source"] for line in lines})
    fields = {"kind": "delivery_recorded", "recorded_at": RECORDED, "kinds": [*KINDS], "from": FROM, "to": TO}
    return [*lines, *({**fields, "source": source, "id": f"delivery-{source}"} for source in sources)]


def town(chance: Random, people: int) -> list[Line]:
    """Several participants of two sources; nothing corrected, no payment outside its month, nobody with holiday work alone.

    A journey of nothing but holiday work is left out (§8) by what is known of it; where nothing was ever declared of insatser
    it is not (conformance 115).
    """
    lines: list[Line] = []
    for number in range(people):
        source = chance.choice("st")
        for line in life(chance, f"{'abcdefghijkl'[number]}"):
            lines.append(
                _plain(line) | {"source": source, "id": f"n{len(lines)}", "recorded_at": f"{line['on']}T09:00:00+01:00"}
            )
    return lines


def simulated_town(chance: Random, people: int) -> list[Line]:
    """A town of the simulator as it stands: of nearly all kinds, from several sources; nobody merged or of two numbers."""
    seed = chance.randrange(1_000_000)
    return [dict(line) for line in standing([*map(orjson.loads, simulate(people, seed))]) if line["kind"] not in CORRECTING]


def _plain(line: Line) -> Line:
    line = {name: value for name, value in line.items() if name != "employment_id" or line["kind"] != "exited"}
    if line["kind"] == "support_paid":
        line["on"] = f"{line['month']}-20"
    if line["kind"] == "participant_registered":
        line["on"] = "2010-01-01"
    if line.get("form") in ("feriearbete",) or line.get("insats") == "holiday_job":
        line |= {"form": "praktik"} if "form" in line else {"insats": "coaching"}
    return line


def taking(chance: Random, lines: Sequence[Line]) -> Taking:
    """Something that the log has, taken away."""
    line = chance.choice([line for line in lines if line["kind"] in KINDS])
    optional = [name for name, field in model_of(line["kind"]).model_fields.items() if name in line and not field.is_required()]
    fields = [name for name in optional if name not in Event.model_fields]
    how = chance.choice(("kind", "after", "after", "field"))
    if how == "field" and fields:
        return Taking(line["kind"], chance.choice(fields))
    if how == "after":
        moved = date.fromisoformat(line["on"]) + timedelta(days=chance.choice((-40, -8, -1, 0, 3, 20)))
        return Taking(line["kind"], source=line["source"], after=moved.isoformat())
    return Taking(line["kind"])


def model_of(kind: str) -> type[Any]:
    return next(model for model in EVENTS if kind_of(model) == kind)
