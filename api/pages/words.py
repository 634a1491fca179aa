"""The words of the pages, in Swedish: for units, parts, days, outcomes and verdicts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projections import wording
from projections.breakdowns import BREAKDOWNS
from projections.reports.cells import part_name


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
    return wording.days(decided, "sv")


def outcome(code: str | None) -> str:
    return wording.outcome(code, "sv") if code else "–"


def verdict(unit: Mapping[str, Any]) -> str:
    return f"Inräknad, utfall {outcome(unit['outcome'])}" if unit["in"] else "Ej inräknad"
