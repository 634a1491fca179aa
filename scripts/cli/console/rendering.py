"""Renders an answer as JSON, as CSV for a spreadsheet, or as a text table; to stdout or to a file.

Numbers in tables and CSV have the language's decimal sign; a cell that a spreadsheet would interpret as a formula is
written as text.
"""

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson
from rich import box
from rich.console import Console
from rich.table import Table

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import BOM, Record, as_csv, as_text
from projections.exports.files import write
from scripts.cli.console.session import PIPED_WIDTH, Session

Format = Literal["table", "json"]
Format3 = Literal["table", "json", "csv"]


@dataclass(frozen=True)
class Column:
    """A column of a table: the record's field, and its heading in both languages."""

    name: str
    heading: Text
    number: bool = False
    whole: bool = False
    """Whether its values are never wrapped over two lines."""


@dataclass(frozen=True)
class Grid:
    """A text table, with its title above and notes below."""

    columns: Sequence[Column]
    rows: Sequence[Record]
    title: str = ""
    notes: Sequence[str] = ()
    headings: bool = True


def as_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def shown(value: Any, lang: Lang) -> str:
    """Formats a value for a text table: one decimal, a dash for None."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return (Text("ja", "yes") if value else Text("nej", "no"))[lang]
    if isinstance(value, float):
        return f"{value:z.1f}".replace(".", Text(",", ".")[lang])
    return as_text(value)


def drawn(draw: Callable[[Console], None], width: int | None = None) -> str:
    """Renders console output as text, in colour if stdout is a terminal that supports it."""
    with io.StringIO() as out:
        terminal = width is None and sys.stdout.isatty()
        room = None if terminal or "COLUMNS" in os.environ else width or PIPED_WIDTH
        draw(Console(file=out, width=room, force_terminal=terminal, highlight=False, markup=False, emoji=False))
        return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def as_tables(grids: Sequence[Grid], lang: Lang, width: int | None = None) -> str:
    """Renders tables as text, with an empty line between them."""

    def draw(console: Console) -> None:
        for number, grid in enumerate(grids):
            if number:
                console.print()
            _draw(console, grid, lang)

    return drawn(draw, width)


def _draw(console: Console, grid: Grid, lang: Lang) -> None:
    if grid.title:
        console.print(grid.title, style="bold")
    lines, room = (box.SIMPLE_HEAD, 1) if grid.headings else (None, 2)
    table = Table(box=lines, pad_edge=False, show_edge=False, show_header=grid.headings, padding=(0, room, 0, 0))
    for column in grid.columns:
        justify: Literal["left", "right"] = "right" if column.number else "left"
        no_wrap = column.number or column.whole
        table.add_column(column.heading[lang], justify=justify, no_wrap=no_wrap, overflow="fold", vertical="top")
    for row in grid.rows:
        table.add_row(*(shown(row.get(column.name), lang) for column in grid.columns))
    console.print(table)
    for note in grid.notes:
        console.print(note, style="dim")


def write_text(session: Session, text: str, out: Path | None = None) -> None:
    """Writes an answer to stdout or to a file."""
    if out is None:
        sys.stdout.write(text)
        return
    write(out, text.encode(), session.force)
    session.say(Text(f"Skrivet till {out}.", f"Written to {out}."))


def write_csv(session: Session, text: str, out: Path | None) -> None:
    """Writes CSV; a file begins with a byte order mark, so that spreadsheets read it as UTF-8; a pipe gets plain text."""
    write_text(session, text if out is None else BOM + text, out)


def answer(session: Session, form: Format3, records: Sequence[Record], grids: Sequence[Grid], out: Path | None = None) -> None:
    """Writes the answer in the requested format: the records as JSON or CSV, or the tables."""
    if form == "json":
        write_text(session, as_json(records), out)
    elif form == "csv":
        names = dict.fromkeys(name for record in records for name in record)
        write_csv(session, as_csv(list(names), records, session.lang, session.headings), out)
    else:
        write_text(session, as_tables(grids, session.lang, PIPED_WIDTH if out else None), out)
