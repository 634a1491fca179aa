"""Published figures as records and as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.measuring.figures import Figure
from projections.publishing.published import Published
from projections.rules.lacking import LACKING
from scripts.cli.console.rendering import Column, Grid, shown

_COLUMNS = (
    Column("id", Text.same("Id"), whole=True),
    Column("withdrawn", Text("Återkallad", "Withdrawn"), whole=True),
    Column("title", Text("Titel", "Title")),
    Column("definition", Text.same("Definition")),
    Column("period", Text.same("Period"), whole=True),
    Column("breakdown", Text("Del", "Part")),
    Column("value", Text("Värde", "Value"), number=True),
    Column("state", Text("Läge", "Status"), whole=True),
    Column("today", Text("I dag", "Today"), number=True),
    Column("state_today", Text("Läge i dag", "Status today"), whole=True),
    Column("as_of", Text("Mätt", "As of"), whole=True),
    Column("known_at", Text("Känt", "Known at")),
    Column("position", Text.same("Position"), number=True),
    Column("published_at", Text("Publicerad", "Published"), whole=True),
    Column("by", Text("Av", "By")),
    Column("reason", Text("Skäl till återkallelsen", "Reason for withdrawal")),
    Column("erased_cases", Text("Gallrade sedan dess", "Erased since"), number=True),
)


def published_records(
    publications: Sequence[Published],
    today: Mapping[str, Figure | None] | None = None,
    open_counts: bool = False,
    erased: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Returns published figures with everything needed to reproduce them; `today`: current figures for comparison."""
    return [
        _record(publication, open_counts)
        | {"erased_cases": (erased or {}).get(publication.id, 0)}
        | (_beside(today[publication.id]) if today else {})
        for publication in publications
    ]


def _beside(figure: Figure | None) -> dict[str, Any]:
    value, standing = (figure.value, figure.standing) if figure else (None, None)
    return {"today": value, "today_hidden": bool(figure and figure.suppressed), "today_status": standing}


def _record(publication: Published, open_counts: bool) -> dict[str, Any]:
    entry, withdrawn = publication.entry, publication.withdrawn
    figure = publication.figure if open_counts else publication.shown
    return {
        "id": publication.id,
        "title": entry.title,
        **{name: figure[name] for name in ("measure", "definition", "period", "breakdown", "value", "unit")},
        **{name: figure[name] for name in ("numerator", "denominator", "status")},
        "basis": figure.get("basis", "undeclared"),  # published before it was known
        "complete_to": figure.get("complete_to"),
        "suppressed": "value" in entry.hidden,
        "hidden": [] if open_counts else entry.hidden,
        "as_of": entry.as_of,
        "known_at": entry.known_at,
        "position": entry.position,
        "view": entry.view,
        "rules": entry.rules,
        "definition_hash": entry.definition_hash,
        "code_version": entry.code_version,
        "cases_digest": entry.cases_digest,
        "published_at": entry.recorded_at,
        "by": entry.by,
        "log_position": publication.position,
        "withdrawn": withdrawn and {"at": withdrawn.recorded_at, "by": withdrawn.by, "reason": withdrawn.reason},
    }


def published_grid(records: Sequence[Record], lang: Lang) -> Grid:
    rows = [_row(record, lang) for record in records]
    compared = any("today" in record for record in records)
    columns = [
        column
        for column in _COLUMNS
        if (compared if column.name == "today" else any(row.get(column.name) is not None for row in rows))
    ]
    notes = [f"{counted(len(rows), 'published figure', lang)}."]
    if any(row["value"] == labels.HIDDEN or row["today"] == labels.HIDDEN for row in rows):
        notes.append(f"{labels.HIDDEN}  {labels.hidden(lang)}")
    return Grid(columns, rows, notes=notes)


def _value(record: Record, hidden: bool, lang: Lang) -> str:
    return labels.HIDDEN if hidden else shown(record["value"], lang)


def _lack(status: str | None, lang: Lang) -> str | None:
    """Returns the status of a value that what was not delivered could change; others are not shown in the table."""
    return labels.status(status, lang) if status in LACKING else None


def _row(record: Record, lang: Lang) -> Record:
    unit = labels.unit(record["unit"], lang)
    withdrawn = record["withdrawn"]
    return {
        **record,
        "value": _value(record, "value" in record["hidden"], lang) + (f" {unit}" if record["value"] is not None else ""),
        "today": labels.HIDDEN if record.get("today_hidden") else record.get("today"),
        "state": _lack(record["status"], lang),
        "state_today": _lack(record.get("today_status"), lang),
        "breakdown": ", ".join(f"{name}={part}" for name, part in record["breakdown"].items()) or None,
        "known_at": record["known_at"] and f"{record['known_at']:%Y-%m-%d %H:%M}",
        "published_at": f"{record['published_at']:%Y-%m-%d %H:%M}",
        "withdrawn": withdrawn and f"{withdrawn['at']:%Y-%m-%d}",
        "reason": withdrawn and withdrawn["reason"],
        "erased_cases": record["erased_cases"] or None,
    }
