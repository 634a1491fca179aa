"""The way through income support (försörjningsstöd). Contract: events.md §2, Income support."""

from typing import Annotated, Literal

import domain.events.field_labels as fields
from domain.events.event import END, START, Amount, Event, FreeText, Key, Month, SpellEvent
from domain.events.field_labels import FieldLabel
from domain.events.point_events import PointEvent
from domain.events.sentences import code_label
from domain.vocabulary.support_codes import DecisionOutcome, SupportRole
from domain.vocabulary.text import Text
from domain.vocabulary.way_codes import ExitReason


class SupportApplied(SpellEvent):
    kind: Literal["support_applied"] = "support_applied"
    text = Text("ansökan om försörjningsstöd", "applied for income support")
    rank = START
    application_id: Annotated[Key, fields.APPLICATION]
    new_visit: Annotated[bool, FieldLabel("nybesök", "new visit")] = True


class ApplicationWithdrawn(SpellEvent):
    kind: Literal["application_withdrawn"] = "application_withdrawn"
    text = Text("ansökan återtagen", "application withdrawn")
    rank = END
    application_id: Annotated[Key, fields.APPLICATION]


class SupportDecided(SpellEvent):
    kind: Literal["support_decided"] = "support_decided"
    text = Text("beslut om försörjningsstöd", "decision on income support")
    personal = frozenset({"ground"})
    application_id: Annotated[Key, fields.APPLICATION]
    outcome: Annotated[DecisionOutcome, fields.OUTCOME]
    ground: Annotated[FreeText | None, FieldLabel("lagrum", "legal ground")] = None


class SupportPaid(SpellEvent):
    kind: Literal["support_paid"] = "support_paid"
    text = Text("biståndsmånad", "month of support")
    month: Annotated[Month, FieldLabel("månad", "month")]
    amount: Annotated[Amount, FieldLabel("belopp i kronor", "amount in SEK")]
    role: Annotated[SupportRole | None, FieldLabel("roll i hushållet", "role in the household")] = None


class SupportEnded(Event):
    kind: Literal["support_ended"] = "support_ended"
    text = Text("stödet avslutat", "support ended")
    rank = END
    point_event = PointEvent(code="reason")
    sentence = code_label("reason")
    reason: Annotated[ExitReason | None, fields.REASON] = None
