"""What was delivered of a World: on which days the absence of an event is evidence that it did not happen (measures.md §11).

A source is expected of a kind, about a unit, from the first day that its deliveries of the kind reach until it was left
(`final`). A day is covered if some source is expected, and every source that is has delivered it. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

import polars as pl

from domain.events.records import STATEMENTS
from projections.facts.days import FAR
from projections.worlds.world import World

Stretch = tuple[date, date]
"""The first and the last day of consecutive days."""
_DAY = timedelta(days=1)
_UNNAMED = ""
"""A unit that no delivery names: only those that speak of all units speak of it."""


@dataclass(frozen=True)
class _Delivery:
    source: str
    unit: str | None
    """None: it speaks of all units."""
    from_on: date
    to_on: date
    missing: frozenset[str]
    assumed: bool
    final: bool

    def speaks_of(self, unit: str | None) -> bool:
        return self.unit in (None, unit)

    def reaches(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on


class Coverage:
    """The deliveries of a World."""

    def __init__(self, deliveries: pl.DataFrame, last_on: date) -> None:
        """`last_on`: the last day of what is known; no delivery reaches longer, and one until further notice as far."""
        self.last_on = last_on
        self._kinds: dict[str, list[_Delivery]] = {}
        for row in deliveries.sort("source", "from_on", "event").iter_rows(named=True):
            fields = frozenset((row["missing"] or "").strip("|").split("|")) - {""}
            to_on = min(row["to_on"] or last_on, last_on)
            self._kinds.setdefault(row["kind"], []).append(
                _Delivery(row["source"], row["unit"], row["from_on"], to_on, fields, row["assumed"], row["final"])
            )
        self._stretches: dict[tuple[str, str | None], Sequence[Stretch]] = {}

    @property
    def declared(self) -> bool:
        """Whether the log holds a delivery by the World's position: otherwise everything is judged as if all were sent."""
        return bool(self._kinds)

    def stretches(self, fact: str, unit: str | None = None) -> Sequence[Stretch]:
        """Returns the covered days of a kind (`enrolled`) or of one of its fields (`exited.reason`), as longest stretches.

        Without a unit: of all units that are spoken of, together.
        """
        if (fact, unit) not in self._stretches:
            kind, _, field = fact.partition(".")
            of = self._kinds.get(kind, [])
            if kind in STATEMENTS:  # one system says who is in KAA, another of which household
                of = [each for each in of if field not in each.missing]
            units = [unit] if unit is not None else list(dict.fromkeys(each.unit for each in of))
            covered = [_covered([each for each in of if each.speaks_of(about)], field, self.last_on) for about in units]
            self._stretches[fact, unit] = together(covered) if covered else ()
        return self._stretches[fact, unit]

    def of_all(self, facts: Iterable[str], unit: str | None = None) -> Sequence[Stretch]:
        """Returns the days on which all of these are covered."""
        return together([self.stretches(fact, unit) for fact in facts])

    def expected_from(self, kinds: Iterable[str]) -> date | None:
        """Returns the first day on which any source is expected of any of the kinds; None if none ever is."""
        return min((each.from_on for kind in kinds for each in self._kinds.get(kind, ())), default=None)

    def names_missing(self, fact: str) -> bool:
        """Whether some delivery of the kind names the field as missing."""
        kind, _, field = fact.partition(".")
        return any(field in each.missing for each in self._kinds.get(kind, ()))

    def never_fills(self, fact: str) -> bool:
        """Whether all deliveries of the kind name the field as missing."""
        kind, _, field = fact.partition(".")
        of = self._kinds.get(kind, [])
        return bool(of) and all(field in each.missing for each in of)

    def assumes(self, facts: Iterable[str]) -> bool:
        """Whether some delivery of these kinds is assumed."""
        return any(each.assumed for fact in facts for each in self._kinds.get(fact.partition(".")[0], ()))

    def limit(self, fact: str) -> tuple[str | None, date | None]:
        """Returns the source or unit whose deliveries of the kind reach least far, and how far; None where there is none."""
        last: dict[str, date] = {}
        for each in self._kinds.get(fact.partition(".")[0], ()):
            whose = each.unit or each.source
            last[whose] = max(last.get(whose, each.to_on), each.to_on)
        least = min(last, key=lambda name: (last[name], name), default=None)
        return least, last[least] if least is not None else None

    def by_unit(self, facts: Sequence[str], unit: pl.Expr | None, of: Callable[[Sequence[Stretch]], pl.Expr]) -> pl.Expr:
        """Returns what holds of each row by the days covered about its own unit; where that is not known, about all units."""
        about_all = of(self.of_all(facts))
        named = dict.fromkeys(each.unit for fact in facts for each in self._kinds.get(fact.partition(".")[0], ()) if each.unit)
        if unit is None or not named:
            return about_all
        about_own = of(self.of_all(facts, _UNNAMED))
        for name in named:
            about_own = pl.when(unit == name).then(of(self.of_all(facts, name))).otherwise(about_own)
        return pl.when(unit.is_null()).then(about_all).otherwise(about_own)

    @cached_property
    def kinds(self) -> Sequence[str]:
        return sorted(self._kinds)


@dataclass(frozen=True)
class OwnUnit:
    """The unit at which what a row tells happened: whether that was delivered is asked about this unit alone."""

    column: str = "at_unit"
    """The row's column, or a value of its measure (`{unit}`)."""
    unless_missing: tuple[str, ...] = ()
    """Fields without which it is not known: where a delivery names one as missing, all units are asked about."""

    def known(self, coverage: Coverage) -> bool:
        return not any(coverage.names_missing(field) for field in self.unless_missing)

    def of_rows(self, coverage: Coverage) -> pl.Expr | None:
        return pl.col(self.column) if self.known(coverage) else None


def coverage_of(world: World) -> Coverage:
    """Returns what was delivered of a World, up to its position, whatever K; at K nothing reaches beyond the day of K."""
    return world.once("coverage", lambda: Coverage(world["deliveries"], world.coordinates.known_on))


def declared(world: World, coverage: Coverage) -> World:
    """Returns the World with what was delivered of it, where its coordinates do not tell."""
    world.computed["coverage"] = coverage
    return world


def together(several: Sequence[Sequence[Stretch]]) -> Sequence[Stretch]:
    """Returns the days that are in all of these."""
    first, *others = several
    for other in others:
        pairs = ((max(a, c), min(b, d)) for a, b in first for c, d in other)
        first = [pair for pair in pairs if pair[0] <= pair[1]]
    return tuple(first)


def _covered(deliveries: Sequence[_Delivery], field: str, last_on: date) -> Sequence[Stretch]:
    """Returns the covered days of one kind about one unit: nothing changes but where a delivery begins or has ended."""
    by_source: dict[str, list[_Delivery]] = {}
    for each in deliveries:
        by_source.setdefault(each.source, []).append(each)
    expected = {source: (min(each.from_on for each in of), _left_on(of)) for source, of in by_source.items()}
    edges = sorted({each.from_on for each in deliveries} | {each.to_on + _DAY for each in deliveries} | {last_on + _DAY})
    stretches: list[Stretch] = []
    for day, following in pairwise(edges):
        present = [source for source, (first, last) in expected.items() if first <= day <= last]
        if present and day <= last_on and all(_sent(by_source[source], field, day) for source in present):
            before = stretches.pop() if stretches and stretches[-1][1] + _DAY == day else (day, day)
            stretches.append((before[0], following - _DAY))
    return tuple(stretches)


def _left_on(of: Sequence[_Delivery]) -> date:
    """Returns the last day on which a source is expected: the `to` of one that says final, unless another reaches longer."""
    longest = max(each.to_on for each in of)
    return longest if any(each.final and each.to_on == longest for each in of) else FAR


def _sent(of: Sequence[_Delivery], field: str, day: date) -> bool:
    reaching = [each for each in of if each.reaches(day)]
    return bool(reaching) and not any(field in each.missing for each in reaching)


def covers(stretches: Sequence[Stretch], first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Whether each row's days lie in one covered stretch; a row without days, or with none in between, needs none."""
    inside = pl.lit(value=False)
    for begin, end in stretches:
        inside |= (first >= begin) & (last <= end)
    return (inside | (first > last)).fill_null(value=True)
