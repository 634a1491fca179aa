"""The words of the pages, in Swedish: for units, parts, days, outcomes and verdicts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projections import wording
from projections.breakdowns import BREAKDOWNS
from projections.reports.cells import part_name

_DAYS: Mapping[str, str] = {
    "again_on": "började om",
    "agreed_on": "överenskommelse",
    "back_on": "åter",
    "before_on": "före",
    "began_on": "började",
    "born_on": "född",
    "cut_on": "klipps",
    "due_on": "ska nås",
    "ended_on": "slutade",
    "ended_registered_on": "slutet registrerat",
    "ends_on": "slutar",
    "exit_on": "avslut",
    "first_coach_on": "första coach",
    "first_on": "första",
    "followed_on": "uppföljd",
    "from_month": "från",
    "from_on": "från",
    "last_began_on": "sista började",
    "last_ended_on": "sista slutade",
    "last_on": "sista",
    "month": "månad",
    "moved_on": "flyttad",
    "next_on": "nästa",
    "on": "",
    "plan_on": "plan",
    "planned_end_on": "planerat slut",
    "reached_on": "nådd",
    "registered_on": "registrerad",
    "sfi_on": "sfi",
    "since": "sedan",
    "since_on": "sedan",
    "spell_began": "perioden började",
    "spell_ended": "perioden slutade",
    "stable_on": "stadigt",
    "talk_on": "samtal",
    "to_on": "till",
    "withdrawn_on": "avbröts",
}
"""What the days that decided a case are called; one that is not here is told by its date alone."""


def unit(code: str) -> str:
    return wording.unit(code, "sv")


def status(code: str) -> str:
    return wording.status(code, "sv")


def part(name: str, value: str) -> str:
    """A part of a breakdown, as people call it."""
    return part_name(name, value)


def parts_of(only: Mapping[str, str]) -> str:
    return ", ".join(
        f"{BREAKDOWNS[name].sv if name in BREAKDOWNS else name}: {part(name, value)}" for name, value in only.items()
    )


def days(decided: Mapping[str, date]) -> str:
    return ", ".join(f"{_DAYS.get(name, '')} {day}".strip() for name, day in decided.items())


def outcome(code: str | None) -> str:
    return wording.outcome(code, "sv") if code else "–"


def verdict(unit: Mapping[str, Any]) -> str:
    return f"Inräknad, utfall {outcome(unit['outcome'])}" if unit["in"] else "Ej inräknad"
