"""A participant's page: the thread as a picture and as a table, with plans, days and findings, as of and as known at any day."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.ids import ParticipantId
from api.pages.picture import drawn, rows
from api.pages.rendering import page
from api.participants import thread
from api.questions import When
from api.store import Opened
from domain.vocabulary import label
from projections.moments import Moment
from projections.timeline import Timeline

router = APIRouter(include_in_schema=False)


@router.get("/deltagare/{participant}")
def show(request: Request, store: Opened, participant: ParticipantId, when: Annotated[When, Query()]) -> Response:
    position, told = thread(store, participant, when)
    weeks = [moment for moment in told.moments if moment.kind == "attendance_recorded"]
    others = [moment for moment in told.moments if moment.kind != "attendance_recorded"]
    table = rows(told)
    return page(
        request,
        "thread.html",
        told=told,
        sex=label("sex", told.sex, "sv"),
        when=when,
        position=position,
        rows=table,
        picture=drawn(table, others, told.as_of),
        days=others,
        weeks=weeks,
        anchors=_anchors(told, others, weeks),
    )


def _anchors(told: Timeline, *moments: Sequence[Moment]) -> set[str]:
    """Events that are told in several places are linked to the first."""
    return {event for row in rows(told) for event in row.events} | {m.event for some in moments for m in some}
