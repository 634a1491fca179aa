"""A table that is sent whole each night: what it costs to take in the night in which one row of a thousand is another."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from domain.intake.mapping import mapping_text
from scripts.benchmarks.measuring import BenchmarkRow, Child, Spread, by_size, in_a_child, medians
from scripts.benchmarks.tasks import CLI

CHANGED: Final = 1000
"""One row of so many is another than the night before; a tenth of these are gone."""
HEADINGS: Final = "Utbetalningsnr;Person;Avser månad;Utbetald;Belopp;Roll;Försörjningshinder\n"
FIRST, SECOND = "2026-01-01", "2026-01-02"


def rows(count: int, times: int, folder: Path) -> Iterator[BenchmarkRow]:
    """Support months, twenty of a person. Each run is of a copy of the store that has the first night."""
    mapping, where = _mapping(folder), folder / "nightly"
    _taken_in(where, mapping, _table(folder / "first.csv", count, set()), FIRST)
    changed = _table(folder / "second.csv", count, set(Random(5).sample(range(count), count // CHANGED)))
    peaks = list[int]()

    def night() -> float:
        copy = folder / "night"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(where, copy)
        shutil.copy(f"{where}.key", f"{copy}.key")
        child = _taken_in(copy, mapping, changed, SECOND)
        peaks.append(child.peak_bytes)
        return child.seconds

    size = f"{count:,} rows"
    yield BenchmarkRow(
        f"a full delivery, 0.1 % of it changed, {size}", by_size(count, 20, 100), medians("night", night, times), "s"
    )
    yield BenchmarkRow(f"peak memory of a full delivery, {size}", 1, Spread("memory", *[max(peaks) / 1e9] * 3), "GB")


def _taken_in(where: Path, mapping: Path, table: Path, day: str) -> Child:
    words = ("import", str(table), "--mapping", str(mapping), "--extracted-at", day, "--format", "json")
    return in_a_child([sys.executable, "-c", CLI, "--store", str(where), *words])


def _mapping(folder: Path) -> Path:
    """The shipped mapping of support paid, by the source's own keys, for deliveries that are full."""
    text = mapping_text("lifecare-bistand").replace('identity = "Personnr"', 'participant = "{Person}"')
    text = text.replace('sex = "{#sex}"\nborn_on = "{#born_on}"', 'sex = "U"')
    path = folder / "nightly.toml"
    path.write_text(text.replace("[table]\n", '[delivery]\ntable = "bistand"\nfull = true\nfrom = 2015-01-01\n\n[table]\n', 1))
    return path


def _table(path: Path, count: int, changed: set[int]) -> Path:
    with path.open("w") as out:
        out.write(HEADINGS)
        for number in range(count):
            if number in changed and number % 10 == 0:
                continue
            month, amount = f"{2015 + number % 9}-{number % 12 + 1:02}", 5000 + number % 4000 + (number in changed)
            out.write(f"{number};p{number // 20};{month};{month}-2{number % 8};{amount},50;Sökande;\n")
    return path
