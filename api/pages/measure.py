"""A measure's page: its definition in words, its figures, the cases behind them, and why one is among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field

from api.ids import ParticipantId, ids, name_of
from api.pages.rendering import page, query
from api.pages.words import STATUS, definition, outcome, part, parts_of, verdict
from api.questions import Asked, Question, now, parts, question
from api.store import Opened
from projections.breakdowns import BREAKDOWNS
from projections.derivation import Case, explain, listed
from projections.figures import Ask, Figure, figures
from projections.measures import find
from projections.reports.cells import UNITS

router = APIRouter(include_in_schema=False)
PAGE = 100
"""Cases shown at a time; the API gives all."""


def _periods(given: Any) -> Any:
    """Last year where none is asked for; in a form several stand in one field."""
    asked = [one for text in given or () for one in str(text).replace(",", " ").split()]
    return asked or [str(now().year - 1)]


class AskedPage(Asked):
    """What the form asks with."""

    period: Annotated[list[str], BeforeValidator(_periods), Field(validate_default=True)] = []  # noqa: RUF012
    by: str = ""
    part: list[str] = []  # noqa: RUF012
    show: Literal["in", "out"] = "in"
    page: Annotated[int, Field(ge=1)] = 1

    @property
    def said(self) -> dict[str, Any]:
        """As a query has it, for links that ask for the same."""
        return self.model_dump(mode="json", exclude={"page", "show", "part"}, exclude_defaults=True) | {"period": self.period}


@dataclass(frozen=True)
class FigureRow:
    figure: Figure
    part: str
    cases: str
    """The query that lists its cases."""


@router.get("/matt/{key}")
def show(request: Request, store: Opened, key: str, asked: Annotated[AskedPage, Query()]) -> Response:
    measures = find(key)
    if len(measures) > 1:
        return page(request, "parts.html", key=key, measures=measures, units=UNITS, position=store.position)
    (measure,) = measures
    asking = question(store, key, asked, asked.by)
    (ask,) = asking.asks()
    found = _cases(ask, asking, asked)
    return page(
        request,
        "measure.html",
        measure=measure,
        definition=definition(measure),
        asked=asked,
        breakdowns=BREAKDOWNS,
        unit=UNITS[measure.unit],
        figures=[_row(figure, asked) for figure in figures(ask, asking.world)],
        part=parts_of(parts(asked.part)),
        total=len(found),
        cases=found[(asked.page - 1) * PAGE : asked.page * PAGE],
        pages=-(-len(found) // PAGE),
        windows=len({case.period for case in found}) > 1,
        **_common(asking),
    )


@router.get("/matt/{key}/deltagare/{participant}")
def why(
    request: Request, store: Opened, key: str, participant: ParticipantId, asked: Annotated[AskedPage, Query()]
) -> Response:
    """Step by step, as the measure's own rules came out."""
    name = name_of(store, participant)
    asking = question(store, key, asked)
    told = [(ask.measure, explain(ask, asking.world, name, "sv")) for ask in asking.asks()]
    return page(
        request,
        "why.html",
        name=name,
        participant=participant,
        asked=asked,
        told=[(measure, _units(one)) for measure, one in told],
        verdict=verdict,
        **_common(asking),
    )


def _cases(ask: Ask, asking: Question, asked: AskedPage) -> list[Case]:
    """Those that are counted in, or those that are not."""
    wanted = asked.show == "in"
    return [case for case in listed(ask, asking.world, "sv", not wanted, parts(asked.part)) if case.is_in == wanted]


def _units(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return told.get("units") or [told]


def _common(asking: Question) -> dict[str, Any]:
    world = asking.world
    return {"world": world, "position": world.position, "ids": ids(world), "outcome": outcome, "standing": STATUS}


def _row(figure: Figure, asked: AskedPage) -> FigureRow:
    of = [f"{name}={value}" for name, value in figure.breakdown.items()]
    names = ", ".join(part(name, value) for name, value in figure.breakdown.items())
    return FigureRow(figure, names or "Alla", query(asked.said | {"period": [figure.period]}, part=of))
