"""Reference values [referensvärden]: what measures are set against, told from outside, known-at like all else.

They are about no participant, stand in a stream of their own, and among the facts under the number of nobody. Of several
values for the same thing the one registered last holds; each World has its own, by what was known.
"""

from collections.abc import Iterable, Mapping

from domain.events.records import ReferenceValueSet
from projections.periods import Period
from projections.tables import NOBODY
from projections.world import World

Told = tuple[int, str, str, str, float, str]


def told(values: Iterable[ReferenceValueSet]) -> list[Told]:
    """A row for each series, period and part: the value registered last; one that cannot be counts for nothing."""
    latest: dict[tuple[str, str, str], ReferenceValueSet] = {}
    possible = (value for value in values if not value.impossible)
    for value in sorted(possible, key=lambda value: (value.recorded_at, value.source, value.id)):
        latest[value.series, value.period, _part(value.breakdown)] = value
    return [(NOBODY, *what, value.value, value.id) for what, value in latest.items()]


def _part(breakdown: Mapping[str, str]) -> str:
    """A breakdown as text: `sex=K`; the whole is empty."""
    return ",".join(f"{name}={breakdown[name]}" for name in sorted(breakdown))


def reference(world: World, series: str, month: Period, breakdown: Mapping[str, str]) -> float | None:
    """The value of the month, else that of its year, for exactly this part."""
    by_period = _by_period(world, series, breakdown)
    return by_period.get(month.label, by_period.get(month.label[:4]))


def stated(world: World, series: str, one: Period, breakdown: Mapping[str, str]) -> float | None:
    """The value for this part that was last said for the period's year or an earlier one: a target or baseline stands."""
    so_far = {label: value for label, value in _by_period(world, series, breakdown).items() if label[:4] <= one.label[:4]}
    return so_far[max(so_far)] if so_far else None


def _by_period(world: World, series: str, breakdown: Mapping[str, str]) -> Mapping[str, float]:
    every: Mapping[tuple[str, str], Mapping[str, float]] = world.once("reference values", lambda: _values(world))
    return every.get((series, _part(breakdown)), {})


def _values(world: World) -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for series, period, part, value in world["reference_values"].select("series", "period", "part", "value").iter_rows():
        found.setdefault((series, part), {})[period] = value
    return found
