"""Where an answer stands: as of which day (A), known at which instant (K), how far in the log, by which rules of the fold.

The same coordinates give the same World, and the same answer, again. Every face gets them from `Coordinates.at`, which
holds the defaults and what cannot be asked. Contract: measures.md §1.2, §1.6 and §9.
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
    """As of A, known at K, at a log position, by the rules of the fold. K and position of None: all that is known."""

    as_of: date
    known_at: datetime | None = None
    position: int | None = None
    rules: Rules = RULES
    learned_by: date | None = None
    """The day that the position was looked up by. A position says nothing of days, and whether a figure is final does."""

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
        """As they are asked for: A is the day that is given, else the day of K, else today (measures.md §1.2).

        `names`: what the face calls them. Raises `BadQuestion` for a day that is still to come.
        """
        called = {name: name for name in ("as_of", "known_at", "learned_by")} | dict(names or {})
        for name, when in (("as_of", as_of), ("known_at", known_at), ("learned_by", learned_by)):
            check_has_been(when, today, called[name])
        return cls(as_of or (day_of(known_at) if known_at else today), known_at, position, rules, learned_by)

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """As a figure has them among its fields, in JSON too."""
        as_of, known_at, gap = record["as_of"], record["known_at"], record.get("journey_gap_days")
        return cls(
            as_of if isinstance(as_of, date) else date.fromisoformat(as_of),
            datetime.fromisoformat(known_at) if isinstance(known_at, str) else known_at,
            record["position"],
            RULES if gap is None else Rules(gap),
        )

    @property
    def known_on(self) -> date:
        """The day of K: of what is known here, never after A (measures.md §1.6)."""
        known = day_of(self.known_at) if self.known_at else self.as_of
        return min(known, self.as_of, self.learned_by or self.as_of)

    @property
    def used(self) -> Used:
        """The entries of the log that are known here, whatever day they are of."""
        return Used.of(self.known_at, self.position)

    def knows(self, event: Event) -> bool:
        """Whether an event was registered by K, whatever day it is of."""
        return self.used.knows(event.recorded_at)

    def fields(self) -> dict[str, Any]:
        """As every answer in JSON has them."""
        return {"as_of": self.as_of, "known_at": self.known_at, "position": self.position}

    def describe(self, lang: Lang) -> list[str]:
        """What an answer was computed from, for below its tables."""
        parts = [Text(f"Mätt till och med {self.as_of}", f"As of {self.as_of}")]
        if self.known_at is not None:
            parts.append(Text(f"känt {self.known_at:%Y-%m-%d %H:%M}", f"known at {self.known_at:%Y-%m-%d %H:%M}"))
        parts.append(Text(f"loggens position {self.position}", f"log position {self.position}"))
        return [part[lang] for part in parts]


class Located:
    """What stands at coordinates, and is asked for each of them as for its own."""

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
    """What has not happened yet is not known, and a figure of it would look final; before the calendar there is nothing.

    Raises `BadQuestion`.
    """
    day = day_of(when) if isinstance(when, datetime) else when
    if day is not None and day > today:
        raise BadQuestion(part=part, why=Text(f"{day} har inte varit än.", f"{day} is still to come."))
    if day is not None and day.year < FIRST_DAY.year:
        why = Text(f"{day} är före {FIRST_DAY.year}.", f"{day} is before {FIRST_DAY.year}.")
        raise BadQuestion(part=part, why=why)


def within_log(position: int | None, head: int) -> int | None:
    """A position that the log has come to; one that is mistyped would answer with all that there is. Raises `BadQuestion`."""
    if position is not None and position > head:
        raise BadQuestion(
            part="position",
            why=Text(
                f"loggen har {counted(head, 'entry', 'sv')}, inte {position}.",
                f"the log has {counted(head, 'entry', 'en')}, not {position}.",
            ),
        )
    return position
