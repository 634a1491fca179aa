"""How much the three named definitions depend on their parameters: one table, a row for each way of setting them.

Belongs beside the figure (evaluation-methods.md §1.8.5): a number of people going round published without it says
more about the choice of gap than about the people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, Final

import polars as pl

from domain.vocabulary.text import Lang
from projections.measuring.limits import few_settings
from projections.movements.episodes import VERSION, Terms
from projections.movements.returning import cyclers, returns, unproductive_returners
from projections.movements.rundgang import NO_LADDER, ladder_declared, rundgang
from projections.worlds.world import World

CHOICES: Final[Mapping[str, Sequence[int | None]]] = {
    "bridge_days": (13, 14, 31, 90),
    "productive_days": (30, 90, 180, None),
    "return_days": (180, 365, 730),
    "spells": (2, 3, 4),
    "window_days": (731, 1461),
    "moves": (2, 3),
}
"""The presets of evaluation-methods.md §4, and a step to each side of the rest."""


@dataclass(frozen=True)
class Sensitivity:
    """The table, the version of the definitions, and whether a ladder is declared."""

    table: pl.DataFrame
    ladder_declared: bool
    version: int = VERSION

    def as_table(self) -> pl.DataFrame:
        return self.table

    def says(self, lang: Lang = "sv") -> str:
        return "" if self.ladder_declared else NO_LADDER[lang]


def one_at_a_time(terms: Terms = Terms(), choices: Mapping[str, Sequence[Any]] = CHOICES) -> list[Terms]:  # noqa: B008 frozen
    """The given terms first, then each parameter's other values with the rest as given."""
    few_settings(sum(map(len, choices.values())))
    others = [replace(terms, **{name: value}) for name, values in choices.items() for value in values]
    return [terms, *(other for other in others if other != terms)]


def every_way(terms: Terms, choices: Mapping[str, Sequence[Any]]) -> list[Terms]:
    """Every combination of the values given. Raises `BadQuestion` where they are too many."""
    few_settings(prod(map(len, choices.values())))
    return [replace(terms, **dict(zip(choices, values, strict=True))) for values in product(*choices.values())]


def sensitivity(world: World, settings: Iterable[Terms] | None = None) -> Sensitivity:
    """The three definitions by each of the settings, by default `one_at_a_time` around the usual."""
    ways = one_at_a_time() if settings is None else list(settings)
    table = pl.DataFrame([_row(world, terms) for terms in ways], infer_schema_length=None)
    return Sensitivity(table, all(ladder_declared(world, terms) for terms in ways))


def _row(world: World, terms: Terms) -> dict[str, int | None]:
    exits, people, around = returns(world, terms), cyclers(world, terms), rundgang(world, terms)
    return {
        **{name: getattr(terms, name) for name in CHOICES},
        "exits": exits.exits,
        "returned": exits.returned,
        "unproductive": exits.unproductive,
        "exits_not_yet": exits.not_yet,
        "unproductive_returners": unproductive_returners(exits.cases),
        "persons": people.height,
        "cyclers": people.filter(pl.col("outcome") == "yes").height,
        "cyclers_not_yet": people.filter(pl.col("outcome") == "not_yet").height,
        "rundgang": around.filter(pl.col("outcome") == "yes").height,
    }
