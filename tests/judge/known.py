"""What can be known of a figure (measures.md §11.3 to 11.5): answers by absence, the undetermined, bounds and status."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from .coverage import FIRST, Coverage
from .days import Period, plus_days, plus_months
from .figures import Case, Figure, Wait, World, by_several
from .grounds import BOTH, LEFT, Population, Rule, population, population_of_parts, rules, unit_of_part
from .outcomes import window_end
from .status import UNKNOWN

Some = TypeVar("Some", Case, Wait)
REGISTERED = "participant_registered"
MATURE = (*BOTH, "done", "waiting", "withdrawn", "under_way")
VIEWS: Mapping[str, int] = {
    "UPP-2.1": 90, "UPP-2.1b": 14, "UPP-2.1c": 90, "UPP-2.1d": 90, "UPP-2.3": 365, "UPP-2.3m": 365, "UPP-3.2": 60,
    "UPP-4.1": 0, "ENK-1": 90, "ENK-JC1": 0, "LIN-5": 0, "LIN-9": 0, "LIN-10": 365, "OUT-STABLE": 365, "RET-SUPPORT": 365,
    "SOD-5": 365, "SOD-5.down": 365, "SOD-7": 30, "SOD-8": 365, "SOD-13": 30, "OUT-0": 0, "OUT-90": 90, "OUT-180": 180,
    "OUT-365": 365, "RET-90": 90, "RET-180": 180, "RET-365": 365, "RET-730": 730,
    "UPP-10": 365, "ENK-3": 62, "ENK-5": 183, "LIN-7.restricted": 60, "UPP-1000.gross": 62,
}  # fmt: skip
"""Measures with two views, and the window in which who leaves is a leaver (ENK-5: six months)."""


NO_VIEWS = (
    "LIN-9.children",
    "ENK-3.proxy",
    "SOD-5.entries",
    "SOD-5.exits",
    "SOD-5.days",
    "SOD-5.entry",
    "SOD-5.goal",
    "UPP-10.exits",
)
"""Parts of measures with two views that have one themselves."""


def _of_views(key: str) -> list[Rule]:
    """§1.5: in the adjusted view every answer rests on the person not having left."""
    name = next((n for n in (key, key.removesuffix(".rate"), key.split(".", maxsplit=1)[0]) if n in VIEWS), None)
    if name is None or key in NO_VIEWS:
        return []
    return [Rule(BOTH, LEFT, lambda _w, _p, case: (case.day, _window_end(name, case.day)))]


def _window_end(name: str, day: date) -> date:
    return plus_months(day, 6) if name == "ENK-5" else window_end(day, VIEWS[name])


def lacks(world: World, key: str, period: Period, case: Case | Wait) -> bool:
    """Whether the case's answer is by absence of what was not delivered over its span."""
    every = rules(key) + (_of_views(key) if world.view == "adjusted" and isinstance(case, Case) else [])
    return any(case.outcome in rule.answers and _lacks(world, rule, period, case) for rule in every)


def _lacks(world: World, rule: Rule, period: Period, case: Case | Wait) -> bool:
    coverage, (first, last) = world.coverage, rule.span(world, period, case)
    assert coverage is not None
    span = first, min(last, world.as_of)
    if rule.where is not None and not rule.where(world, case, (first, last)):
        return False
    unit = _own_unit(coverage, rule, case)
    return any(map(coverage.missing, rule.filled)) or not all(coverage.spans(fact, *span, unit) for fact in rule.facts)


def _own_unit(coverage: Coverage, rule: Rule, case: Case | Wait) -> str | None:
    """The unit that the rule is about; None: all."""
    if rule.at is None or case.about is None or any(map(coverage.missing, rule.at)):
        return None
    return case.person.unit(case.about)


def _about(coverage: Coverage, of: Population | Rule, unit: str | None) -> str | None:
    return None if of.at is None or any(map(coverage.missing, of.at)) else unit


def answered(world: World, key: str, period: Period, case: Some) -> tuple[Some, bool]:
    """The case as its answers by absence can be known, and whether it lacks something.

    Of a person judged by several: each is known by itself, and then one decides; where there are none, nothing was looked for.
    """
    if isinstance(case, Case) and case.rows is not None:
        rows = [answered(world, key, period, row) for row in case.rows]
        outcome = by_several([row.outcome for row, _ in rows]) if rows else case.outcome
        return replace(case, outcome=outcome), any(lacking and row.outcome == outcome for row, lacking in rows)
    lacking = lacks(world, key, period, case)
    return (_unknown(world, key, period, case) if lacking else case), lacking


def judged(
    world: World, other: World, key: str, period: Period, cases: Sequence[Some], there: Sequence[Some]
) -> tuple[list[Some], int]:
    """The cases as they can be known, and how many lack something.

    `there`: the cases of the other World, where all that goes on in doubt had ended.
    """
    by_name = {_name(key, case): answered(other, key, period, case)[0] for case in there}
    known, number = [], 0
    for case in cases:
        one, lacking = answered(world, key, period, case)
        same = by_name.get(_name(key, case))
        differs = same is not None and one.outcome in MATURE and unlike(one, same)
        number += lacking or differs
        known.append(_unknown(world, key, period, one) if differs else one)
    return known, number


def in_doubt(key: str, cases: Sequence[Case | Wait], there: Sequence[Case | Wait]) -> bool:
    """Whether it is in doubt who is a case."""
    return {_name(key, case) for case in cases} != {_name(key, case) for case in there}


def _name(key: str, case: Case | Wait) -> tuple[str, str]:
    """reading: a journey is the same one where its last enrolment is."""
    of_journey = key.startswith(("SOD-1.", "SOD-10")) and case.about is not None
    return case.person.key, case.about.id if of_journey and case.about is not None else case.unit


def unlike(case: Case | Wait, other: Case | Wait) -> bool:
    if isinstance(case, Wait) and isinstance(other, Wait):
        return case.outcome != other.outcome or (case.outcome != "under_way" and case.days != other.days)
    return case.outcome != other.outcome or getattr(case, "amount", 1) != getattr(other, "amount", 1)


def _unknown(world: World, key: str, period: Period, case: Some) -> Some:
    if isinstance(case, Case):
        return replace(case, outcome=UNKNOWN)
    if case.outcome != "waiting" or not lacks(world, key, period, case):
        return case
    rule = next(rule for rule in rules(key) if "waiting" in rule.answers)
    assert world.coverage is not None
    until = world.coverage.run(rule.facts, case.day, _own_unit(world.coverage, rule, case))
    return replace(case, days=min(case.days, (until - case.day).days))


def covered(world: World, key: str, period: Period, breakdown: Mapping[str, str]) -> str:
    """Whether the population is covered over the period: whole, in part, or none of a kind."""
    states, coverage = [], world.coverage
    assert coverage is not None
    for part in (*population(key), *population_of_parts(key, breakdown)):
        first, last = part.span(world, period)
        last = min(last, world.as_of)
        about = _about(coverage, part, unit_of_part(key, breakdown))
        for fact, unit in ((REGISTERED, None), *((fact, about) for fact in part.facts)):
            days, there = (last - first).days + 1, coverage.number(fact, first, last, unit)
            states.append("whole" if days <= 0 or there == days else ("part" if there else "none"))
    return next(state for state in ("none", "part", "whole") if state in [*states, "whole"])


def complete_to(coverage: Coverage, key: str, breakdown: Mapping[str, str], decided_by: Sequence[str] = ()) -> Any:
    """The last day to which all its kinds are covered."""
    facts: set[tuple[str, str | None]] = {(REGISTERED, None)}
    unit = unit_of_part(key, breakdown)
    for part in (*population(key), *population_of_parts(key, (*breakdown, *decided_by)), *rules(key)):
        facts |= {(fact, _about(coverage, part, unit)) for fact in part.facts}
    day = coverage.last_day
    if not all(coverage.number(fact, FIRST, day, of) for fact, of in facts):
        return None
    while day >= FIRST and not all(coverage.number(fact, day, day, of) for fact, of in facts):
        day = plus_days(day, -1)
    return day if day >= FIRST else None


def with_bounds(figure: Figure, aggregate: str, undetermined: int, number: int) -> Figure:
    """§11.5: undetermined units would have been cases. reading: a sum or a mean of unknown amounts has no bounds."""
    if figure.get("value") is None or not (undetermined or number):
        return figure
    if aggregate == "rate":
        whole = figure["denominator"] + undetermined
        most = figure["yes"] + figure["unknown"] + undetermined
        return figure | {"lower": 100 * figure["yes"] / whole, "upper": 100 * most / whole}
    if aggregate == "count":
        return figure | {"upper": figure["yes"] + figure["unknown"] + undetermined}
    return figure | {"lower": None, "upper": None}
