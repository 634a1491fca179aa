"""A household: who lives in it, by what door it came, and what its members share."""

from dataclasses import dataclass, field
from typing import Literal

from scripts.simulator.dossier import Dossier

Kind = Literal["K", "M", "couple"]


@dataclass(slots=True)
class Household:
    key: str
    door: str
    kind: Kind
    begins: int
    """The day it is first heard of."""
    bond: str
    running: bool
    """Whether its need of support was there before the log."""
    children: int = 0
    youngest_born: int | None = None
    adults: list[Dossier] = field(default_factory=list)
    youths: list[Dossier] = field(default_factory=list)

    @property
    def type_code(self) -> str:
        """The household type of official statistics (domain-and-law §6.5)."""
        without, with_children = {"K": ("5", "6"), "M": ("3", "4"), "couple": ("7", "8")}[self.kind]
        return with_children if self.children else without

    @property
    def members(self) -> list[Dossier]:
        return [*self.adults, *self.youths]
