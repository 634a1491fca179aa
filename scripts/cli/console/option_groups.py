"""The groups of options that commands share: each is declared once, and becomes what the command asks by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.participant.folding import RULES, Rules
from projections.exports.csv_text import Record
from projections.worlds.coordinates import Coordinates
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates
from scripts.cli.console.rendering import Grid, answer
from scripts.cli.console.session import Session


@dataclass(frozen=True)
class DayOptions:
    """As of when, and as known when."""

    as_of: options.AsOf = None
    known_at: options.KnownAt = None

    def coordinates(self, rules: Rules = RULES, position: int | None = None) -> Coordinates:
        return coordinates(self.as_of, self.known_at, position, rules=rules)


@dataclass(frozen=True)
class CoordinateOptions:
    """Which World."""

    as_of: options.AsOf = None
    known_at: options.KnownAt = None
    learned_by: options.LearnedBy = None
    position: options.Position = None

    def coordinates(self, rules: Rules = RULES) -> Coordinates:
        return coordinates(self.as_of, self.known_at, self.position, self.learned_by, rules)


@dataclass(frozen=True)
class TextAnswerOptions:
    """How an answer that is no table of records is written."""

    form: options.AsForm = "table"
    out: options.Out = None


@dataclass(frozen=True)
class AnswerOptions:
    """How an answer is written."""

    form: options.AsForm3 = "table"
    out: options.Out = None

    def write(self, session: Session, records: Sequence[Record], grids: Sequence[Grid]) -> None:
        answer(session, self.form, records, grids, self.out)


@dataclass(frozen=True)
class OpenAnswerOptions(AnswerOptions):
    """How figures are written, and whether small counts are in them."""

    open_counts: options.OpenCounts = False


@dataclass(frozen=True)
class ReleaseOptions:
    """Where figures in a form of their own are written, and whether small counts are in them."""

    out: options.Out = None
    open_counts: options.OpenCounts = False
