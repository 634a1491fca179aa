"""Guards around every request: allowed hosts and clients, limits on size and time, and response headers for browsers.

Unforeseen errors are answered and logged under a number each, without the values the program held.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from traceback import extract_tb

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import errors
from api.http.errors import MEDIA, http_problem, incident_problem
from api.http.settings import Settings, is_loopback

log = logging.getLogger("rodtrad")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # URLs contain ids
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",  # browsers disregard it where there is no TLS
}
"""Answers are about persons: not cached, not framed, with no scripts but our own."""
SAFE = ("GET", "HEAD", "OPTIONS")
_FRAMES = 8
"""The number of innermost stack frames in the log."""
CLOSED: Mapping[str, str] = {"Connection": "close"}
"""The remaining part of the request is not read."""


@dataclass(frozen=True)
class ServerAddress:
    """How browsers reach the server: by which host names, at which https address, and whether from another machine."""

    names: frozenset[str]
    origin: str = ""
    from_afar: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "ServerAddress":
        return cls(frozenset(settings.names), settings.address, settings.sign_in)


class Guards:
    """Refuses foreign host names (against DNS rebinding), requests from other sites,
    bodies that are too large or too slow, and, unless people sign in, requests to an address other than loopback.
    """

    def __init__(self, app: ASGIApp, address: "ServerAddress", largest: int, patience: float) -> None:
        self.app, self.address, self.largest, self.patience = app, address, largest, patience

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
        if _host(scope) not in self.address.names or not (self.address.from_afar or _comes_from_here(scope)):
            await _refuse(421, scope, receive, send)
        elif _is_foreign(scope, self.address.origin):
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
        """Returns the whole body; None if the client disconnects first. Raises `_TooLarge`, also for the announced size."""
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
    """An aborted response; only its number is reported."""


class _Guarded:
    """Sends responses with the common headers."""

    def __init__(self, send: Send) -> None:
        self._send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
            self.started = True
        await self._send(message)


def _host(scope: Scope) -> str:
    """Returns the host name of the request, without the port."""
    host = Headers(scope=scope).get("host", "")
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _comes_from_here(scope: Scope) -> bool:
    """Whether the request arrived at a loopback address, however the server was started."""
    address, _ = scope.get("server") or ("", None)
    return is_loopback(address)


def _is_foreign(scope: Scope, address: str) -> bool:
    """Whether another site made the browser send this request. Following a link to a page is allowed from anywhere."""
    headers = Headers(scope=scope)
    safe = scope["method"] in SAFE
    if (site := headers.get("sec-fetch-site")) is not None:
        return site not in ("same-origin", "none") and not (safe and headers.get("sec-fetch-mode") == "navigate")
    origin = headers.get("origin")  # from an older browser, or from a client that is not one
    own = {f"{scope['scheme']}://{headers.get('host', '')}", *([address] if address else [])}
    return not safe and origin is not None and origin not in own


def _logged(error: Exception) -> str:
    """Logs the error's kind and location under a new number, without its values; returns the number."""
    incident = secrets.token_hex(4)
    frames = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[: -_FRAMES - 1 : -1]
    )
    log.error("incident %s: %s at %s", incident, type(error).__name__, frames)
    return incident


def _again(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that replays a body that has already been read."""
    unread = [body]

    async def read() -> Message:
        return {"type": "http.request", "body": unread.pop(), "more_body": False} if unread else await receive()

    return read


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str] | None = None) -> None:
    await JSONResponse(http_problem(status).fields("sv"), status, headers, media_type=MEDIA)(scope, receive, send)
