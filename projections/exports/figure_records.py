"""A figure as a flat record: one row of a spreadsheet or a frame."""

from collections.abc import Mapping, Sequence
from typing import Any

from projections.measuring import labels
from projections.measuring.breakdowns import column
from projections.measuring.figures import FIGURE_FIELDS, Figure


def flat(figure: Figure, by: Sequence[str]) -> dict[str, Any]:
    """Returns a figure as one row: each part of its breakdown in its own column, hidden values replaced by a sign."""
    record = with_hidden(figure.fields(), figure)
    breakdown = record.pop("breakdown")
    return {"measure": record.pop("measure")} | {part_column(name): breakdown.get(name) for name in by} | record


def part_column(name: str) -> str:
    """Returns the column name of a breakdown; renames those that clash with a field of a figure (`unit`: what is counted)."""
    return column(name) if name in FIGURE_FIELDS else name


def with_hidden(fields: Mapping[str, Any], figure: Figure) -> dict[str, Any]:
    """Replaces hidden values, and values that would reveal them, by the sign for hidden."""
    names = [*figure.hidden, *(["bounds"] if "upper" in figure.hidden else [])]
    return {**fields, **dict.fromkeys(names, labels.HIDDEN)}
