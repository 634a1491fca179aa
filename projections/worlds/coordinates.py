"""The coordinates of an answer: as of a day (A), known at an instant (K), at a log position, by the rules of the fold.

The same coordinates always give the same World and the same answer. Every interface creates them with `Coordinates.at`,
which sets the defaults and rejects invalid values. Contract: measures.md §1.2, §1.6 and §9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from domain.calendar import FIRST_DAY, day_of
from domain.errors import BadQuestion
from domain.events.event import Event
from domain.participant.folding import RULES, Rules
from domain.used import Used
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text


@dataclass(frozen=True)
class Coordinates:
    """As of A, known at K, at a log position, by the rules of the fold. K or position None: no limit."""

    as_of: date
    known_at: datetime | None = None
    position: int | None = None
    rules: Rules = RULES
    learned_by: date | None = None
    """The day that the position was looked up by. A position has no day, and a figure's status depends on the day."""

    @classmethod
    def at(
        cls,
        today: date,
        as_of: date | None = None,
        known_at: datetime | None = None,
        position: int | None = None,
        rules: Rules = RULES,
        learned_by: date | None = None,
        *,
        names: Mapping[str, str] | None = None,
    ) -> Self:
        """Returns the requested coordinates: A is the given day, otherwise the day of K, otherwise today (measures.md §1.2).

        `names`: the interface's names for them. Raises `BadQuestion` for a day in the future or before the calendar.
        """
        called = {name: name for name in ("as_of", "known_at", "learned_by")} | dict(names or {})
        for name, when in (("as_of", as_of), ("known_at", known_at), ("learned_by", learned_by)):
            check_has_been(when, today, called[name])
        return cls(as_of or (day_of(known_at) if known_at else today), known_at, position, rules, learned_by)

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """Reads the coordinates from a figure's fields, also from JSON."""
        as_of, known_at, gap = record["as_of"], record["known_at"], record.get("journey_gap_days")
        return cls(
            as_of if isinstance(as_of, date) else date.fromisoformat(as_of),
            datetime.fromisoformat(known_at) if isinstance(known_at, str) else known_at,
            record["position"],
            RULES if gap is None else Rules(gap),
        )

    @property
    def known_on(self) -> date:
        """The last day of what is known here: the day of K, never after A (measures.md §1.6)."""
        known = day_of(self.known_at) if self.known_at else self.as_of
        return min(known, self.as_of, self.learned_by or self.as_of)

    @property
    def used(self) -> Used:
        """The log entries that are known here, regardless of the day they concern."""
        return Used.of(self.known_at, self.position)

    def knows(self, event: Event) -> bool:
        """Whether an event was registered by K, regardless of the day it concerns."""
        return self.used.knows(event.recorded_at)

    def fields(self) -> dict[str, Any]:
        """Returns the fields that every answer in JSON has."""
        return {"as_of": self.as_of, "known_at": self.known_at, "position": self.position}

    def describe(self, lang: Lang) -> list[str]:
        """Describes what an answer was computed from, for the lines below its tables."""
        parts = [Text(f"Mätt till och med {self.as_of}", f"As of {self.as_of}")]
        if self.known_at is not None:
            parts.append(Text(f"känt {self.known_at:%Y-%m-%d %H:%M}", f"known at {self.known_at:%Y-%m-%d %H:%M}"))
        parts.append(Text(f"loggens position {self.position}", f"log position {self.position}"))
        return [part[lang] for part in parts]


class Located:
    """Base class of objects with coordinates: each coordinate is also an attribute of the object."""

    coordinates: Coordinates

    @property
    def as_of(self) -> date:
        return self.coordinates.as_of

    @property
    def known_at(self) -> datetime | None:
        return self.coordinates.known_at

    @property
    def position(self) -> int | None:
        return self.coordinates.position

    @property
    def rules(self) -> Rules:
        return self.coordinates.rules


def check_has_been(when: date | datetime | None, today: date, part: str) -> None:
    """Rejects a day in the future, where a figure would look final, and a day before the calendar, where no events are.

    Raises `BadQuestion`.
    """
    day = day_of(when) if isinstance(when, datetime) else when
    if day is not None and day > today:
        raise BadQuestion(part=part, why=Text(f"{day} har inte varit än.", f"{day} is still to come."))
    if day is not None and day.year < FIRST_DAY.year:
        why = Text(f"{day} är före {FIRST_DAY.year}.", f"{day} is before {FIRST_DAY.year}.")
        raise BadQuestion(part=part, why=why)


def within_log(position: int | None, head: int) -> int | None:
    """Returns the position. Raises `BadQuestion` if it is beyond the log's head: a typing error would give the whole log."""
    if position is not None and position > head:
        raise BadQuestion(
            part="position",
            why=Text(
                f"loggen har {counted(head, 'entry', 'sv')}, inte {position}.",
                f"the log has {counted(head, 'entry', 'en')}, not {position}.",
            ),
        )
    return position
