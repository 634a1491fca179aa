"""A figure as it was published: everything that is kept of it, and what of that the public was told."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from domain.events.records import FigurePublished, FigureWithdrawn
from projections.figures import NO_FIELDS, Figure
from projections.survival import LeadTimes


@dataclass(frozen=True)
class Published:
    """A figure as it was published, and whether it still stands."""

    entry: FigurePublished
    position: int
    withdrawn: FigureWithdrawn | None = None

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def figure(self) -> Mapping[str, Any]:
        return self.entry.figure

    @property
    def shown(self) -> Mapping[str, Any]:
        """The figure without what was hidden from the public."""
        return {name: None if name in self.entry.hidden else value for name, value in self.figure.items()}


def told_figure(one: Published) -> Figure:
    """What the public was told."""
    shown = one.shown
    own: dict[str, Any] = {part.name: shown.get(part.name) for part in fields(Figure) if part.name not in NO_FIELDS}
    own |= {name: date.fromisoformat(str(own[name])) for name in ("as_of", "deadline") if own[name]}
    own |= {"known_at": datetime.fromisoformat(str(own["known_at"])) if own["known_at"] else None}
    lead: dict[str, Any] = {part.name: shown[part.name] for part in fields(LeadTimes) if part.name in shown}
    lead |= {name: {} for name in ("bands", "within") if name in lead and lead[name] is None}
    hidden = tuple(one.entry.hidden)
    return Figure(**{**own, "hidden": hidden, "suppressed": "value" in hidden}, lead=LeadTimes(**lead) if lead else None)
