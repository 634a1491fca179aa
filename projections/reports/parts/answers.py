"""The figures that a report needs from its World: each is computed once and cached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from projections.disclosure.gate import Gate
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World

Part = str | None
"""A part of a breakdown; None is the whole."""
SEXES: Mapping[Part, str] = {None: "Totalt", "K": "Kvinnor", "M": "Män"}


@dataclass(frozen=True)
class MeasureAnswer:
    """A measure's figures by period and part."""

    measure: Measure
    figures: Mapping[tuple[str, Part], Figure]

    def of(self, period: Period, part: Part = None) -> Figure | None:
        return self.figures.get((period.label, part))

    @property
    def parts(self) -> list[str]:
        """The parts that have figures, in order."""
        return list(dict.fromkeys(part for _, part in self.figures if part is not None))


@dataclass
class Answers:
    """The figures of one World, computed when first requested."""

    world: World
    given: dict[tuple[str, str], MeasureAnswer] = field(default_factory=dict)

    @property
    def declared(self) -> bool:
        """Whether it is stated what was delivered of the World."""
        return coverage_of(self.world).declared

    def ask(self, key: str, periods: Iterable[Period], by: str = "sex") -> MeasureAnswer:
        """Returns the figures of the whole and of each part. A measure of whole years has figures of years only."""
        measure = CATALOGUE[key]
        known = self.given.get((measure.key, by), MeasureAnswer(measure, {}))
        answered = {label for label, _ in known.figures}
        new = {
            period.label: period
            for period in periods
            if period.label not in answered and (period.is_year or not measure.years_only)
        }
        answer = MeasureAnswer(measure, {**known.figures, **self._figures(measure, list(new.values()), by)})
        self.given[measure.key, by] = answer
        return answer

    def _figures(self, measure: Measure, periods: Sequence[Period], by: str) -> dict[tuple[str, Part], Figure]:
        counted = figures(Ask(measure, periods, (by,)), self.world) if periods else []
        return {(figure.period, figure.breakdown.get(by)): figure for figure in counted}

    def disclosed(self, gate: Gate) -> "Answers":
        """Returns the answers after disclosure control: all figures of a measure together, since they reveal one another."""
        disclosed: dict[int, Figure] = {}
        for measure in self.measures:
            own = [
                figure
                for answer in self.given.values()
                if answer.measure.key == measure.key
                for figure in answer.figures.values()
            ]
            disclosed |= {id(figure): published for figure, published in zip(own, gate.disclosed(measure, own), strict=True)}
        given = {
            question: MeasureAnswer(answer.measure, {which: disclosed[id(figure)] for which, figure in answer.figures.items()})
            for question, answer in self.given.items()
        }
        return _Disclosed(self.world, given)

    @property
    def measures(self) -> list[Measure]:
        """All measures requested, without duplicates."""
        return list({answer.measure.key: answer.measure for answer in self.given.values()}.values())

    @property
    def asks(self) -> list[Ask]:
        """The asks, one per measure and breakdown."""
        return [
            Ask(answer.measure, [period(label) for label in dict.fromkeys(label for label, _ in answer.figures)], (by,))
            for (_, by), answer in self.given.items()
        ]


class _Disclosed(Answers):
    """Answers after disclosure control. Raises `LookupError` if a figure is requested that has not been computed."""

    def _figures(self, measure: Measure, periods: Sequence[Period], by: str) -> dict[tuple[str, Part], Figure]:
        if periods:
            raise LookupError(measure.key)
        return {}
