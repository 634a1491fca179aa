"""`/health` and `/ready`: 200 while all is well, 503 with the reason where it is not, and nothing of anybody in either."""

import pytest

from api.resources import readiness
from domain.errors import StoreUnreadable
from domain.log.reading import LogReader
from tests.api.desk import Desk
from tests.projections.facts.test_catch_up import erased


def test_a_server_that_can_do_everything_is_ready(lives: Desk) -> None:
    assert (lives.get("/health").status_code, lives.get("/health").json()) == (200, {"status": "ok"})
    answer = lives.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"reads": True, "has_room": True, "erasures_finished": True})


def test_a_server_is_not_ready_while_an_erasure_is_not_finished(empty: Desk) -> None:
    empty.shop.take_in([{"kind": "participant_registered", "participant": "anna", "on": "2020-01-01", "sex": "K"}])
    empty.shop.take_in(erased("anna"))
    answer = empty.get("/ready")
    assert (answer.status_code, answer.json()["erasures_finished"]) == (503, False)
    assert empty.shop.worlds.forget_erased()
    assert empty.get("/ready").status_code == 200


def test_a_server_that_cannot_read_or_has_no_room_is_not_ready_but_alive(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(readiness, "ROOM", 2**80)
        assert (lives.get("/ready").status_code, lives.get("/ready").json()["has_room"]) == (
            (200, True) if lives.shop.log.where.startswith("postgresql") else (503, False)
        )

    def broken(_: LogReader) -> None:
        raise StoreUnreadable(where="log.db", why="EIO")

    monkeypatch.setattr(LogReader, "head", broken)
    answer = lives.get("/ready")
    assert (answer.status_code, answer.json()["reads"]) == (503, False)
    assert lives.get("/health").status_code == 200
