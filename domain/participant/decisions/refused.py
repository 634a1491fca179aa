"""The refusal of what cannot be true of a participant."""

from domain.errors import RodTradError
from domain.participant.thread import Finding


class Refused(RodTradError):
    """Carries the finding that the command would have added."""

    sv = "{finding}"
    en = "{finding}"

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding=finding)
        self.finding = finding
        self.sv, self.en = finding.refuses("sv"), finding.refuses("en")
