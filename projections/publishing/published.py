"""A published figure: everything that is kept of it, and which of that is public."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import orjson

from domain.events.records import FigurePublished, FigureWithdrawn
from domain.participant.folding import Rules
from projections.measuring.figures import NO_FIELDS, Figure
from projections.measuring.survival import LeadTimes
from projections.worlds.coordinates import Coordinates

KEPT_BESIDE = ("view", "journey_gap_days")
"""Fields of a figure that the entry holds itself, in another form."""


def kept(figure: Figure) -> dict[str, Any]:
    """Returns the fields that an entry keeps of a figure, as JSON values."""
    values: dict[str, Any] = orjson.loads(orjson.dumps(figure.fields()))
    return {name: value for name, value in values.items() if name not in KEPT_BESIDE}


def coordinates_of(entry: FigurePublished) -> Coordinates:
    """Returns the coordinates of a published figure."""
    return Coordinates(entry.as_of, entry.known_at, entry.position, Rules(**entry.rules))


def figure_of(entry: FigurePublished) -> Mapping[str, Any]:
    """Returns every field of the published figure."""
    return {**entry.figure, "view": entry.view, **asdict(coordinates_of(entry).rules)}


@dataclass(frozen=True)
class Published:
    """A published figure, and its withdrawal if it has been withdrawn."""

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
        """The figure's fields, with those hidden from the public set to None."""
        return {name: None if name in self.entry.hidden else value for name, value in self.figure.items()}


def _day(given: Any) -> date | None:
    return date.fromisoformat(str(given)) if given else None


def public_figure(published: Published) -> Figure:
    """Returns the figure as the public sees it."""
    return _figure(published.shown, tuple(published.entry.hidden))


def whole_published_figure(published: Published) -> Figure:
    """Returns the figure with all its numbers, marked with what of it the public does not see."""
    return _figure(published.figure, tuple(published.entry.hidden))


def _figure(shown: Mapping[str, Any], hidden: tuple[str, ...]) -> Figure:
    own: dict[str, Any] = {part.name: shown.get(part.name) for part in fields(Figure) if part.name not in NO_FIELDS}
    own |= {"coordinates": Coordinates.of_record(shown)}
    own |= {"basis": shown.get("basis", "undeclared"), "complete_to": _day(shown.get("complete_to"))}
    own |= {"deadline": _day(own["deadline"])}
    lead: dict[str, Any] = {part.name: shown[part.name] for part in fields(LeadTimes) if part.name in shown}
    lead |= {name: {} for name in ("bands", "within") if name in lead and lead[name] is None}
    return Figure(**{**own, "hidden": hidden, "suppressed": "value" in hidden}, lead=LeadTimes(**lead) if lead else None)
