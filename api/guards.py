"""What stands before every request: whom the server answers to, how much it reads, and what a browser may do with answers."""

from collections.abc import Mapping, Sequence

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import MEDIA, http_problem

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # addresses have ids in them
    "Cache-Control": "no-store",
}
"""Answers are about persons: kept nowhere, framed by nobody, with no script but our own."""


class Guards:
    """Refuses foreign host names, so that a page on the web cannot reach in by a name of its own, and bodies too large."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str], largest: int) -> None:
        self.app, self.hosts, self.largest = app, frozenset(hosts), largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if _host(scope) not in self.hosts:
            await _refuse(421, scope, receive, guarded)
        elif (body := await self._body(scope, receive)) is None:
            await _refuse(413, scope, receive, guarded)
        else:
            await self.app(scope, _again(body, receive), guarded)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """All of it; None where it is too large, or said to be."""
        said = Headers(scope=scope).get("content-length", "0")
        body, more = bytearray(), True
        if said.isdigit() and int(said) > self.largest:
            return None
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.largest:
                return None
        return bytes(body)


def _host(scope: Scope) -> str:
    """The name that the server was asked under, without the port."""
    host = Headers(scope=scope).get("host", "")
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that has been read, to be read once more."""
    left = [body]

    async def read() -> Message:
        return {"type": "http.request", "body": left.pop(), "more_body": False} if left else await receive()

    return read


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    problem = http_problem(status)
    await JSONResponse(problem.fields("sv"), status, media_type=MEDIA)(scope, receive, send)
