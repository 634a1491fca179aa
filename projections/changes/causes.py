"""What can move a figure, in the order in which it is reckoned: each cause is what is left when those before are taken in.

The order is part of the answer: where two events together move a case, the first cause in the order that is enough has it.
"""

from dataclasses import dataclass

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.vocabulary.code_lists import Lang


@dataclass(frozen=True)
class Cause:
    """Why a figure moved."""

    key: str
    sv: str
    en: str

    def says(self, lang: Lang) -> str:
        return self.sv if lang == "sv" else self.en


ERASURE = Cause("erasure", "gallring: deltagare som inte längre finns", "erasure: participants who are no longer there")
LATE = Cause("late_registration", "sent registrerat: blev känt efteråt", "late registration: became known afterwards")
CORRECTION = Cause("correction", "rättelse", "correction")
RETRACTION = Cause("retraction", "makulering", "retraction")
MERGE = Cause("merge", "sammanföring, eller hävd sammanföring", "merge, or the undoing of one")
REFERENCE = Cause("reference_value", "ändrat referensvärde", "changed reference value")
MATURED = Cause(
    "matured_window", "tiden gick: fönster blev mätbara, nya dagar räknas", "time passed: windows matured, new days count"
)
DEFINITION = Cause("definition", "annan definition, parameter eller kod", "another definition, parameter or code")

CAUSES = (ERASURE, LATE, CORRECTION, RETRACTION, MERGE, REFERENCE, MATURED, DEFINITION)
OF_EVENTS = (LATE, CORRECTION, RETRACTION, MERGE)
"""Those that a participant's events are, in order."""


def cause_of(event: Event) -> Cause:
    """What an event that is known at one point only is to the figure."""
    if isinstance(event, ParticipantsMerged | MergeUndone):
        return MERGE
    if isinstance(event, Retracted):
        return RETRACTION
    return CORRECTION if event.replaces is not None else LATE
