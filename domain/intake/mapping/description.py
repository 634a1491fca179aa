"""The explanation of a mapping in words, for the terminal."""

from collections.abc import Iterator, Mapping

from domain.events import KINDS
from domain.intake.mapping.explain import Coded, MappingExplanation, RowExplanation
from domain.vocabulary.text import Lang, Text

_SHOWN_APART = ("kind", "on", "source", "participant")


def describe_explanation(explanation: MappingExplanation, lang: Lang = "sv") -> str:
    return "\n".join(_lines(explanation, lang)) + "\n"


def _lines(explanation: MappingExplanation, lang: Lang) -> Iterator[str]:
    yield f"{explanation.file}: {_form(explanation, lang)}"
    yield f"{Text('Kolumner', 'Columns')[lang]}: {', '.join(explanation.columns)}"
    yield f"{Text('Läses aldrig', 'Never read')[lang]}: {', '.join(explanation.unused) or '–'}"
    yield f"\n{Text('De första raderna blir', 'The first rows become')[lang]}:"
    for row in explanation.rows:
        yield from _row(row, lang)
    yield f"\n{Text('Koder i de första raderna', 'Codes in the first rows')[lang]} ({explanation.counted}):"
    for coded in explanation.codes:
        yield from _codes(coded, lang)
    yield f"\n{Text('Sammanlagt', 'Together')[lang]}: {_counts(explanation.kinds)}"
    yield f"{Text('Avvisade rader', 'Refused rows')[lang]}: {_counts(explanation.reasons)}"


def _form(explanation: MappingExplanation, lang: Lang) -> str:
    if explanation.delimiter is None:
        return Text("arbetsbok (.xlsx)", "workbook (.xlsx)")[lang]
    sign = Text("tabb", "tab") if explanation.delimiter == "\t" else Text.same(f"”{explanation.delimiter}”")
    text = Text("text ({encoding}) med {sign} mellan kolumnerna", "text ({encoding}) with {sign} between columns")
    return text.format(encoding=explanation.encoding, sign=sign)[lang]


def _row(row: RowExplanation, lang: Lang) -> Iterator[str]:
    called = f"  {Text('rad', 'row')[lang]} {row.number}"
    if row.refused is not None:
        yield f"{called}: {Text('avvisas', 'refused')[lang]}. {row.refused.text[lang]}"
    elif not row.events:
        yield f"{called}: {Text('inget, som mappningen säger', 'nothing, as the mapping says')[lang]}"
    for event in row.events:
        kind = KINDS[event["kind"]]
        label = kind.text[lang]
        fields = ", ".join(f"{name}={value}" for name, value in event.items() if name not in _SHOWN_APART)
        yield f"{called}: {event['participant']} {label} {event['on']} ({event['kind']}: {fields})"


def _codes(coded: Coded, lang: Lang) -> Iterator[str]:
    yield f"  {coded.column} [{', '.join(coded.tables)}]"
    for (word, code), times in coded.mapped.most_common():
        yield f"    {word} → {code}: {times}"
    for word, times in coded.unmapped.most_common():
        yield f"    {word} – {Text('finns i ingen kodtabell', 'in no code table')[lang]}: {times}"


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counted.items(), key=lambda of: (-of[1], of[0]))) or "–"
