"""The server's composition: `create_app` is the only place that knows every part.

Endpoints are plain functions that run in threads, so that store access does not block the event loop.
"""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from api.access.control import AccessControl
from api.access.permit import permitted
from api.http.errors import add_error_handlers
from api.http.guards import Guards, ServerAddress
from api.http.questions import given_once
from api.http.settings import LARGEST_BODY, SLOWEST_BODY, Settings
from api.http.signing import signing
from api.http.store import Store
from api.http.turns import Turns
from api.pages import coverage as coverage_page
from api.pages import going_round, measure, signing_in, start, thread
from api.resources import coverage, measures, participants, readiness

ABOUT = """
Det som registreras är oföränderliga händelser; allt annat räknas fram ur dem. Varje svar bär loggens position.
Fel är `application/problem+json` (RFC 9457) med meningar på svenska och engelska.
I adresser står bara slumpmässiga id:n, aldrig källors nycklar eller identitetsnummer.
"""


def create_app(settings: Settings) -> FastAPI:
    """Creates a server for one store. Raises `StoreError` if it cannot be opened."""
    store, access = _opened(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with signing(store.log):
            yield
        access.close()
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
    app.state.store, app.state.access, app.state.turns = store, access, Turns()
    _add_parts(app)
    add_error_handlers(app)
    app.add_middleware(Guards, ServerAddress.of(settings), largest=LARGEST_BODY, patience=SLOWEST_BODY)
    return app


def _opened(settings: Settings) -> tuple[Store, AccessControl]:
    with ExitStack() as opened:
        store = Store(settings)
        opened.callback(store.close)
        access = AccessControl(store.log, settings)
        opened.pop_all()
    return store, access


def _add_parts(app: FastAPI) -> None:
    """Adds the routes, none without its permit."""
    leave = [Depends(given_once), Depends(permitted, scope="function")]
    for part in (participants, measures, coverage, start, thread, measure, going_round, coverage_page, signing_in, readiness):
        app.include_router(part.router, dependencies=leave)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
