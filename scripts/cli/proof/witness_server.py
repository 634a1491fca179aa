"""A witness over HTTP, as C2SP's tlog-witness says: `POST /add-checkpoint`, and the last checkpoint of each log by GET."""

import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from domain.log.proving.witness import OTHER_SIZE, CosigningRefused, Witness
from domain.proof.notes import LONGEST, SignedNote

SECONDS = 10
"""How long a request may take to arrive."""


class WitnessHandler(BaseHTTPRequestHandler):
    timeout = SECONDS
    server_version, sys_version = "rodtrad-witness", ""

    def __init__(self, witness: Witness, *args: object) -> None:
        self.witness = witness
        super().__init__(*args)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint" or not length.isdecimal() or int(length) > LONGEST:
            self._answer(404 if self.path != "/add-checkpoint" else 400, "")
            return
        try:
            cosigned = self.witness.cosign(self.rfile.read(int(length)).decode("utf-8", "replace"), int(time.time()))
        except CosigningRefused as refused:
            seen = refused.status == OTHER_SIZE
            self._answer(
                refused.status, f"{refused.seen}\n" if seen else f"{refused.text.en}\n", "text/x.tlog.size" if seen else ""
            )
        else:
            self._answer(200, str(SignedNote.parse(cosigned).signatures[-1]))

    def do_GET(self) -> None:
        last = self.witness.of_hash(self.path.removeprefix("/").removesuffix("/checkpoint"))
        self._answer(404 if last is None else 200, last or "")

    def log_message(self, *_: object) -> None:
        """Nothing is logged of requests."""

    def _answer(self, status: int, text: str, kind: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind or "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serving(witness: Witness, port: int) -> ThreadingHTTPServer:
    """Returns a server on this machine alone; TLS and other machines are for a proxy in front of it."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(WitnessHandler, witness))
