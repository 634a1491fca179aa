"""A number with its noun, in the singular where there is one: `1 publicerad siffra`, `2 published figures`."""

from collections.abc import Mapping

from domain.vocabulary.code_lists import Lang

_NOUNS: Mapping[str, tuple[str, str, str, str]] = {
    "case": ("fall", "fall", "case", "cases"),
    "day": ("dag", "dagar", "day", "days"),
    "entry": ("händelse", "händelser", "entry", "entries"),
    "finding": ("avvikelse", "avvikelser", "finding", "findings"),
    "line": ("rad", "rader", "line", "lines"),
    "month": ("månad", "månader", "month", "months"),
    "part": ("del", "delar", "part", "parts"),
    "participant": ("deltagare", "deltagare", "participant", "participants"),
    "published figure": ("publicerad siffra", "publicerade siffror", "published figure", "published figures"),
    "row": ("rad", "rader", "row", "rows"),
    "week": ("vecka", "veckor", "week", "weeks"),
    "year": ("år", "år", "year", "years"),
}


def counted(number: int, noun: str, lang: Lang) -> str:
    """`noun`: in English, in the singular."""
    at = (0 if lang == "sv" else 2) + (number != 1)
    return f"{number} {_NOUNS[noun][at]}"
