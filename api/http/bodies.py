"""Strict JSON parsing of command bodies, so that every accepted body can be stored.

Python's own parser accepts lone surrogates, NaN and numbers of any size; none of these is valid JSON.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute


class _Strict(Request):
    async def json(self) -> Any:
        """Parses the body. Raises `json.JSONDecodeError`, as the parent does."""
        return orjson.loads(await self.body())


class StrictJson(APIRoute):
    """A route that parses its bodies strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def read(request: Request) -> Response:
            return await handler(_Strict(request.scope, request.receive))

        return read
