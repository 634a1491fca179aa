"""Reference values [referensvärden] among the facts: what measures are set against, known-at like all else.

They are about no participant, stand in a stream of their own, and among the facts under the number of nobody. Of several
values for the same thing the one registered last holds; each World has its own, by what was known.
"""

from collections.abc import Iterable, Mapping

from domain.events.records import ReferenceValueSet
from projections.facts.tables import NOBODY

ReferenceRow = tuple[int, str, str, str, float, str]


def reference_rows(values: Iterable[ReferenceValueSet]) -> list[ReferenceRow]:
    """A row for each series, period and part: the value registered last; one that cannot be counts for nothing."""
    latest: dict[tuple[str, str, str], ReferenceValueSet] = {}
    possible = (value for value in values if not value.impossible)
    for value in sorted(possible, key=lambda value: (value.recorded_at, value.source, value.id)):
        latest[value.series, value.period, part_label(value.breakdown)] = value
    return [(NOBODY, *what, value.value, value.id) for what, value in latest.items()]


def part_label(breakdown: Mapping[str, str]) -> str:
    """A breakdown as text: `sex=K`; the whole is empty."""
    return ",".join(f"{name}={breakdown[name]}" for name in sorted(breakdown))
