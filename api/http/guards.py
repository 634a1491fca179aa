"""What stands before every request: whom the server answers to, how much it reads and how long, and what a browser may do.

And behind it: what nobody thought of is answered and logged by a number of its own, without what the program held.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from traceback import extract_tb

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import errors
from api.http.errors import MEDIA, http_problem, incident_problem
from api.http.settings import is_loopback

log = logging.getLogger("rodtrad")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # addresses have ids in them
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Answers are about persons: kept nowhere, framed by nobody, with no script but our own."""
SAFE = ("GET", "HEAD", "OPTIONS")
_FRAMES = 8
"""The innermost, of where something went wrong."""
CLOSED: Mapping[str, str] = {"Connection": "close"}
"""What is left of the request is not read."""


class Guards:
    """Refuses foreign host names, so that a page on the web cannot reach in by a name of its own; what other sites send;
    bodies that are too large or too slow; and requests to another address than the machine's own.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str], largest: int, patience: float) -> None:
        self.app, self.hosts, self.largest, self.patience = app, frozenset(hosts), largest, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Guarded(send)
        try:
            await self._guarded(scope, receive, answer)
        except Exception as error:
            if answer.started:
                raise _Incident(_logged(error)) from None
            await errors.answer(Request(scope), incident_problem(_logged(error)))(scope, receive, answer)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _host(scope) not in self.hosts or not _comes_from_here(scope):
            await _refuse(421, scope, receive, send)
        elif _is_foreign(scope):
            await _refuse(403, scope, receive, send)
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self.patience):
                body = await self._body(scope, receive)
        except TimeoutError:
            await _refuse(408, scope, receive, send, headers=CLOSED)
        except _TooLarge:
            await _refuse(413, scope, receive, send, headers=CLOSED)
        else:
            if body is not None:
                await self.app(scope, _again(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """All of it; None where the client left before its end. Raises `_TooLarge`, also where it is only announced so."""
        announced = Headers(scope=scope).get("content-length", "0")
        body, more = bytearray(), True
        if announced.isdecimal() and int(announced) > self.largest:
            raise _TooLarge
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.largest:
                raise _TooLarge
        return bytes(body)


class _TooLarge(Exception):
    pass


class _Incident(Exception):
    """An answer that broke off; only its number is reported."""


class _Guarded:
    """Sends answers with the headers that all have."""

    def __init__(self, send: Send) -> None:
        self._send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
            self.started = True
        await self._send(message)


def _host(scope: Scope) -> str:
    """The name by which the server was addressed, without the port."""
    host = Headers(scope=scope).get("host", "")
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _comes_from_here(scope: Scope) -> bool:
    """Whether the request came in by an address that only the machine itself reaches, however the server was started."""
    address, _ = scope.get("server") or ("", None)
    return is_loopback(address)


def _is_foreign(scope: Scope) -> bool:
    """Whether another site made the browser send this. A link to a page may be followed from anywhere."""
    headers = Headers(scope=scope)
    safe = scope["method"] in SAFE
    if (site := headers.get("sec-fetch-site")) is not None:
        return site not in ("same-origin", "none") and not (safe and headers.get("sec-fetch-mode") == "navigate")
    origin = headers.get("origin")  # of an older browser, or of none
    return not safe and origin is not None and origin != f"{scope['scheme']}://{headers.get('host', '')}"


def _logged(error: Exception) -> str:
    """A number for what went wrong, which the log has with what it was and where, and nothing of what it was about."""
    incident = secrets.token_hex(4)
    frames = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[: -_FRAMES - 1 : -1]
    )
    log.error("incident %s: %s at %s", incident, type(error).__name__, frames)
    return incident


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that has been read, to be read once more."""
    unread = [body]

    async def read() -> Message:
        return {"type": "http.request", "body": unread.pop(), "more_body": False} if unread else await receive()

    return read


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str] | None = None) -> None:
    await JSONResponse(http_problem(status).fields("sv"), status, headers, media_type=MEDIA)(scope, receive, send)
