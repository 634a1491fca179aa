"""What the sources have delivered (events.md §2, last part)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from domain.events import KINDS
from domain.events.records import REFUSED, refused_in
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.plurals import counted
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
        basis=_basis(row["assumed"], row["refused"]),
        **{name: row[name] for name in ("source", "from_on", "to_on", "final", "last_delivery_on")},
    )


def _basis(assumed: bool, refused: int) -> Text:
    """Whether it is stated that all was sent; where lines were refused it is only assumed, whoever states it."""
    if refused:
        return Text("antaget: {number} avvisades", "assumed: {number} refused").format(number=lines(refused))
    return Text("antaget", "assumed") if assumed else Text("angivet", "stated")


def lines(number: int) -> Text:
    """Returns a number of lines in words."""
    return Text.of(lambda lang: counted(number, "line", lang))


def refused_lines(world: World) -> int:
    """Returns how many lines of the deliveries of a World were refused at the import."""
    return sum(map(refused_in, world["deliveries"]["event"].unique()))


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
            pl.col("event").unique().str.extract(REFUSED).cast(pl.Int64).sum().alias("refused"),
            pl.col("registered_on").max().alias("last_delivery_on"),
        )
        .sort("source", "kind")
    )
