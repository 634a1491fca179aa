"""What left through the gate: a figure with all its numbers, which of these were hidden and why, and what they count.

The numbers are for the gate alone, which seals them; nobody is named in them.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, Protocol

import orjson

from domain.participant.folding import Rules
from projections.disclosure.identity import NumberIdentity
from projections.measuring.counts import People
from projections.measuring.figures import Figure
from projections.measuring.survival import LeadTimes
from projections.worlds.coordinates import Coordinates

Reason = Literal["few", "cover", "near", "kept"]
"""Too few for itself; as cover for others; too near to what was shown; or because it was hidden before."""
LASTING: tuple[Reason, ...] = ("few", "cover")
"""What is hidden for these stays hidden, also where the number has moved a little."""
Version = tuple[str, str, Coordinates]


@dataclass(frozen=True)
class ReleasedFigure:
    """A figure that left, or that was hidden when it was asked for."""

    figure: Figure
    """With all its numbers; `hidden` and `suppressed` say what did not leave."""
    identity: NumberIdentity
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    """Why each aspect was hidden that was."""
    on: date | None = None
    """The day it left."""

    @property
    def version(self) -> Version:
        return version_of(self.figure)

    def text(self) -> bytes:
        return orjson.dumps(
            {
                "figure": replace(self.figure, withheld=None),
                "identity": (self.identity.units, sorted(self.identity.conditions), self.identity.outcome),
                "reasons": dict(self.reasons),
                "on": self.on,
            }
        )

    @classmethod
    def from_text(cls, text: bytes) -> "ReleasedFigure":
        record = orjson.loads(text)
        units, conditions, outcome = record["identity"]
        on = date.fromisoformat(record["on"]) if record["on"] else None
        return cls(whole_figure(record["figure"]), NumberIdentity(units, frozenset(conditions), outcome), record["reasons"], on)


class Memory(Protocol):
    """What left, while it is decided what more may leave."""

    def released(self, units: str, first_on: date, last_on: date) -> Sequence[ReleasedFigure]:
        """Returns what left of measures with these units, of periods that overlap these days, in the order that it left."""

    def add(self, releases: Iterable[ReleasedFigure]) -> None:
        """Adds what is about to leave."""


class Ledger(Protocol):
    """All that left for one audience."""

    def deciding(self) -> AbstractContextManager[Memory]:
        """Holds the exclusive right to decide; what was added is stored when it ends without an exception."""


def version_of(figure: Figure) -> Version:
    """Returns by which parameters, view and knowledge a figure is computed."""
    return figure.definition, figure.view, figure.coordinates


def shown_and_hidden(figure: Figure, released: Figure) -> Figure:
    """Returns the figure with all its numbers, and marked with what of it is hidden."""
    return replace(figure, suppressed=released.suppressed, hidden=released.hidden)


def whole_figure(record: Mapping[str, Any]) -> Figure:
    """Reads a figure from its JSON."""
    place, lead, people = record["coordinates"], record["lead"], record["people"]
    return Figure(
        **{
            **record,
            "coordinates": Coordinates(
                date.fromisoformat(place["as_of"]),
                datetime.fromisoformat(place["known_at"]) if place["known_at"] else None,
                place["position"],
                Rules(**place["rules"]),
                _day(place["learned_by"]),
            ),
            "deadline": _day(record["deadline"]),
            "complete_to": _day(record["complete_to"]),
            "hidden": tuple(record["hidden"]),
            "lead": LeadTimes(**lead) if lead else None,
            "people": People(**people) if people else None,
            "rests_on": tuple(map(whole_figure, record["rests_on"])),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
