"""A participant's page: the thread as a picture and a table, with plans, days and findings, as of any day."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.permit import Permitted
from api.html.rendering import page
from api.http.ids import ParticipantId
from api.http.questions import When
from api.http.store import Opened
from api.pages.picture import ATTENDANCE, COMING, bearers, days, drawn, rows
from api.pages.thread_drawing import svg_thread
from api.resources.participants import thread
from domain.vocabulary.code_lists import label

router = APIRouter(include_in_schema=False)


@router.get("/deltagare/{participant}")
def show(
    request: Request, store: Opened, permit: Permitted, participant: ParticipantId, when: Annotated[When, Query()]
) -> Response:
    position, timeline = thread(store, permit, participant, when)
    table, alone = rows(timeline), days(timeline)
    picture = drawn(table, alone, timeline.as_of)
    return page(
        request,
        "thread.html",
        timeline=timeline,
        sex=label("sex", timeline.sex, "sv"),
        protection=timeline.protected,
        when=when,
        position=position,
        rows=table,
        days=alone,
        weeks=[moment for moment in timeline.moments if moment.kind == ATTENDANCE],
        picture=svg_thread(picture) if picture else None,
        coming=COMING,
        bearers=bearers(timeline, table, alone),
    )
