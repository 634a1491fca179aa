"""What may be a key, a unit or an id (events.md §1, §2): something that can be seen, and nobody's identity number."""

import re
import unicodedata
from datetime import date
from typing import Any

KEY = re.compile(
    r"participant|absorbed|id|source|by|of_source|unit|to_unit|household|caseworker|coach|provider|funder|contract|ladder"
    r"|occupation|series|about|\w+_id"
)
"""The fields that hold one."""
DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Of no width: a key is the same without them."""
JOINERS = re.compile("[\u200c\u200d]")
"""Some scripts need them between letters."""
BLANK = re.compile("[\\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Neither spaces nor control characters, and yet not to be seen."""


def may_be_key(value: Any) -> bool:
    """What is no text is refused elsewhere."""
    if not isinstance(value, str):
        return True
    key = DROPPED.sub("", value).strip()
    hidden = any(unicodedata.category(char)[0] == "C" or char in "\u2028\u2029" for char in JOINERS.sub("", key))
    return not hidden and BLANK.sub("", JOINERS.sub("", key)) != "" and not is_identity_number(value)


def is_identity_number(text: str) -> bool:
    digits = ""
    for char in text:
        if char.isdecimal():
            digits += str(unicodedata.decimal(char))
        elif char.isalnum():
            return False
    return len(digits) in (10, 12) and _dated(digits[-10:-4]) and _checked(digits[-10:])


def _dated(six: str) -> bool:
    """A day, or sixty more; a birth that is not proved has month 00 or day 60. The century is not looked at."""
    month, day = int(six[2:4]), int(six[4:])
    if day >= 60 and (month == 0 or (day == 60 and month <= 12)):
        return day <= 91
    try:
        date(2000 + int(six[:2]), month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _checked(ten: str) -> bool:
    doubled = [int(digit) * (1 + (nr + 1) % 2) for nr, digit in enumerate(ten)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
