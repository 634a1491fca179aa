"""What the sources have delivered (events.md §2, last part)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from domain.events import KINDS
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Text
from projections.worlds.world import World


@dataclass(frozen=True)
class DeliveredKind:
    """What a source has delivered of a kind of events, its deliveries taken together, in words."""

    source: str
    kind: Text
    from_on: date
    to_on: date
    units: str
    """Empty: all."""
    missing: Text
    basis: Text
    final: bool
    last_delivery_on: date


def delivered_kinds(world: World, kinds: Collection[str] = KINDS) -> list[DeliveredKind]:
    """Returns what was delivered, by source and kind; of some kinds, or of all."""
    return [_in_words(row) for row in delivered(world).iter_rows(named=True) if row["kind"] in kinds]


def _in_words(row: dict[str, Any]) -> DeliveredKind:
    labels = KINDS[row["kind"]].labels
    return DeliveredKind(
        kind=KIND_PLURALS[row["kind"]],
        units=", ".join(row["units"]),
        missing=Text.joined(", ", (labels[field] for field in row["missing"])),
        basis=Text("antaget", "assumed") if row["assumed"] else Text("angivet", "stated"),
        **{name: row[name] for name in ("source", "from_on", "to_on", "final", "last_delivery_on")},
    )


def delivered(world: World) -> pl.DataFrame:
    """Returns a row for each source and kind: the days, units and missing fields of its deliveries, taken together."""
    last = pl.lit(world.coordinates.known_on)
    return (
        world["deliveries"]
        .with_columns(pl.min_horizontal("to_on", last).alias("to_on"))
        .filter(pl.col("from_on") <= last)
        .group_by("source", "kind")
        .agg(
            pl.col("from_on").min(),
            pl.col("to_on").max(),
            pl.col("unit").drop_nulls().unique().sort().alias("units"),
            pl.col("missing").drop_nulls().str.strip_chars("|").str.split("|").list.explode().unique().sort(),
            pl.col("assumed").any(),
            pl.col("final").any(),
            pl.col("event").n_unique().alias("deliveries"),
            pl.col("registered_on").max().alias("last_delivery_on"),
        )
        .sort("source", "kind")
    )
