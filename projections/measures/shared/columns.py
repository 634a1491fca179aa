"""Columns that units of several measures have besides days and events: declared once per kind of spell."""

from projections.facts.tables import DAY, FLAG, INT, TEXT
from projections.rules.columns import Columns

ENROLLED: Columns = {"at_unit": TEXT, "referral": TEXT}
JOURNEY: Columns = {"journey": INT, **ENROLLED}
EXIT: Columns = {**JOURNEY, "reason": TEXT, "employment": TEXT, "stands_on": DAY}
NEXT_JOURNEY: Columns = {"next_began_on": DAY, "next_event": TEXT}

_ACTIVITY: Columns = {"code": TEXT, "at_unit": TEXT, "funder": TEXT, "ladder": TEXT}
INSATS: Columns = {**_ACTIVITY, "provider": TEXT, "sector": TEXT}
PLACEMENT: Columns = {**_ACTIVITY, "employer": TEXT, "sector": TEXT, "contract": TEXT}
"""A job has the same columns where they apply."""
INSATS_OR_PLACEMENT: Columns = {**INSATS, **PLACEMENT}

ENDED: Columns = {"ended_on": DAY, "ended_event": TEXT}
STUDY: Columns = {**ENDED, "result": TEXT}
LADDER_STEP: Columns = {
    **INSATS_OR_PLACEMENT,
    "step": INT,
    "is_first": FLAG,
    "next_on": DAY,
    "next_step": INT,
    "next_event": TEXT,
}
AMOUNT: Columns = {"amount": INT}
STARTED: Columns = {"from_on": DAY}
"""The day on which a wait begins."""
