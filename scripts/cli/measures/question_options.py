"""The groups of options that form a question to the measures."""

from dataclasses import dataclass

from projections.measures.questions import Question, question
from scripts.cli.console import options


@dataclass(frozen=True)
class MeasureOptions:
    """The measures and their periods."""

    keys: options.Keys
    periods: options.Periods


@dataclass(frozen=True)
class CaseOptions:
    """How cases are counted."""

    view: options.OfView = "official"
    sets: options.Sets = None

    def question(self, measures: MeasureOptions) -> Question:
        return question(measures.keys, measures.periods, self.view, "", self.sets or ())


@dataclass(frozen=True)
class FigureOptions:
    """How figures are broken down and counted."""

    by: options.By = ""
    view: options.OfView = "official"
    sets: options.Sets = None

    def question(self, measures: MeasureOptions) -> Question:
        return question(measures.keys, measures.periods, self.view, self.by, self.sets or ())
