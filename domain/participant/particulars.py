"""Who a person is, independent of date [personuppgifter]: sex and birth date, from registration and later statements.

Pure. Contract: events.md §2, Person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from domain.events.person import ParticipantRegistered, ParticularsRecorded
from domain.vocabulary.person_codes import Sex

Statement = ParticipantRegistered | ParticularsRecorded
NOT_STATED: Sex = "U"

AS_REGISTERED = attrgetter("recorded_at", "source", "id")


@dataclass(slots=True, frozen=True)
class Particulars:
    """The particulars that hold for the person; all readers use these."""

    sex: Sex = NOT_STATED
    born_on: date | None = None


def particulars(registration: ParticipantRegistered, statements: Iterable[Statement]) -> Particulars:
    """The latest registered value holds; an unstated sex displaces nothing. `registration`: the one that holds."""
    counted = [s for s in statements if s is registration or isinstance(s, ParticularsRecorded)]
    sex, born_on = NOT_STATED, None
    for statement in sorted(counted, key=AS_REGISTERED):
        sex = statement.sex if statement.sex not in (None, NOT_STATED) else sex
        born_on = statement.born_on or born_on
    return Particulars(sex, born_on)


def disagreeing(known: Particulars, statements: Iterable[Statement], field: str) -> list[Statement]:
    """Returns the latest statements about a field, per source or merged key, that differ from the value that holds."""
    holds = getattr(known, field)
    last: dict[tuple[str, str], Statement] = {}
    for statement in sorted(statements, key=AS_REGISTERED):
        if getattr(statement, field) not in (None, NOT_STATED):
            last[statement.participant, statement.source] = statement
    return [statement for statement in last.values() if holds not in (None, NOT_STATED, getattr(statement, field))]
