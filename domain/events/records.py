"""Entries about no participant: reference values and published figures. Contract: events.md §2, last paragraph."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from domain.events.event import YEAR, Day, Entry, Key, Text


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
    """A value from outside that measures are set against: population, employees, targets, baselines."""

    kind: Literal["reference_value_set"] = "reference_value_set"
    sv, en = "referensvärde", "reference value"
    series: Key
    period: SeriesPeriod
    value: float
    breakdown: dict[str, str] = Field(default_factory=dict)


class FigurePublished(Entry):
    """A figure as it was published: never computed again silently (measures.md §9 names its fields).

    `figure` holds them all, also those that were hidden from the public; `hidden` names these.
    """

    version: ClassVar[int] = 2
    kind: Literal["figure_published"] = "figure_published"
    sv, en = "publicerad siffra", "published figure"
    figure: dict[str, Any]
    definition_hash: Key
    code_version: Key
    cases_digest: Key
    as_of: Day
    known_at: AwareDatetime | None = None
    position: int
    title: Text | None = None
    publication: Key | None = None
    """What it was published in: one publication may hold many figures, which share their population."""
    cases: Key | None = None
    """Which of the publication's `cases_published` lie behind it."""
    hidden: list[Key] = Field(default_factory=list)
    view: Literal["official", "adjusted"] = "official"
    rules: dict[str, int] = Field(default_factory=dict)
    """The parameters of the fold that were not as usual."""


class CasesPublished(Entry):
    """A stretch of what lies behind published figures: the population, or the cases of a measure and period."""

    kind: Literal["cases_published"] = "cases_published"
    sv, en = "publicerade fall", "published cases"
    publication: Key
    of: Key
    """`population`, or what a `figure_published` calls its cases."""
    number: int = Field(ge=0)
    """Which stretch it is, from 0: a line has a longest length."""
    packed: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]*$")]
    """Tab-separated rows, compressed (zlib) and in base64."""


class FigureWithdrawn(Entry):
    """A published figure no longer stands; what it was is kept."""

    kind: Literal["figure_withdrawn"] = "figure_withdrawn"
    sv, en = "återkallad siffra", "withdrawn figure"
    personal = frozenset({"reason"})
    figure: Key
    """The id of the `figure_published`."""
    reason: Text
