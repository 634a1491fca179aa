"""A report as an Excel workbook: typed cells, no formulas, charts with alternative text, the guide first.

The same report gives the same bytes: the workbook's creation date is A.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from math import ceil
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from projections.html.colours import INK, LINK, MARK, SOFT
from projections.reports.parts.model import Absent, Cell, Chart, Number, Paragraph, Report, ReportTable, Section, cell_text

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SWEDISH = "[$-41D]"
"""Swedish number format in programs that support a locale per cell, and the reader's own format in others."""
WIDEST, NARROWEST, FIRST = 46, 10, 40
ROW_HEIGHT, LINE, PADDING = 15, 130, 2
_CHART_ROWS = 15
_ASIDE = 50
"""A column to the right of every table."""
_PENS = ((INK, "solid"), (MARK, "dash"), (LINK, "round_dot"), (SOFT, "dash_dot"))


def as_xlsx(report: Report) -> bytes:
    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        day = next(cell for _, cell in report.about if isinstance(cell, date))
        book.set_properties({"title": report.title, "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001
        looks = _looks(book)
        names: list[str] = []
        for section in (report.guide, *report.sections):
            names.append(_sheet_name(section.title, names))
            sheet = Sheet(book, book.add_worksheet(names[-1]), looks)
            if section is report.guide:
                sheet.about(report)
            sheet.section(section)
            sheet.finish()
    return out.getvalue()


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """Returns a unique name of at most 31 characters, without characters that Excel refuses."""
    name = re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip()
    return name if name not in taken else f"{name[:28]} {len(taken)}"


def _looks(book: Workbook) -> dict[str, Any]:
    top = {"valign": "top"}
    numbers = {f"n{decimals}": f"{SWEDISH}#,##0{'.' if decimals else ''}{'0' * decimals}" for decimals in range(3)}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 13}),
        "caption": book.add_format({"bold": True}),
        "first head": book.add_format({"bold": True, "bottom": 1, "valign": "bottom"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "indent": 1}),
        "number head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"}),
        "first": book.add_format({"text_wrap": True, **top}),
        "text": book.add_format({"text_wrap": True, "indent": 1, **top}),
        "note": book.add_format({"italic": True, **top}),
        "absent": book.add_format({"font_color": "#505a5f", "align": "right", **top}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "indent": 1, **top}),
        **{name: book.add_format({"num_format": form, **top}) for name, form in numbers.items()},
    }


@dataclass
class Sheet:
    """One section's sheet, written from top to bottom."""

    book: Workbook
    sheet: Worksheet
    looks: dict[str, Any]
    row: int = 0
    widths: dict[int, int] = field(default_factory=dict)
    texts: list[tuple[int, int, int]] = field(default_factory=list)
    """Texts that may be wrapped: row, column and length in characters."""

    def about(self, report: Report) -> None:
        self._line(report.title, "title")
        self._line(report.lead, "note")
        for name, cell in report.about:
            self._cell(0, name)
            self._cell(1, cell)
            self.row += 1
        self.row += 1

    def section(self, section: Section) -> None:
        self._line(section.title, "heading")
        for block in section.blocks:
            if isinstance(block, Paragraph):
                self._line(f"OBS! {block.text}" if block.is_note else block.text, "note" if block.is_note else "")
            else:
                self._table(block)
        self.row += 1
        for inner in section.sections:
            self.section(inner)

    def finish(self) -> None:
        """Sets column widths to fit their contents within limits, and row heights to fit the wrapped text."""
        widths = {n: min(max(width + PADDING, NARROWEST), WIDEST if n else FIRST) for n, width in self.widths.items()}
        for column, width in widths.items():
            self.sheet.set_column(column, column, width)
        lines: dict[int, int] = {}
        for row, column, length in self.texts:
            fits = length <= widths[column] - PADDING
            lines[row] = max(lines.get(row, 1), 1 if fits else ceil(1.15 * length / widths[column]))
        for row, count in lines.items():
            self.sheet.set_row(row, ROW_HEIGHT * count)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def _line(self, text: str, look: str) -> None:
        """Writes a paragraph over several rows. Cells are not merged, so that a reader can step through them."""
        for line in wrap(text, LINE):
            self.sheet.write_string(self.row, 0, line, self.looks.get(look))
            self.row += 1

    def _table(self, table: ReportTable) -> None:
        self.row += 1
        self._line(table.caption, "caption")
        top = self.row
        for n, column in enumerate(table.columns):
            look = "number head" if column.is_number else "head"
            self.sheet.write_string(top, n, column.heading, self.looks[look if n else "first head"])
            self._needs(n, max(map(len, column.heading.split(" "))))
        for row in table.rows:
            self.row += 1
            for n, cell in enumerate(row):
                self._cell(n, cell)
        self.row += 1
        for note in table.notes:
            self._line(note, "note")
        if table.chart is not None:
            self._chart(table, table.chart, top)
        self.row += 1

    def _cell(self, column: int, cell: Cell) -> None:
        self._needs(column, len(cell_text(cell)))
        if isinstance(cell, Number):
            value = cell.value if cell.value > 0 or round(cell.value, cell.decimals) else 0.0  # never −0,0
            self.sheet.write_number(self.row, column, value, self._number_look(cell))
        elif isinstance(cell, Absent):
            self.sheet.write_string(self.row, column, cell.value, self.looks["absent"])
        elif isinstance(cell, date):
            self.sheet.write_datetime(self.row, column, cell, self.looks["date"])
        elif cell:
            self.sheet.write_string(self.row, column, cell, self.looks["text" if column else "first"])
            self.texts.append((self.row, column, len(cell)))

    def _number_look(self, number: Number) -> Any:
        name = f"n{number.decimals}"
        if not number.unit:
            return self.looks[name]
        if (with_unit := f"{name} {number.unit}") not in self.looks:
            form = f'{self.looks[name].num_format}" {number.unit}"'
            self.looks[with_unit] = self.book.add_format({"num_format": form, "valign": "top"})
        return self.looks[with_unit]

    def _needs(self, column: int, width: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), width)

    def _chart(self, table: ReportTable, chart: Chart, top: int) -> None:
        """Draws a chart below its table, from the table's own cells; an absent cell is a gap."""
        lines = chart.kind == "lines"
        drawing = self.book.add_chart({"type": "line" if lines else "bar"})
        first, last, name = top + 1, top + chart.rows, self.sheet.get_name()
        for (colour, dash), n in zip(_PENS, chart.columns, strict=False):
            at = self._with_gaps([row[n] for row in table.rows[: chart.rows]], first, n)
            drawn = {"line": {"color": colour, "dash_type": dash, "width": 2}} if lines else {"fill": {"color": _PENS[2][0]}}
            drawing.add_series(
                {
                    "name": [name, top, n],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, at, last, at],
                    **drawn,
                }
            )
        drawing.show_hidden_data()
        drawing.set_title({"name": table.caption, "name_font": {"size": 11}})
        drawing.set_y_axis({"name": chart.unit, "min": 0} if lines else {"reverse": True})
        if not lines:
            drawing.set_legend({"none": True})
        drawing.set_size({"width": 760, "height": _CHART_ROWS * 20})
        self.sheet.insert_chart(self.row, 0, drawing, {"description": f"{table.caption}. {chart.says}", "object_position": 1})
        self.row += _CHART_ROWS + 1

    def _with_gaps(self, cells: Sequence[Cell], first: int, column: int) -> int:
        """Returns the column to draw from. Text would be drawn as 0, so a hidden column gets only the numbers."""
        if all(isinstance(cell, Number) for cell in cells):
            return column
        aside = _ASIDE + column
        for row, cell in enumerate(cells, first):
            if isinstance(cell, Number):
                self.sheet.write_number(row, aside, cell.value)
        self.sheet.set_column(aside, aside, None, None, {"hidden": True})
        return aside
