"""Coverage over HTTP: what was delivered, and what can be known of each measure by it (measures.md §11)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.http.coverage import CoverageParams
from api.http.problems import ABSENT, PROBLEMS
from api.http.store import Opened
from api.http.turns import Turn
from api.resources.measures import LocatedAnswer
from projections.health.knowable import Knowable
from projections.health.lacks import coverage_record

router = APIRouter(prefix="/api/v1/coverage", tags=["underlag"], responses=PROBLEMS)


class DeliveredKindAnswer(BaseModel):
    """The deliveries of a source and a kind of events, taken together."""

    source: str
    kind: str
    from_on: date
    to_on: date
    units: Annotated[Sequence[str], Field(description="Tomt: alla enheter.")]
    missing: Annotated[Sequence[str], Field(description="Fält som källan aldrig fyller.")]
    assumed: bool
    refused: int
    final: bool
    deliveries: int
    last_delivery_on: date


class LackAnswer(BaseModel):
    """Något som saknas, och måtten som det drabbar."""

    lacking_sv: str
    lacking_en: str
    unknown: Annotated[Sequence[str], Field(description="Mått som inte kan räknas.")]
    in_part: Annotated[Sequence[str], Field(description="Mått som bara kan räknas delvis.")]


class KnownMeasureAnswer(BaseModel):
    measure: str
    period: str
    knowable: Knowable
    status: str | None
    complete_to: date | None
    lacking_sv: Sequence[str]
    lacking_en: Sequence[str]


class CoverageAnswer(LocatedAnswer):
    period: str
    declared: Annotated[bool, Field(description="Om loggen säger något om vad som är levererat.")]
    note_sv: str | None
    note_en: str | None
    deliveries: Sequence[DeliveredKindAnswer]
    lacking: Sequence[LackAnswer]
    measures: Sequence[KnownMeasureAnswer]


@router.get("", responses=ABSENT)
def coverage(store: Opened, turn: Turn, params: Annotated[CoverageParams, Query()]) -> CoverageAnswer:
    """Vad källorna har levererat, och vad som går att veta om måtten."""
    known, world = params.known(store, turn)
    return CoverageAnswer(**coverage_record(known, world, params.of))
