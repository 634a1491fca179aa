"""Which entries of the log are known: registered by an instant (K), and up to a position. The only definition of K's effect."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from domain.calendar import microseconds


class RecordedEntry(Protocol):
    """An entry of the log."""

    @property
    def recorded_at(self) -> int:
        """Microseconds since 1970, UTC."""

    @property
    def position(self) -> int: ...


@dataclass(frozen=True)
class Used:
    """Selects the events that a World uses: registered by an instant and up to a position; None: all."""

    known_at: int | None = None
    """Microseconds since 1970, UTC."""
    position: int | None = None

    @classmethod
    def of(cls, known_at: datetime | None, position: int | None = None) -> "Used":
        """Selects what was registered by an instant, up to a position."""
        return cls(microseconds(known_at) if known_at else None, position)

    def upto(self, head: int) -> "Used":
        """Selects the same, without what is stored after `head`."""
        return replace(self, position=head if self.position is None else min(self.position, head))

    def conditions(self, recorded_at: Any, position: Any) -> tuple[Any, Any]:
        """The conditions on an entry: on its own numbers, or on database columns."""
        return (
            self.known_at is None or recorded_at <= self.known_at,
            self.position is None or position <= self.position,
        )

    def has(self, stored: RecordedEntry) -> bool:
        registered, there = self.conditions(stored.recorded_at, stored.position)
        return bool(registered and there)

    def knows(self, recorded_at: datetime) -> bool:
        """Whether an entry registered at this instant was known by K, whatever its position."""
        registered, _ = self.conditions(microseconds(recorded_at), 0)
        return bool(registered)


ALL = Used()
