"""The groups of options that commands share: each is declared once, and converts its options to values for the command."""

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
    """The options as of and known at."""

    as_of: options.AsOf = None
    known_at: options.KnownAt = None

    def coordinates(self, rules: Rules = RULES, position: int | None = None) -> Coordinates:
        return coordinates(self.as_of, self.known_at, position, rules=rules)


@dataclass(frozen=True)
class CoordinateOptions:
    """The coordinates of the World."""

    as_of: options.AsOf = None
    known_at: options.KnownAt = None
    learned_by: options.LearnedBy = None
    position: options.Position = None

    def coordinates(self, rules: Rules = RULES) -> Coordinates:
        return coordinates(self.as_of, self.known_at, self.position, self.learned_by, rules)


@dataclass(frozen=True)
class TextAnswerOptions:
    """The output options of an answer that is not a table of records."""

    form: options.AsForm = "table"
    out: options.Out = None


@dataclass(frozen=True)
class AnswerOptions:
    """The output options of an answer."""

    form: options.AsForm3 = "table"
    out: options.Out = None

    def write(self, session: Session, records: Sequence[Record], grids: Sequence[Grid]) -> None:
        answer(session, self.form, records, grids, self.out)


@dataclass(frozen=True)
class OpenAnswerOptions(AnswerOptions):
    """The output options of figures, including whether small counts are shown."""

    open_counts: options.OpenCounts = False


@dataclass(frozen=True)
class ReleaseOptions:
    """The output file for figures in a separate format, and whether small counts are included."""

    out: options.Out = None
    open_counts: options.OpenCounts = False
