"""Search of measures by words: in keys, titles, notes and sources, with Swedish synonyms."""

import unicodedata
from collections.abc import Mapping

from domain.normal_form import normal_form
from projections.measures.catalogue import CATALOGUE
from projections.measuring.measure import Measure

_GOING_ROUND = ("snurrar runt", "varv", "fastnat", "återinträde", "upprepade insatser", "fram och tillbaka", "belastning")
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "rundgång": _GOING_ROUND,
    "snurra": _GOING_ROUND,
    "återinträde": ("återinträde", "återaktualis", "kom tillbaka", "varv"),
    "återfall": ("återinträde", "återaktualis", "kom tillbaka"),
    "återkomst": ("återinträde", "återaktualis", "kom tillbaka"),
    "återvänd": ("återinträde", "återaktualis", "kom tillbaka"),
    "arbete": ("arbete", "anställning", "sysselsättning"),
    "jobb": ("arbete", "anställning", "jobb"),
    "sysselsättning": ("arbete", "sysselsättning"),
    "självförsörj": ("egen försörjning", "självförsörj", "arbete eller studier"),
    "försörjningsstöd": ("försörjningsstöd", "bistånd"),
    "socialbidrag": ("försörjningsstöd", "bistånd"),
    "bidrag": ("försörjningsstöd", "bistånd"),
    "bistånd": ("försörjningsstöd", "bistånd"),
    "långtid": ("långvarig", "lång sikt"),
    "ledtid": ("ledtid", "tid från", "tid till"),
    "väntetid": ("ledtid", "tid från", "tid till"),
    "ungdom": ("ungdom", "unga"),
    "unga": ("ungdom", "unga"),
    "barn": ("barn", "föräldr"),
    "familj": ("barn", "föräldr", "hushåll"),
    "språk": ("språk", "sfi"),
    "svenska": ("språk", "sfi"),
    "studier": ("studier", "utbildning", "sfi"),
    "utbildning": ("studier", "utbildning", "sfi"),
    "praktik": ("praktik", "placering"),
    "sjuk": ("sjuk",),
    "nyanländ": ("nyanländ", "etablering"),
    "coach": ("coach", "handledare"),
    "trappa": ("trappa", "trappsteg"),
}
"""By the beginning of a search word: the words that are also searched for."""


def search(text: str) -> list[Measure]:
    """Returns the current measures that match every word of `text`."""
    sought = [_looked_for(word) for word in _plain(text).split()]
    return [measure for measure in CATALOGUE.values() if sought and all(_mentions(measure, words) for words in sought)]


def _plain(text: str) -> str:
    """Removes case and diacritics, so that rundgang matches rundgång."""
    decomposed = unicodedata.normalize("NFD", normal_form(text).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _looked_for(word: str) -> tuple[str, ...]:
    meant = (others for begins, others in SYNONYMS.items() if word.startswith(_plain(begins)))
    return (word, *(_plain(other) for others in meant for other in others))


def _mentions(measure: Measure, words: tuple[str, ...]) -> bool:
    texts = (measure.key, measure.sv, measure.en, measure.says_sv, measure.says_en, measure.source)
    text = _plain(" ".join(filter(None, texts)))
    return any(word in text for word in words)
