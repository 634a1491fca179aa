"""The kinds of happenings that a question may name, with their labels and codes."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary.code_lists import LABELS
from domain.vocabulary.text import Lang, Text
from projections.movements.happenings import CODE_LISTS, EVENT_KINDS, FREE_CODES
from scripts.cli.console.rendering import Column, Grid
from scripts.cli.movements.tables.step_labels import kind_word


def kinds_records() -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "sv": kind_word(kind, "sv"),
            "en": kind_word(kind, "en"),
            "codes": list(LABELS.get(CODE_LISTS.get(kind, ""), ())),
        }
        for kind in sorted(EVENT_KINDS)
    ]


def kinds_grid(records: Sequence[dict[str, Any]], lang: Lang) -> Grid:
    columns = (
        Column("kind", Text("Slag", "Kind"), whole=True),
        Column(lang, Text("Vad", "What"), whole=True),
        Column("codes", Text("Koder", "Codes")),
    )
    own = {kind: words[lang] for kind, words in FREE_CODES.items()}
    rows = [{**row, "codes": ", ".join(row["codes"]) or own.get(row["kind"])} for row in records]
    return Grid(columns, rows)
