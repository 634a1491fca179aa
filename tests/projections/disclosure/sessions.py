"""Sessions of an evaluator with a simulated town: questions at random, each to whatever answers them, and what follows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from random import Random
from typing import Any

import orjson

from domain.errors import BadQuestion
from domain.events.way import Exited
from domain.participant.folding import Rules
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.worlds.world import World
from scripts.simulator import simulate
from tests.evaluator import Evaluator
from tests.memory import Book, book

Answers = Callable[[Ask, World], Sequence[Figure]]
"""Answers one question as it may leave."""

AS_OF, YEAR = date(2026, 6, 30), 2023
POPULATIONS = {
    "OUT-0.kas": "exits",
    "OUT-0.scb90": "exits",
    "OUT-90.kas": "exits",
    "LIN-5": "exits",
    "RET-365": "exits again",
    "RET-365.yes": "exits to work",
    "UPP-10.exits": "exits",
}
MADE_OF = {"exits to work": ("OUT-0.kas yes",)}
MONTHS = [f"{YEAR}-{month:02}" for month in range(1, 7)]
FIXED = [*MONTHS, f"{YEAR}-Q1", f"{YEAR}-Q2", f"{YEAR}-T1", f"{YEAR}-01..{YEAR}-06"]
"""The periods that are offered."""


@dataclass(frozen=True)
class Town:
    """A simulated town, and the same before one of its exits was registered."""

    book: Book

    @classmethod
    def simulated(cls, people: int, seed: int) -> "Town":
        lines = [orjson.loads(line) for line in simulate(people, seed, YEAR - 1, YEAR)]
        return cls(book([line for line in lines if line["kind"] != "erased"]))

    @cached_property
    def now(self) -> World:
        return _at(self.book.world(AS_OF), len(self.book.events))

    @cached_property
    def by_another_rule(self) -> World:
        """The same town by a parameter that changes nothing of these measures."""
        return _at(self.book.world(AS_OF, rules=Rules(journey_gap_days=13)), len(self.book.events))

    def before(self, chance: Random) -> World:
        """The town as it was one entry ago: without one exit of the half-year, which is one case of one exit."""
        exits = [n for n, event in enumerate(self.book.events) if isinstance(event, Exited) and f"{event.on:%Y-%m}" in MONTHS]
        while True:
            gone = chance.choice(exits)
            events = [event for n, event in enumerate(self.book.events) if n != gone]
            before = _at(Book(events, (), self.book.references).world(AS_OF), len(events))
            if all(self._moved(before, key) <= 1 for key in POPULATIONS):
                return before

    def _moved(self, other: World, key: str) -> int:
        """By how many cases a measure's counts of the months differ, whole or in parts."""
        ask = Ask(CATALOGUE[key], [period(label) for label in MONTHS], ("sex", "unit"))
        ours, theirs = (_counts(figures(ask, world)) for world in (self.now, other))
        moved = {
            cell: [abs(a - b) for a, b in zip(ours.get(cell, (0, 0, 0)), theirs.get(cell, (0, 0, 0)), strict=True)]
            for cell in {*ours, *theirs}
        }
        by_depth = [[sum(of[n] for cell, of in moved.items() if len(cell) == depth) for n in range(3)] for depth in (1, 2, 3)]
        return max(by_depth[0] + by_depth[2] + [-(-number // 2) for number in by_depth[1]])


def _at(world: World, position: int) -> World:
    world.coordinates = replace(world.coordinates, position=position)
    return world


def _counts(figures: Sequence[Figure]) -> dict[Any, tuple[int, int, int]]:
    """Those counted, those not counted, and all, of each month and part."""
    return {
        (figure.period, *sorted(figure.breakdown.items())): (
            figure.yes or 0,
            (figure.judged or 0) - (figure.yes or 0),
            figure.judged or 0,
        )
        for figure in figures
    }


def windows(chance: Random) -> str:
    """A period of whole months of the half-year, offered or not."""
    if chance.random() < 0.6:
        return chance.choice(FIXED)
    first = chance.randint(1, len(MONTHS))
    return f"{YEAR}-{first:02}..{YEAR}-{chance.randint(first, len(MONTHS)):02}"


def questions(chance: Random, number: int, breakdowns: Sequence[Sequence[str]]) -> Iterator[Ask]:
    keys = chance.sample(sorted(POPULATIONS), 3)
    for _ in range(number):
        labels = sorted({windows(chance) for _ in range(chance.randint(1, 4))})
        yield Ask(CATALOGUE[chance.choice(keys)], [period(label) for label in labels], chance.choice(breakdowns))


def session(town: Town, answers: Answers, seed: int, number: int = 30) -> tuple[int, list[Any]]:
    """Returns how many numbers were hidden in every answer of a session, and those of them that follow."""
    chance = Random(seed)
    worlds = [(0, town.now), (0, town.by_another_rule), (1, town.before(chance))]
    units = sorted({unit for unit in town.now["enrolments"]["unit"].unique() if unit})
    of = chance.choice([{"sex": ("K", "M")}, {"unit": units}, {"sex": ("K", "M"), "unit": units}])
    breakdowns = [by for size in range(len(of) + 1) for by in combinations(of, size)]
    evaluator = Evaluator(POPULATIONS, of, MADE_OF, {(0, 1): 1})
    for ask in questions(chance, number, breakdowns):
        version, world = chance.choice(worlds)
        try:
            shown = answers(ask, world)
        except BadQuestion:
            continue
        for figure, truth in zip(shown, figures(ask, world), strict=True):
            evaluator.reads(figure, truth, version)
    return len([where for where in evaluator.hidden if where not in evaluator.shown]), evaluator.recovered()
