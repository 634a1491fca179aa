"""Lead times: what is known of how long it took, and of those who still wait (measures.md §7).

The Kaplan–Meier median is reckoned in whole numbers, so that it is exact (architecture, decision 13).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class LeadTimes:
    """Calendar days. Quantiles and mean are of the completed; `km_median` takes the waiting and withdrawn as censored."""

    n: int = 0
    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    p90: float | None = None
    mean: float | None = None
    km_median: int | None = None
    waiting: int = 0
    withdrawn: int = 0
    under_way: int = 0


def lead_times(group: pl.DataFrame) -> LeadTimes:
    """Of cases with `outcome` (completed, waiting, withdrawn, under_way) and `days`."""
    of = {str(outcome): int(n) for outcome, n in group["outcome"].value_counts().iter_rows()}
    observed = group.filter(pl.col("outcome") != "under_way")
    done = observed.filter(pl.col("outcome") == "completed")["days"].cast(pl.Float64)
    p25, median, p75, p90 = (done.quantile(q, "linear") for q in (0.25, 0.5, 0.75, 0.9))
    mean = done.mean()
    return LeadTimes(
        n=len(done),
        median=median,
        p25=p25,
        p75=p75,
        p90=p90,
        mean=mean if isinstance(mean, float) else None,
        km_median=kaplan_meier_median(zip(observed["days"], observed["outcome"] == "completed", strict=True)),
        waiting=of.get("waiting", 0),
        withdrawn=of.get("withdrawn", 0),
        under_way=of.get("under_way", 0),
    )


def kaplan_meier_median(times: Iterable[tuple[int, bool]]) -> int | None:
    """The smallest t with S(t) ≤ 1/2, or None. `times`: (days, whether it was completed then); exact.

    Those censored at t are at risk at t.
    """
    ended, censored = Counter[int](), Counter[int]()
    for days, completed in times:
        (ended if completed else censored)[days] += 1
    at_risk = ended.total() + censored.total()
    over, under = 1, 1
    for days in sorted(ended.keys() | censored.keys()):
        if ended[days]:
            over, under = over * (at_risk - ended[days]), under * at_risk
            if 2 * over <= under:
                return days
        at_risk -= ended[days] + censored[days]
    return None
