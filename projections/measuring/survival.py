"""Lead times of completed cases, and of cases that are still waiting (measures.md §7).

The Kaplan–Meier median is computed with integers, so that it is exact (docs/decisions/0015).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class LeadTimes:
    """In calendar days. Quantiles and mean are of completed cases; `km_median` treats waiting and withdrawn as censored."""

    n: int | None = 0
    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    p90: float | None = None
    mean: float | None = None
    km_median: int | None = None
    waiting: int | None = 0
    withdrawn: int | None = 0
    under_way: int | None = 0
    bands: Mapping[str, float] = field(default_factory=dict)
    """Percent of the completed cases in each band."""
    within: Mapping[str, float] = field(default_factory=dict)
    """Percent of all cases that had arrived within each limit, by Kaplan and Meier's estimate, where it is defined."""


def lead_times(group: pl.DataFrame, bands: Mapping[str, str], within: Mapping[str, int]) -> LeadTimes:
    """`group` has `outcome` (completed, waiting, withdrawn, under_way), `days`, and for bands `from_on` and `to_on`."""
    of = {str(outcome): int(n) for outcome, n in group["outcome"].value_counts().iter_rows()}
    observed = group.filter(pl.col("outcome") != "under_way")
    completed = observed.filter(pl.col("outcome") == "completed")
    done = completed["days"].cast(pl.Float64)
    times = list(zip(observed["days"], observed["outcome"] == "completed", strict=True))
    p25, median, p75, p90 = (done.quantile(q, "linear") for q in (0.25, 0.5, 0.75, 0.9))
    mean = done.mean()
    return LeadTimes(
        n=len(done),
        median=median,
        p25=p25,
        p75=p75,
        p90=p90,
        mean=mean if isinstance(mean, float) else None,
        km_median=kaplan_meier_median(times),
        waiting=of.get("waiting", 0),
        withdrawn=of.get("withdrawn", 0),
        under_way=of.get("under_way", 0),
        bands=_bands(completed, bands) if bands and len(completed) else {},
        within=_within(times, within),
    )


def _bands(completed: pl.DataFrame, bands: Mapping[str, str]) -> dict[str, float]:
    """Computed by date: within six months means until the same date six months later."""
    band = pl.lit(None, pl.String)
    for name, reach in list(bands.items())[::-1]:
        reaches = pl.col("to_on") <= pl.col("from_on").dt.offset_by(reach) if reach else pl.lit(value=True)
        band = pl.when(reaches).then(pl.lit(name)).otherwise(band)
    counted = Counter(completed.select(band.alias("band"))["band"])
    return {name: 100 * counted[name] / len(completed) for name in bands}


def _within(times: Sequence[tuple[int, bool]], within: Mapping[str, int]) -> dict[str, float]:
    """Skips limits beyond the longest observed time, where no estimate exists, unless every case has arrived."""
    if not within:
        return {}
    curve = list(survivors(times))
    last = max((days for days, _ in times), default=-1)
    shares: dict[str, float] = {}
    for name, limit in within.items():
        over, under = next(((over, under) for days, over, under in reversed(curve) if days <= limit), (1, 1))
        if limit <= last or over == 0:
            shares[name] = 100 * (under - over) / under
    return shares


def kaplan_meier_median(times: Iterable[tuple[int, bool]]) -> int | None:
    """Returns the smallest t with S(t) ≤ 1/2, or None; exact."""
    return next((days for days, surviving, of in survivors(times) if 2 * surviving <= of), None)


def survivors(times: Iterable[tuple[int, bool]]) -> Iterator[tuple[int, int, int]]:
    """Yields Kaplan and Meier's S(t) at each t with an arrival, exact: t, numerator, denominator.

    `times`: (days, whether the case arrived then); cases censored at t are at risk at t.
    """
    ended, censored = Counter[int](), Counter[int]()
    for days, completed in times:
        (ended if completed else censored)[days] += 1
    at_risk = ended.total() + censored.total()
    over, under = 1, 1
    for days in sorted(ended.keys() | censored.keys()):
        if ended[days]:
            over, under = over * (at_risk - ended[days]), under * at_risk
            yield days, over, under
        at_risk -= ended[days] + censored[days]
