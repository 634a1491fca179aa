"""The health of the data: what is odd, late or never followed up, which units are silent, and what figures rest on.

Counts only, from a World and from times of registration; no person is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from domain.participant.findings import FINDING_KINDS
from domain.vocabulary.text import Lang
from projections.health import findings, follow_ups, lag, units
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import Period
from projections.worlds.world import World


@dataclass(frozen=True)
class Health:
    """Every part as a table; the figures unchanged, each with its own coverage."""

    findings_by_kind: pl.DataFrame
    findings_by_unit: pl.DataFrame
    findings_by_source: pl.DataFrame
    lag_by_source: pl.DataFrame
    lag_by_month: pl.DataFrame
    follow_ups: pl.DataFrame
    follow_ups_by_unit: pl.DataFrame
    follow_ups_by_month: pl.DataFrame
    units: pl.DataFrame
    figures: Sequence[Figure]


def health(
    world: World,
    all_findings: pl.DataFrame,
    registrations: pl.DataFrame,
    of: Period,
    silent_days: int = units.SILENT_DAYS,
) -> Health:
    """Returns the health of a World's data; `registrations` as in `health.lag`; `of`: the period of the figures."""
    odd = findings.with_units(world, all_findings)
    exits = follow_ups.exits(world)
    return Health(
        findings.by_kind(odd),
        findings.by_place(odd, "unit"),
        findings.by_place(odd, "source"),
        lag.by_source(registrations),
        lag.by_month(registrations, world.coordinates.known_on),
        follow_ups.coverage(exits),
        follow_ups.coverage(exits, "unit"),
        follow_ups.coverage(exits, "month"),
        units.units(world, silent_days),
        _figures(world, of),
    )


def _figures(world: World, of: Period) -> Sequence[Figure]:
    asks = (Ask(measure, [of]) for measure in CATALOGUE.values() if of.is_year or not measure.years_only)
    return [figure for ask in asks for figure in figures(ask, world)]


def says(code: str, lang: Lang) -> str:
    """Returns the text of a kind of finding, with `…` for the particulars."""
    return FINDING_KINDS[code].text[lang].format_map(_Anything())


class _Anything(dict[str, Any]):
    def __missing__(self, _: str) -> str:
        return "…"
