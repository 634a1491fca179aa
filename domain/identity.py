"""Swedish identity numbers: their normal form, and whether a number is valid for its type (domain-and-law §6.1)."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from personnummer.personnummer import Personnummer, PersonnummerException

from domain.vocabulary.person_codes import NumberType

_RESERV = re.compile(r"\d{8}[A-Z]{1,2}\d{2,3}")
_LETTER = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"(?:[0-9]{2})?[0-9]{10}")
_LAST_FOUR = r"\d\d\s?\d\d(?!\d)"
_LIKE_A_NUMBER = re.compile(
    rf"\d{{6,8}}[\W_]{{0,3}}{_LAST_FOUR}|\d\d(?:\d\d)?[\W_]\d\d[\W_]\d\d[\W_]{{0,3}}{_LAST_FOUR}(?!-\d\d|:)"
)
"""Digits of any script with any separators, date and check digit unchecked: a mistyped number also identifies a person."""
_NOT_PROVED = re.compile(r"(\d\d)?(\d\d)(?:00(?:6\d|[78]\d|9[01])|(?:0[1-9]|1[0-2])60)([-+]?)(\d{3})\d")
"""A samordningsnummer without a proved birth date: month 00 or day 60."""
_SHORTEST = 10
_LONG = 12
_COORDINATION = 60


def one_form(number: str) -> str:
    """Returns the form used in comparisons: twelve digits if the number can be parsed, otherwise its letters and digits."""
    plain = _in_ascii(number)
    try:
        return str(Personnummer(plain).format(long_format=True))
    except PersonnummerException:
        digits = re.sub(r"[^0-9A-Z]", "", plain.upper())
        return _century(plain) + digits[-_SHORTEST:] if _is_not_proved(plain) else digits


def can_be(number: str, number_type: NumberType) -> bool:
    """Whether date and check digit are valid. A reservnummer (ÅÅÅÅMMDDTnnn) has no generally agreed check digit."""
    if number_type == "reservnummer":
        return _RESERV.fullmatch(re.sub(r"[-+ ]", "", number.upper())) is not None
    plain = _in_ascii(number)
    try:
        parsed = Personnummer(plain)
    except PersonnummerException:
        return number_type == "samordningsnummer" and _is_not_proved(plain)
    return bool(parsed.is_coordination_number()) == (number_type == "samordningsnummer")


def _in_ascii(text: str) -> str:
    """Converts digits of any script and width, and dashes between them, to ASCII."""
    if text.isascii():
        return text
    plain = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return "".join(_ascii_of(char) for char in plain)


def _ascii_of(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "-" if unicodedata.category(char) == "Pd" or char == "\N{MINUS SIGN}" else char


def _is_not_proved(number: str) -> bool:
    digits = re.sub(r"[-+]", "", number)[-_SHORTEST:]
    return _NOT_PROVED.fullmatch(number) is not None and digits[-1] == str(_check_digit(digits[:-1]))


def _check_digit(nine: str) -> int:
    """Returns the Luhn check digit of nine digits."""
    doubled = (int(digit) * (2 - nr % 2) for nr, digit in enumerate(nine))
    return -sum(each // 10 + each % 10 for each in doubled) % 10


def _century(number: str) -> str:
    """The century of a birth date that is not proved: as given, otherwise that of a person born on 1 January of the year."""
    century, year, sign, serial = _NOT_PROVED.fullmatch(number).groups()  # type: ignore[union-attr]
    nine = f"{year}0101{serial}"
    return century or str(Personnummer(f"{nine[:6]}{sign or '-'}{serial}{_check_digit(nine)}").format(long_format=True))[:2]


def is_number(key: str) -> bool:
    """Whether a key is itself a personnummer or samordningsnummer, whatever separates its digits.

    Ten or twelve digits with a valid date and check digit, and no letter.
    """
    return len(key) >= _SHORTEST and _LETTER.search(key) is None and _is_number(key)


@lru_cache(100_000)
def _is_number(key: str) -> bool:
    """Cached: a file contains the same key many times."""
    compact = "".join(char for char in _in_ascii(key) if char.isalnum())
    if _DIGITS.fullmatch(compact) is None:
        return False
    return can_be(compact, "personnummer") or can_be(compact, "samordningsnummer")


def without_numbers(text: str) -> str:
    """Replaces everything in a text for display that has the form of a personnummer."""
    return _LIKE_A_NUMBER.sub("…", text)


def born_on(number: str) -> date | None:
    """Returns the birth date in a number in normal form; None if it has none (month 00, day 60: birth not proved).

    A samordningsnummer adds sixty to the day.
    """
    digits = number[:8]
    if len(number) < _LONG or not digits.isdecimal():
        return None
    day = int(digits[6:])
    try:
        return date(int(digits[:4]), int(digits[4:6]), day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return None
