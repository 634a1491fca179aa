"""How many go round, by each definition, as a table."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.movements.side_by_side import NamedDefinition
from scripts.cli.console.rendering import Column
from scripts.cli.movements.tables.answer import AnswerPart, part

_COLUMNS = (
    Column("key", Text("Mått", "Measure"), whole=True),
    Column("definition", Text.same("Definition"), whole=True),
    Column("number", Text("Antal", "Number"), number=True),
    Column("cases", Text("Av", "Of"), number=True),
    Column("of", Text.same(""), whole=True),
    Column("lower", Text("Minst, %", "At least, %"), number=True),
    Column("upper", Text("Högst, %", "At most, %"), number=True),
    Column("says", Text("Vad den räknar", "What it counts")),
)
_NUMBERS = ("number", "cases", "lower", "upper")


def side_by_side_part(definitions: Sequence[NamedDefinition], lang: Lang) -> AnswerPart:
    """Builds a table of each definition with its number and its sentence; a sign replaces a suppressed number."""
    notes = [Text.of(lambda lang: f"{labels.HIDDEN}  {labels.hidden(lang)}")]
    title = Text("Hur många snurrar runt?", "How many go round?")
    hidden = any(definition.hidden for definition in definitions)
    return part(
        [_record(definition, lang) for definition in definitions], _COLUMNS, lang, title, _with_signs, notes if hidden else ()
    )


def _record(definition: NamedDefinition, lang: Lang) -> dict[str, Any]:
    numbers = {name: getattr(definition, name) for name in _NUMBERS}
    return {
        "key": definition.key,
        "definition": definition.name[lang],
        **numbers,
        "of": definition.of[lang],
        "says": definition.says[lang],
    } | {"suppressed": definition.hidden}


def _with_signs(record: Record) -> Record:
    return {**record, **dict.fromkeys(_NUMBERS, labels.HIDDEN)} if record["suppressed"] else record
