"""Entries about no participant: reference values and published figures. Contract: events.md §2, last paragraph."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from domain.events.event import Entry, Key, Text

SeriesPeriod = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(\d{2}(-\d{2})?|Q[1-4]|T[1-3]))?$")]


class ReferenceValueSet(Entry):
    """A value from outside that measures are set against: population, employees, targets, baselines."""

    kind: Literal["reference_value_set"] = "reference_value_set"
    sv, en = "referensvärde", "reference value"
    series: Key
    period: SeriesPeriod
    value: float
    breakdown: dict[str, str] = Field(default_factory=dict)


class FigurePublished(Entry):
    """A figure as it was published: never computed again silently (measures.md §9 names its fields)."""

    kind: Literal["figure_published"] = "figure_published"
    sv, en = "publicerad siffra", "published figure"
    figure: dict[str, Any]
    definition_hash: Key
    code_version: Key
    cases_digest: Key
    as_of: date
    known_at: AwareDatetime | None = None
    position: int
    title: Text | None = None
