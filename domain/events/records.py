"""Entries that are not about a participant: reference values, deliveries, published figures. Contract: events.md §2, end."""

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

import domain.events.field_labels as fields
from domain.events.event import YEAR, Day, Entry, FreeText, Key
from domain.events.field_labels import FieldLabel
from domain.vocabulary.text import Text


def _of_the_calendar(period: str) -> str:
    if len(period) == len("2024-02-29"):
        date.fromisoformat(period)
    return period


SeriesPeriod = Annotated[
    str,
    StringConstraints(pattern=rf"^{YEAR}(-((0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|Q[1-4]|T[1-3]))?$"),
    AfterValidator(_of_the_calendar),
]


class ReferenceValueSet(Entry):
    """An external value that measures are compared with: population, employees, targets, baselines."""

    kind: Literal["reference_value_set"] = "reference_value_set"
    text = Text("referensvärde", "reference value")
    series: Annotated[Key, FieldLabel("serie", "series")]
    period: Annotated[SeriesPeriod, FieldLabel("period", "period")]
    value: Annotated[float, FieldLabel("värde", "value")]
    breakdown: Annotated[dict[str, str], FieldLabel("uppdelning", "breakdown")] = Field(default_factory=dict)


STATEMENTS = ("participant_registered", "circumstances_recorded")
"""The kinds whose fields are each a statement of its own, which several tables share.

Of such a field only those deliveries speak that do not name it as missing.
"""


class DeliveryRecorded(Entry):
    """States which kinds of events, about which units and days, a source has sent in full (measures.md §11)."""

    kind: Literal["delivery_recorded"] = "delivery_recorded"
    text = Text("leverans", "delivery")
    kinds: Annotated[tuple[str, ...], FieldLabel("händelseslagen som har levererats", "the kinds of events delivered")] = Field(
        min_length=1
    )
    __annotations__["from"] = Annotated[Day, FieldLabel("från och med", "from")]  # a field's name is the catalogue's word
    to: Annotated[Day | None, FieldLabel("till och med; utan: tills vidare", "to; without: until further notice")] = None
    units: Annotated[tuple[Key, ...] | None, FieldLabel("enheterna; utan: alla", "the units; without: all")] = Field(
        default=None, min_length=1
    )
    missing: Annotated[
        dict[str, tuple[str, ...]],
        FieldLabel("fält som källan aldrig fyller, per händelseslag", "the fields that the source never fills, by kind"),
    ] = Field(default_factory=dict)
    full: Annotated[bool, FieldLabel("hela tabellen på nytt", "the whole table again")] = False
    assumed: Annotated[bool, FieldLabel("antagen, inte utlovad av källan", "assumed, not stated by the source")] = False
    final: Annotated[bool, FieldLabel("källan har lämnats", "the source has been left")] = False

    @property
    def from_on(self) -> date:
        """The first day delivered."""
        day: date = self.__dict__["from"]
        return day


REFUSED = r"/refused-(\d+)(?:/|$)"
"""What the id of a delivery holds of which lines were refused at the import: the record has no field for their number."""


def with_refused(name: str, number: int) -> str:
    """Returns the id of a delivery of which lines were refused."""
    return f"{name}/refused-{number}" if number else name


def refused_in(name: str) -> int:
    """Returns how many lines of a delivery were refused, by its id."""
    number = re.search(REFUSED, name)
    return int(number[1]) if number else 0


class FigurePublished(Entry):
    """A figure as published: never silently recomputed (measures.md §9 names its fields).

    `figure` holds all fields, including those hidden from the public; `hidden` lists these.
    """

    version: ClassVar[int] = 2
    kind: Literal["figure_published"] = "figure_published"
    text = Text("publicerad siffra", "published figure")
    figure: Annotated[dict[str, Any], fields.FIGURE]
    definition_hash: Annotated[Key, FieldLabel("definitionens fingeravtryck", "fingerprint of the definition")]
    code_version: Annotated[Key, FieldLabel("programmets version", "version of the program")]
    cases_digest: Annotated[Key, FieldLabel("fallens fingeravtryck", "fingerprint of the cases")]
    as_of: Annotated[Day, FieldLabel("mätt till och med", "measured as of")]
    known_at: Annotated[AwareDatetime | None, FieldLabel("känt vid", "known at")] = None
    position: Annotated[int, FieldLabel("loggens position", "position in the log")]
    title: Annotated[FreeText | None, fields.TITLE] = None
    publication: Annotated[Key | None, fields.PUBLICATION] = None
    """The publication that contains it; one publication may hold many figures, which share their population."""
    cases: Annotated[Key | None, FieldLabel("fallen bakom", "the cases behind")] = None
    """The publication's `cases_published` that hold its cases."""
    hidden: Annotated[list[Key], FieldLabel("fält som doldes", "fields that were hidden")] = Field(default_factory=list)
    view: Annotated[Literal["official", "adjusted"], FieldLabel("vy", "view")] = "official"
    rules: Annotated[
        dict[str, int], FieldLabel("inställningar för hur resor hänger ihop", "settings of how journeys chain")
    ] = Field(default_factory=dict)
    """The fold's parameters that differ from their defaults."""


class CasesPublished(Entry):
    """A chunk of the data behind published figures: the population, or the cases of a measure and period."""

    kind: Literal["cases_published"] = "cases_published"
    text = Text("publicerade fall", "published cases")
    publication: Annotated[Key, fields.PUBLICATION]
    of: Annotated[Key, FieldLabel("vad fallen hör till", "what the cases are of")]
    """`population`, or the name that a `figure_published` uses for its cases."""
    number: Annotated[int, fields.NUMBER] = Field(ge=0)
    """The chunk's number, from 0: the length of a line is limited."""
    packed: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]*$"), FieldLabel("raderna, packade", "the rows, packed")]
    """Tab-separated rows, compressed (zlib) and in base64."""


class FigureWithdrawn(Entry):
    """Withdraws a published figure; the figure itself is kept."""

    kind: Literal["figure_withdrawn"] = "figure_withdrawn"
    text = Text("återkallad siffra", "withdrawn figure")
    personal = frozenset({"reason"})
    figure: Annotated[Key, fields.FIGURE]
    """The id of the `figure_published`."""
    reason: Annotated[FreeText, fields.REASON]
