"""A caseworker's command over HTTP and the next figure, while an import of somebody else's runs into the same store.

The server is a process of its own, as `scripts/serve` starts it. A command is answered once it is durable; the figure that is
asked for next is of it. What is shown is the 95th percentile of all commands that were sent until the import ended.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from projections.worlds.store import Worlds
from scripts.benchmarks.measuring import BenchmarkRow, Spread
from scripts.benchmarks.tasks import CLI, seconds
from scripts.simulator import simulate

COMMANDS: Final = "/api/v1/participants/commands"
FIGURES: Final = "/api/v1/measures/OUT-90.kas/figures?period=2023"
FEWEST: Final = 20
"""Commands, also where the import ends before."""


def rows(worlds: Worlds, size: str) -> Iterator[BenchmarkRow]:
    """The import brings a tenth as many people as there are. Raises `AssertionError` where a figure is older than a command."""
    log = worlds.log
    people = worlds.snapshot().tables["participants"]["participant"].to_list()
    path = Path(log.key_path).with_name("beside.ndjson")
    path.write_bytes(b"".join(simulate(len(people) // 10, seed=2)))
    with _served(log.where, log.key_path) as connection:
        _response(connection, "GET", FIGURES)  # the facts are there, as on any day
        command = [sys.executable, "-c", CLI, "--store", log.where, "import", str(path), "--format", "json"]
        environment = {**os.environ, "RODTRAD_KEY": str(log.key_path)}
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as importing:
            both = list(_pairs(connection, iter(people), importing))
        assert importing.returncode == 0
    commands, figures = zip(*both, strict=True)
    what = f"one command on the web API, durable, beside an import, 95th percentile, {size}"
    yield BenchmarkRow(what, 60, _percentile("command", commands), "ms")
    yield BenchmarkRow(f"the next figure, which is of it, 95th percentile, {size}", None, _percentile("figure", figures), "ms")


def _pairs(
    connection: HTTPConnection, people: Iterator[str], importing: "subprocess.Popen[bytes]"
) -> Iterator[tuple[float, float]]:
    """Sends commands one after the other while the import runs; yields what each took, and the figure after it."""
    for number in count():
        if number >= FEWEST and importing.poll() is not None:
            return
        sent, answers = _moved_out(next(people)), list[Mapping[str, Any]]()
        command = seconds(lambda: answers.append(_response(connection, "POST", COMMANDS, sent)))  # noqa: B023 called at once
        figure = seconds(lambda: answers.append(_response(connection, "GET", FIGURES)))  # noqa: B023 called at once
        registered, shown = answers
        assert shown["position"] >= registered["position"], "the figure is older than the command"
        yield command, figure


def _moved_out(participant: str) -> bytes:
    command = {"kind": "moved_out", "participant": participant, "on": "2022-01-01", "id": f"served-{participant}"}
    return json.dumps({"commands": [command]}).encode()


def _response(connection: HTTPConnection, method: str, path: str, body: bytes | None = None) -> Mapping[str, Any]:
    connection.request(method, path, body, {"content-type": "application/json"} if body else {})
    response = connection.getresponse()
    content = response.read()
    assert response.status in (200, 201), content
    answer: Mapping[str, Any] = json.loads(content)
    return answer


@contextmanager
def _served(where: str, key_path: Path) -> Iterator[HTTPConnection]:
    """A server of this store, and a connection to it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "RODTRAD_STORE": where, "RODTRAD_KEY": str(key_path), "PORT": str(port)}
    with subprocess.Popen([sys.executable, "-m", "api.serving"], env=environment) as server:
        try:
            while not _listens(port):
                assert server.poll() is None
                time.sleep(0.05)
            with closing(HTTPConnection("127.0.0.1", port, timeout=600)) as connection:
                yield connection
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _percentile(name: str, each: Sequence[float]) -> Spread:
    ordered = sorted(each)
    return Spread(name, quantiles(ordered, n=20, method="inclusive")[-1], ordered[0], ordered[-1]).times(1000)
