"""A witness from the command line: a checkpoint is carried to it in files, or sent over HTTP, and comes back cosigned."""

import stat
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest

from domain.log.proving.witness import Witness
from scripts.cli.proof.witness_server import serving
from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines


class Town:
    """A store with a checkpoint, and a witness of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.state = folder, folder / "store", folder / "witness"
        assert self.run("import", write_lines(folder / "first.ndjson", lines_of(THREE_LIVES))).code == 0
        signed = self.run("checkpoint", "--origin", "kommun.example/ame")
        self.log_key = signed.err.splitlines()[-1]
        self.key = rodtrad("witness", "init", "revision.example/v1", "--state", self.state).out.strip()
        assert rodtrad("witness", "trust", self.log_key, "--state", self.state).code == 0

    def run(self, *words: object) -> CommandResult:
        return rodtrad(*words, "--store", self.store)

    @property
    def cosigned(self) -> bool:
        return "— revision.example/v1 " in self.run("checkpoint").out


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    with serving(Witness(town.state), 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_checkpoint_is_cosigned_by_files_that_people_carry(town: Town) -> None:
    request, answer = town.folder / "request", town.folder / "answer"
    assert town.run("cosign", "--witness", town.key, "-o", request).code == 0
    assert rodtrad("witness", "cosign", request, "--state", town.state, "-o", answer).code == 0
    assert stat.S_IMODE(answer.stat().st_mode) == 0o600
    assert not town.cosigned
    assert town.run("cosign", "--witness", town.key, "--answer", answer).code == 0
    assert town.cosigned
    printed = rodtrad("witness", "cosign", request, "--state", town.state)
    assert (printed.code, printed.out) == (1, "")
    assert "den har redan signerat" in printed.err


def test_a_checkpoint_is_cosigned_over_http(town: Town, address: str) -> None:
    assert town.run("cosign", "--witness", town.key, "--url", address).code == 0
    assert town.cosigned


def test_a_witness_who_has_seen_more_than_is_known_here_says_how_much(town: Town, address: str) -> None:
    request = town.folder / "request"
    town.run("cosign", "--witness", town.key, "-o", request)
    assert rodtrad("witness", "cosign", request, "--state", town.state).code == 0  # its answer is lost
    assert town.run("cosign", "--witness", town.key, "--url", address).code == 0
    assert town.cosigned


def test_others_see_the_last_checkpoint_that_was_cosigned_and_no_more(town: Town, address: str) -> None:
    town.run("cosign", "--witness", town.key, "--url", address)
    connection = HTTPConnection(address.removeprefix("http://"))
    path = f"/{sha256(b'kommun.example/ame').hexdigest()}/checkpoint"
    answers = []
    for method, asked, body in (
        ("GET", path, ""),
        ("GET", "/x/checkpoint", ""),
        ("POST", "/x", "a"),
        ("POST", "/add-checkpoint", "a"),
    ):
        connection.request(method, asked, body)
        with connection.getresponse() as answer:
            answers.append((answer.status, answer.read().decode()))
    connection.close()
    assert [status for status, _ in answers] == [200, 404, 404, 400]
    assert answers[0][1] == Witness(town.state).last("kommun.example/ame")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cosign", "--witness", "no key", "--url", "http://x"), "--witness: det är ingen öppen nyckel."),
        (("cosign", "--witness", "{key}"), "ange en av dem."),
        (("cosign", "--witness", "{key}", "--url", "ftp://x"), "--url: ange en http(s)-adress."),
        (("cosign", "--witness", "{key}", "--url", "http://127.0.0.1:9"), "har inte signerat: "),
        (("cosign", "--witness", "{key}", "--answer", "{folder}/first.ndjson"), "är inte vad det ska vara"),
        (("cosign", "--witness", "{key}", "--answer", "{folder}/no"), "kan inte läsas"),
        (("checkpoint", "--origin", "another.example"), "--origin: loggen heter kommun.example/ame."),
        (("checkpoint", "--origin", "a b"), "--origin: inga mellanslag"),
        (("prove", "1000"), "POSITION: loggen har 1 till "),
        (("verify", "--since", "{folder}/first.ndjson"), "är inte vad det ska vara"),
        (("witness", "init", "a b", "--state", "{folder}/w"), "inga mellanslag"),
        (("witness", "init", "x", "--state", "{folder}/witness"), "kan inte läsas eller skrivas"),
        (("witness", "serve", "--state", "{folder}/no"), "där finns inget vittne"),
        (("witness", "cosign", "{folder}/first.ndjson", "--state", "{folder}/witness"), "det är ingen begäran"),
    ],
)
def test_what_cannot_be_meant_is_one_line(town: Town, words: tuple[str, ...], says: str) -> None:
    result = town.run(*(word.format(key=town.key, folder=town.folder) for word in words))
    assert (result.code in (1, 2), result.out, len(result.err.splitlines())) == (True, "", 1), result
    assert says in result.err
