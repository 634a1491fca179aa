"""The facts that are about no participant, from the records of the log: reference values, and what was delivered.

Of several reference values for the same thing, the one registered last holds; each World has its own, by what was known. A
delivery holds by its position in the log alone, whatever K: recorded later, it states also what was sent by then (measures.md
§11.1). It has a row for each kind and unit that it speaks of.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from domain.calendar import day_of
from domain.events.records import DeliveryRecorded, ReferenceValueSet
from projections.facts.tables import BY_NAME, NOBODY, Frames

ABOUT_NOBODY = ("reference_values", "deliveries")
"""The tables that it fills."""
Records = Iterable[ReferenceValueSet | DeliveryRecorded]


def rows_of_nobody(records: Records) -> dict[str, list[tuple[Any, ...]]]:
    every = list(records)
    values = [record for record in every if isinstance(record, ReferenceValueSet)]
    deliveries = [record for record in every if isinstance(record, DeliveryRecorded)]
    return {
        "reference_values": list(reference_rows(values)),
        "deliveries": [row for delivery in deliveries for row in _rows(delivery)],
    }


def frames_of_nobody(records: Records) -> Frames:
    rows = rows_of_nobody(records).items()
    return {name: pl.DataFrame(of, BY_NAME[name].schema, orient="row") for name, of in rows}


ReferenceRow = tuple[int, str, str, str, float, str]


def reference_rows(values: Iterable[ReferenceValueSet]) -> list[ReferenceRow]:
    """Returns a row for each series, period and part: the value registered last; impossible values are ignored."""
    latest: dict[tuple[str, str, str], ReferenceValueSet] = {}
    possible = (value for value in values if not value.impossible)
    for value in sorted(possible, key=lambda value: (value.recorded_at, value.source, value.id)):
        latest[value.series, value.period, part_label(value.breakdown)] = value
    return [(NOBODY, *what, value.value, value.id) for what, value in latest.items()]


def part_label(breakdown: Mapping[str, str]) -> str:
    """Returns a breakdown as text: `sex=K`; empty for the whole."""
    return ",".join(f"{name}={breakdown[name]}" for name in sorted(breakdown))


def _rows(delivery: DeliveryRecorded) -> Iterator[tuple[Any, ...]]:
    days = (delivery.from_on, delivery.to)
    for kind in delivery.kinds:
        missing = "|".join(sorted(delivery.missing.get(kind, ())))
        for unit in delivery.units or (None,):
            yield (
                NOBODY,
                delivery.source,
                kind,
                unit,
                *days,
                f"|{missing}|" if missing else None,
                delivery.full,
                delivery.assumed,
                delivery.final,
                delivery.id,
                day_of(delivery.recorded_at),
            )
