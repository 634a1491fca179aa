"""A report written down: as plain text, as one HTML file, as an Excel workbook."""

from collections.abc import Callable, Mapping

from projections.reports.model import Report
from scripts.reports.page import as_html
from scripts.reports.plain import as_text
from scripts.reports.workbook import as_xlsx

WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    "text": lambda report: as_text(report).encode(),
    "html": lambda report: as_html(report).encode(),
    "xlsx": as_xlsx,
}
