"""Which entries of the log are known: registered by an instant (K), and up to a position. The one rule of what K lets in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.calendar import microseconds


class RecordedEntry(Protocol):
    """An entry as the log has it."""

    @property
    def recorded_at(self) -> int:
        """Microseconds since 1970, UTC."""

    @property
    def position(self) -> int: ...


@dataclass(frozen=True)
class Used:
    """Which events a World uses: those registered by an instant and up to a position; None: all."""

    known_at: int | None = None
    """Microseconds since 1970, UTC."""
    position: int | None = None

    @classmethod
    def of(cls, known_at: datetime | None, position: int | None = None) -> "Used":
        """What was registered by an instant, and stood there up to a position."""
        return cls(microseconds(known_at) if known_at else None, position)

    @property
    def cut(self) -> tuple[int | None, int | None]:
        """As the log is asked for it."""
        return self.known_at, self.position

    def has(self, stored: RecordedEntry) -> bool:
        return (self.known_at is None or stored.recorded_at <= self.known_at) and (
            self.position is None or stored.position <= self.position
        )


ALL = Used()
