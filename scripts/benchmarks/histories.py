"""Many made-up lives as one seeded stream of event lines: what the benchmarks import, fold and measure."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import orjson

from scripts.benchmarks.course import live
from scripts.benchmarks.life import Life
from scripts.benchmarks.mending import mend, merge

_BLOCK: Final = 2_000
_PER_PARTICIPANT: Final = 20.7
_TWICE_REGISTERED: Final = 0.02


def histories(participants: int, seed: int) -> Iterator[bytes]:
    """The lines of so many participants; within a block they come in the order of registration."""
    chance = Random(seed)
    for first in range(0, participants, _BLOCK):
        numbers = range(first, min(first + _BLOCK, participants))
        block = [entry for life in _lives(numbers, chance) for entry in life.lines]
        block.sort(key=lambda entry: entry[0])
        for _, line in block:
            yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def write(path: Path, events: int = 1_000_000, seed: int = 1) -> int:
    """Write about so many events; how many there were."""
    written = 0
    with path.open("wb") as out:
        for line in histories(round(events / _PER_PARTICIPANT), seed):
            out.write(line)
            written += 1
    return written


def _lives(numbers: range, chance: Random) -> Iterator[Life]:
    before: Life | None = None
    for number in numbers:
        alone = before is None or before.dead or before.twice_registered
        same = None if alone or chance.random() >= _TWICE_REGISTERED else before
        life = Life(number, chance, same)
        live(life)
        if same and not life.dead:
            merge(life, same)
        mend(life)
        yield life
        before = life


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(write(given.out, given.events, given.seed))


if __name__ == "__main__":
    main()
