"""What may be registered: a line or a command is accepted if it adds no new hard finding to the fold, and only then.

Pure. The rules themselves stand in the fold; here is only the weighing of new against old.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.errors import Refused
from domain.events.event import Event
from domain.fold import IN_ORDER, RULES, Rules, weave
from domain.thread import Finding


@dataclass(slots=True)
class Verdict:
    """Which of the new lines stand, and for each other one why it cannot."""

    accepted: list[Event] = field(default_factory=list)
    refused: list[tuple[Event, Finding]] = field(default_factory=list)


def decide(history: Sequence[Event], new: Sequence[Event], rules: Rules = RULES) -> Sequence[Event]:
    """A batch of commands stands or falls together.

    Raises `Refused` with the first finding that the batch would add.
    """
    if faults := _Scales(history, rules).faults(new):
        raise Refused(faults[0])
    return new


def admit(history: Sequence[Event], new: Sequence[Event], rules: Rules = RULES) -> Verdict:
    """A file's lines of one participant are judged together, each on its own: those that can stand, do.

    `history`: every event of the participant and of all who were ever merged with it. A line is refused only if it
    cannot stand with those that can, earlier dates first (events.md §4). A line may be dated before the line it depends
    on (a correction), so the rest is tried again until a round adds nothing.
    """
    scales, verdict = _Scales(history, rules), Verdict()
    waiting = sorted(new, key=IN_ORDER)
    while waiting:
        before = len(verdict.accepted)
        verdict.refused = _weigh(scales, verdict.accepted, waiting)
        waiting = [event for event, _ in verdict.refused]
        if len(verdict.accepted) == before:
            break
    return verdict


def _weigh(scales: "_Scales", accepted: list[Event], lines: Sequence[Event]) -> list[tuple[Event, Finding]]:
    """Add to `accepted` those of the lines that can stand, halving until the culprits are found; return the others."""
    faults = scales.faults([*accepted, *lines])
    if not faults:
        accepted.extend(lines)
        return []
    if len(lines) == 1:
        own = (fault for fault in faults if fault.event is lines[0])
        return [(lines[0], next(own, faults[0]))]
    half = len(lines) // 2
    return _weigh(scales, accepted, lines[:half]) + _weigh(scales, accepted, lines[half:])


class _Scales:
    """The history on one side; what new events would add to its hard findings on the other."""

    def __init__(self, history: Sequence[Event], rules: Rules) -> None:
        self.history, self.rules = history, rules
        self.before: frozenset[tuple[str, str, str, str]] | None = None

    def faults(self, new: Sequence[Event]) -> list[Finding]:
        after = [finding for thread in weave([*self.history, *new], self.rules) for finding in thread.hard]
        if not after:
            return []
        if self.before is None:
            self.before = frozenset(f.key for thread in weave(self.history, self.rules) for f in thread.hard)
        return [finding for finding in after if finding.key not in self.before]
