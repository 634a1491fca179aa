"""One import in a process of its own, told a bin at a time, to be killed in."""

from multiprocessing.connection import Connection
from pathlib import Path

from domain.intake import pipeline as importing
from domain.intake.pipeline import Importing
from domain.log.application import Log
from tests.stores import IMPORTED


def one_import(where: str, key_path: Path, file: Path, lines_a_bin: int, told: Connection) -> None:
    """Tells that it reads, the lines of each bin, and at last how many lines were added."""
    importing.LINES_A_BIN = lines_a_bin
    numbered = list(enumerate(file.read_bytes().splitlines(), 1))
    done = Importing(Log(where, key_path), IMPORTED, processes=1, progress=told.send)
    told.send(0)
    told.send(done.run(lambda: numbered, len(numbered)).added)
