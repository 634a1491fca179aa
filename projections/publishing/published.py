"""A figure as it was published: everything that is kept of it, and what of that the public was told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

import orjson

from domain.events.records import FigurePublished, FigureWithdrawn
from domain.participant.folding import Rules
from projections.measuring.figures import NO_FIELDS, Figure
from projections.measuring.survival import LeadTimes

KEPT_BESIDE = ("view", "journey_gap_days")
"""Fields of a figure that the entry itself has, in a shape of its own."""


def kept(figure: Figure) -> dict[str, Any]:
    """What an entry keeps of a figure, as JSON has it."""
    told: dict[str, Any] = orjson.loads(orjson.dumps(figure.fields()))
    return {name: value for name, value in told.items() if name not in KEPT_BESIDE}


def rules_of(entry: FigurePublished) -> Rules:
    return Rules(**entry.rules)


def figure_of(entry: FigurePublished) -> Mapping[str, Any]:
    """Every field of the figure."""
    return {**entry.figure, "view": entry.view, **asdict(rules_of(entry))}


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
        return figure_of(self.entry)

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
