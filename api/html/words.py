"""Swedish labels for the pages: units, parts, days, outcomes, and whether a case is counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projections.measuring import labels
from projections.measuring.breakdowns import BREAKDOWNS
from projections.reports.parts.cells import part_name


def unit(code: str) -> str:
    return labels.unit(code, "sv")


def status(code: str) -> str:
    return labels.status(code, "sv")


def basis(code: str) -> str:
    return labels.basis(code, "sv")


def part(name: str, value: str) -> str:
    """Returns the label of a part of a breakdown."""
    return part_name(name, value)


def parts_of(only: Mapping[str, str]) -> str:
    return ", ".join(
        f"{BREAKDOWNS[name].text.sv if name in BREAKDOWNS else name}: {part(name, value)}" for name, value in only.items()
    )


def days(decided: Mapping[str, date]) -> str:
    return labels.days(decided, "sv")


def outcome(code: str | None) -> str:
    return labels.outcome(code, "sv") if code else "–"


def case_outcome(unit: Mapping[str, Any]) -> str:
    return f"Inräknad, utfall {outcome(unit['outcome'])}" if unit["in"] else "Ej inräknad"
