"""What can change a figure, in the order of computation: each cause is what remains once the earlier causes are included.

The order is part of the answer: if two events together change a case, the first cause in the order that is enough has it.
"""

from dataclasses import dataclass

from domain.events.corrections import Retracted
from domain.events.event import Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.vocabulary.text import Text


@dataclass(frozen=True)
class Cause:
    """Why a figure changed."""

    key: str
    text: Text


ERASURE = Cause("erasure", Text("gallring: deltagare som inte längre finns", "erasure: participants who are no longer there"))
LATE = Cause("late_registration", Text("sent registrerat: blev känt efteråt", "late registration: became known afterwards"))
CORRECTION = Cause("correction", Text("rättelse", "correction"))
RETRACTION = Cause("retraction", Text("makulering", "retraction"))
MERGE = Cause("merge", Text("sammanföring, eller hävd sammanföring", "merge, or the undoing of one"))
REFERENCE = Cause("reference_value", Text("ändrat referensvärde", "changed reference value"))
DELIVERY = Cause("delivery", Text("leverans: mer eller mindre går att veta", "delivery: more or less can be known"))
MATURED = Cause(
    "matured_window", Text("tiden gick: fönster blev mätbara, nya dagar räknas", "time passed: windows matured, new days count")
)
DEFINITION = Cause("definition", Text("annan definition, parameter eller kod", "another definition, parameter or code"))

CAUSES = (ERASURE, LATE, CORRECTION, RETRACTION, MERGE, REFERENCE, DELIVERY, MATURED, DEFINITION)
OF_EVENTS = (LATE, CORRECTION, RETRACTION, MERGE)
"""The causes that a participant's events can be, in order."""


def cause_of(event: Event) -> Cause:
    """Returns what cause an event is, if it is known at one point only."""
    if isinstance(event, ParticipantsMerged | MergeUndone):
        return MERGE
    if isinstance(event, Retracted):
        return RETRACTION
    return CORRECTION if event.replaces is not None else LATE
