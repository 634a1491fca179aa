"""A refused line and its reasons; for a table, with the columns of the faulty values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from domain.events.event import Event
from domain.events.lines import BadLine, BadLines
from domain.intake.bins import Numbered
from domain.intake.mapping.origin import TableLine, in_columns
from domain.participant.thread import Finding
from domain.vocabulary.text import Text

ERASED = "erased"
"""The code of a line about a participant who is erased."""
WITH_ITS_ROW = "with_its_row"
"""The code of an acceptable line that was refused because of other lines of its row."""


@dataclass(frozen=True, slots=True)
class Refusal:
    number: int
    field: str
    code: str
    reasons: Sequence[Text]
    raw: bytes

    @classmethod
    def of_fault(cls, numbered: Numbered, fault: BadLine) -> Self:
        number, raw = numbered
        every = BadLines([each.of_field(in_columns(raw, each.field)) for each in (fault, *fault.others)])
        return cls(number, every.field, fault.code, every.each, raw)

    @classmethod
    def of_finding(cls, numbered: Numbered, event: Event, finding: Finding) -> Self:
        """Creates the refusal for a finding. A finding's text names no field, so for a table the columns are prefixed."""
        number, raw = numbered
        field = in_columns(raw, ", ".join(finding.fields_of(event)))
        of = f"{field}: " if isinstance(raw, TableLine) else ""
        return cls(number, field, finding.code, [Text.same("{of}{why}").format(of=of, why=finding.refusal)], raw)

    @property
    def text(self) -> Text:
        return Text.joined(" ", self.reasons)
