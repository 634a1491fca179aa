"""When a participant is due for erasure [gallring], and who is kept for research. Pure.

The file [personakt] is erased five years after the last note, and this is done by the end of the calendar year after (SoL
2025:400; 12 kap. 1 § of the former act). Kept for research (socialtjänstförordning 2025:468 13 kap. 1 §): all in the counties
of Östergötland, Gotland and Västernorrland and in the municipality of Göteborg; elsewhere those who were born on
the 5th, 15th or 25th of a month.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

YEARS = 5
RESEARCH_COUNTIES = ("05", "09", "22")
RESEARCH_MUNICIPALITIES = ("1480",)
RESEARCH_DAYS = (5, 15, 25)

Outcome = Literal["due", "research", "held", "no_birth_day", "not_yet"]


@dataclass(frozen=True)
class Person:
    """What decides of one participant, all merged keys together."""

    last_note: date
    """The latest day that any entry is about, or was registered on."""
    birth_days: Collection[int]
    """The days of the month on which they were born, as anybody has stated them."""
    is_held: bool = False


def latest_day(last_note: date) -> date:
    """Returns the day by which the erasure must be done: the end of the calendar year after the five years have passed."""
    return date(last_note.year + YEARS + 1, 12, 31)


def keeps_everybody(municipality: str) -> bool:
    """Returns whether nobody of a municipality, by its code of four digits, is ever erased for their age."""
    return municipality[:2] in RESEARCH_COUNTIES or municipality in RESEARCH_MUNICIPALITIES


def outcome(person: Person, municipality: str, today: date) -> Outcome:
    """Returns whether somebody is to be erased in this calendar year, or else why not.

    Whoever's birth day nobody has stated is kept: it may be one of those that are.
    """
    if today.year < latest_day(person.last_note).year:
        return "not_yet"
    if keeps_everybody(municipality) or any(day in RESEARCH_DAYS for day in person.birth_days):
        return "research"
    if not person.birth_days:
        return "no_birth_day"
    return "held" if person.is_held else "due"
