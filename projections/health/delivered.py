"""What the sources have delivered, and what can be known of each measure by it (measures.md §11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from domain.vocabulary.text import Text
from projections.disclosure.aspects import small
from projections.measuring.aggregation import facts_of, window_end
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.rules.absence import state
from projections.rules.lacking import LACKING, without_delivery
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World

Knowable = Literal["known", "in_part", "unknown"]


@dataclass(frozen=True)
class KnownFigure:
    """What can be known of a measure in a period, and what is lacking."""

    figure: Figure
    knowable: Knowable
    lacking: Sequence[Text]


def delivered(world: World) -> pl.DataFrame:
    """Returns a row for each source and kind: the days, units and missing fields of its deliveries, taken together."""
    last = pl.lit(world.coordinates.known_on)
    return (
        world["deliveries"]
        .with_columns(pl.col("to_on").fill_null(last))
        .group_by("source", "kind")
        .agg(
            pl.col("from_on").min(),
            pl.col("to_on").max(),
            pl.col("unit").drop_nulls().unique().sort().alias("units"),
            pl.col("missing").drop_nulls().str.strip_chars("|").str.split("|").list.explode().unique().sort(),
            pl.col("assumed").any(),
            pl.col("final").any(),
            pl.col("event").n_unique().alias("deliveries"),
        )
        .sort("source", "kind")
    )


def known_figures(measures: Sequence[Measure], world: World, period: Period) -> Iterator[KnownFigure]:
    """Yields what can be known of each measure in a period, in a declared World."""
    for measure in measures:
        if period.is_year or not measure.years_only:
            (figure,) = figures(Ask(measure, [period]), world)
            yield KnownFigure(figure, _knowable(figure), tuple(_lacking(measure, figure, world, period)))


def _knowable(figure: Figure) -> Knowable:
    if figure.status == "not_delivered":
        return "unknown"
    return "in_part" if figure.status in LACKING else "known"


def _lacking(measure: Measure, figure: Figure, world: World, period: Period) -> Iterator[Text]:
    if figure.status not in LACKING:
        return
    coverage, last = coverage_of(world), min(window_end(measure, period, world.rules), world.as_of)
    lacking = [fact for fact in facts_of(measure) if state(coverage, fact, period.first_on, last) != "whole"]
    for fact in lacking:
        kind, _, field = fact.partition(".")
        if not field or kind not in lacking:  # a kind that is lacking has no fields
            yield without_delivery(fact, coverage)
    if figure.undetermined:
        yield _undetermined(figure.undetermined, figure.judged or 0)


def _undetermined(number: int, judged: int) -> Text:
    """Says how many cannot be determined; a small count, or one that follows from it, is not shown (§9)."""
    if small(number) or small(judged):
        return Text("några kan inte avgöras", "some cannot be determined")
    of = Text("{n} av {of} kan inte avgöras", "{n} of {of} cannot be determined")
    return of.format(n=str(number), of=str(number + judged))
