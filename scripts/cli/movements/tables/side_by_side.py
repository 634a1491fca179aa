"""How many go round, by each definition: as a table."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.movements.side_by_side import NamedDefinition
from scripts.cli.console.rendering import Column
from scripts.cli.movements.tables.answer import Part, part

_COLUMNS = (
    Column("key", "Mått", "Measure", whole=True),
    Column("definition", "Definition", "Definition", whole=True),
    Column("number", "Antal", "Number", number=True),
    Column("cases", "Av", "Of", number=True),
    Column("of", "", "", whole=True),
    Column("lower", "Minst, %", "At least, %", number=True),
    Column("upper", "Högst, %", "At most, %", number=True),
    Column("says", "Vad den räknar", "What it counts"),
)
_NUMBERS = ("number", "cases", "lower", "upper")


def side_by_side_part(found: Sequence[NamedDefinition], lang: Lang) -> Part:
    """Each definition with its number and its sentence; a sign where it is hidden."""
    notes = [Text.of(lambda lang: f"{labels.HIDDEN}  {labels.hidden(lang)}")]
    title = Text("Hur många snurrar runt?", "How many go round?")
    hidden = any(one.hidden for one in found)
    return part([_record(one, lang) for one in found], _COLUMNS, lang, title, _with_signs, notes if hidden else ())


def _record(one: NamedDefinition, lang: Lang) -> dict[str, Any]:
    numbers = {name: getattr(one, name) for name in _NUMBERS}
    return {"key": one.key, "definition": one.name[lang], **numbers, "of": one.of[lang], "says": one.says[lang]} | {
        "suppressed": one.hidden
    }


def _with_signs(record: Record) -> Record:
    return {**record, **dict.fromkeys(_NUMBERS, labels.HIDDEN)} if record["suppressed"] else record
