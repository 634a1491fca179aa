"""A number with its noun, in the singular for one: `1 publicerad siffra`, `2 published figures`."""

from collections.abc import Mapping

from domain.vocabulary.text import Lang, Text

_NOUNS: Mapping[str, tuple[Text, Text]] = {
    "case": (Text("fall", "case"), Text("fall", "cases")),
    "day": (Text("dag", "day"), Text("dagar", "days")),
    "entry": (Text("händelse", "entry"), Text("händelser", "entries")),
    "finding": (Text("avvikelse", "finding"), Text("avvikelser", "findings")),
    "journey": (Text("resa", "journey"), Text("resor", "journeys")),
    "line": (Text("rad", "line"), Text("rader", "lines")),
    "month": (Text("månad", "month"), Text("månader", "months")),
    "part": (Text("del", "part"), Text("delar", "parts")),
    "participant": (Text("deltagare", "participant"), Text("deltagare", "participants")),
    "published figure": (Text("publicerad siffra", "published figure"), Text("publicerade siffror", "published figures")),
    "row": (Text("rad", "row"), Text("rader", "rows")),
    "week": (Text("vecka", "week"), Text("veckor", "weeks")),
    "year": (Text("år", "year"), Text("år", "years")),
}
_NEUTER = ("case", "year")
_NEUTER_ONE = Text("ett", "one")
_WORDS = (
    *(Text("noll", "no"), Text("en", "one"), Text("två", "two"), Text("tre", "three"), Text("fyra", "four")),
    *(Text("fem", "five"), Text("sex", "six"), Text("sju", "seven"), Text("åtta", "eight"), Text("nio", "nine")),
    *(Text("tio", "ten"), Text("elva", "eleven"), Text("tolv", "twelve")),
)
"""Numbers that are written as words in running text."""


def counted(number: int, noun: str, lang: Lang) -> str:
    """`noun`: in English, in the singular."""
    return f"{number} {_NOUNS[noun][number != 1][lang]}"


def in_words(number: int, lang: Lang) -> str:
    """`tre`; numbers above twelve are written in digits."""
    return _WORDS[number][lang] if 0 <= number < len(_WORDS) else str(number)


def counted_in_words(number: int, noun: str, lang: Lang) -> str:
    """As `counted`, for running text: `tre resor`, `ett år`."""
    _, _, named = counted(number, noun, lang).partition(" ")
    word = _NEUTER_ONE[lang] if noun in _NEUTER and number == 1 else in_words(number, lang)
    return f"{word} {named}"
