"""A report as one self-contained HTML file: no scripts, fonts or addresses. Swedish, accessible, and printable."""

import re

from projections.html import colours
from projections.html.rendering import templates
from projections.reports.parts.model import Absent, Cell, Paragraph, Report, ReportColumn, cell_text
from projections.reports.writers.charts import svg_chart

_TEMPLATES = templates("projections.reports.writers")


def as_html(report: Report) -> str:
    return _TEMPLATES.get_template("report.html").render(
        report=report, sections=(*report.sections, report.guide), colours=colours
    )


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def _placed(column: ReportColumn, cell: Cell) -> str | None:
    """Returns the CSS classes of a cell, None if it has no class."""
    classes = [*(["n"] if column.is_number else []), *(["absent"] if isinstance(cell, Absent) else [])]
    return " ".join(classes) or None


_TEMPLATES.filters.update(written=cell_text, anchor=_anchor, placed=_placed, chart=svg_chart)
_TEMPLATES.tests.update(
    paragraph=lambda block: isinstance(block, Paragraph), explained=lambda cell: cell in (Absent.HIDDEN, Absent.NOT_KNOWN)
)
