"""Reference values [referensvärden] among the facts: what measures are compared with, known-at like all facts.

They are about no participant, have a stream of their own, and have `NOBODY` as their `pid`. Of several values for the
same thing, the value registered last holds; each World has its own values, by what was known.
"""

from collections.abc import Iterable, Mapping

from domain.events.records import ReferenceValueSet
from projections.facts.tables import NOBODY

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
