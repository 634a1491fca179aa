"""A World: everybody's facts as of A, known at K, at a log position, by given rules. Measures are computed on it.

A World that was folded without A is cut at A here, column by column: later events are dropped, and what ends later is
open. A test proves the cut equal to folding only what had happened (docs/decisions/0018).
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

import polars as pl

from domain.participant.folding import RULES, Rules
from domain.participant.journeys import X1
from projections.facts.days import FAR, month_number
from projections.facts.snapshot import Tables
from projections.facts.tables import DATED, NOBODY, Frames
from projections.worlds.coordinates import Coordinates, Located

Computed = TypeVar("Computed")


def cut(frames: Frames, as_of: date) -> Frames:
    """Returns the facts as they were at the end of a day."""
    return {name: _cut_table(name, frame, as_of) for name, frame in frames.items()}


def _cut_table(name: str, frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    table = DATED[name]
    if table.on is not None:
        frame = frame.filter(pl.col(table.on).is_null() | (pl.col(table.on) <= as_of))
    if table.until is not None:
        frame = frame.filter(pl.col(table.until).is_null() | (pl.col(table.until) > as_of))
    for day, columns in table.later.items():
        known = pl.col(day).is_null() | (pl.col(day) <= as_of)
        frame = frame.with_columns(pl.when(known).then(pl.col(column)).alias(column) for column in columns)
    return frame


class World(Located):
    """Facts cut at A, and the tables derived from them that measures share."""

    def __init__(
        self,
        frames: Frames,
        as_of: date,
        known_at: datetime | None = None,
        position: int | None = None,
        rules: Rules = RULES,
    ) -> None:
        """`frames` are already cut: `at` cuts them. A rule that cuts again passes each coordinate, as in its fingerprint."""
        self.frames = frames
        self.coordinates = Coordinates(as_of, known_at, position, rules)
        self.computed: dict[object, object] = {}

    @classmethod
    def at(cls, coordinates: Coordinates, frames: Frames) -> "World":
        """Returns the World of everybody's facts known at these coordinates; each table is cut at A when it is first read."""
        as_of = coordinates.as_of
        world = cls(Tables(lambda name: _cut_table(name, frames[name], as_of)), as_of)
        world.coordinates = coordinates
        return world

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.frames[table]

    def once(self, key: object, make: Callable[[], Computed]) -> Computed:
        """Returns a value that several measures need, computed on first use."""
        if key not in self.computed:
            self.computed[key] = make()
        return self.computed[key]  # type: ignore[return-value]

    def only(self, pids: pl.Series) -> "World":
        """Returns the same World, restricted to some participants."""
        kept = pl.concat([pids, pl.Series([NOBODY])]).implode()
        frames = {name: frame.filter(pl.col("pid").is_in(kept)) for name, frame in self.frames.items()}
        return World(frames, self.as_of, self.known_at, self.position, self.rules)

    @cached_property
    def journeys(self) -> pl.DataFrame:
        """One row per journey: when it began and ended, by which exit, and when the next began (measures.md §2.1)."""
        last = (
            self["enrolments"]
            .with_columns(pl.col("ended_on").fill_null(FAR).alias("_end"))
            .sort("pid", "journey", "_end", "began_on", "enrolment")
            .group_by("pid", "journey", maintain_order=True)
            .agg(
                pl.col("began_on").min(),
                pl.col("began_event").sort_by("began_on", "enrolment").first(),
                pl.col("ended_on", "ended_event", "reason", "employment", "unit", "enrolment", "referral").last(),
            )
        )
        is_open = pl.col("ended_on").is_null() | (pl.col("reason") == X1).fill_null(value=False)
        closed = ("ended_on", "ended_event", "reason", "employment")
        return last.with_columns(
            *(pl.when(~is_open).then(pl.col(name)).alias(name) for name in closed),
            pl.col("began_on").shift(-1).over("pid").alias("next_began_on"),
            pl.col("began_event").shift(-1).over("pid").alias("next_event"),
        )

    @cached_property
    def exits(self) -> pl.DataFrame:
        """The journeys that have ended; an exit stands once no new enrolment can chain to it (§1.3)."""
        ended = self.journeys.filter(pl.col("ended_on").is_not_null())
        gap = pl.duration(days=self.rules.journey_gap_days)
        return ended.with_columns((pl.col("ended_on") + gap).alias("stands_on"))

    @property
    def exit_stands(self) -> pl.Expr:
        """For rows of exits: whether they stand at A."""
        return pl.col("stands_on") <= self.as_of

    @cached_property
    def standing_exits(self) -> pl.DataFrame:
        """The exits that stand at A."""
        return self.exits.filter(self.exit_stands)

    @cached_property
    def support_months(self) -> pl.DataFrame:
        """One row per participant and month with support, with the first payment's day and event (§2.3)."""
        return (
            self["support_payments"]
            .sort("pid", "month", "on", "event")
            .group_by("pid", "month", maintain_order=True)
            .agg(pl.col("on").first(), pl.col("event").first())
        )

    def support_spells(self, gap: int) -> pl.DataFrame:
        """Returns runs of months with fewer than `gap` whole months without support between them; ended once `gap` have passed.

        Columns: pid, began_on, ended_on (the last month's last day), ended (whether that is certain at A), and the events of
        the first month and the last: first_event, event.
        """
        return self.once(("support_spells", gap), lambda: self._support_spells(gap))

    def _support_spells(self, gap: int) -> pl.DataFrame:
        months = self.support_months.with_columns(month_number(pl.col("month")).alias("_nr"))
        apart = (pl.col("_nr") - pl.col("_nr").shift(1).over("pid") > gap).fill_null(value=True)
        spells = (
            months.with_columns(apart.cum_sum().over("pid").alias("spell"))
            .group_by("pid", "spell", maintain_order=True)
            .agg(
                pl.col("month").first().alias("began_on"),
                pl.col("month").last().dt.month_end().alias("ended_on"),
                pl.col("event").first().alias("first_event"),
                pl.col("event").last(),
            )
        )
        passed = pl.col("ended_on").dt.month_start().dt.offset_by(f"{gap}mo").dt.month_end() <= self.as_of
        return spells.with_columns(passed.alias("ended"))
