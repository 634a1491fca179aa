"""How a frame becomes a file: CSV for spreadsheets, CSV for statistics programs, Parquet. A page at a time where it is text."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import polars as pl

from domain.vocabulary.text import Lang
from projections.exports.csv_text import BOM, as_csv
from projections.exports.files import write_lines
from projections.measuring import labels

Form = Literal["csv", "parquet"]
_PAGE = 20_000


def write_frame(frame: pl.DataFrame, out: Path, form: Form, lang: Lang, headings: Lang = "en", force: bool = False) -> None:
    """Raises as `check_free`."""
    write_lines(_parquet(frame) if form == "parquet" else spreadsheet(frame, lang, headings), out, force)


def spreadsheet(frame: pl.DataFrame, lang: Lang, headings: Lang = "en") -> Iterator[bytes]:
    """Semicolons, the decimal sign of the language, no cell a formula; a sign where something is hidden."""
    heading = as_csv(frame.columns, [], lang)
    yield f"{BOM}{as_csv(frame.columns, [], lang, headings)}".encode()
    for page in frame.iter_slices(_PAGE):
        yield as_csv(frame.columns, [_with_hidden(row) for row in page.to_dicts()], lang).removeprefix(heading).encode()


def _with_hidden(row: dict[str, Any]) -> dict[str, Any]:
    """In a table of figures a row names its hidden columns."""
    return row | dict.fromkeys((row.get("hidden") or "").split(), labels.HIDDEN)


def plain_csv(frame: pl.DataFrame) -> Iterator[bytes]:
    """Commas and decimal points, for a program and not for a spreadsheet."""
    yield f"{','.join(frame.columns)}\n".encode()
    for page in frame.iter_slices(_PAGE):
        yield page.write_csv(include_header=False).encode()


def _parquet(frame: pl.DataFrame) -> Iterator[bytes]:
    held = io.BytesIO()
    frame.write_parquet(held)
    yield held.getvalue()
