"""The server as it is started: where it listens, what it waits for, and what its log holds."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn

from api import serving
from api.http.settings import BadSetting, Settings
from domain.errors import RodTradError
from tests.api.desk import Desk

REQUEST = b"GET /api/v1/measures/R3 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
COMMAND = b"POST /api/v1/participants/lookup HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@contextmanager
def started(desk: Desk, **more: Any) -> Iterator[int]:
    """The port of a server over the desk's store."""
    settings = Settings(desk.shop.log.where, desk.shop.log.key_path, processes=1)
    server = uvicorn.Server(serving.config(settings, port=0, **more))
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
            assert thread.is_alive()
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def answer(port: int, *sent: bytes) -> bytes:
    """What comes back until the server closes."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        for part in sent:
            connection.sendall(part)
        received = b""
        while more := connection.recv(65_536):
            received += more
        return received


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org", ""])
def test_no_address_beyond_the_machine_is_listened_on(host: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings("store", Path("store.key"), host=host)
    assert "RODTRAD_HOST" in refused.value.text.sv


def test_what_starts_the_server_says_why_it_does_not(tmp_path: Path) -> None:
    store = {"RODTRAD_STORE": str(tmp_path / "none")}
    for given, why in (
        ({**store, "RODTRAD_HOST": "0.0.0.0"}, "bara den egna datorns adresser"),
        ({**store, "PORT": "eighty"}, "PORT: skriv ett portnummer."),
        ({}, "RODTRAD_STORE: ange lagret."),
        (store, str(tmp_path / "none")),
    ):
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | given
        done = subprocess.run(
            [sys.executable, "-m", "api.serving"], env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, "Traceback" in done.stderr, done.stdout) == (1, False, "")
        assert why in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_start_ends_with_an_exit_code_and_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert serving.main({}) == 1
    assert capsys.readouterr().err == "RODTRAD_STORE: ange lagret.\nRODTRAD_STORE: give the store.\n"


def test_settings_come_from_the_environment() -> None:
    settings = Settings.of_environment({"RODTRAD_STORE": "store", "RODTRAD_HOST": "::1", "PORT": "8080"})
    assert (settings.host, settings.port, settings.where) == ("::1", 8080, "store")
    with pytest.raises(RodTradError):
        Settings.of_environment({"RODTRAD_STORE": "store", "PORT": "65536"})


def test_a_head_or_a_body_that_never_ends_is_stopped(lives: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr("api.app.SLOWEST_BODY", 0.2)
    with started(lives) as port:
        late = b"HTTP/1.1 408 "
        assert answer(port).startswith(late)
        assert answer(port, REQUEST).startswith(late)
        assert answer(port, COMMAND, b"Content-Length: 100\r\n\r\n", b'{"partic').startswith(late)
        whole = answer(port, REQUEST, b"\r\n")  # and then nothing more on the same connection
        assert whole.startswith(b"HTTP/1.1 200 ")
        assert whole.count(late) <= 1


def test_a_head_without_end_is_not_read(lives: Desk) -> None:
    with started(lives) as port:
        assert answer(port, REQUEST, b"X: " + b"x" * serving.LONGEST_HEAD).startswith(b"HTTP/1.1 400 ")


def test_the_log_holds_nothing_of_the_request(
    lives: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = "19900515-9802"

    def fail(*_: object) -> None:
        raise RuntimeError(number)

    monkeypatch.setattr("api.resources.participants.thread", fail)
    request = (
        f"GET /api/v1/participants/{'0' * 32}/timeline?as_of={number} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    failing = request.replace(f"?as_of={number}", "")
    with started(lives) as port:
        assert answer(port, request.encode()).startswith(b"HTTP/1.1 422 ")
        assert answer(port, request.replace("/timeline", f"/{number}").encode()).startswith(b"HTTP/1.1 404 ")
        broken = answer(port, failing.encode())
    assert broken.startswith(b"HTTP/1.1 500 ")
    incident = broken.partition(b'"incident":"')[2][:8].decode()
    assert f"incident {incident}: RuntimeError at test_serving.py:" in caplog.text
    assert number not in caplog.text + broken.decode()
    assert "Traceback" not in caplog.text
