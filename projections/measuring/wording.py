"""Fills the values of an entry's parameters into its texts.

A text names a parameter in braces, and how to format it: `{unit}` as it is, `{days:day}` “30 dagar”,
`{journeys:in words journey}` “tre resor”, `{weeks:in words}` “tre”, `{code:insats_code}` by the word of that list,
`{flag:no|yes}` the text of its number. `{window}` is the length of the measure's window.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from domain.vocabulary.code_lists import LABELS, label
from domain.vocabulary.plurals import counted, counted_in_words, in_words
from domain.vocabulary.text import Lang
from projections.rules.scope import Value

_IN_WORDS = "in words"


class Wording(str):
    """A text with its values filled in, which keeps its template."""

    written: str


def worded(text: str, values: Mapping[str, Value], lang: Lang) -> str:
    """Returns the text with these values, replacing any values filled in before."""
    written = text.written if isinstance(text, Wording) else text
    if "{" not in written:
        return text
    filled = Wording(_Filling(lang).vformat(written, (), values))
    filled.written = written
    return filled


class _Filling(Formatter):
    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return str(value)
        if "|" in format_spec:
            return format_spec.split("|")[int(value)]
        if format_spec in LABELS:
            return label(format_spec, value, self._lang).lower() if value in LABELS[format_spec] else str(value)
        how, _, noun = format_spec.rpartition(" ")
        if format_spec == _IN_WORDS:
            return in_words(int(value), self._lang)
        return counted_in_words(int(value), noun, self._lang) if how else counted(int(value), noun, self._lang)
