"""Random tables of figures: counts for the innermost cells and all their margins, as the measure would count them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from random import Random

from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Figure
from projections.measuring.measure import Measure
from projections.worlds.coordinates import Coordinates
from tests.intruder import Part, in_part

OUTSIDE = "outside"
"""Belongs to no part of an axis."""


@dataclass(frozen=True)
class Counted:
    """How the cases of a cell came out."""

    yes: int = 0
    no: int = 0
    unknown: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.yes + other.yes, self.no + other.no, self.unknown + other.unknown)

    @property
    def not_counted(self) -> int:
        return self.no + self.unknown


def figure_of(measure: Measure, period: str, breakdown: Mapping[str, str], of: Counted, immature: int = 0) -> Figure:
    judged = of.yes + of.not_counted
    is_share = measure.shape == "share"
    value = (100 * of.yes / judged if judged else None) if is_share else float(of.yes)
    return Figure(
        measure=measure.key,
        definition=measure.definition(measure.parameters),
        period=period,
        coordinates=Coordinates(date(2025, 6, 30), position=1),
        view="official",
        breakdown=breakdown,
        value=value,
        unit=measure.unit,
        numerator=of.yes,
        denominator=judged if is_share else None,
        yes=of.yes,
        no=of.no,
        unknown=of.unknown,
        immature=immature,
        excluded=0,
        lower=value,
        upper=100 * (of.yes + of.unknown) / judged if judged and is_share else None,
        coverage=100 * (of.yes + of.no) / judged if judged and is_share else None,
        status="final",
        baseline=None,
        target=None,
        deadline=None,
        direction=None,
    )


@dataclass(frozen=True)
class RandomTable:
    """A table by parts of breakdowns and perhaps by month, each axis with its whole."""

    measure: Measure
    axes: Mapping[str, Sequence[str]]
    leaves: Mapping[Part, Counted]

    @property
    def parts(self) -> list[Part]:
        return list(product(*((None, *values) for values in self.axes.values())))

    def counted(self, part: Part) -> Counted:
        return sum((of for leaf, of in self.leaves.items() if in_part(part)(leaf)), Counted())

    @property
    def figures(self) -> dict[Part, Figure]:
        return {part: figure_of(self.measure, *self._called(part), self.counted(part)) for part in self.parts}

    def outside(self, name: str) -> dict[Part, float]:
        return {leaf: getattr(of, name) for leaf, of in self.leaves.items() if OUTSIDE in leaf}

    def _called(self, part: Part) -> tuple[str, dict[str, str]]:
        named = {name: value for name, value in zip(self.axes, part, strict=True) if value is not None}
        return named.pop("month", "2023" if "month" in self.axes else "2023-12"), named


SHAPES = (
    {"sex": 2},
    {"unit": 6},
    {"unit": 4, "sex": 2},
    {"age": 5, "unit": 5},
    {"month": 12, "sex": 2},
    {"unit": 4, "sex": 2, "month": 4},
)
KEYS = ("UPP-1.1", "OUT-0.kas", "ENK-JC4", "UPP-4.1")
"""A mean of shares, a share of the whole period, a count of the whole period, a mean of counts."""


def random_table(chance: Random) -> RandomTable:
    """Some cells small, some empty, some large; at times somebody is in no part."""
    sizes = chance.choice(SHAPES)
    names = {"sex": ["K", "M"], "month": [f"2023-{month:02}" for month in range(1, 13)]}
    axes = {name: names.get(name, [f"{name} {n}" for n in range(12)])[:size] for name, size in sizes.items()}
    mean = chance.choice((3, 8, 20, 60))
    leaves = {leaf: _drawn(chance, mean) for leaf in product(*axes.values())}
    if chance.random() < 0.3 and "month" not in axes:
        leaves[(OUTSIDE,) * len(axes)] = _drawn(chance, 4)
    return RandomTable(CATALOGUE[chance.choice(KEYS)], axes, leaves)


def _drawn(chance: Random, mean: int) -> Counted:
    yes, no, unknown = (int(chance.expovariate(1 / mean)) if chance.random() < 0.9 else 0 for _ in range(3))
    return Counted(yes, no, unknown // 4)
