"""Limits concurrent computations: a few at once, some in line; further requests must be repeated later.

A computation whose client has disconnected is stopped at the next step: a turn is also the check that each step calls.
"""

import asyncio
from collections.abc import AsyncIterator
from threading import Event
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.types import Receive

from projections.worlds.interruption import Check

AT_ONCE = 2
"""Each holds a World and its answer in memory."""
IN_LINE = 16
AGAIN_AFTER = 10
"""Seconds until a rejected request may be repeated."""


class Turns:
    """One server's counts of running and waiting computations."""

    def __init__(self, at_once: int = AT_ONCE, in_line: int = IN_LINE) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.in_line, self.most_in_line = 0, in_line


async def _turn(request: Request) -> AsyncIterator[Check]:
    """Yields a turn when one is free; the turn ends before the answer is sent."""
    turns: Turns = request.app.state.turns
    if turns.free.locked() and turns.in_line >= turns.most_in_line:
        raise HTTPException(503, headers={"Retry-After": str(AGAIN_AFTER)})
    gone = Event()
    watch = asyncio.create_task(_watch(request.receive, gone))
    try:
        await _come(turns, watch)
        try:
            yield lambda: _still_there(gone)
        finally:
            turns.free.release()
    finally:
        watch.cancel()


async def _come(turns: Turns, watch: "asyncio.Task[None]") -> None:
    """Waits for a turn; a request that disconnects takes none."""
    turn = asyncio.create_task(turns.free.acquire())
    turns.in_line += 1
    try:
        await asyncio.wait({turn, watch}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        turns.in_line -= 1
        if not turn.done():
            turn.cancel()
    if not turn.done():
        raise _nobody()


async def _watch(receive: Receive, gone: Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _still_there(gone: Event) -> None:
    if gone.is_set():
        raise _nobody()


def _nobody() -> HTTPException:
    """The response to a disconnected client, which nobody reads."""
    return HTTPException(503)


Turn = Annotated[Check, Depends(_turn, scope="function")]
