"""The error for events that cannot be true of a participant."""

from domain.errors import RodTradError
from domain.participant.thread import Finding
from domain.vocabulary.text import Text


class Refused(RodTradError):
    """Carries the finding that the command would have added."""

    text = Text.same("{finding}")

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding=finding)
        self.finding = finding
        self.text = finding.refusal
