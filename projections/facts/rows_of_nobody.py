"""The facts that are about no participant, from the records of the log: reference values, and what was delivered.

A delivery holds by its position in the log alone, whatever K: recorded later, it states also what was sent by then (measures.md
§11.1). It has a row for each kind and unit that it speaks of.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from domain.events.records import DeliveryRecorded, ReferenceValueSet
from projections.facts.reference_rows import reference_rows
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
            )
