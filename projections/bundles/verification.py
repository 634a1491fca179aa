"""The result of a verification: each check by name, the differences of a failed check, and notes for the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.events.records import FigurePublished
from domain.vocabulary.text import Text

SHOWN: Final = 5
"""The maximum number of differences reported per check."""

CHECKS: Final[Mapping[str, Text]] = {
    "members": Text("Delarna är de som en bunt har, var och en en gång", "The members are those of a bundle, each once"),
    "digests": Text("Varje del är vad manifestet säger", "Every member is what the manifest says"),
    "bytes": Text("Filen är byte för byte den som delarna ger", "The file is byte by byte the one that its members make"),
    "contents": Text("Delarna går att läsa", "The members can be read"),
    "definition": Text("Definitionen är den som publicerades", "The definition is the one that was published"),
    "rows": Text(
        "Raderna är de publicerade; var och en är med eller inte", "The rows are those published; everybody is in or out"
    ),
    "count": Text("Siffran, räknad ur raderna", "The figure, counted from the rows"),
    "entries": Text("Posterna är loggens, utan lucka", "The entries are the log's, without a gap"),
    "anchor": Text(
        "Kontrollpunkten och bevisen, om bunten har dem, är posternas",
        "The checkpoint and its proofs, if the bundle has them, are the entries'",
    ),
    "people": Text("Alla i siffran har sina poster här", "Everybody in the figure has their entries here"),
    "cases": Text("Raderna, härledda på nytt ur posterna", "The rows, derived again from the entries"),
    "figure": Text("Siffran, härledd på nytt ur posterna", "The figure, derived again from the entries"),
}
"""What a passed check means, in the order of the checks."""


@dataclass(frozen=True)
class Check:
    name: str
    differs: tuple[Text, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.differs


@dataclass(frozen=True)
class Note:
    """Not a fault, but something that anyone who trusts the result must know."""

    name: str
    text: Text


@dataclass(frozen=True)
class VerificationResult:
    checks: tuple[Check, ...]
    notes: tuple[Note, ...] = ()
    figure: FigurePublished | None = None
    """None if it could not be read."""

    @property
    def ok(self) -> bool:
        """Whether every check was run and passed."""
        return [check.name for check in self.checks if check.ok] == [*CHECKS]
