"""Decides what may be registered: a line or command is accepted if and only if it adds no new hard finding to the fold.

Pure. The rules themselves are in the fold; this module only compares new findings with old.
"""

from collections.abc import Sequence

from domain.events.event import Event
from domain.participant.decisions.admission import Admission, AdmissionResult
from domain.participant.decisions.refused import Refused
from domain.participant.decisions.weighing import Scales
from domain.participant.folding import RULES, Rules


def decide(history: Sequence[Event], new: Sequence[Event], rules: Rules = RULES) -> Sequence[Event]:
    """Accepts or refuses a batch of commands as a whole.

    Raises `Refused` with the first finding that the batch would add.
    """
    if faults := Scales(history, rules).faults(new):
        raise Refused(faults[0].because_of(new))
    return new


def admit(history: Sequence[Event], new: Sequence[Event], rules: Rules = RULES) -> AdmissionResult:
    """Judges a file's lines about one participant together, and accepts each line that can stand.

    `history`: every event of the participant and of all who were ever merged with it. A line is refused only if it
    cannot stand with the accepted lines, earlier dates first (events.md §4).
    """
    if not Scales(history, rules).faults(new):
        return AdmissionResult(list(new))
    return Admission(history, new, rules).result()
