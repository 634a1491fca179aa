"""The figures that a report needs of its World: each measure once, for all its periods, kept once computed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from projections.disclosure.gate import Gate
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period
from projections.worlds.world import World

Part = str | None
"""A part of a breakdown, or the whole."""
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
        """The parts that have figures, in their order."""
        return list(dict.fromkeys(part for _, part in self.figures if part is not None))


@dataclass
class Answers:
    """The figures of one World, computed when first requested."""

    world: World
    given: dict[tuple[str, str], MeasureAnswer] = field(default_factory=dict)

    def ask(self, key: str, periods: Iterable[Period], by: str = "sex") -> MeasureAnswer:
        """The whole and each part. A measure of whole years has figures of years only."""
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
        """The same answers after disclosure control: all figures of a measure together, since they reveal one another."""
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
        """Every measure requested, once."""
        return list({answer.measure.key: answer.measure for answer in self.given.values()}.values())

    @property
    def asks(self) -> list[Ask]:
        """The questions, each measure and breakdown once."""
        return [
            Ask(answer.measure, [period(label) for label in dict.fromkeys(label for label, _ in answer.figures)], (by,))
            for (_, by), answer in self.given.items()
        ]


class _Disclosed(Answers):
    """Answers that have passed the gate; nothing more is computed after it."""

    def _figures(self, measure: Measure, periods: Sequence[Period], by: str) -> dict[tuple[str, Part], Figure]:
        if periods:
            raise LookupError(measure.key)
        return {}
