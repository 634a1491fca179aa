"""Merges two participants who are the same person, with a command."""

from datetime import date, datetime

from domain.errors import Unknown
from domain.events.event import Event
from domain.events.repeating import repeatable_id
from domain.log.application import Log
from domain.participant.decisions.commands import Merge
from domain.vocabulary.text import Text


def merge(log: Log, survivor: str, absorbed: str, on: date, now: datetime, by: str | None = None) -> Event:
    """Registers that the absorbed participant is the same person as the survivor, and returns the event.

    Raises `Unknown` if a participant does not exist or is erased, `Refused` if the two cannot be merged.
    """
    subjects = log.keys.find([survivor, absorbed])
    for name in (survivor, absorbed):
        if subjects.get(name) is None:
            raise Unknown(
                what=Text("Deltagaren", "participant"),
                name=repeatable_id(name),
                hint=Text(
                    "Sammanför med nycklar som de står i listan över möjliga dubbletter.",
                    "Merge by the keys that stand in the list of possible duplicates.",
                ),
            )
    name = f"merge-{survivor}-{absorbed}-{now.isoformat()}"[:200]
    command = Merge(participant=survivor, absorbed=absorbed, on=on, id=name, source="egen", by=by)
    (registered,) = log.handle([command], now)
    return registered.event
