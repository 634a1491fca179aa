"""A figure as a flat record: one row of a spreadsheet or a frame."""

from collections.abc import Mapping, Sequence
from typing import Any

from projections.measuring import labels
from projections.measuring.breakdowns import column
from projections.measuring.figures import FIGURE_FIELDS, Figure


def flat(figure: Figure, by: Sequence[str]) -> dict[str, Any]:
    """A figure as one row of a spreadsheet: each part of its breakdown in a column of its own, a sign where it is hidden."""
    record = with_hidden(figure.fields(), figure)
    breakdown = record.pop("breakdown")
    return {"measure": record.pop("measure")} | {part_column(name): breakdown.get(name) for name in by} | record


def part_column(name: str) -> str:
    """By its own name, but for the units of the organisation: a figure's `unit` is what it is counted in."""
    return column(name) if name in FIGURE_FIELDS else name


def with_hidden(fields: Mapping[str, Any], figure: Figure) -> dict[str, Any]:
    """The sign for it where something is hidden, and in what would reveal it."""
    names = [*figure.hidden, *(["bounds"] if "upper" in figure.hidden else [])]
    return {**fields, **dict.fromkeys(names, labels.HIDDEN)}
