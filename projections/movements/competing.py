"""Competing destinations: the Aalen–Johansen incidence, beside the biased "1 − Kaplan–Meier" for comparison.

Destinations compete: a case that reached one can no longer reach another, so it is not censored. "1 − Kaplan–Meier" of
one destination treats the others as censored and overestimates: 63.5 % of McCall's job losers in full-time work after a
year, where 46.2 % were (evaluation-methods.md §0.4, §1.4). Times are whole days with many ties; the shares are
computed in integers and rounded once, at the end.
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
    """How many cases had reached each destination by each day, and how many were still followed."""

    curve: pl.DataFrame
    """One row per day with an event and destination: `at_risk` that day, how many `ended` there that day, `incidence` so far
    (Aalen–Johansen), `naive` (1 − Kaplan–Meier of that destination alone), `remaining` (the share without any event)."""
    cases: pl.DataFrame
    """`days` and `destination` (null if censored), and any other columns of the input."""
    destinations: tuple[str, ...]

    def by(self, day: int) -> pl.DataFrame:
        """Returns the shares at the end of a day: `destination`, `incidence`, `naive`."""
        until = self.curve.filter(pl.col("days") <= day).group_by("destination").agg(pl.col("incidence", "naive").last())
        every = pl.DataFrame({"destination": self.destinations}, schema={"destination": pl.String})
        return every.join(until, on="destination", how="left", maintain_order="left").fill_null(0.0)

    def risk_table(self, days: Sequence[int] = RISK_DAYS) -> pl.DataFrame:
        """Returns one row per day, which counts every case once: `at_risk` (followed to that day or longer, no event by its
        end), one column per destination (cases that reached it by then), and `censored` (censored before that day)."""
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
    """Returns the curve of cases with `days` and `destination`. A case censored on a day is at risk on that day."""
    curve = pl.DataFrame(list(_curve(cases, destinations)), schema=_CURVE, orient="row")
    return Competing(curve, cases, tuple(destinations))


def _curve(cases: pl.DataFrame, destinations: Sequence[str]) -> Iterator[_Row]:
    """Yields the curve day by day. D (`whole`) is the product of the numbers at risk; S = `free` / D, and each incidence
    and each single Kaplan–Meier also has the denominator D. Fractions are never reduced, so all sums are exact."""
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
    """Yields each day in order, how many cases ended or were censored on it, and how many reached each destination."""
    went = ((pl.col("destination") == to).fill_null(value=False).sum().alias(to) for to in destinations)
    days = cases.group_by("days").agg(pl.len().alias("_departed"), *went).sort("days")
    for row in days.iter_rows(named=True):
        yield row["days"], row["_departed"], {to: row[to] for to in destinations}
