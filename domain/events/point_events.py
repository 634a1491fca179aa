"""How the facts store events that happen on a day and neither begin nor end a spell; declared by the kind's class."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PointEvent:
    """Maps a kind's fields to columns of its row, and to circumstances that hold until the next event of the kind.

    Fields without a column are listed in `outside`, so that none is lost by mistake. Facts hold no personal fields.
    """

    named: str | None = None
    """The field with the id of what the event is about."""
    code: str | None = None
    flag: str | None = None
    """The field with a yes or no."""
    hours: tuple[str, str] | None = None
    """The fields with planned and attended hours."""
    holds: Mapping[str, str] = field(default_factory=dict)
    """Circumstances that hold until the next event of the kind: the circumstance's name, and its field."""
    outside: tuple[str, ...] = ()
    """Fields that are not in the facts, or are there by a separate rule."""

    def check(self, kind: str, fields: Set[str], personal: Set[str]) -> None:
        """Raises `TypeError` for a declared field that does not exist, and for a field that is not declared."""
        declared = {self.named, self.code, self.flag, *(self.hours or ()), *self.holds.values(), *self.outside} - {None}
        if unknown := declared - fields:
            raise TypeError(f"{kind} has no field {', '.join(sorted(map(str, unknown)))}")
        if lost := fields - declared - personal:
            raise TypeError(f"{kind}: nothing is declared of {', '.join(sorted(lost))} in the facts")
