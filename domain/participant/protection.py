"""Protected personal data [skyddade personuppgifter]: one level over time, however it was registered. Pure.

`protected` at registration begins it on the registration's day, `protection_set` begins, changes and ends it; when keys
are merged, the strictest level holds (events.md §2, Person).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from domain.events.person import ParticipantRegistered, ProtectionSet
from domain.vocabulary.person_codes import ProtectionLevel

Protecting = ParticipantRegistered | ProtectionSet
UNPROTECTED: Final[ProtectionLevel] = "none"
STRICTER: Final[tuple[ProtectionLevel, ...]] = (UNPROTECTED, "marked", "protected")

_in_order = attrgetter("on", "recorded_at", "source", "id")


@dataclass(slots=True, frozen=True)
class Protection:
    """A level that holds from a day until the next, and the event that set it."""

    from_on: date
    level: ProtectionLevel
    event: Protecting


def protection(protecting: Iterable[Protecting]) -> list[Protection]:
    """Returns the protection levels in order of time."""
    last: dict[str, Protecting] = {}
    held: list[Protection] = []
    for event in sorted(protecting, key=_in_order):
        last[event.participant] = event
        if held and held[-1].from_on == event.on:
            held.pop()
        strictest = max(last.values(), key=lambda event: STRICTER.index(_level(event)))
        if not held or held[-1].event is not strictest:
            held.append(Protection(event.on, _level(strictest), strictest))
    return held


def _level(event: Protecting) -> ProtectionLevel:
    return event.level if isinstance(event, ProtectionSet) else "protected"
