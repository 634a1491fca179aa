"""What may be registered: a line or a command is accepted if it adds no new hard finding to the fold, and only then.

Pure. The rules themselves stand in the fold; here is only the weighing of new against old.
"""

from collections.abc import Sequence

from domain.events.event import Event
from domain.participant.decisions.admission import Admission, AdmissionResult
from domain.participant.decisions.refused import Refused
from domain.participant.decisions.weighing import Scales
from domain.participant.folding import RULES, Rules


def decide(history: Sequence[Event], new: Sequence[Event], rules: Rules = RULES) -> Sequence[Event]:
    """A batch of commands stands or falls together.

    Raises `Refused` with the first finding that the batch would add.
    """
    if faults := Scales(history, rules).faults(new):
        raise Refused(faults[0].because_of(new))
    return new


def admit(history: Sequence[Event], new: Sequence[Event], rules: Rules = RULES) -> AdmissionResult:
    """A file's lines of one participant are judged together, each on its own: those that can stand, do.

    `history`: every event of the participant and of all who were ever merged with it. A line is refused only if it
    cannot stand with those that can, earlier dates first (events.md §4).
    """
    if not Scales(history, rules).faults(new):
        return AdmissionResult(list(new))
    return Admission(history, new, rules).result()
