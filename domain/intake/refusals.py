"""The refused lines of an import with their reasons: as records, and as a file that can be corrected and sent again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson

from domain.events.lines import REFUSED
from domain.intake.mapping.refused import Reason, refused_table
from domain.intake.refusal import WITH_ITS_ROW, Refusal
from domain.intake.sources import Sources
from domain.intake.tables.form import MappedTable
from domain.vocabulary.text import Text

KEPT_OF_TOO_LONG = 1000
"""Bytes kept of a line that is too long: enough to identify it; it cannot be corrected in the file anyway."""


def refused_lines(refusals: Sequence[Refusal], sources: Sources) -> Iterator[bytes]:
    """Yields each refused line unchanged plus a field with the reason; text that is not a JSON object goes in its `raw`."""
    for refusal in refusals:
        entry = record(refusal, sources)
        given = _as_object(refusal.raw)
        if given is None and refusal.raw:
            kept = refusal.raw[:KEPT_OF_TOO_LONG] if refusal.code == "too_long" else refusal.raw
            entry["raw"] = kept.decode("utf-8", "backslashreplace")
        yield orjson.dumps({**(given or {}), REFUSED: entry}, option=orjson.OPT_APPEND_NEWLINE)


def refused_rows(refusals: Sequence[Refusal], sources: Sources, table: MappedTable) -> bytes:
    """Returns the table with only the refused rows, each with all its reasons."""
    of_files: list[dict[int, list[Refusal]]] = [{} for _ in sources.files]
    for refusal in refusals:
        of_files[sources.files.index(sources.place(refusal)[0])].setdefault(sources.place(refusal)[1], []).append(refusal)
    parts = [
        (path, {row: Reason(f"{path.name}:{row}", reason(own_faults(of_row) or of_row)) for row, of_row in rows.items()})
        for path, rows in zip(sources.files, of_files, strict=True)
    ]
    return refused_table(table, [part for part in parts if part[1]] or parts[:1])


def own_faults(refusals: Sequence[Refusal]) -> Sequence[Refusal]:
    """Returns the refusals with a fault of their own, without lines refused because of other lines of their row."""
    return [refusal for refusal in refusals if refusal.code != WITH_ITS_ROW]


def reason(refusals: Sequence[Refusal]) -> Text:
    """Joins all reasons, without duplicates."""
    return Text.joined(" ", _once(refusals))


def by_row(refusals: Sequence[Refusal]) -> list[Refusal]:
    """Combines the refusals of each table row into a single refusal, without duplicate reasons."""
    rows: dict[int, list[Refusal]] = {}
    for refusal in refusals:
        rows.setdefault(refusal.number, []).append(refusal)
    return [replace(of[0], field=fields(of), reasons=_once(of)) for of in rows.values()]


def fields(refusals: Sequence[Refusal]) -> str:
    """Joins all field names, without duplicates."""
    return ", ".join(dict.fromkeys(name for refusal in refusals for name in refusal.field.split(", ") if name))


def _once(refusals: Sequence[Refusal]) -> list[Text]:
    return list(dict.fromkeys(each for refusal in refusals for each in refusal.reasons))


def _as_object(raw: bytes) -> dict[str, Any] | None:
    try:
        given = orjson.loads(raw)
        orjson.dumps(given)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # the parser accepts deeper nesting than the serializer
        return None
    return given if isinstance(given, dict) else None


def record(refusal: Refusal, sources: Sources) -> dict[str, Any]:
    path, line = sources.place(refusal)
    return {
        "file": path.name,
        "line": line,
        "field": refusal.field,
        "code": refusal.code,
        "reason": refusal.text.sv,
        "reason_en": refusal.text.en,
    }
