"""Given what has happened, when something is registered, then it stands or is refused: tests as a caseworker would tell them.

Events are told as in a measure's worked example: a line an event, day, participant, kind, name=value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from domain.events.event import Event
from domain.participant.decisions.decide import admit, decide
from domain.participant.decisions.refused import Refused
from domain.participant.fold import fold, fold_cluster
from domain.participant.soft_findings import soft_findings
from domain.participant.thread import Finding, Thread
from projections.measuring.examples import events_of
from tests.memory import together

ANNA = "2023-01-01 anna participant_registered sex=K born_on=1990-05-15"
BERIT = "2023-01-01 berit participant_registered sex=K born_on=1991-06-16"


@dataclass(frozen=True)
class Registered:
    """What became of what was registered."""

    history: Sequence[Event]
    new: Sequence[Event]

    def refused(self, code: str, detail: str | None = None) -> Finding:
        """The whole batch is refused, for this reason."""
        with pytest.raises(Refused) as refusal:
            decide(self.history, self.new)
        finding = refusal.value.finding
        assert finding.code == code
        assert detail in (None, finding.detail)
        return finding

    def then(self) -> Thread:
        """It stands; the thread that it tells."""
        assert decide(self.history, self.new) == self.new
        return fold([*self.history, *self.new])

    def finding(self, code: str, detail: str | None = None) -> Finding:
        """It stands, but is odd."""
        self.then()
        threads = fold_cluster([*self.history, *self.new])
        matching = [finding for thread in threads for finding in soft_findings(thread) if finding.code == code]
        assert len(matching) == 1
        assert detail in (None, matching[0].detail)
        return matching[0]

    def not_found(self, code: str) -> None:
        """It stands, and that is not odd about it."""
        assert code not in {finding.code for finding in soft_findings(self.then())}


@dataclass(frozen=True)
class Given:
    history: str

    def when(self, text: str) -> Registered:
        """Register these together, against the history of whom they are about and all who were merged with them.

        Their ids go on from the history's: what they name by number is a line.
        """
        before = events_of(self.history)
        new = events_of(f"{self.history}\n{text}")[len(before) :]
        theirs = {event.participant for event in new}
        every = together([*before, *new])
        history = [e for share in every if theirs & {other.participant for other in share} for e in share if e not in new]
        return Registered(history, new)

    def sent(self, text: str) -> list[tuple[str, str]]:
        """Send these in a file: the id and reason of each line that is refused."""
        when = self.when(text)
        return sorted((event.id, finding.code) for event, finding in admit(when.history, when.new).refused)


def given(*history: str) -> Given:
    return Given("\n".join(history))
