"""Variants (whole sequences of steps per case) and rework (repeated steps).

A variant always states whether its loops are folded: other programs fold silently, and then the same people have
fewer variants (evaluation-methods.md §1.2). A variant with a single person identifies that person: a list of variants is
personal data until it has passed disclosure control (§0.7).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from projections.movements.steps import follows, names_of

Loops = Literal["unfolded", "runs_folded", "pairs_folded"]

PLANNED_TO_REPEAT: Final = frozenset(
    {
        "followed_up",
        "plan_followed_up",
        "milestone_reached",
        "appointment_booked",
        "appointment_held",
        "attendance_recorded",
        "support_applied",
        "support_decided",
        "support_paid",
    }
)
"""Kinds that repeat by design: a monthly follow-up is not rework (evaluation-methods.md §1.2)."""

_FIRST_SIGN: Final = ord("!")
_RUN, _PAIR = re.compile(r"(.)\1+", re.DOTALL), re.compile(r"(..)\1+", re.DOTALL)


@dataclass(frozen=True)
class Variants:
    """Whole sequences of steps, the commonest first; `ways` and `cases` include the sequences that are not listed."""

    loops: Loops
    table: pl.DataFrame
    """`steps` (a list), `cases`, `share` in percent."""
    ways: int
    cases: int
    alone: int
    """The number of sequences with a single case."""

    def as_table(self) -> pl.DataFrame:
        return self.table


def variants(steps: pl.DataFrame, loops: Loops = "unfolded", top: int | None = None) -> Variants:
    """Returns the variants of ordered steps (`projections.movements.steps`), all or the `top` commonest.

    `runs_folded`: A A A becomes A. `pairs_folded`: also A B A B becomes A B, repeated until nothing changes.
    """
    names = names_of(steps)
    signs = pl.Series([chr(_FIRST_SIGN + nr) for nr in range(len(names))], dtype=pl.String)
    # One character per step: a sequence becomes a short string, which is fast to count.
    spelled = steps.select("case", "step", signs.gather(steps["step"].to_physical()).alias("way"))
    by_case = spelled.group_by("case", maintain_order=True).agg(pl.col("step").alias("steps"), "way")
    ways = _counted(by_case.with_columns(pl.col("way").list.join("")), pl.len())
    if loops != "unfolded":
        ways = _counted(_folded(ways, loops, signs, names), pl.col("cases").sum())
    cases = int(ways["cases"].sum())
    # Sorting by one struct is a third faster than by two columns.
    first = ways.sort(pl.struct(-pl.col("cases").cast(pl.Int64), "way")).head(ways.height if top is None else top)
    table = first.select("steps", "cases", (100 * pl.col("cases") / cases).alias("share"))
    return Variants(loops, table, ways.height, cases, ways.filter(pl.col("cases") == 1).height)


def _counted(ways: pl.DataFrame, cases: pl.Expr) -> pl.DataFrame:
    return ways.group_by("way").agg(cases.alias("cases"), pl.col("steps").first())


def _folded(ways: pl.DataFrame, loops: Loops, signs: pl.Series, names: list[str]) -> pl.DataFrame:
    short = pl.Series("way", [folded(way, loops) for way in ways["way"]], dtype=pl.String)
    steps = pl.col("way").str.split("").list.eval(pl.element().replace_strict(signs, names, return_dtype=pl.Enum(names)))
    return ways.with_columns(short).with_columns(steps.alias("steps"))


def folded(way: str, loops: Loops) -> str:
    """Returns a sequence (one character per step) with its loops folded."""
    if loops == "unfolded":
        return way
    way = _RUN.sub(r"\1", way)
    while loops == "pairs_folded" and (shorter := _PAIR.sub(r"\1", way)) != way:
        way = shorter
    return way


def rework(steps: pl.DataFrame, may_repeat: Collection[str] = PLANNED_TO_REPEAT) -> pl.DataFrame:
    """Returns, per step: `cases` with it, cases that `repeated` it, of these `in_a_row` and `after_other`, and `extra`.

    Steps whose kind may repeat as planned are dropped first, so that A, a follow-up, A is A in a row. A case with
    both patterns is counted in both. `extra`: the number of repetitions beyond each case's first.
    """
    planned = [name for name in names_of(steps) if name.partition(":")[0] in may_repeat]
    if planned:
        steps = steps.filter(~pl.col("step").is_in(planned))
    return (
        _times(steps)
        .group_by("step")
        .agg(
            pl.len().alias("cases"),
            (pl.col("times") > 1).sum().alias("repeated"),
            (pl.col("again") > 0).sum().alias("in_a_row"),
            (pl.col("times") - 1 > pl.col("again")).sum().alias("after_other"),
            (pl.col("times") - 1).sum().alias("extra"),
        )
        .with_columns(pl.col("step").cast(pl.String))
        .sort("repeated", "step", descending=[True, False])
    )


def _times(steps: pl.DataFrame) -> pl.DataFrame:
    """Returns the `times` each case had each step, and how many of these directly followed the same step (`again`)."""
    # Case and step in a single sorted number: grouping sorted values is faster.
    both = (pl.col("case").cast(pl.UInt64) * 2**16 + pl.col("step").to_physical()).alias("both")
    again = ((pl.col("step") == pl.col("step").shift(1)) & follows()).fill_null(value=False).alias("again")
    in_order = steps.select("step", both, again).sort("both").group_by("both", maintain_order=True)
    return in_order.agg(pl.col("step").first(), pl.len().alias("times"), pl.col("again").sum())
