"""Questions to the measures as URL parameters: periods, A and K, breakdown, view and parameters."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Self, get_origin

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from api.http.store import Store
from domain.calendar import STOCKHOLM, day_of, instant
from domain.events.lines import BadLine
from domain.participant.folding import RULES, Rules
from projections.measures.questions import Question, question
from projections.rules.scope import View
from projections.worlds.coordinates import Coordinates, within_log
from projections.worlds.interruption import Check
from projections.worlds.world import World


def now() -> datetime:
    """The only place where the server reads the clock."""
    return datetime.now(STOCKHOLM)


async def given_once(request: Request) -> None:
    """Refuses a single-value parameter given twice: the last would be used silently. Raises `BadLine`."""
    for parameter in request.scope["route"].dependant.query_params:
        for name, field in parameter.field_info.annotation.model_fields.items():
            if get_origin(field.annotation) is not list and len(request.query_params.getlist(name)) > 1:
                raise BadLine("given_twice", name)


def _nothing(given: Any) -> Any:
    """Converts an empty form field to None."""
    return None if given == "" else given


def _instant(given: Any) -> Any:
    """Parses an instant; a date is the end of that day."""
    try:
        return instant(given) if isinstance(given, str) else given
    except ValueError:
        raise PydanticKnownError("datetime_parsing", {"error": "no instant"}) from None


Day = Annotated[date | None, BeforeValidator(_nothing)]
Instant = Annotated[
    datetime | None,
    BeforeValidator(_instant),
    BeforeValidator(_nothing),
    WithJsonSchema({"anyOf": [{"type": "string", "examples": ["2024-01-31", "2024-01-31T12:00:00+01:00"]}, {"type": "null"}]}),
]


class When(BaseModel):
    """As of which day, and known when."""

    model_config = ConfigDict(extra="forbid")

    as_of: Annotated[Day, Field(description="Mätdag (A): vad som hänt senare räknas inte. Förval: K:s dag, annars i dag.")] = (
        None
    )
    known_at: Annotated[Instant, Field(description="Bara det som var registrerat då (K). Förval: allt som är känt.")] = None

    def coordinates(self, position: int | None = None, rules: Rules = RULES) -> Coordinates:
        return Coordinates.at(day_of(now()), self.as_of, self.known_at, position, rules)

    @model_validator(mode="after")
    def _have_been(self) -> Self:
        self.coordinates()
        return self


class MeasureParams(When):
    """The query parameters that figures, cases and explanations share."""

    period: Annotated[
        list[str],
        Field(min_length=1, description="2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08.", examples=[["2023"]]),
    ]
    position: Annotated[int | None, Field(ge=0, description="Bara de N första händelserna i loggen.")] = None
    view: Annotated[View, Field(description="official, eller adjusted: de som lämnat räknas inte.")] = "official"
    set: Annotated[list[str], Field(description="namn=värde: sätter en parameter.", examples=[["journey_gap_days=30"]])] = []

    def question(self, key: str, check: Check, by: str = "") -> Question:
        """Raises `Unknown` for names that do not exist, `BadQuestion` for invalid values."""
        return replace(question([key], self.period, self.view, by, self.set), check=check)

    def world(self, store: Store, query: Question) -> World:
        """Returns the World of the question, with the question's rules of the fold."""
        return store.world(self.coordinates(within_log(self.position, store.position), query.rules), query.check)
