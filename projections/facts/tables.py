"""The tables of facts: one for each kind of spell, declared once, as columns for SQL and for measures.

`pid` is the participant within the store: the log position of the survivor's first entry, or `NOBODY`. Days are dates;
an end day is the last day of its spell. Each table states which column holds the first day that a row is true, and which
columns are true only from a later day, so that a World can be cut at any A (measures.md §1.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

Frames = Mapping[str, pl.DataFrame]
"""Facts in memory: a frame for each table, by its name."""
NOBODY = 0
"""The `pid` of rows that are about no participant."""

INT, TEXT, DAY, FLAG, NUMBER = pl.Int64(), pl.String(), pl.Date(), pl.Boolean(), pl.Float64()


@dataclass(frozen=True)
class FactTable:
    """One table of facts."""

    name: str
    columns: Mapping[str, pl.DataType]
    on: str | None
    """The column of the first day that the row is true; None here, or null in the row: always true."""
    later: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each later day, the columns that are known only from that day on (including the day's own column)."""
    until: str | None = None
    """The column of the day from which the row is no longer true; None here, or null in the row: it stays true."""
    more: Mapping[str, pl.DataType] = field(default_factory=dict, hash=False)
    """Columns that came later. No cut reads columns, so definitions whose rules cut keep their fingerprints."""

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {"pid": INT, **self.columns, **self.more}


_END = {"ended_on": ("ended_on", "ended_event")}
_RESULT = {"ended_on": ("ended_on", "ended_event", "result", "as_expected", "ended_registered_on")}
_SPELL = {"began_on": DAY, "ended_on": DAY, "began_event": TEXT, "ended_event": TEXT}

_OF_THE_WORLD = (
    FactTable(
        "participants",
        {
            "participant": TEXT,
            "sex": TEXT,
            "born_on": DAY,
            "registered_event": TEXT,
            "deceased_on": DAY,
            "deceased_event": TEXT,
        },
        on=None,
        later={"deceased_on": ("deceased_on", "deceased_event")},
    ),
    FactTable("keys", {"key": TEXT, "stream": TEXT}, on=None),
    FactTable(
        "enrolments",
        _SPELL | {"journey": INT, "enrolment": TEXT, "unit": TEXT, "referral": TEXT, "reason": TEXT, "employment": TEXT},
        on="began_on",
        later={"ended_on": ("ended_on", "ended_event", "reason", "employment")},
    ),
    FactTable(
        "referrals",
        _SPELL | {"referral": TEXT, "from_party": TEXT, "to_unit": TEXT, "outcome": TEXT},
        on="began_on",
        later={"ended_on": ("ended_on", "ended_event", "outcome")},
    ),
    FactTable(
        "insatser",
        _SPELL
        | {
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
            "step": INT,
            "result": TEXT,
            "as_expected": FLAG,
            "ended_registered_on": DAY,
        },
        on="began_on",
        later=_RESULT | {"unit_from": ("unit", "unit_from")},
        more={"programme": TEXT, "sector": TEXT},
    ),
    FactTable(
        "placements",
        _SPELL
        | {
            "placement": TEXT,
            "code": TEXT,
            "sector": TEXT,
            "unit": TEXT,
            "unit_from": DAY,
            "employer": TEXT,
            "funder": TEXT,
            "contract": TEXT,
            "need": TEXT,
            "has_purpose": FLAG,
            "has_expected_outcome": FLAG,
            "supervisor_trained": FLAG,
            "language_support": FLAG,
            "hours_per_week": NUMBER,
            "ladder": TEXT,
            "step": INT,
            "registered_on": DAY,
            "result": TEXT,
            "as_expected": FLAG,
            "ended_registered_on": DAY,
        },
        on="began_on",
        later=_RESULT | {"unit_from": ("unit", "unit_from")},
        more={"programme": TEXT},
    ),
    FactTable(
        "studies",
        _SPELL
        | {
            "study": TEXT,
            "programme": TEXT,
            "track": TEXT,
            "shortage_occupation": FLAG,
            "student_aid": FLAG,
            "planned_end_on": DAY,
            "occupation": TEXT,
            "result": TEXT,
        },
        on="began_on",
        later={"ended_on": ("ended_on", "ended_event", "result")},
    ),
    FactTable(
        "employments",
        _SPELL
        | {
            "employment": TEXT,
            "form": TEXT,
            "extent": NUMBER,
            "occupation": TEXT,
            "sector": TEXT,
            "contract": TEXT,
        },
        on="began_on",
        later=_END,
    ),
    FactTable("plans", _SPELL | {"plan": TEXT, "goal": TEXT, "valid_until": DAY}, on="began_on", later=_END),
    FactTable(
        "milestones",
        {
            "plan": TEXT,
            "milestone": TEXT,
            "due_on": DAY,
            "from_on": DAY,
            "until_on": DAY,
            "event": TEXT,
            "reached_on": DAY,
            "reached_event": TEXT,
        },
        on="from_on",
        later={"until_on": ("until_on",), "reached_on": ("reached_on", "reached_event")},
    ),
    FactTable("plan_follow_ups", {"plan": TEXT, "milestone": TEXT, "on": DAY, "event": TEXT}, on="on"),
    FactTable(
        "applications",
        {"application": TEXT, "new_visit": FLAG, "began_on": DAY, "event": TEXT, "ended_on": DAY, "ended_event": TEXT},
        on="began_on",
        later=_END,
    ),
    FactTable("decisions", {"application": TEXT, "on": DAY, "outcome": TEXT, "event": TEXT}, on="on"),
    FactTable(
        "support_payments",
        {"month": DAY, "on": DAY, "amount_ore": INT, "role": TEXT, "event": TEXT},
        on="on",
    ),
    FactTable(
        "follow_ups",
        {"on": DAY, "nr": INT, "status": TEXT, "form": TEXT, "about": TEXT, "event": TEXT},
        on="on",
    ),
    FactTable(
        "circumstances",
        {"field": TEXT, "value": TEXT, "from_on": DAY, "until_on": DAY, "event": TEXT},
        on="from_on",
        later={"until_on": ("until_on",)},
    ),
    FactTable(
        "moments",
        {"kind": TEXT, "on": DAY, "named": TEXT, "code": TEXT, "flag": FLAG, "planned": NUMBER, "attended": NUMBER}
        | {"event": TEXT},
        on="on",
    ),
    FactTable(
        "findings",
        {"code": TEXT, "hard": FLAG, "kind": TEXT, "on": DAY, "from_on": DAY, "until_on": DAY}
        | {"event": TEXT, "source": TEXT, "detail": TEXT},
        on="from_on",
        until="until_on",
        later={"until_on": ("until_on",)},
    ),
    FactTable("reference_values", {"series": TEXT, "period": TEXT, "part": TEXT, "value": NUMBER, "event": TEXT}, on=None),
)

_OF_THE_LOG = (
    FactTable(
        "deliveries",
        {"source": TEXT, "kind": TEXT, "unit": TEXT, "from_on": DAY, "to_on": DAY, "missing": TEXT}
        | {"full": FLAG, "assumed": FLAG, "final": FLAG, "event": TEXT, "registered_on": DAY},
        on=None,
    ),
)
TABLES = (*_OF_THE_WORLD, *_OF_THE_LOG)
BY_NAME: Mapping[str, FactTable] = {table.name: table for table in TABLES}


class _Dated(dict[str, FactTable]):
    """The tables of what happens in the World, by name. A table of what was sent of it is not cut: it is always true."""

    def __missing__(self, name: str) -> FactTable:
        return BY_NAME[name]


DATED: Mapping[str, FactTable] = _Dated({table.name: table for table in _OF_THE_WORLD})
