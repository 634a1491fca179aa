"""`python -m tests.domain.intake.one_import STORE KEY FILE LINES_A_BIN`: one import, told a bin at a time, to be killed in."""

import sys
from pathlib import Path

from domain.intake import pipeline as importing
from domain.intake.pipeline import Importing
from domain.log.application import Log
from tests.stores import IMPORTED


def main(where: str, key: str, file: str, lines_a_bin: str) -> None:
    importing.LINES_A_BIN = int(lines_a_bin)
    numbered = list(enumerate(Path(file).read_bytes().splitlines(), 1))

    def tell(count: int) -> None:
        print(count, flush=True)

    done = Importing(Log(where, Path(key)), IMPORTED, processes=1, progress=tell)
    print("reading", flush=True)
    summary = done.run(lambda: numbered, len(numbered))
    print("added", summary.added, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
