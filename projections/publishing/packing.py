"""Rows as stored in the log: the population once per publication, then the case rows for each definition and period.

A pseudonym is random and does not compress. It is written once and referenced by number from every other text, so that a
publication of many figures stays small.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl

from domain.events.records import CasesPublished
from projections.publishing.rows import as_text, from_text

POPULATION: Final = "population"
STRETCH: Final = 600_000
"""Maximum characters of one stretch; a line of the log as a file may have a million."""


def population_text(pseudonyms: Iterable[str]) -> bytes:
    return "\n".join(sorted(pseudonyms)).encode()


def packed_rows(rows: pl.DataFrame, population: bytes) -> bytes:
    """Returns the rows as text, with each participant as a number in the population."""
    numbers = {name: str(number) for number, name in enumerate(population.decode().split("\n"))}
    return as_text(rows.with_columns(pl.col("who").replace_strict(numbers, return_dtype=pl.String)))


def unpacked_rows(text: bytes, population: bytes) -> pl.DataFrame:
    names = dict(enumerate(population.decode().split("\n")))
    rows = from_text(text)
    return rows.with_columns(pl.col("who").cast(pl.Int64).replace_strict(names, return_dtype=pl.String))


def stretches(text: bytes) -> Iterator[str]:
    encoded = b64encode(zlib.compress(text, 9)).decode()
    for start in range(0, max(len(encoded), 1), STRETCH):
        yield encoded[start : start + STRETCH]


def joined_up(entries: Iterable[CasesPublished]) -> Mapping[str, bytes]:
    """Returns the texts of one publication, by the `of` of their entries."""
    packed: dict[str, list[str]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.of, entry.number)):
        packed.setdefault(entry.of, []).append(entry.packed)
    return {of: zlib.decompress(b64decode("".join(parts))) for of, parts in packed.items()}
