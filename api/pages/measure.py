"""A measure's page: its definition in words, its figures, the cases behind them, and why a participant is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field

from api.access.permit import Permit, Permitted
from api.html.rendering import page, query
from api.html.words import basis, case_outcome, outcome, part, parts_of, status, unit
from api.http.definitions import Key
from api.http.ids import ParticipantId, ids
from api.http.questions import MeasureParams
from api.http.store import Opened, Store
from api.http.turns import Turn
from projections.measures.breakdown_names import overlap_note
from projections.measures.catalogue import called, find
from projections.measures.entries import entry
from projections.measures.questions import parts
from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.cases import latest_year
from projections.measuring.explanation import Case, explain, listed
from projections.measuring.figures import Ask, Figure
from projections.measuring.labels import HIDDEN, hidden, out_of
from projections.measuring.measure import Measure
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World

router = APIRouter(include_in_schema=False)
PAGE = 100
"""Cases per page; the API returns all."""


def _periods(given: Any) -> Any:
    """Splits the periods of a form field."""
    return [label for text in given or () for label in str(text).replace(",", " ").split()]


class PageParams(MeasureParams):
    """The fields of the form."""

    period: Annotated[list[str], BeforeValidator(_periods), Field(validate_default=True)] = []  # noqa: RUF012
    by: str = ""
    part: list[str] = []  # noqa: RUF012
    show: Literal["in", "out"] = "in"
    page: Annotated[int, Field(ge=1)] = 1

    def of_some_period(self, store: Store, turn: Turn, key: str) -> Self:
        """Returns the parameters with a period: by default the last year that has cases, or last year if none has."""
        if self.period:
            return self
        question = self.question(key, turn)
        (ask, *_), world = list(question.asks()), self.world(store, question)
        year = latest_year(ask.measure, world, ask.view, ask.values) or world.as_of.year - 1
        return self.model_copy(update={"period": [str(year)]})

    @property
    def as_query(self) -> dict[str, Any]:
        """The query parameters, for links to the same question."""
        return self.model_dump(mode="json", exclude={"page", "show", "part"}, exclude_defaults=True) | {"period": self.period}


@dataclass(frozen=True)
class FigureRow:
    figure: Figure
    part: str
    cases: str
    """The query that lists the row's cases."""


@router.get("/matt/{key:definition}/deltagare/{participant}")
def why(
    request: Request,
    store: Opened,
    permit: Permitted,
    turn: Turn,
    key: Key,
    participant: ParticipantId,
    params: Annotated[PageParams, Query()],
) -> Response:
    """Step by step, as the measure's own rules came out."""
    params = params.of_some_period(store, turn, key)
    name, question = permit.name_of(participant), params.question(key, turn)
    world = params.world(store, question)
    explained = [(ask.measure, explain(ask, world, name, "sv")) for ask in question.asks()]
    return page(
        request,
        "why.html",
        name=name,
        participant=participant,
        params=params,
        explanations=[(measure, question.worded(measure), _units(steps)) for measure, steps in explained],
        case_outcome=case_outcome,
        **_common(world),
    )


@router.get("/matt/{key:definition}")
def show(
    request: Request, store: Opened, permit: Permitted, turn: Turn, key: Key, params: Annotated[PageParams, Query()]
) -> Response:
    measures = find(key)
    if len(measures) > 1:
        return page(request, "parts.html", key=key, measures=measures, called=called, position=store.position)
    (measure,) = measures
    params = params.of_some_period(store, turn, key)
    question = params.question(key, turn, params.by)
    world, (ask,) = params.world(store, question), question.asks()
    return page(
        request,
        "measure.html",
        measure=measure,
        params=params,
        breakdowns=BREAKDOWNS,
        unit=unit(measure.unit),
        figures=[_row(figure, params) for figure in permit.gate.figures(ask, world)],
        part=parts_of(parts(params.part)),
        **_listing(permit, world, _cases(ask, world, params), params.page),
        **_texts(question.worded(measure), world),
        **_common(world),
    )


def _texts(measure: Measure, world: World) -> dict[str, Any]:
    """The catalogue entry's texts, with the question's parameter values."""
    return {"worded": measure, "definition": entry(measure, "sv", rules=world.rules), "overlap_of": overlap_note} | {
        "declared": coverage_of(world).declared
    }


def _cases(ask: Ask, world: World, params: PageParams) -> list[Case]:
    """Returns the counted cases, or those not counted."""
    wanted = params.show == "in"
    return [case for case in listed(ask, world, "sv", not wanted, parts(params.part)) if case.is_in == wanted]


def _listing(permit: Permit, world: World, cases: list[Case], number: int) -> dict[str, Any]:
    """A page of the cases that may be listed; with keys, so none for one who sees participants under pseudonyms."""
    streams, may_list = ids(world), permit.may("cases") and not permit.sees_pseudonyms
    seen = permit.listed(cases, lambda case: streams[case.participant]) if may_list else []
    visible = seen[(number - 1) * PAGE : number * PAGE]
    permit.show(streams[case.participant] for case in visible)
    windows = len({case.period for case in seen}) > 1
    return {"may_list": may_list, "cases": visible, "total": len(seen), "pages": -(-len(seen) // PAGE), "windows": windows}


def _units(explained: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return explained.get("units") or [explained]


def _common(world: World) -> dict[str, Any]:
    words: dict[str, Any] = {"called": called, "outcome": outcome, "standing": status, "basis": basis, "out_of": out_of}
    words |= {"hidden": HIDDEN, "hidden_means": hidden("sv")}
    return {"world": world, "position": world.position, "ids": ids(world), **words}


def _row(figure: Figure, params: PageParams) -> FigureRow:
    of = [f"{name}={value}" for name, value in figure.breakdown.items()]
    names = ", ".join(part(name, value) for name, value in figure.breakdown.items())
    return FigureRow(figure, names or "Alla", query(params.as_query | {"period": [figure.period]}, part=of))
