"""Cases, and the figure that they add up to (measures.md §1.4, 1.5, 1.7, §7, §9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from .coverage import Coverage
from .days import Period, plus_days
from .facts import Person, Spell
from .lines import Event, Reference
from .status import EXCLUDED, IMMATURE, NO, UNKNOWN, YES

Figure = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One unit: whose, which, how it came out, and the day it refers to (the reference day of §2)."""

    person: Person
    unit: str
    outcome: str
    day: date
    about: Spell | None = None
    amount: float = 1
    rows: tuple["Case", ...] | None = None
    """Of a person judged by several: each of these as a case of its own (§1.3); None: judged by itself alone."""


@dataclass(frozen=True)
class Wait:
    """One lead time: `days` until it was done, withdrawn, or A; `outcome` says which (§7)."""

    person: Person
    unit: str
    outcome: str  # done, withdrawn, waiting, under_way
    day: date
    days: int
    about: Spell | None = None


@dataclass(frozen=True)
class World:
    """Everybody as of A, and how it is asked."""

    persons: Sequence[Person]
    as_of: date
    view: str = "official"
    references: Sequence[Reference] = ()
    again: Callable[[date], "World"] | None = field(default=None, repr=False)
    coverage: Coverage | None = None
    """None: undeclared (§11.1)."""
    otherwise: Callable[..., "World"] | None = field(default=None, repr=False)
    """The same World where all that goes on in doubt had ended, or where facts are assumed that were never recorded."""

    def earlier(self, day: date) -> "World":
        if self.again is None:
            raise ValueError("this world cannot be asked as of another day")
        return self.again(day)


def leaver(person: Person, first: date, last: date, own_exit: Event | None = None) -> bool:
    """§1.5: own exit E3 E4 E7, or deceased or moved out in [e, w]. reading: not before the window is over (§1.3)."""
    if last > person.as_of:
        return False
    if own_exit is not None and own_exit.get("reason") in ("E3", "E4", "E7"):
        return True
    return any(first <= event.on <= last for event in person.of("deceased", "moved_out"))


def settle(world: World, outcome: str, has_left: bool) -> str:
    """§1.5: official: a leaver's yes stands, unknown becomes no; adjusted: excluded, whatever else is immature (2.5a)."""
    if not has_left:
        return outcome
    if world.view == "adjusted":
        return EXCLUDED
    return NO if outcome == UNKNOWN else outcome


def by_several(outcomes: Sequence[str]) -> str:
    """§1.3: one mature yes is enough, else immature if any is.

    reading: else unknown if any is unknown, else no; excluded only when there is nothing else.
    """
    return next((o for o in (YES, IMMATURE, UNKNOWN, NO) if o in outcomes), EXCLUDED)


def of_several(person: Person, unit: str, day: date, rows: Sequence[Case], otherwise: str = NO) -> Case:
    """The case of a person judged by several; `otherwise`: the outcome where there are none."""
    outcome = by_several([row.outcome for row in rows]) if rows else otherwise
    return Case(person, unit, outcome, day, rows=tuple(rows))


def percent(part: float, whole: float) -> float | None:
    """§1.4: an empty denominator gives no value."""
    return 100 * part / whole if whole else None


def counted(cases: Sequence[Case]) -> Figure:
    return {outcome: sum(case.outcome == outcome for case in cases) for outcome in (YES, NO, UNKNOWN, IMMATURE, EXCLUDED)}


def rate_figure(cases: Sequence[Case]) -> Figure:
    """§1.4: headline = yes / (yes + no + unknown), a lower bound."""
    n = counted(cases)
    whole = n[YES] + n[NO] + n[UNKNOWN]
    value = percent(n[YES], whole)
    return n | {
        "numerator": n[YES],
        "denominator": whole,
        "value": value,
        "lower": value,
        "upper": percent(n[YES] + n[UNKNOWN], whole),
        "coverage": percent(n[YES] + n[NO], whole),
    }


def count_figure(cases: Sequence[Case]) -> Figure:
    """§1.7: value = lower = yes, upper = yes + unknown, no denominator and no coverage."""
    n = counted(cases)
    return n | {
        "numerator": n[YES],
        "denominator": None,
        "value": n[YES],
        "lower": n[YES],
        "upper": n[YES] + n[UNKNOWN],
        "coverage": None,
    }


def sum_figure(cases: Sequence[Case]) -> Figure:
    """The sum of an amount over the cases that are in (§9)."""
    total = sum(case.amount for case in cases if case.outcome == YES)
    return count_figure(cases) | {"value": total, "numerator": total, "lower": total, "upper": total}


def mean_figure(cases: Sequence[Case]) -> Figure:
    """The mean of an amount: its sum divided by the cases that are in."""
    whole, n = sum_figure(cases), counted(cases)[YES]
    mean = whole["value"] / n if n else None
    return whole | {"denominator": n, "value": mean, "lower": mean, "upper": mean}


AGGREGATES = {"mean": mean_figure, "rate": rate_figure, "count": count_figure, "sum": sum_figure}


def month_figure(world: World, cases: Sequence[Case], month: Period, aggregate: str, window: int) -> Figure:
    """§1.7: a monthly value exists only when the month's last day (for a count: + its window) ≤ A.

    reading: of a month that is not over, every case is immature (§1.3).
    """
    if month.last > world.as_of:
        cases = [replace(case, outcome=IMMATURE) for case in cases]
    figure = AGGREGATES[aggregate](cases)
    wait = 0 if aggregate == "rate" else window
    if plus_days(month.last, wait) > world.as_of:
        figure |= {"value": None, "lower": None, "upper": None, "coverage": None}
    return figure


def mean_of_months(figures: Sequence[Figure], has_whole: bool) -> Figure:
    """§1.7: the unweighted mean of the months that have a value; counts are sums over those months."""
    having = [figure for figure in figures if figure["value"] is not None]
    value = sum(figure["value"] for figure in having) / len(having) if having else None
    keys = [YES, NO, UNKNOWN, IMMATURE, EXCLUDED, "numerator"]
    keys += ["denominator"] if has_whole else []
    return (
        {"denominator": None}
        | {key: sum(figure[key] for figure in having) for key in keys}
        | {
            "value": value,
            "lower": value,
            "upper": None,
            "coverage": None,
        }
    )


def quantile(values: Sequence[int], share: Fraction) -> float | None:
    """§7: linear interpolation (type 7)."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def kaplan_meier_median(waits: Sequence[Wait]) -> int | None:
    """§7: the smallest t with S(t) ≤ 0.5. Who is censored on day t was still at risk on it."""
    survival = Fraction(1)
    at_risk = [wait for wait in waits if wait.outcome in ("done", "waiting", "withdrawn")]
    for t in sorted({wait.days for wait in at_risk if wait.outcome == "done"}):
        done = sum(wait.outcome == "done" and wait.days == t for wait in at_risk)
        survival *= 1 - Fraction(done, sum(wait.days >= t for wait in at_risk))
        if survival <= Fraction(1, 2):
            return t
    return None


def lead_time_figure(waits: Sequence[Wait]) -> Figure:
    done = [wait.days for wait in waits if wait.outcome == "done"]
    median = quantile(done, Fraction(1, 2))
    return {
        "n": len(done),
        "median": median,
        "value": median,
        "p25": quantile(done, Fraction(1, 4)),
        "p75": quantile(done, Fraction(3, 4)),
        "p90": quantile(done, Fraction(9, 10)),
        "mean": sum(done) / len(done) if done else None,
        "km_median": kaplan_meier_median(waits),
        "waiting": sum(wait.outcome == "waiting" for wait in waits),
        "withdrawn": sum(wait.outcome == "withdrawn" for wait in waits),
        "under_way": sum(wait.outcome == "under_way" for wait in waits),
    }
