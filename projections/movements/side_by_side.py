"""How many go round? R3, R4, R5 (measures.md §8) and the three named definitions side by side, after disclosure control.

They answer the same question by different rules, so each states in a sentence what it counts. Numbers shown side by side
must not reveal one another: if any part of a definition's number is hidden, the whole number is hidden.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import polars as pl

from domain.vocabulary.text import Text
from projections.disclosure.gate import Gate
from projections.measures.catalogue import CATALOGUE
from projections.measures.everyone.going_round import GOES_ROUND
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.movements.episodes import VERSION, Terms
from projections.movements.returning import cyclers, returns
from projections.movements.rundgang import rundgang
from projections.worlds.world import World

_EXITS: Final[Text] = Text("avslut", "exits")
_PERSONS: Final[Text] = Text("personer", "persons")


@dataclass(frozen=True)
class NamedDefinition:
    """One of the definitions, with its figure."""

    key: str
    name: Text
    says: Text
    of: Text
    """The unit counted: exits or persons."""
    figure: Figure

    @property
    def hidden(self) -> bool:
        """Also hides counts of persons where few cannot be judged yet: the totals of other definitions would reveal them."""
        hidden = {*self.figure.hidden}
        return bool(hidden if self.of == _PERSONS else hidden & {"value", "yes", "no", "unknown"})

    @property
    def cases(self) -> int | None:
        """The number of cases, including those that cannot be judged yet."""
        return None if self.hidden else sum(n or 0 for n in (self.figure.yes, self.figure.no, self.figure.unknown))

    @property
    def number(self) -> int | None:
        return None if self.hidden else self.figure.yes

    @property
    def lower(self) -> float | None:
        """Percent: yes of all cases."""
        return self._share(self.figure.yes)

    @property
    def upper(self) -> float | None:
        """Percent: yes of all cases if every case not known yet becomes a yes."""
        return self._share((self.figure.yes or 0) + (self.figure.unknown or 0))

    def _share(self, number: int | None) -> float | None:
        return 100 * number / self.cases if self.cases and number is not None else None


def side_by_side(world: World, gate: Gate, terms: Terms = Terms()) -> list[NamedDefinition]:  # noqa: B008 frozen
    return [*_of_measures(world, gate), *_named(world, gate, terms)]


_STABLE: Final = GOES_ROUND.parameters["stable_days"]
_LATELY: Final = GOES_ROUND.parameters["lately_days"]
_STUCK: Final = CATALOGUE["R5"].parameters["months"]
_MEASURES: Final[Mapping[str, tuple[Text, Text, Text]]] = {
    "R3": (
        Text("Varv", "Turns"),
        Text(
            f"Avslut de senaste tre åren som följdes av en ny resa, utan {_STABLE} dagars "
            "sammanhängande arbete eller studier emellan.",
            f"Exits of the last three years that a new journey followed, with no {_STABLE} days in a row "
            "of work or study between.",
        ),
        _EXITS,
    ),
    "R4": (
        Text("Snurrar runt", "Goes round"),
        Text(
            f"Minst tre resor påbörjade på tre år, inga {_STABLE} dagars arbete eller studier i rad, flera insatser eller "
            f"samma igen, och den sista resan pågår eller slutade för högst {_LATELY} dagar sedan.",
            f"At least three journeys begun in three years, no {_STABLE} days in a row of work or study, several insatser or "
            f"the same again, and the last journey goes on or ended at most {_LATELY} days ago.",
        ),
        _PERSONS,
    ),
    "R5": (
        Text("Fastnat", "Stuck"),
        Text(
            f"En resa som pågått i minst {_STUCK} månader utan placering, högre trappsteg eller {_STABLE} dagars "
            "arbete eller studier i rad.",
            f"A journey that has gone on for at least {_STUCK} months with no placement, no higher step and "
            f"no {_STABLE} days in a row of work or study.",
        ),
        _PERSONS,
    ),
}


def _of_measures(world: World, gate: Gate) -> Iterator[NamedDefinition]:
    """Yields R3, R4 and R5 as of A; the period does not matter."""
    periods = [period(str(world.as_of.year))]
    for key, (name, says, of) in _MEASURES.items():
        (figure,) = gate.figures(Ask(CATALOGUE[key], periods), world)
        yield NamedDefinition(key, name, says, of, figure)


def _named(world: World, gate: Gate, terms: Terms) -> Iterator[NamedDefinition]:
    says, exits = _sentences(terms), returns(world, terms)
    yield _definition(world, gate, "return", says["return"], _EXITS, (exits.exits, exits.returned, exits.not_yet))
    for key, people in (("cycler", cyclers(world, terms)), ("rundgang", rundgang(world, terms))):
        counts = people.height, _count(people, "yes"), _count(people, "not_yet")
        yield _definition(world, gate, key, says[key], _PERSONS, counts)


def _sentences(terms: Terms) -> Mapping[str, Text]:
    years = f"{terms.window_days / 365.25:.0f}"
    return {
        "return": Text(
            f"Avslut som följdes av en ny insats eller placering inom {terms.return_days} dagar, vad som än låg emellan.",
            f"Exits that a new insats or placement followed within {terms.return_days} days, whatever lay between.",
        ),
        "cycler": Text(
            f"Minst {terms.spells} perioder av insatser som börjat inom {years} år, även med arbete emellan.",
            f"At least {terms.spells} spells of insatser begun within {years} years, with or without work between.",
        ),
        "rundgang": Text(
            f"Minst {terms.moves} byten av insats i följd som inte ledde högre upp, utan stadigt arbete eller studier emellan.",
            f"At least {terms.moves} changes of insats in a row that led no higher, with no lasting work or study between.",
        ),
    }


_NAMES: Final[Mapping[str, Text]] = {
    "return": Text("Återinträde", "Return"),
    "cycler": Text("In och ut", "In and out (cycler)"),
    "rundgang": Text("Rundgång", "Rundgång (round and round)"),
}


def _definition(world: World, gate: Gate, key: str, says: Text, of: Text, counts: tuple[int, int, int]) -> NamedDefinition:
    return NamedDefinition(key, _NAMES[key], says, of, _figure(world, gate, key, *counts))


def _count(cases: pl.DataFrame, outcome: str) -> int:
    return cases.filter(pl.col("outcome") == outcome).height


def _figure(world: World, gate: Gate, name: str, cases: int, yes: int, not_yet: int) -> Figure:
    """Returns the count as a figure like R4's, so that it passes the same disclosure control."""
    r4 = CATALOGUE["R4"]
    units, counted = (
        replace(r4.units, of=partial(_not_by_steps, of=name)),
        replace(r4.counted, add=partial(_not_by_steps, of=name)),
    )
    measure = replace(r4, key=name, version=VERSION, parameters={}, units=units, who=(), counted=counted)
    (alike,) = figures(Ask(r4, [period(str(world.as_of.year))]), world)
    figure = replace(alike, measure=name, definition=measure.name, yes=yes, no=cases - yes - not_yet, unknown=not_yet)
    figure = replace(figure, immature=0, excluded=0, value=yes, numerator=yes, lower=yes, upper=yes + not_yet)
    (disclosed,) = gate.disclosed(measure, [figure])
    return disclosed


def _not_by_steps(*_: object, of: str) -> pl.DataFrame:
    """Stands for the rules of a definition that is no measure: its number is related to no measure's."""
    raise LookupError(of)
