"""The first lines that an import refused, as a table."""

from collections.abc import Sequence

from domain.intake.refusal import Refusal
from domain.intake.refusals import by_row, own_faults, record
from domain.intake.sources import Sources
from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from scripts.cli.console.rendering import Column, Grid

SHOWN = 20
_COLUMNS = (
    Column("file", Text("Fil", "File"), whole=True),
    Column("line", Text("Rad", "Line"), number=True),
    Column("field", Text("Fält", "Field"), whole=True),
    Column("reason", Text("Skäl", "Reason")),
)


def first_refused(refusals: Sequence[Refusal], sources: Sources, lang: Lang) -> Grid:
    refusals = by_row(own_faults(refusals))
    rows: list[Record] = [{**record(refusal, sources), "reason": refusal.text[lang]} for refusal in refusals[:SHOWN]]
    remaining = len(refusals) - len(rows)
    more = Text(f"… och {remaining} till; --refused FIL ger alla.", f"… and {remaining} more; --refused FILE gives all.")[lang]
    return Grid(_COLUMNS, rows, Text("Avvisade rader", "Refused lines")[lang], [more] if remaining else [])
