"""The first tables of facts. Facts are rebuilt from the log, so a migration may drop and create tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "facts_0001"
down_revision = None
branch_labels = ("facts",)
depends_on = None

DAY, FLAG, NUMBER, TEXT, LONG = sa.Date(), sa.Boolean(), sa.Float(), sa.Text(), sa.BigInteger()

TABLES: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "participants": {
        "participant": TEXT,
        "sex": TEXT,
        "born_on": DAY,
        "protected": FLAG,
        "registered_event": TEXT,
        "deceased_on": DAY,
        "deceased_event": TEXT,
    },
    "keys": {"key": TEXT, "stream": TEXT},
    "enrolments": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "journey": LONG,
        "enrolment": TEXT,
        "unit": TEXT,
        "referral": TEXT,
        "reason": TEXT,
        "employment": TEXT,
    },
    "referrals": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "referral": TEXT,
        "from_party": TEXT,
        "to_unit": TEXT,
        "outcome": TEXT,
    },
    "insatser": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "insats": TEXT,
        "code": TEXT,
        "unit": TEXT,
        "unit_from": DAY,
        "provider": TEXT,
        "funder": TEXT,
        "language_support": FLAG,
        "has_workplace": FLAG,
        "hours_per_week": NUMBER,
        "ladder": TEXT,
        "step": LONG,
        "result": TEXT,
        "as_expected": FLAG,
        "ended_registered_on": DAY,
    },
    "placements": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "placement": TEXT,
        "code": TEXT,
        "sector": TEXT,
        "unit": TEXT,
        "unit_from": DAY,
        "funder": TEXT,
        "contract": TEXT,
        "need": TEXT,
        "has_purpose": FLAG,
        "has_expected_outcome": FLAG,
        "supervisor_trained": FLAG,
        "language_support": FLAG,
        "hours_per_week": NUMBER,
        "ladder": TEXT,
        "step": LONG,
        "registered_on": DAY,
        "result": TEXT,
        "as_expected": FLAG,
        "ended_registered_on": DAY,
    },
    "studies": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "study": TEXT,
        "programme": TEXT,
        "track": TEXT,
        "shortage_occupation": FLAG,
        "student_aid": FLAG,
        "planned_end_on": DAY,
        "occupation": TEXT,
        "result": TEXT,
    },
    "employments": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "employment": TEXT,
        "form": TEXT,
        "extent": NUMBER,
        "occupation": TEXT,
        "sector": TEXT,
        "contract": TEXT,
    },
    "plans": {
        "began_on": DAY,
        "ended_on": DAY,
        "began_event": TEXT,
        "ended_event": TEXT,
        "plan": TEXT,
        "goal": TEXT,
        "valid_until": DAY,
    },
    "milestones": {
        "plan": TEXT,
        "milestone": TEXT,
        "due_on": DAY,
        "from_on": DAY,
        "until_on": DAY,
        "event": TEXT,
        "reached_on": DAY,
        "reached_event": TEXT,
    },
    "plan_follow_ups": {"plan": TEXT, "milestone": TEXT, "on": DAY, "event": TEXT},
    "applications": {
        "application": TEXT,
        "new_visit": FLAG,
        "began_on": DAY,
        "event": TEXT,
        "ended_on": DAY,
        "ended_event": TEXT,
    },
    "decisions": {"application": TEXT, "on": DAY, "outcome": TEXT, "event": TEXT},
    "support_payments": {"month": DAY, "on": DAY, "amount_ore": LONG, "role": TEXT, "event": TEXT},
    "follow_ups": {"on": DAY, "nr": LONG, "status": TEXT, "form": TEXT, "about": TEXT, "event": TEXT},
    "circumstances": {"field": TEXT, "value": TEXT, "from_on": DAY, "until_on": DAY, "event": TEXT},
    "moments": {"kind": TEXT, "on": DAY, "named": TEXT, "code": TEXT, "planned": NUMBER, "attended": NUMBER, "event": TEXT},
    "findings": {
        "code": TEXT,
        "hard": FLAG,
        "kind": TEXT,
        "on": DAY,
        "certain_on": DAY,
        "event": TEXT,
        "source": TEXT,
        "detail": TEXT,
    },
}


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(
            name,
            sa.Column("pid", LONG, nullable=False),
            *(sa.Column(column, kind, nullable=True) for column, kind in columns.items()),
        )
        op.create_index(f"{name}_by_pid", name, ["pid"])
    op.create_table(
        "progress",
        sa.Column("one", sa.Integer, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
    )
