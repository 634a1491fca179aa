"""The server's composition: `create_app` is the only place that knows every part.

Endpoints are plain functions that run in threads, so that store access does not block the event loop.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api.http.errors import add_error_handlers
from api.http.guards import Guards
from api.http.questions import given_once
from api.http.settings import LARGEST_BODY, SLOWEST_BODY, Settings
from api.http.store import Store
from api.http.turns import Turns
from api.pages import coverage as coverage_page
from api.pages import going_round, measure, start, thread
from api.resources import coverage, measures, participants

ABOUT = """
Det som registreras är oföränderliga händelser; allt annat räknas fram ur dem. Varje svar bär loggens position.
Fel är `application/problem+json` (RFC 9457) med meningar på svenska och engelska.
I adresser står bara slumpmässiga id:n, aldrig källors nycklar eller identitetsnummer.
"""


def create_app(settings: Settings) -> FastAPI:
    """Creates a server for one store. Raises `StoreError` if it cannot be opened."""
    store = Store(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="Röda tråden",
        version="1",
        description=ABOUT,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # both would load assets from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.store = store
    app.state.turns = Turns()
    for part in (participants, measures, coverage, start, thread, measure, going_round, coverage_page):
        app.include_router(part.router, dependencies=[Depends(given_once)])
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    add_error_handlers(app)
    app.add_middleware(Guards, hosts=settings.hosts, largest=LARGEST_BODY, patience=SLOWEST_BODY)
    return app
