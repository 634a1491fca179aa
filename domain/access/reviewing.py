"""The review of looks: samples that nobody can choose, rules that ask for an answer, and reviewers' verdicts. Pure.

A sample is drawn by unit and month from a seed that is the access log's own root at the month's end: whoever looks cannot know
whether it will be reviewed, and whoever reviews cannot leave it out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from domain.access.access_log import AccessEntry
from domain.calendar import day_of, in_stockholm
from domain.vocabulary.text import Text

LookRule = Literal["same_surname", "closed_case", "odd_hours", "searched_not_opened", "protected"]
RULES: Mapping[LookRule, Text] = {
    "same_surname": Text("samma efternamn", "same surname"),
    "closed_case": Text("avslutad sedan länge", "closed for long"),
    "odd_hours": Text("utanför arbetstid", "outside working hours"),
    "searched_not_opened": Text("sökt men inte öppnad", "searched, not opened"),
    "protected": Text("skyddade uppgifter", "protected identity"),
}
Verdict = Literal["proper", "improper", "unclear"]
VERDICTS: Mapping[Verdict, Text] = {
    "proper": Text("behörig", "proper"),
    "improper": Text("obehörig", "improper"),
    "unclear": Text("utreds", "under inquiry"),
}
REVIEWED = "reviewed"
"""The action of a verdict's entry: `what` is the reviewed entry's number, the verdict and a comment."""
CLOSED_DAYS = 90
FIRST_HOUR, LAST_HOUR = 6, 19
_SATURDAY = 5
PER_UNIT = 10


@dataclass(frozen=True)
class LookedAt:
    """What the rules need of a participant who was shown."""

    names: frozenset[str] = frozenset()
    """Words of the participant's name, in lower case."""
    ended_on: date | None = None
    """The last exit of one who is not enrolled."""
    is_protected: bool = False


def looks_of(entries: Iterable[AccessEntry]) -> list[AccessEntry]:
    """Returns the entries in which somebody was shown."""
    return [entry for entry in entries if entry.persons and entry.action not in ("accounts", REVIEWED)]


def sampled(entries: Sequence[AccessEntry], seed: bytes, per_unit: int = PER_UNIT) -> list[AccessEntry]:
    """Draws looks of each unit; an entry of several units is drawn with the first, one of none with the others of none."""
    units: dict[str, list[AccessEntry]] = {}
    for entry in looks_of(entries):
        units.setdefault(min(entry.units, default=""), []).append(entry)
    drawn = [
        entry
        for unit, of in units.items()
        for entry in sorted(of, key=lambda look: sha256(seed + f"{unit}|{look.number}".encode()).digest())[:per_unit]
    ]
    return sorted(drawn, key=lambda entry: entry.number)


def broken_rules(
    entry: AccessEntry, name: str, persons: Collection[LookedAt], opened_later: Collection[bytes]
) -> list[LookRule]:
    """Returns the rules that a look asks an answer for. `name`: of who looked; `opened_later`: whom they opened that day."""
    at, surname = in_stockholm(entry.at), name.lower().split()[-1:]
    is_odd = at.weekday() >= _SATURDAY or not FIRST_HOUR <= at.hour < LAST_HOUR
    closed = day_of(entry.at) - timedelta(days=CLOSED_DAYS)
    broken: dict[LookRule, bool] = {
        "same_surname": any(word in person.names for word in surname for person in persons),
        "closed_case": any(person.ended_on is not None and person.ended_on < closed for person in persons),
        "odd_hours": is_odd,
        "searched_not_opened": entry.action == "search" and not set(entry.persons) & set(opened_later),
        "protected": any(person.is_protected for person in persons),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def opened_by(entries: Iterable[AccessEntry], look: AccessEntry) -> set[bytes]:
    """Returns whom the same person opened later the same day."""
    return {
        stream
        for entry in entries
        if entry.action == "thread" and (entry.issuer, entry.sub) == (look.issuer, look.sub)
        and entry.number > look.number and day_of(entry.at) == day_of(look.at)
        for stream in entry.persons
    }  # fmt: skip


def verdicts(entries: Iterable[AccessEntry]) -> dict[int, str]:
    """Returns the last verdict of each reviewed entry."""
    given = (entry.what.split(maxsplit=2) for entry in entries if entry.action == REVIEWED)
    return {int(number): verdict for number, verdict, *_ in given}
