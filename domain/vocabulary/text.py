"""A text in both languages, Swedish first: what everything that is read on a screen is made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Self

Lang = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """`text[lang]` is the one that is read."""

    sv: str
    en: str

    @classmethod
    def of(cls, wording: Callable[[Lang], str]) -> Self:
        """What is worded in one language at a time, in both."""
        return cls(wording("sv"), wording("en"))

    @classmethod
    def same(cls, word: str) -> Self:
        """What is called the same in both."""
        return cls(word, word)

    @classmethod
    def joined(cls, sign: str, texts: Iterable["Text"]) -> Self:
        parts = tuple(texts)
        return cls(sign.join(part.sv for part in parts), sign.join(part.en for part in parts))

    def __getitem__(self, lang: Lang) -> str:
        return {"sv": self.sv, "en": self.en}[lang]

    def format(self, *args: object, **values: object) -> "Text":
        """Filled in; a value that is a text itself, in the same language."""
        return Text.of(
            lambda lang: self[lang].format(
                *(_in(lang, value) for value in args), **{name: _in(lang, value) for name, value in values.items()}
            )
        )


def _in(lang: Lang, value: object) -> object:
    return value[lang] if isinstance(value, Text) else value
