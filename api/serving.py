"""`python -m api.serving`, started by `scripts/serve`. RODTRAD_STORE, PORT (8000), RODTRAD_HOST (127.0.0.1).

Without sign-in (RODTRAD_SIGN_IN) it listens on loopback addresses only. Its log holds no requested URLs, which
may contain keys.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.app import create_app
from api.http.settings import Settings
from domain.errors import RodTradError

HEAD_SECONDS = 10.0
"""Seconds within which the head of a request must arrive, however slowly it is sent."""
LONGEST_HEAD = 16_384
CONNECTIONS = 100
LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Impatient(H11Protocol):
    """Closes a connection without a complete request in time; the server itself would wait indefinitely."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect(None)

    def on_response_complete(self) -> None:
        self._expect(self.cycle)
        super().on_response_complete()

    def _expect(self, before: object) -> None:
        self.loop.call_later(HEAD_SECONDS, self._close_if, before)

    def _close_if(self, before: object) -> None:
        if self.cycle is before and not self.transport.is_closing():
            self.transport.write(LATE)
            self.transport.close()


def config(settings: Settings, **more: Any) -> uvicorn.Config:
    """Configures the server. Raises `BadSetting` for a host beyond the machine, `StoreError` as `create_app` does."""
    limits = {"h11_max_incomplete_event_size": LONGEST_HEAD, "limit_concurrency": CONNECTIONS, "timeout_graceful_shutdown": 10}
    quiet = {"access_log": False, "log_level": "warning", "server_header": False, "proxy_headers": False}
    own = {"host": settings.host, "port": settings.port, "http": Impatient, "ws": "none"}
    return uvicorn.Config(create_app(settings), **{**limits, **quiet, **own, **more})


def main(environment: Mapping[str, str] = os.environ) -> int:
    try:
        serving = config(Settings.of_environment(environment))
    except RodTradError as error:
        print(f"{error.text.sv}\n{error.text.en}", file=sys.stderr)
        return 1
    uvicorn.Server(serving).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
