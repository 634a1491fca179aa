"""Errors as responses: one table from the domain's errors to HTTP, rendered as RFC 9457 problems in two languages.

Under `/api` a problem is JSON; elsewhere it is an HTML page.
"""

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from api.html.rendering import page
from api.http.commands import KINDS
from domain import errors
from domain.errors import RodTradError
from domain.events.lines import BadLine, bad_line
from domain.events.repeating import repeatable_id, repeatable_place
from domain.participant.decisions.refused import Refused
from domain.vocabulary.text import Lang, Text

MEDIA = "application/problem+json"
_BAD_QUESTION = (422, "bad-question", Text("Frågan går inte att besvara", "The question cannot be answered"))
_NOT_SIGNED_IN = 401
STATUS: Mapping[type[Exception], tuple[int, str, Text]] = {
    Refused: (409, "refused", Text("Det kan inte ha hänt", "It cannot have happened")),
    errors.Conflict: (409, "conflict", Text("Finns redan", "Already there")),
    errors.ParticipantErased: (410, "erased", Text("Gallrad", "Erased")),
    errors.Unknown: (404, "unknown", Text("Finns inte", "Not found")),
    errors.NoParameter: _BAD_QUESTION,
    errors.BadQuestion: _BAD_QUESTION,
    errors.BadOption: _BAD_QUESTION,
    BadLine: (422, "not-understood", Text("Kunde inte förstås", "Not understood")),
    errors.Unreadable: (422, "not-understood", Text("Kunde inte förstås", "Not understood")),
    errors.DeliveryHeldBack: (409, "held-back", Text("Leveransen är inte inläst", "The delivery was not taken in")),
    errors.NotSignedIn: (_NOT_SIGNED_IN, "not-signed-in", Text("Logga in", "Sign in")),
    errors.NotPermitted: (403, "not-permitted", Text("Inte tillåtet", "Not permitted")),
    errors.StoreBusy: (503, "busy", Text("Upptaget", "Busy")),
    errors.NotText: (422, "not-understood", Text("Kunde inte förstås", "Not understood")),
    errors.Unexpected: (500, "http-500", Text("Något gick fel i servern", "Something went wrong in the server")),
    errors.SealBroken: (500, "seal-broken", Text("Förseglingen är bruten", "The seal is broken")),
    errors.StoreError: (503, "store", Text("Lagret kan inte användas", "The store cannot be used")),
}
"""Status, problem type and title by kind of error. An error that is not listed has its parent's."""
_HTTP: Mapping[int, Text] = {
    400: Text("Begäran kunde inte läsas.", "The request could not be read."),
    403: Text("Begäran kom från en annan webbplats.", "The request came from another site."),
    404: Text("Adressen finns inte.", "There is nothing at this address."),
    405: Text("Så kan adressen inte användas.", "The address cannot be used that way."),
    408: Text("Begäran kom inte fram i tid.", "The request did not arrive in time."),
    413: Text("Det som skickades är större än en miljon byte.", "What was sent is larger than a million bytes."),
    421: Text("Servern svarar bara på sin egen adress.", "The server answers to its own address only."),
    500: Text("Något gick fel i servern.", "Something went wrong in the server."),
    503: Text("Servern hinner inte med mer just nu. Försök igen om en stund.", "The server is busy. Try again in a while."),
}


@dataclass(frozen=True)
class Problem:
    """RFC 9457. `detail` is in the requested language; `sv` and `en` are always included."""

    status: int
    kind: str
    title: Text
    text: Text
    more: Mapping[str, Any] = field(default_factory=dict)

    def fields(self, lang: Lang) -> dict[str, Any]:
        return {
            "type": f"urn:rodtrad:problem:{self.kind}",
            "title": self.title[lang],
            "status": self.status,
            "detail": self.text[lang],
            "sv": self.text.sv,
            "en": self.text.en,
            **self.more,
        }


def problem_of(error: Exception) -> Problem:
    status, kind, title = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    more: dict[str, Any] = {}
    if isinstance(error, Refused):
        event = error.finding.event
        more = {
            "finding": error.finding.code,
            "event": {"id": repeatable_id(event.id), "kind": event.kind, "on": event.on.isoformat()},
        }
    elif isinstance(error, BadLine):
        more = {"errors": [fault(error)]}
    assert isinstance(error, RodTradError | BadLine)
    return Problem(status, kind, title, error.text, more)


def http_problem(status: int) -> Problem:
    text = _HTTP.get(status, _HTTP[400])
    return Problem(status, f"http-{status}", Text(text.sv.rstrip("."), HTTPStatus(status).phrase), text)


def incident_problem(number: str) -> Problem:
    """The problem for an unforeseen error; the log has the same number."""
    logged = Text(f"I serverns logg står det som {number}.", f"In the server's log it is {number}.")
    return replace(http_problem(500), text=Text.joined(" ", (_HTTP[500], logged)), more={"incident": number})


def fault(line: BadLine) -> dict[str, str]:
    return {"field": line.field, "code": line.code, "sv": line.text.sv, "en": line.text.en}


def not_understood(faults: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem for invalid fields, with a sentence for each; its detail is the first one's."""
    lines = [_line(each) for each in faults]
    _, kind, title = STATUS[BadLine]
    return Problem(422, kind, title, lines[0].text, {"errors": [fault(line) for line in lines]})


def _line(detail: Mapping[str, Any]) -> BadLine:
    kind, where = detail["type"], detail["loc"]
    name = _field(where)
    if kind == "json_invalid" or not name:
        return BadLine("no_json_object")
    if kind == "union_tag_invalid":
        return BadLine("unknown_kind", f"{name}.kind", str(detail["ctx"]["tag"]))
    if kind == "union_tag_not_found":
        return BadLine("missing", f"{name}.kind")
    if kind == "extra_forbidden" and where[0] == "query":
        return BadLine("unknown_parameter", repeatable_place(name))
    return bad_line(detail, name)


def _field(where: Sequence[int | str]) -> str:
    """`commands.0.on` of ("body", "commands", 0, "enrol", "on"): without the request part and the name of the form."""
    parts = [part for at, part in enumerate(where) if not (part in KINDS and at and isinstance(where[at - 1], int))]
    return ".".join(str(part) for part in parts[1:])


def answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Returns a problem as JSON or as a page; below status 500, the JSON has the log's position, for whoever has signed in."""
    if not request.url.path.startswith("/api/"):
        return page(request, "error.html", problem.status, problem=problem)
    language = request.headers.get("accept-language", "")
    body = problem.fields("en" if language.lower().startswith("en") else "sv")
    if problem.status < 500 and problem.status != _NOT_SIGNED_IN:
        body["position"] = request.app.state.store.position
    return JSONResponse(body, problem.status, headers, media_type=MEDIA)


_NO_DETOUR = ("/api/", "/logga-in")
"""Where nobody is sent to the page for signing in: programs, and that page itself."""


def _place(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def add_error_handlers(app: FastAPI) -> None:
    """Converts every error that a handler may raise to a problem."""

    def of_domain(request: Request, error: Exception) -> Response:
        if isinstance(error, errors.NotSignedIn) and request.method == "GET" and not request.url.path.startswith(_NO_DETOUR):
            return RedirectResponse(f"/logga-in?till={quote(_place(request))}", 303)
        response = answer(request, problem_of(error))
        if isinstance(error, errors.StoreUnsynced):  # nothing more is taken in by this process
            response.background = BackgroundTask(signal.raise_signal, signal.SIGTERM)
        return response

    def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, http_problem(error.status_code), error.headers)

    def of_request(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, not_understood(error.errors()))

    app.add_exception_handler(RodTradError, of_domain)
    app.add_exception_handler(BadLine, of_domain)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_request)
