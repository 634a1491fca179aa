"""How many go round? The definitions side by side, each with its sentence and its number, through the disclosure gate."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.permit import Permitted
from api.html.rendering import page
from api.http.questions import When
from api.http.store import Opened
from api.http.turns import Turn
from projections.measures.everyone.going_round import NEVER_A_GROUND_SV
from projections.measuring.labels import HIDDEN, hidden
from projections.movements.episodes import Terms
from projections.movements.rundgang import NO_LADDER, ladder_declared
from projections.movements.side_by_side import side_by_side

router = APIRouter(include_in_schema=False)


@router.get("/snurrar-runt")
def show(request: Request, store: Opened, permit: Permitted, turn: Turn, when: Annotated[When, Query()]) -> Response:
    world = store.world(when.coordinates(), turn)
    return page(
        request,
        "going_round.html",
        when=when,
        world=world,
        position=world.position,
        definitions=side_by_side(world, permit.gate),
        never_a_ground=NEVER_A_GROUND_SV,
        no_ladder=None if ladder_declared(world, Terms()) else NO_LADDER.sv,
        hidden=HIDDEN,
        hidden_means=hidden("sv"),
    )
