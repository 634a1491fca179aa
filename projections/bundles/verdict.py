"""What became of a verification: each check by name, what differs where it failed, and what must be known beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.events.records import FigurePublished
from domain.vocabulary.code_lists import Lang

Says = tuple[str, str]
"""In Swedish and in English."""
SHOWN: Final = 5
"""So many differences of one check are told."""

CHECKS: Final[Mapping[str, Says]] = {
    "members": ("Delarna är de som en bunt har, var och en en gång", "The members are those of a bundle, each once"),
    "digests": ("Varje del är vad manifestet säger", "Every member is what the manifest says"),
    "bytes": ("Filen är byte för byte den som delarna ger", "The file is byte by byte the one that its members make"),
    "contents": ("Delarna går att läsa", "The members can be read"),
    "definition": ("Definitionen är den som publicerades", "The definition is the one that was published"),
    "rows": ("Raderna är de publicerade; var och en är med eller inte", "The rows are those published; everybody is in or out"),
    "count": ("Siffran, räknad ur raderna", "The figure, counted from the rows"),
    "entries": ("Posterna är loggens, utan lucka", "The entries are the log's, without a gap"),
    "people": ("Alla i siffran har sina poster här", "Everybody in the figure has their entries here"),
    "cases": ("Raderna, härledda på nytt ur posterna", "The rows, derived again from the entries"),
    "figure": ("Siffran, härledd på nytt ur posterna", "The figure, derived again from the entries"),
}
"""What holds when a check is passed, in the order they are made."""


@dataclass(frozen=True)
class Check:
    name: str
    differs: tuple[Says, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.differs

    def says(self, lang: Lang) -> str:
        return CHECKS[self.name][0 if lang == "sv" else 1]


@dataclass(frozen=True)
class Note:
    """What is no fault, and must be known by whoever trusts the verdict."""

    name: str
    sv: str
    en: str

    def says(self, lang: Lang) -> str:
        return self.sv if lang == "sv" else self.en


@dataclass(frozen=True)
class Verdict:
    checks: tuple[Check, ...]
    notes: tuple[Note, ...] = ()
    figure: FigurePublished | None = None
    """Nothing where it could not be read."""

    @property
    def ok(self) -> bool:
        """Every check was made and passed."""
        return [check.name for check in self.checks if check.ok] == [*CHECKS]
