"""Participants over HTTP: registering events, looking up ids, and reading one participant's thread."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.access.permit import Permit, Permitted
from api.http.bodies import StrictJson
from api.http.commands import EXAMPLES, Batch, enrolled, meant
from api.http.ids import EXAMPLE, ParticipantId, unknown
from api.http.problems import ABSENT, ERASED, IMPOSSIBLE, PROBLEMS
from api.http.questions import When, now
from api.http.store import Opened, Store
from domain.calendar import day_of
from domain.events.event import Key
from domain.log.application import CommandResult
from domain.participant.soft_findings import added
from projections.timelines.timeline import Timeline, thread_of
from projections.timelines.timeline import timeline as laid_out

router = APIRouter(prefix="/api/v1/participants", tags=["deltagare"], responses=PROBLEMS, route_class=StrictJson)


class RegisteredEvent(BaseModel):
    """What a command came to."""

    event: str
    kind: str
    on: date
    participant_id: str
    already: Annotated[bool, Field(description="Fanns redan; samma kommando skickat igen ändrar ingenting.")]


class Odd(BaseModel):
    """A finding [avvikelse]: kept, and reported."""

    code: str
    event: str
    on: date
    says: str


class RegistrationAnswer(BaseModel):
    position: Annotated[int, Field(description="Hur långt loggen har kommit.")]
    registered: Sequence[RegisteredEvent]
    findings: Annotated[Sequence[Odd], Field(description="Avvikelser som det registrerade lade till.")]


class Sought(BaseModel):
    model_config = ConfigDict(extra="forbid")

    participant: Annotated[Key, Field(description="Källans nyckel.", examples=["p-1"])]


class SoughtText(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[
        str, StringConstraints(min_length=1, max_length=200), Field(description="Nyckel, identitetsnummer eller namn.")
    ]


class SearchAnswer(BaseModel):
    position: int
    ids: Sequence[str]


class LookupAnswer(BaseModel):
    position: int
    id: Annotated[str, Field(examples=[EXAMPLE])]


class ThreadAnswer(BaseModel):
    position: int
    id: str
    timeline: Timeline


def _examples() -> dict[str, Any]:
    return {name: {"value": value} for name, value in EXAMPLES.items()}


@router.post(
    "/commands",
    status_code=201,
    responses={200: {"model": RegistrationAnswer, "description": "Allt fanns redan."}} | IMPOSSIBLE | ERASED,
)
def register(
    store: Opened, permit: Permitted, response: Response, batch: Annotated[Batch, Body(openapi_examples=_examples())]
) -> RegistrationAnswer:
    """Registrerar en lista av kommandon: alla eller inga. Samma lista igen ändrar ingenting."""
    at = now()
    commands = meant(batch, at)
    permit.check_registering(enrolled(commands))
    done = store.log.handle(commands, at)
    permit.show(outcome.stream.hex() for outcome in done)
    if all(outcome.already for outcome in done):
        response.status_code = 200
    registered = [
        RegisteredEvent(
            event=outcome.event.id,
            kind=outcome.event.kind,
            on=outcome.event.on,
            participant_id=outcome.stream.hex(),
            already=outcome.already,
        )
        for outcome in done
    ]
    return RegistrationAnswer(position=store.position, registered=registered, findings=_odd(store, done, day_of(at)))


def _odd(store: Store, done: Sequence[CommandResult], day: date) -> list[Odd]:
    """Returns the findings that these events added, once for each cluster of merged keys."""
    new = [outcome.event for outcome in done if not outcome.already]
    clusters = {store.log.clusters().get(event.participant, (event.participant,)) for event in new}
    findings = [
        finding for keys in sorted(clusters) for finding in added(store.log.events_of(keys, with_person=True), new, day)
    ]
    return [Odd(code=each.code, event=each.event.id, on=each.event.on, says=each.text.sv) for each in findings]


@router.post("/lookup", responses=ABSENT | ERASED)
def lookup(store: Opened, permit: Permitted, sought: Sought) -> LookupAnswer:
    """Deltagarens id. Nyckeln står i det som skickas, så att den inte hamnar i adresser och loggar."""
    return LookupAnswer(position=store.position, id=permit.id_of(sought.participant))


@router.post("/search")
def search(store: Opened, permit: Permitted, sought: SoughtText) -> SearchAnswer:
    """Deltagare efter nyckel, identitetsnummer eller hela ord i namnet: bara de som får ses, aldrig efter förhållanden."""
    return SearchAnswer(position=store.position, ids=permit.search(sought.text))


@router.get("/{participant}/timeline", responses=ABSENT | ERASED)
def timeline(store: Opened, permit: Permitted, participant: ParticipantId, when: Annotated[When, Query()]) -> ThreadAnswer:
    """Deltagarens röda tråd: resor, insatser, studier, arbete, stöd, planer och avvikelser."""
    position, content = thread(store, permit, participant, when)
    return ThreadAnswer(position=position, id=participant, timeline=content)


def thread(store: Store, permit: Permit, participant: str, when: When) -> tuple[int, Timeline]:
    """Returns a participant's timeline, and the log's position before it was read."""
    name, position, coordinates = permit.name_of(participant), store.position, when.coordinates()
    folded = thread_of(name, store.log.history(name), coordinates)
    if folded is None:
        raise unknown(participant)
    return position, laid_out(folded, coordinates, "sv")
