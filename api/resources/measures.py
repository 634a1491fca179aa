"""Measures over HTTP: the catalogue, figures, the cases behind them, and why one participant is counted or not."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from dataclasses import fields as fields_of
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, create_model

from api.access.permit import Permit, Permitted
from api.http.definitions import Key
from api.http.ids import ParticipantId, ids
from api.http.problems import ABSENT, ERASED, PROBLEMS
from api.http.questions import MeasureParams
from api.http.store import Opened
from api.http.turns import Turn
from domain.participant.folding import Rules
from projections.measures.catalogue import CATALOGUE, VERSIONS, called, find
from projections.measures.entries import note_in_any_world
from projections.measures.questions import outcomes, parts
from projections.measuring.explanation import Case, listed
from projections.measuring.explanation import explain as explanation
from projections.measuring.figures import FIGURE_FIELDS, NO_FIELDS, Figure
from projections.measuring.measure import Example, Measure, Step
from projections.measuring.survival import LeadTimes
from projections.rules.scope import Value
from projections.worlds.coordinates import Coordinates

router = APIRouter(prefix="/api/v1/measures", tags=["mått"], responses=PROBLEMS)


class BilingualText(BaseModel):
    sv: str
    en: str


class Rule(BilingualText):
    rule: str


class MeasureEntry(BilingualText):
    """One entry of the catalogue."""

    key: str
    version: int
    versions: Annotated[Sequence[int], Field(description="De som finns; den första gäller.")]
    source: str
    units: BilingualText
    who: Sequence[Rule]
    counted: Rule
    shape: str
    year: str
    unit: str
    years_only: bool
    window: int | str
    grace_days: int
    views: bool
    parameters: Mapping[str, Value]
    direction: str | None
    baseline: Mapping[str, float]
    target: float | None
    deadline: date | None
    note: BilingualText | None
    example: Example


class Catalogue(BaseModel):
    position: int
    measures: Sequence[MeasureEntry]


def _flat() -> type[BaseModel]:
    """Builds a model of a figure's fields, including those of lead times."""
    hints = {name: hint for shape in (Rules, Coordinates, LeadTimes, Figure) for name, hint in get_type_hints(shape).items()}
    optional = {field.name for field in fields_of(Figure) if field.default is not MISSING}
    types: dict[str, Any] = {name: (hints[name], None if name in optional else ...) for name in FIGURE_FIELDS}
    types |= {field.name: (hints[field.name], None) for field in fields_of(LeadTimes)}
    shown = {name: of for name, of in types.items() if name not in NO_FIELDS}
    return create_model("FigureAnswer", **shown, withheld=(BilingualText | None, None))


FigureAnswer = _flat()


class LocatedAnswer(BaseModel):
    """What an answer is computed from, beside its definition: the same three give the same answer again."""

    position: int
    as_of: date
    known_at: datetime | None


class Figures(LocatedAnswer):
    figures: Sequence[FigureAnswer]  # type: ignore[valid-type]


class CaseAnswer(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    measure: str
    period: str
    participant_id: str
    participant: str
    unit: str
    is_in: Annotated[bool, Field(alias="in")]
    outcome: str | None
    reason: str
    events: Sequence[str]
    dates: Mapping[str, date]


class Cases(LocatedAnswer):
    cases: Sequence[CaseAnswer]


class StepAnswer(BaseModel):
    rule: str
    result: str
    says: str
    dates: Mapping[str, date]
    events: Sequence[str]


class UnitAnswer(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    is_in: Annotated[bool, Field(alias="in")]
    outcome: str | None
    steps: Sequence[StepAnswer]
    unit: str | None = None
    period: str | None = None


class ExplanationAnswer(UnitAnswer):
    measure: str
    participant_id: str
    participant: str
    units: Annotated[Sequence[UnitAnswer], Field(description="Där deltagaren har flera enheter: var och en.")] = ()


class Explanations(LocatedAnswer):
    explanations: Sequence[ExplanationAnswer]


class FiguresParams(MeasureParams):
    by: Annotated[str, Field(description="Delar upp: sex, age, unit, …; flera med komma.", examples=["sex"])] = ""


class CasesParams(MeasureParams):
    part: Annotated[list[str], Field(description="Bara en del av en uppdelning: sex=K.", examples=[["sex=K"]])] = []  # noqa: RUF012
    everyone: Annotated[bool, Field(description="Även de som inte är med, med skälet.")] = False
    outcome: Annotated[list[str], Field(description="yes, no, unknown, immature, excluded; eller ja, nej …")] = []  # noqa: RUF012


class ExplainParams(MeasureParams):
    participant: Annotated[ParticipantId, Field(description="Deltagarens id, som lookup ger.")]


@router.get("")
def catalogue(store: Opened) -> Catalogue:
    """Alla mått: vad de är, hur de räknas, varifrån de kommer."""
    return Catalogue(position=store.position, measures=[describe(measure) for measure in CATALOGUE.values()])


@router.get("/{key:definition}/figures", response_model_exclude_unset=True, responses=ABSENT)
def figures_of(store: Opened, permit: Permitted, turn: Turn, key: Key, params: Annotated[FiguresParams, Query()]) -> Figures:
    """Siffror för perioderna, med gränser, täckning och läge."""
    question = params.question(key, turn, params.by)
    world = params.world(store, question)
    figures = [figure for _, figure in question.answers(world, permit.gate.figures)]
    return Figures(
        **world.coordinates.fields(), figures=[FigureAnswer(**figure.fields(), **_withheld(figure)) for figure in figures]
    )


def _withheld(figure: Figure) -> dict[str, BilingualText]:
    return {"withheld": BilingualText(sv=figure.withheld.sv, en=figure.withheld.en)} if figure.withheld else {}


@router.get("/{key:definition}/cases", responses=ABSENT)
def cases_of(store: Opened, permit: Permitted, turn: Turn, key: Key, params: Annotated[CasesParams, Query()]) -> Cases:
    """Fallen bakom en siffra, vart och ett med sitt skäl och sina händelser."""
    question, only, wanted = params.question(key, turn), parts(params.part), outcomes(params.outcome)
    world = params.world(store, question)
    streams = ids(world)
    cases = question.answers(world, partial(listed, lang="sv", everyone=params.everyone, only=only, outcomes=wanted))
    seen = permit.listed(list(cases), lambda pair: streams[pair[1].participant])
    permit.show(streams[case.participant] for _, case in seen)
    return Cases(**world.coordinates.fields(), cases=[_case(permit, measure, case, streams) for measure, case in seen])


@router.get("/{key:definition}/explain", response_model_exclude_unset=True, responses=ABSENT | ERASED)
def why(store: Opened, permit: Permitted, turn: Turn, key: Key, params: Annotated[ExplainParams, Query()]) -> Explanations:
    """Varför en deltagare är med i en siffra eller inte, steg för steg."""
    name, question = permit.name_of(params.participant), params.question(key, turn)
    world = params.world(store, question)
    explanations = [
        ExplanationAnswer(measure=called(ask.measure), participant_id=params.participant, **explanation(ask, world, name, "sv"))
        for ask in question.asks()
    ]
    return Explanations(**world.coordinates.fields(), explanations=explanations)


@router.get("/{key:definition}", responses=ABSENT)
def measure(store: Opened, key: Key) -> Catalogue:
    """Ett mått, eller alla dess delar."""
    return Catalogue(position=store.position, measures=[describe(entry) for entry in find(key)])


def describe(measure: Measure) -> MeasureEntry:
    own = {name: getattr(measure, name) for name in MeasureEntry.model_fields if name not in _COMPUTED}
    says = note_in_any_world(measure)
    return MeasureEntry(
        **own,
        versions=list(VERSIONS[measure.key]),
        window=measure.window.stated(measure.parameters),
        units=BilingualText(sv=measure.units.sv, en=measure.units.en),
        who=[_rule(step) for step in measure.who],
        counted=_rule(measure.counted),
        note=BilingualText(sv=says.sv, en=says.en) if measure.says_sv else None,
    )


_COMPUTED = ("versions", "window", "units", "who", "counted", "note")


def _rule(step: Step) -> Rule:
    return Rule(rule=step.name, sv=step.sv, en=step.en)


def _case(permit: Permit, measure: Measure, case: Case, streams: Mapping[str, str]) -> CaseAnswer:
    """A pseudonym stands for id and key alike; with it go the events, whose ids are the sources' own."""
    own, fields = streams[case.participant], case.fields()
    if (pseudonym := permit.pseudonym(own)) != own:
        fields |= {"participant": pseudonym, "events": []}
    return CaseAnswer(measure=called(measure), period=case.period, participant_id=pseudonym, **fields)
