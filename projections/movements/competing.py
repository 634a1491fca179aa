"""Where people go when they may go to several places: Aalen–Johansen beside what Kaplan–Meier would wrongly say.

Destinations compete: who went to one can no longer go to another, and is not merely out of sight. "1 − Kaplan–Meier" of
one destination takes the others for censored and says too much: of McCall's job losers 63.5 % in full-time work after a
year, where 46.2 % were (evaluation-methods.md §0.4, §1.4). Days are whole and many fall together; the shares are
computed in whole numbers and rounded once, at the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

RISK_DAYS = (0, 90, 180, 365)
"""The days of a risk table."""

_CURVE: dict[str, pl.DataType] = {
    "days": pl.Int64(),
    "at_risk": pl.Int64(),
    "destination": pl.String(),
    "ended": pl.Int64(),
    "incidence": pl.Float64(),
    "naive": pl.Float64(),
    "remaining": pl.Float64(),
}
_Row = tuple[int, int, str, int, float, float, float]


@dataclass(frozen=True)
class Competing:
    """How many had gone where by which day, and how many were still followed."""

    curve: pl.DataFrame
    """A row for each day on which somebody went and each destination: `at_risk` that day, how many `ended` there then,
    `incidence` by it (Aalen–Johansen), `naive` (1 − Kaplan–Meier of it alone) and `remaining`, the share gone nowhere."""
    cases: pl.DataFrame
    """`days` and `destination`, null for those who had gone nowhere when last seen; and whatever else was given."""
    destinations: tuple[str, ...]

    def by(self, day: int) -> pl.DataFrame:
        """The shares by the end of a day: `destination`, `incidence`, `naive`."""
        until = self.curve.filter(pl.col("days") <= day).group_by("destination").agg(pl.col("incidence", "naive").last())
        every = pl.DataFrame({"destination": self.destinations}, schema={"destination": pl.String})
        return every.join(until, on="destination", how="left", maintain_order="left").fill_null(0.0)

    def risk_table(self, days: Sequence[int] = RISK_DAYS) -> pl.DataFrame:
        """By day, everybody once: `at_risk`, those followed to it or longer who had gone nowhere by its end; each destination,
        who had gone there by then; and `censored`, who was out of sight before it."""
        day, to = pl.col("days"), pl.col("destination")
        return pl.concat(
            self.cases.select(
                pl.lit(on, pl.Int64).alias("days"),
                ((day > on) | (to.is_null() & (day == on))).sum().alias("at_risk"),
                *(((to == name).fill_null(value=False) & (day <= on)).sum().alias(name) for name in self.destinations),
                (to.is_null() & (day < on)).sum().alias("censored"),
            )
            for on in days
        )

    def as_table(self) -> pl.DataFrame:
        return self.curve


def competing(cases: pl.DataFrame, destinations: Sequence[str]) -> Competing:
    """Of cases with `days` and `destination`. Who is censored on a day is at risk on it."""
    curve = pl.DataFrame(list(_curve(cases, destinations)), schema=_CURVE, orient="row")
    return Competing(curve, cases, tuple(destinations))


def _curve(cases: pl.DataFrame, destinations: Sequence[str]) -> Iterator[_Row]:
    """Day by day. With D the product of those at risk, S = `free` / D, and each incidence and each lone Kaplan–Meier
    stands over D too: no fraction is ever shortened, so nothing is ever rounded."""
    at_risk, whole, free = cases.height, 1, 1
    gone, lone = dict.fromkeys(destinations, 0), dict.fromkeys(destinations, 1)
    for days, departed, went in _by_day(cases, destinations):
        if any(went.values()):
            for to in destinations:
                gone[to] = gone[to] * at_risk + free * went[to]
                lone[to] *= at_risk - went[to]
            whole, free = whole * at_risk, free * (at_risk - sum(went.values()))
            for to in destinations:
                yield days, at_risk, to, went[to], gone[to] / whole, (whole - lone[to]) / whole, free / whole
        at_risk -= departed


def _by_day(cases: pl.DataFrame, destinations: Sequence[str]) -> Iterator[tuple[int, int, dict[str, int]]]:
    """Each day in order, how many left sight on it, and how many of them went where."""
    went = ((pl.col("destination") == to).fill_null(value=False).sum().alias(to) for to in destinations)
    days = cases.group_by("days").agg(pl.len().alias("_departed"), *went).sort("days")
    for row in days.iter_rows(named=True):
        yield row["days"], row["_departed"], {to: row[to] for to in destinations}
