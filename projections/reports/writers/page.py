"""A report as one HTML file that needs nothing else: no script, no font, no address. Swedish, accessible, and printable."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from projections.reports.parts.model import Absent, Cell, Paragraph, Report, ReportColumn, ReportTable, Section, cell_text
from projections.reports.writers.charts import svg_chart
from projections.reports.writers.style import STYLE

_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
"""A reader's browser fetches nothing and runs nothing, whatever stands in the file."""


def as_html(report: Report) -> str:
    root = Element("html", lang="sv")
    _head(root, report.title)
    body = SubElement(root, "body")
    _text(body, "a", "Till innehållet", {"class": "skip", "href": "#rapport"})
    top = SubElement(body, "header")
    _text(top, "h1", report.title)
    _text(top, "p", report.lead, {"class": "lead"})
    _about(top, report.about)
    sections = (*report.sections, report.guide)
    _contents(body, sections)
    main = SubElement(body, "main", id="rapport")
    for section in sections:
        _section(main, section, 2)
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n"


def _head(root: Element, title: str) -> None:
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(
        head, "meta", {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    )
    _text(head, "title", title)
    _text(head, "style", STYLE)


def _text(parent: Element, tag: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = SubElement(parent, tag, attributes or {})
    element.text = text
    return element


def _about(parent: Element, about: Iterable[tuple[str, Cell]]) -> None:
    listed = SubElement(parent, "dl")
    for name, cell in about:
        group = SubElement(listed, "div")
        _text(group, "dt", name)
        _text(group, "dd", cell_text(cell))


def _contents(body: Element, sections: Iterable[Section]) -> None:
    nav = SubElement(body, "nav", {"aria-label": "Innehåll"})
    items = SubElement(nav, "ol")
    for section in sections:
        _text(SubElement(items, "li"), "a", section.title, {"href": f"#{_anchor(section.title)}"})


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def _section(parent: Element, section: Section, level: int) -> None:
    anchor = _anchor(section.title)
    element = SubElement(parent, "section", {"aria-labelledby": anchor})
    _text(element, f"h{level}", section.title, {"id": anchor})
    for number, block in enumerate(section.blocks):
        if isinstance(block, Paragraph):
            _text(element, "p", block.text, {"class": "note"} if block.is_note else {})
        else:
            _drawn_table(element, block, f"{anchor}-{number}")
    for inner in section.sections:
        _section(element, inner, level + 1)


def _drawn_table(parent: Element, table: ReportTable, anchor: str) -> None:
    """The chart, and the same numbers."""
    if table.chart is not None:
        SubElement(parent, "figure").append(svg_chart(table, anchor))
    room = SubElement(parent, "div", {"class": "table", "role": "region", "tabindex": "0", "aria-labelledby": anchor})
    _table(room, table, anchor)
    for note in table.notes:
        _text(parent, "p", note, {"class": "small"})


def _table(parent: Element, table: ReportTable, anchor: str) -> None:
    element = SubElement(parent, "table")
    _text(element, "caption", table.caption, {"id": anchor})
    head = SubElement(SubElement(element, "thead"), "tr")
    for column in table.columns:
        _text(head, "th", column.heading, {"scope": "col"} | _placed(column))
    body = SubElement(element, "tbody")
    for first, *cells in table.rows:
        row = SubElement(body, "tr")
        _text(row, "th", cell_text(first), {"scope": "row"})
        for column, cell in zip(table.columns[1:], cells, strict=True):
            _cell(SubElement(row, "td", _placed(column, cell)), cell)


def _cell(element: Element, cell: Cell) -> None:
    """The sign of a hidden value has its meaning as title."""
    if cell is Absent.HIDDEN:
        _text(element, "abbr", cell_text(cell), {"title": cell.says})
    else:
        element.text = cell_text(cell)


def _placed(column: ReportColumn, cell: Cell = "") -> dict[str, str]:
    classes = [*(["n"] if column.is_number else []), *(["absent"] if isinstance(cell, Absent) else [])]
    return {"class": " ".join(classes)} if classes else {}
