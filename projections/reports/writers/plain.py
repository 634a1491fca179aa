"""A report as plain text, 100 columns wide: headings underlined, cells wrapped at words, charts in words."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from projections.reports.parts.model import Paragraph, Report, ReportTable, Section, cell_text

WIDTH = 100
LONGEST_WORD = 18
_LINES = ("=", "-", "~")


def as_text(report: Report) -> str:
    head = [*_heading(report.title, 0), *wrap(report.lead, WIDTH), ""]
    about = [f"{name}: {cell_text(cell)}" for name, cell in report.about]
    body = [line for section in (*report.sections, report.guide) for line in _section(section, 1)]
    return "\n".join([*head, *about, *body, ""])


def _heading(title: str, level: int) -> list[str]:
    lines = wrap(title, WIDTH)
    return [*lines, _LINES[min(level, 2)] * max(map(len, lines)), ""]


def _section(section: Section, level: int) -> Iterator[str]:
    yield from ("", *_heading(section.title, level))
    for block in section.blocks:
        yield from _paragraph(block) if isinstance(block, Paragraph) else _table(block)
        yield ""
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _paragraph(block: Paragraph) -> list[str]:
    return wrap(block.text, WIDTH, initial_indent="OBS! " if block.is_note else "", subsequent_indent="     " * block.is_note)


def _table(table: ReportTable) -> Iterator[str]:
    yield from wrap(table.caption, WIDTH)
    rows = [[cell_text(cell) for cell in row] for row in table.rows]
    heads = [column.heading for column in table.columns]
    right = [column.is_number for column in table.columns]
    widths, apart = _widths([heads, *rows], right)
    yield from _row(heads, widths, right, apart)
    yield "-" * (sum(widths) + len(apart) * (len(widths) - 1))
    for row in rows:
        yield from _row(row, widths, right, apart)
    for text in (*table.notes, *([table.chart.says] if table.chart else [])):
        yield from wrap(text, WIDTH)


def _widths(rows: Sequence[Sequence[str]], whole: Sequence[bool]) -> tuple[list[int], str]:
    """Returns widths that fit the contents. If too wide: narrows the widest columns, then the gaps, then breaks long words."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    for word, apart in ((LONGEST_WORD, "  "), (LONGEST_WORD, " "), (LONGEST_WORD // 2, " ")):
        least = [_least(column, number, word) for column, number in zip(columns, whole, strict=True)]
        room = WIDTH - len(apart) * (len(widths) - 1)
        while sum(widths) > room and (wide := [n for n, small in enumerate(least) if widths[n] > small]):
            widths[max(wide, key=lambda n: widths[n])] -= 1
        if sum(widths) <= room:
            break
    return widths, apart


def _least(column: Sequence[str], number: bool, longest_word: int) -> int:
    """Returns the least width: numbers are never broken, nor words up to `longest_word` characters."""
    longest = max(len(word) for text in column for word in re.split(r" |(?<=-)", text))
    return longest if number else max(min(longest, longest_word), 1)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], apart: str) -> Iterator[str]:
    broken = [wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*broken, fillvalue=""):
        placed = [
            part.rjust(width) if number else part.ljust(width) for part, width, number in zip(parts, widths, right, strict=True)
        ]
        yield apart.join(placed).rstrip()
