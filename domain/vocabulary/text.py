"""A text in both languages, Swedish first: the type of everything shown on a screen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Self

Lang = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; `text[lang]` selects one."""

    sv: str
    en: str

    @classmethod
    def of(cls, wording: Callable[[Lang], str]) -> Self:
        """Builds both languages from a function of the language."""
        return cls(wording("sv"), wording("en"))

    @classmethod
    def same(cls, word: str) -> Self:
        """A text that is the same in both languages."""
        return cls(word, word)

    @classmethod
    def joined(cls, sign: str, texts: Iterable["Text"]) -> Self:
        parts = tuple(texts)
        return cls(sign.join(part.sv for part in parts), sign.join(part.en for part in parts))

    def __getitem__(self, lang: Lang) -> str:
        return {"sv": self.sv, "en": self.en}[lang]

    def format(self, *args: object, **values: object) -> "Text":
        """Formats both languages; a value that is itself a text is inserted in the same language."""
        return Text.of(
            lambda lang: self[lang].format(
                *(_in(lang, value) for value in args), **{name: _in(lang, value) for name, value in values.items()}
            )
        )


def _in(lang: Lang, value: object) -> object:
    return value[lang] if isinstance(value, Text) else value
