"""What the figures rest on: what was delivered, what is lacking and whom it hits, and what can be known of each measure."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.html.rendering import page
from api.http.coverage import CoverageParams
from api.http.store import Opened
from api.http.turns import Turn
from domain.vocabulary.undeclared import UNDECLARED
from projections.health.delivered import delivered_kinds
from projections.health.knowable import KNOWABLE
from projections.health.lacks import shared_lacks
from projections.measures.catalogue import CATALOGUE
from projections.worlds.coverage import coverage_of

router = APIRouter(include_in_schema=False)


@router.get("/coverage")
def show(request: Request, store: Opened, turn: Turn, params: Annotated[CoverageParams, Query()]) -> Response:
    known, world = params.known(store, turn)
    return page(
        request,
        "coverage.html",
        params=params,
        of=params.of,
        world=world,
        position=world.position,
        undeclared=None if coverage_of(world).declared else UNDECLARED.sv,
        deliveries=delivered_kinds(world),
        lacks=shared_lacks(known, world),
        known=known,
        knowable=KNOWABLE,
        measures=CATALOGUE,
    )
