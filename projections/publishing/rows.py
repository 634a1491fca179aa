"""The case rows of a published figure: in or out, reason and outcome per participant. No names, dates or ids.

A participant is identified by a pseudonym and a unit of analysis by a keyed hash, both specific to the publication. The rows
sealed in the log can therefore be counted after a participant is erased, but cannot be joined with other data.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final

import polars as pl

from projections.measuring.breakdowns import broken_down, column
from projections.measuring.cases import NO_UNIT, cases, windows
from projections.measuring.figures import Ask
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.worlds.world import World

Hash = Callable[[str], str]
"""Maps an id to its keyed hash in the publication."""

COLUMNS: Final = ("who", "period", "unit", "in", "reason", "outcome", "amount", "days", "part")
"""`who`: the pseudonym. `part`: the part of the measure that a case belongs to, if it has parts. Empty: no value."""
PARTS_APART: Final = "|"


def case_rows(ask: Ask, world: World, period: Period, who: Mapping[int, str], unit: Hash) -> pl.DataFrame:
    """Returns the rows of one figure and all its parts, as text, sorted. `who`: each participant's pseudonym, by `pid`.

    One row per case and window; for each participant without a case one row, with the reason in the last window.
    """
    spans = windows(ask.measure, [period])
    counted = broken_down(ask.measure, cases(ask.measure, world, spans, ask.view, ask.values), ask.by, world)
    others = world["participants"].filter(~pl.col("pid").is_in(counted["pid"].unique().implode()))["pid"]
    out = cases(ask.measure, world.only(others), spans.tail(1), ask.view, ask.values, everyone=True)
    in_and_out = [_as_rows(ask.measure, counted, ask.by), _as_rows(ask.measure, _furthest(ask.measure, out), ())]
    rows = pl.concat(in_and_out, how="diagonal").fill_null("")
    return units_called(ask.measure, persons_called(rows, who), unit).sort(pl.all())


def persons_called(rows: pl.DataFrame, who: Mapping[int, str]) -> pl.DataFrame:
    """Replaces each `pid` by its pseudonym. Casts to text first: replacing with an empty mapping does not cast."""
    names = {str(pid): name for pid, name in who.items()}
    return rows.with_columns(pl.col("who").cast(pl.String).replace_strict(names, return_dtype=pl.String))


def units_called(measure: Measure, rows: pl.DataFrame, unit: Hash) -> pl.DataFrame:
    """Replaces each unit by its hash in the publication; if the units are persons, by the pseudonym in `who`."""
    if measure.units.persons:
        called = pl.col("who")
    else:
        units = {name: unit(name) for name in rows["unit"].unique()}
        called = pl.col("unit").replace_strict(units, return_dtype=pl.String)
    return rows.with_columns(pl.when(pl.col("unit") == NO_UNIT).then(pl.lit("")).otherwise(called).alias("unit"))


def _furthest(measure: Measure, out: pl.DataFrame) -> pl.DataFrame:
    """Returns one row per participant without a case: the unit that met the most steps."""
    met = pl.sum_horizontal(pl.lit(0), *(pl.col(step.name).fill_null(value=False).cast(pl.Int32) for step in measure.who))
    return out.with_columns(met.alias("_met")).sort("_met", "row", descending=[True, False]).unique("pid", keep="first")


def _as_rows(measure: Measure, frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    return frame.select(
        pl.col("pid").alias("who"),
        pl.col("period"),
        pl.col("unit"),
        pl.when("in").then(pl.lit("1")).otherwise(pl.lit("0")).alias("in"),
        pl.when("in").then("why").otherwise(_failed(measure)).alias("reason"),
        pl.when("in").then("outcome").alias("outcome"),
        pl.col("amount", "days", "part").cast(pl.String),
        *(_part_of(frame, column(name)) for name in by),
    )


def _part_of(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).list.join(PARTS_APART) if frame.schema[name].base_type() == pl.List else pl.col(name)


def _failed(measure: Measure) -> pl.Expr:
    """Returns the first step that is not met, or `no_unit` for a participant without any unit."""
    failed = pl.lit("")
    for step in reversed(measure.who):
        failed = pl.when(pl.col(step.name).fill_null(value=False)).then(failed).otherwise(pl.lit(step.name))
    return pl.when(pl.col("unit") == NO_UNIT).then(pl.lit("no_unit")).otherwise(failed)


def as_text(rows: pl.DataFrame) -> bytes:
    """Returns one line per row, with columns separated by tabs: the bytes that the digest is computed from."""
    return rows.write_csv(separator="\t", quote_style="never").encode()


def from_text(text: bytes) -> pl.DataFrame:
    return pl.read_csv(text, separator="\t", quote_char=None, infer_schema=False).fill_null("")


def digest(text: bytes) -> str:
    return sha256(text).hexdigest()


def of_part(rows: pl.DataFrame, breakdown: Mapping[str, str]) -> pl.DataFrame:
    """Returns the rows that are cases and belong to a part."""
    selected = rows.filter(pl.col("in") == "1")
    for name, part in breakdown.items():
        selected = selected.filter(pl.col(column(name)).str.split(PARTS_APART).list.contains(part))
    return selected
