"""What the facts hold of a kind that happens on a day and neither begins nor ends anything; its class declares it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PointEvent:
    """Which of the kind's fields stand in which column of its row, and which hold on until the next of the kind.

    A field that stands in none is named in `outside`, so that none is lost unseen. Personal fields are in no facts.
    """

    named: str | None = None
    """The id of what it is about."""
    code: str | None = None
    flag: str | None = None
    """What it is yes or no to."""
    hours: tuple[str, str] | None = None
    """Planned and attended."""
    holds: Mapping[str, str] = field(default_factory=dict)
    """Of what is so until the next of the kind: what it is called among the circumstances, and from which field it is."""
    outside: tuple[str, ...] = ()
    """Fields that are in no facts, or only by a rule of their own."""

    def check(self, kind: str, fields: Set[str], personal: Set[str]) -> None:
        """Raises `TypeError` for a field that is not there, and for one that nothing is declared of."""
        declared = {self.named, self.code, self.flag, *(self.hours or ()), *self.holds.values(), *self.outside} - {None}
        if unknown := declared - fields:
            raise TypeError(f"{kind} has no field {', '.join(sorted(map(str, unknown)))}")
        if lost := fields - declared - personal:
            raise TypeError(f"{kind}: nothing is declared of {', '.join(sorted(lost))} in the facts")
