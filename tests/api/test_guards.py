"""Who may ask, and for how long: other sites may not, computations take turns, and who leaves ends what was begun."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from starlette.types import ASGIApp, Message

from api.http.turns import Turns
from projections.measuring.figures import Ask, Figure
from tests.api.desk import HERE, Desk

SEEK = {"participant": "dan"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 404),
        ({"Origin": HERE}, 404),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:81"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 404),
        ({"Sec-Fetch-Site": "none"}, 404),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
    ],
)
def test_no_other_site_sends_anything(lives: Desk, headers: dict[str, str], status: int) -> None:
    for path, sent in (("/api/v1/participants/lookup", {"json": SEEK}), ("/deltagare", {"data": SEEK})):
        answer = lives.client.post(path, headers=headers, **sent)  # type: ignore[arg-type]
        assert answer.status_code == status


def test_another_site_may_link_to_a_page_and_fetch_nothing(lives: Desk) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert lives.client.get("/", headers=link).status_code == 200
    assert lives.client.get("/", headers=link | {"Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert lives.client.get("/").headers["cross-origin-resource-policy"] == "same-origin"


def test_a_server_that_is_reached_from_beyond_the_machine_does_not_answer(lives: Desk) -> None:
    async def ask(address: str) -> int:
        answer = Asking(lives.app, address)
        await answer.run("/api/v1/measures")
        return answer.status

    addresses = ("127.0.0.1", "::1", "10.0.0.1", "192.168.1.2")
    assert [asyncio.run(ask(address)) for address in addresses] == [200, 200, 421, 421]


class Asking:
    """A client that asks and may leave."""

    def __init__(self, app: ASGIApp, address: str = "127.0.0.1") -> None:
        self.app, self.address, self.status = app, address, 0
        self.headers: dict[bytes, bytes] = {}
        self.leaves = asyncio.Event()
        self._unsent: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def run(self, path: str, query: bytes = b"") -> None:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "query_string": query,
            "headers": [(b"host", b"127.0.0.1")],
            "server": (self.address, 80),
            "client": ("127.0.0.1", 1),
        }
        await self.app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._unsent:
            return self._unsent.pop()
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])


class Endless:
    """A computation that ends where nobody waits, or when it is let go."""

    def __init__(self) -> None:
        self.begun, self.ended, self.go = Event(), Event(), Event()

    def __call__(self, ask: Ask, _: object) -> list[Figure]:
        self.begun.set()
        try:
            while not self.go.wait(0.01):
                ask.check()
        finally:
            self.ended.set()
        return []


@pytest.fixture
def endless(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endless]:
    endless = Endless()
    monkeypatch.setattr("projections.disclosure.gate.Gate.figures", endless)
    usual, lives.app.state.turns = lives.app.state.turns, Turns(at_once=1, in_line=1)
    yield endless
    lives.app.state.turns = usual


FIGURES = ("/api/v1/measures/R3/figures", b"period=2022")


async def until(happened: Callable[[], Any]) -> None:
    while not happened():
        await asyncio.sleep(0.01)


def test_a_computation_ends_when_its_client_has_left(lives: Desk, endless: Endless) -> None:
    async def scene() -> None:
        client = Asking(lives.app)
        request = asyncio.create_task(client.run(*FIGURES))
        await until(endless.begun.is_set)
        assert not request.done()
        client.leaves.set()
        await request
        assert endless.ended.is_set()

    asyncio.run(scene())


def test_computations_take_turns_and_the_rest_are_to_come_again(lives: Desk, endless: Endless) -> None:
    async def scene() -> None:
        turns: Turns = lives.app.state.turns
        first, second, third = (Asking(lives.app) for _ in range(3))
        running = asyncio.create_task(first.run(*FIGURES))
        await until(endless.begun.is_set)
        waiting = asyncio.create_task(second.run(*FIGURES))
        await until(lambda: turns.in_line == 1)
        await third.run(*FIGURES)
        assert (third.status, third.headers[b"retry-after"]) == (503, b"10")
        other = Asking(lives.app)
        await other.run("/api/v1/measures")  # what is no computation waits for none
        assert other.status == 200
        endless.go.set()
        await asyncio.gather(running, waiting)
        assert (first.status, second.status, turns.in_line) == (200, 200, 0)

    asyncio.run(scene())


def test_who_leaves_the_line_takes_no_turn(lives: Desk, endless: Endless) -> None:
    async def scene() -> None:
        turns: Turns = lives.app.state.turns
        first, second = Asking(lives.app), Asking(lives.app)
        running = asyncio.create_task(first.run(*FIGURES))
        await until(endless.begun.is_set)
        waiting = asyncio.create_task(second.run(*FIGURES))
        await until(lambda: turns.in_line == 1)
        second.leaves.set()
        await waiting
        assert (turns.in_line, running.done()) == (0, False)
        endless.go.set()
        await running
        assert not turns.free.locked()

    asyncio.run(scene())
