"""Sensitivity of the three named definitions to their parameters: one table, one row per setting.

Publish it with the figure (evaluation-methods.md §1.8.5): a count of people in rundgång without it reflects
the choice of gap more than the people.
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
"""The presets of evaluation-methods.md §4, and neighbouring values of the other parameters."""


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
    """Returns the given terms first, then each parameter's other values with the other parameters unchanged."""
    few_settings(sum(map(len, choices.values())))
    others = [replace(terms, **{name: value}) for name, values in choices.items() for value in values]
    return [terms, *(other for other in others if other != terms)]


def every_way(terms: Terms, choices: Mapping[str, Sequence[Any]]) -> list[Terms]:
    """Returns every combination of the given values. Raises `BadQuestion` if there are too many."""
    few_settings(prod(map(len, choices.values())))
    return [replace(terms, **dict(zip(choices, values, strict=True))) for values in product(*choices.values())]


def sensitivity(world: World, settings: Iterable[Terms] | None = None) -> Sensitivity:
    """Computes the three definitions for each setting; the default is `one_at_a_time` around the default terms."""
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
