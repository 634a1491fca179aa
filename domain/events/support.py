"""The way through income support (försörjningsstöd). Contract: events.md §2, Income support."""

from typing import Literal

from domain.events.event import END, START, Amount, Event, Key, Month, Text
from domain.vocabulary.support_codes import DecisionOutcome, SupportRole
from domain.vocabulary.way_codes import ExitReason


class SupportApplied(Event):
    kind: Literal["support_applied"] = "support_applied"
    sv, en = "ansökan om försörjningsstöd", "applied for income support"
    rank = START
    application_id: Key
    new_visit: bool = True


class ApplicationWithdrawn(Event):
    kind: Literal["application_withdrawn"] = "application_withdrawn"
    sv, en = "ansökan återtagen", "application withdrawn"
    rank = END
    application_id: Key


class SupportDecided(Event):
    kind: Literal["support_decided"] = "support_decided"
    sv, en = "beslut om försörjningsstöd", "decision on income support"
    personal = frozenset({"ground"})
    application_id: Key
    outcome: DecisionOutcome
    ground: Text | None = None


class SupportPaid(Event):
    kind: Literal["support_paid"] = "support_paid"
    sv, en = "biståndsmånad", "month of support"
    month: Month
    amount: Amount
    role: SupportRole | None = None


class SupportEnded(Event):
    kind: Literal["support_ended"] = "support_ended"
    sv, en = "stödet avslutat", "support ended"
    rank = END
    reason: ExitReason | None = None
