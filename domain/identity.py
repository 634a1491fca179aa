"""Swedish identity numbers: their one form, and whether a number can be what it is said to be (domain-and-law §6.1)."""

import re

from personnummer.personnummer import Personnummer, PersonnummerException

from domain.vocabulary import NumberType

_RESERV = re.compile(r"\d{8}[A-Z]{1,2}\d{2,3}")


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
