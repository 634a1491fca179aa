"""Made-up identity numbers: true check digits, and serials at which anyone sees that nobody bears them."""

from collections import Counter
from datetime import date
from typing import Final

_SERIALS: Final = range(980, 1000)
"""Set aside for tests by the tax authority."""
Numbered = tuple[str, str]
"""A number and its type."""


class Numbers:
    """Gives every person a number of their own; when a day's personnummer are used up, the next sort."""

    def __init__(self) -> None:
        self._given: Counter[tuple[date, bool, str]] = Counter()

    def next(self, born: date, *, woman: bool, coordination: bool) -> Numbered:
        sorts = ("samordningsnummer", "reservnummer") if coordination else ("personnummer", "samordningsnummer", "reservnummer")
        for sort in sorts:
            place = self._given[born, woman, sort]
            self._given[born, woman, sort] += 1
            if sort == "reservnummer":
                return f"{born:%Y%m%d}T{place // 50 % 10}{place // 10 % 5 * 2 + (not woman)}{place % 10}", sort
            serial = _SERIALS.start + 2 * place + (not woman)
            if serial in _SERIALS:
                return checked(born, serial, coordination=sort == "samordningsnummer"), sort
        raise AssertionError("a reservnummer can always be given")


def checked(born: date, serial: int, *, coordination: bool) -> str:
    nine = f"{born:%y%m}{born.day + 60 * coordination:02d}{serial:03d}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return f"{born.year // 100}{nine}{-sum(sum(divmod(product, 10)) for product in doubled) % 10}"
