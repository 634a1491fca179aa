"""A number with its noun, in the singular where there is one: `1 publicerad siffra`, `2 published figures`."""

from collections.abc import Mapping

from domain.vocabulary.code_lists import Lang

_NOUNS: Mapping[str, tuple[str, str, str, str]] = {
    "case": ("fall", "fall", "case", "cases"),
    "day": ("dag", "dagar", "day", "days"),
    "entry": ("händelse", "händelser", "entry", "entries"),
    "finding": ("avvikelse", "avvikelser", "finding", "findings"),
    "journey": ("resa", "resor", "journey", "journeys"),
    "line": ("rad", "rader", "line", "lines"),
    "month": ("månad", "månader", "month", "months"),
    "part": ("del", "delar", "part", "parts"),
    "participant": ("deltagare", "deltagare", "participant", "participants"),
    "published figure": ("publicerad siffra", "publicerade siffror", "published figure", "published figures"),
    "row": ("rad", "rader", "row", "rows"),
    "week": ("vecka", "veckor", "week", "weeks"),
    "year": ("år", "år", "year", "years"),
}
_NEUTER = ("case", "year")
_WORDS: Mapping[Lang, tuple[str, ...]] = {
    "sv": ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
"""Numbers that stand in running text as words."""


def counted(number: int, noun: str, lang: Lang) -> str:
    """`noun`: in English, in the singular."""
    at = (0 if lang == "sv" else 2) + (number != 1)
    return f"{number} {_NOUNS[noun][at]}"


def in_words(number: int, lang: Lang) -> str:
    """`tre`; a number above twelve stays in figures."""
    return _WORDS[lang][number] if 0 <= number < len(_WORDS[lang]) else str(number)


def counted_in_words(number: int, noun: str, lang: Lang) -> str:
    """As `counted`, for running text: `tre resor`, `ett år`."""
    _, _, named = counted(number, noun, lang).partition(" ")
    word = "ett" if lang == "sv" and noun in _NEUTER and number == 1 else in_words(number, lang)
    return f"{word} {named}"
