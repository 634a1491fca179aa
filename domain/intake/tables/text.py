"""Reads a text table: rows of cells, each with the number of the line in the file where it begins."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from domain.errors import Unreadable
from domain.events.lines import LONGEST, BadLine
from domain.intake.tables.form import MappedTable
from domain.intake.tables.reading import Bytes, opened, raw_lines
from domain.intake.tables.rows import Numbered
from domain.normal_form import are_on_one_line, on_one_line
from domain.vocabulary.text import Text


def text_rows(path: Path, table: MappedTable) -> Iterator[Numbered]:
    """Returns the rows, including the header. Raises `Unreadable` if the file is not text in the mapping's encoding."""
    _refuse_other_encoding(path, table.encoding)
    return _rows(path, table)


def _rows(path: Path, table: MappedTable) -> Iterator[Numbered]:
    for number, written in raw_rows(path, table):
        if isinstance(written, Broken):
            yield number, BadLine("broken_row", "", f"{number}–{number + len(written) - 1}")
        elif any(cells := written if are_on_one_line(written) else [on_one_line(cell) for cell in written]):
            yield number, cells  # spreadsheets often write empty rows at the end


class Broken(list[str]):
    """The lines of a row whose quotation marks do not match."""


def raw_rows(path: Path, table: MappedTable) -> Iterator[tuple[int, list[str]]]:
    """Yields the unprocessed rows, each with the number of the line where it begins."""
    delimiter = delimiter_of(path, table)
    lines = Broken()

    def texts(file: Bytes) -> Iterator[str]:
        for _, raw in islice(raw_lines(file), table.skip_lines, None):
            lines.append(raw.decode(table.encoding, "replace"))
            yield lines[-1]

    with opened(path) as file:
        reader = csv.reader(texts(file), delimiter=delimiter, strict=True)
        while True:
            number = table.skip_lines + reader.line_num + 1
            lines.clear()
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, lines


def delimiter_of(path: Path, table: MappedTable) -> str:
    if table.delimiter != "auto":
        return "\t" if table.delimiter == "tab" else table.delimiter
    with opened(path) as file:
        _, first = next(islice(raw_lines(file), table.skip_lines, None), (0, b""))
    return max(";,\t", key=first.decode(table.encoding, "replace").count)


def _refuse_other_encoding(path: Path, encoding: str) -> None:
    """Reads the whole file before any row is used, so that a table in the wrong encoding is never partly stored."""
    line = _first_not_in(path, encoding)
    really = "windows-1252"
    if encoding == "windows-1252":
        if line is None and (_first_not_in(path, "ascii") is None or _first_not_in(path, "utf-8")):
            return  # valid UTF-8 that is not plain ASCII is UTF-8
        really = "utf-8"
    elif line is None:
        return
    at = Text(f"rad {line} ", f"line {line} ") if line else Text("den ", "it ")
    raise Unreadable(
        where=str(path),
        why=Text(
            '{at}är inte text i {encoding}, som mappningen säger. Pröva encoding = "{really}" under [table].',
            '{at}is no text in {encoding}, as the mapping says. Try encoding = "{really}" under [table].',
        ).format(at=at, encoding=encoding, really=really),
    )


def _first_not_in(path: Path, encoding: str) -> int | None:
    """Returns the number of the first line not in the encoding, or None. Ignores lines cut because of their length."""
    with opened(path) as file:
        for number, raw in raw_lines(file):
            try:
                raw.decode(encoding)
            except UnicodeDecodeError:
                if raw.endswith(b"\n") or len(raw) <= LONGEST:
                    return number
    return None
