"""Records as CSV for a spreadsheet: numbers with the decimal sign of the language; no cell is interpreted as a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from domain.vocabulary.text import Lang, Text
from projections.exports.headings import heading

Record = Mapping[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def as_csv(columns: Sequence[str], rows: Sequence[Record], lang: Lang, headings: Lang = "en") -> str:
    """Returns CSV with semicolons and the decimal sign of `lang`; column headings in the language of `headings`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([heading(name, headings) for name in columns])
    writer.writerows([_cell(row.get(name), lang) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any, lang: Lang) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value).replace(".", Text(",", ".")[lang])
    text = as_text(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return " ".join(f"{name}={as_text(part)}" for name, part in value.items())
    return " ".join(map(as_text, value)) if isinstance(value, list | tuple) else str(value)
