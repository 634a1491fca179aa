"""The server as a client sees it, with the store behind it: what is answered, and what was stored."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.http.settings import Settings
from tests.scripts.command_line import THREE_LIVES, lines_of
from tests.stores import Shop

HERE = "http://127.0.0.1"
Json = Any


@dataclass(frozen=True)
class Desk:
    client: TestClient
    shop: Shop
    app: FastAPI

    def get(self, path: str, **query: Any) -> httpx2.Response:
        return self.client.get(path, params=query or None)

    def send(self, *commands: Mapping[str, Any]) -> httpx2.Response:
        return self.client.post("/api/v1/participants/commands", json={"commands": list(commands)})

    def id_of(self, key: str) -> str:
        answer = self.client.post("/api/v1/participants/lookup", json={"participant": key})
        assert answer.status_code == 200
        return str(answer.json()["id"])

    def stored(self) -> Sequence[Json]:
        return self.shop.lines()

    @property
    def position(self) -> int:
        return self.shop.log.rows.head()[0]


@contextmanager
def desk(where: str, key_path: Path, shop: Shop) -> Iterator[Desk]:
    app = create_app(Settings(where, key_path, processes=1))
    with TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Desk(client, shop, app)


@contextmanager
def serving_lives(directory: Path) -> Iterator[Desk]:
    shop = Shop.open(str(directory / "store"), directory / "master.key")
    assert shop.take_in(lines_of(THREE_LIVES)).refused == []
    with desk(shop.log.where, shop.log.key_path, shop) as opened:
        yield opened
    shop.close()
