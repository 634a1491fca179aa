"""When the events of a full delivery were registered.

A full delivery says all that its source knew when it was extracted (events.md §2, last part). So what the table's last full
delivery lacked was not known then, whatever day it is about: it was registered after that delivery, and by this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.calendar import instant_of, microseconds
from domain.intake.mapping.origin import TableLine


@dataclass(frozen=True, slots=True)
class Extracted:
    """When a delivery was extracted, and when its table's last full delivery was; None for the first."""

    at: datetime
    last: datetime | None

    def dated(self, line: TableLine, given: Mapping[str, Any]) -> TableLine:
        """Returns a new line as registered when its table has it for the first time.

        What the row itself says of that is kept, and what the mapping works out, if it lies between the two deliveries.
        """
        if self.last is None or line.is_dated or self._is_between(given.get("recorded_at")):
            return line
        at = line.changed_at or in_utc(microseconds(self.at))
        return line.saying({**given, "recorded_at": at})

    def _is_between(self, recorded_at: str | None) -> bool:
        return recorded_at is not None and (self.last or self.at) < datetime.fromisoformat(recorded_at) <= self.at


def in_utc(at: int) -> str:
    """Returns a stored time of registration, in microseconds since 1970, as `Extracted.dated` writes it."""
    return instant_of(at).isoformat()
