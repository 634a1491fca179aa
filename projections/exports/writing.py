"""Writes frames to files: CSV for spreadsheets, CSV for statistics programs, Parquet. CSV is written page by page."""

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
    """Writes a frame to `out`. Raises as `check_free`."""
    write_lines(_parquet(frame) if form == "parquet" else spreadsheet(frame, lang, headings), out, force)


def spreadsheet(frame: pl.DataFrame, lang: Lang, headings: Lang = "en") -> Iterator[bytes]:
    """Yields CSV with semicolons, the decimal sign of the language and no formulas; hidden values are shown as a sign."""
    heading = as_csv(frame.columns, [], lang)
    yield f"{BOM}{as_csv(frame.columns, [], lang, headings)}".encode()
    for page in frame.iter_slices(_PAGE):
        yield as_csv(frame.columns, [_with_hidden(row) for row in page.to_dicts()], lang).removeprefix(heading).encode()


def _with_hidden(row: dict[str, Any]) -> dict[str, Any]:
    """Replaces hidden values by a sign: in a table of figures each row names its hidden columns."""
    return row | dict.fromkeys((row.get("hidden") or "").split(), labels.HIDDEN)


def plain_csv(frame: pl.DataFrame) -> Iterator[bytes]:
    """Yields CSV with commas and decimal points, for programs other than spreadsheets."""
    yield f"{','.join(frame.columns)}\n".encode()
    for page in frame.iter_slices(_PAGE):
        yield page.write_csv(include_header=False).encode()


def _parquet(frame: pl.DataFrame) -> Iterator[bytes]:
    held = io.BytesIO()
    frame.write_parquet(held)
    yield held.getvalue()
