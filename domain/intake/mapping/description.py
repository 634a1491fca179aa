"""The explanation of a mapping in words, for the terminal."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from domain.events import KINDS
from domain.intake.mapping.explain import Coded, MappingExplanation, RowExplanation
from domain.vocabulary.text import Lang

_SHOWN_APART = ("kind", "on", "source", "participant")


class _Words(NamedTuple):
    text: str
    workbook: str
    tab: str
    columns: str
    unused: str
    first: str
    row: str
    refused: str
    nothing: str
    codes: str
    unmapped: str
    together: str
    refusals: str


_WORDS: Mapping[Lang, _Words] = {
    "sv": _Words(
        text="text ({encoding}) med {sign} mellan kolumnerna",
        workbook="arbetsbok (.xlsx)",
        tab="tabb",
        columns="Kolumner",
        unused="Läses aldrig",
        first="De första raderna blir",
        row="rad",
        refused="avvisas",
        nothing="inget, som mappningen säger",
        codes="Koder i de första raderna ({counted})",
        unmapped="finns i ingen kodtabell",
        together="Sammanlagt",
        refusals="Avvisade rader",
    ),
    "en": _Words(
        text="text ({encoding}) with {sign} between columns",
        workbook="workbook (.xlsx)",
        tab="tab",
        columns="Columns",
        unused="Never read",
        first="The first rows become",
        row="row",
        refused="refused",
        nothing="nothing, as the mapping says",
        codes="Codes in the first rows ({counted})",
        unmapped="in no code table",
        together="Together",
        refusals="Refused rows",
    ),
}


def describe_explanation(explanation: MappingExplanation, lang: Lang = "sv") -> str:
    return "\n".join(_lines(explanation, lang, _WORDS[lang])) + "\n"


def _lines(explanation: MappingExplanation, lang: Lang, words: _Words) -> Iterator[str]:
    yield f"{explanation.file}: {_form(explanation, words)}"
    yield f"{words.columns}: {', '.join(explanation.columns)}"
    yield f"{words.unused}: {', '.join(explanation.unused) or '–'}"
    yield f"\n{words.first}:"
    for row in explanation.rows:
        yield from _row(row, lang, words)
    yield f"\n{words.codes.format(counted=explanation.counted)}:"
    for coded in explanation.codes:
        yield from _codes(coded, words)
    yield f"\n{words.together}: {_counts(explanation.kinds)}"
    yield f"{words.refusals}: {_counts(explanation.reasons)}"


def _form(explanation: MappingExplanation, words: _Words) -> str:
    if explanation.delimiter is None:
        return words.workbook
    sign = words.tab if explanation.delimiter == "\t" else f"”{explanation.delimiter}”"
    return words.text.format(encoding=explanation.encoding, sign=sign)


def _row(row: RowExplanation, lang: Lang, words: _Words) -> Iterator[str]:
    called = f"  {words.row} {row.number}"
    if row.refused is not None:
        yield f"{called}: {words.refused}. {row.refused.text[lang]}"
    elif not row.events:
        yield f"{called}: {words.nothing}"
    for event in row.events:
        kind = KINDS[event["kind"]]
        label = kind.text[lang]
        fields = ", ".join(f"{name}={value}" for name, value in event.items() if name not in _SHOWN_APART)
        yield f"{called}: {event['participant']} {label} {event['on']} ({event['kind']}: {fields})"


def _codes(coded: Coded, words: _Words) -> Iterator[str]:
    yield f"  {coded.column} [{', '.join(coded.tables)}]"
    for (word, code), times in coded.mapped.most_common():
        yield f"    {word} → {code}: {times}"
    for word, times in coded.unmapped.most_common():
        yield f"    {word} – {words.unmapped}: {times}"


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counted.items(), key=lambda of: (-of[1], of[0]))) or "–"
