"""Swedish identity numbers: their one form, and whether a number can be what it is said to be (domain-and-law §6.1)."""

import re
from datetime import date
from functools import lru_cache

from personnummer.personnummer import Personnummer, PersonnummerException

from domain.vocabulary import NumberType

_RESERV = re.compile(r"\d{8}[A-Z]{1,2}\d{2,3}")
_DIGITS = re.compile(r"(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}")
_SHORTEST = 10
_LONG = 12
_COORDINATION = 60


def one_form(number: str) -> str:
    """The form that a number is compared in: twelve digits where it can be read, else its letters and digits."""
    try:
        return str(Personnummer(number).format(long_format=True))
    except PersonnummerException:
        return re.sub(r"[^0-9A-Z]", "", number.upper())


def can_be(number: str, number_type: NumberType) -> bool:
    """Whether date and check digit fit. A reservnummer (ÅÅÅÅMMDDTnnn) has no check digit that all agree on."""
    if number_type == "reservnummer":
        return _RESERV.fullmatch(re.sub(r"[-+ ]", "", number.upper())) is not None
    try:
        parsed = Personnummer(number)
    except PersonnummerException:
        return False
    return bool(parsed.is_coordination_number()) == (number_type == "samordningsnummer")


def is_number(key: str) -> bool:
    """Whether a key is itself a personnummer or samordningsnummer: ten or twelve digits whose date and check digit fit."""
    return len(key) >= _SHORTEST and _is_number(key)


@lru_cache(100_000)
def _is_number(key: str) -> bool:
    """A file tells of the same key many times: it is judged once."""
    compact = "".join(key.split())
    if _DIGITS.fullmatch(compact) is None:
        return False
    return can_be(compact, "personnummer") or can_be(compact, "samordningsnummer")


def born_on(number: str) -> date | None:
    """The birth date that a number in its one form tells; None where it tells none (month 00, day 60: birth not proved).

    A samordningsnummer has sixty more than the day.
    """
    digits = number[:8]
    if len(number) < _LONG or not digits.isdecimal():
        return None
    day = int(digits[6:])
    try:
        return date(int(digits[:4]), int(digits[4:6]), day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return None
