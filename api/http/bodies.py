"""The bodies of commands: JSON as it is defined, so that what is understood can also be stored.

Python's own parser lets through lone surrogates, NaN and numbers without end; none of them is JSON.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute


class _Strict(Request):
    async def json(self) -> Any:
        """Raises `json.JSONDecodeError`, as the parent does."""
        return orjson.loads(await self.body())


class StrictJson(APIRoute):
    """A route whose bodies are read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def read(request: Request) -> Response:
            return await handler(_Strict(request.scope, request.receive))

        return read
