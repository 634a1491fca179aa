"""Writers of a report: as plain text, as one HTML file, as an Excel workbook."""

from collections.abc import Callable, Mapping

from projections.reports.parts.model import Report
from projections.reports.writers.page import as_html
from projections.reports.writers.plain import as_text
from projections.reports.writers.workbook import as_xlsx

WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    "text": lambda report: as_text(report).encode(),
    "html": lambda report: as_html(report).encode(),
    "xlsx": as_xlsx,
}
