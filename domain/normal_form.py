"""Text as it is compared: in Unicode NFC, with runs of white space as one (events.md §1, *Dates*)."""

import re
from unicodedata import normalize

_BREAKS = "\x00-\x1f\x7f-\x9f"
_SPACES = re.compile(rf"[^\S{_BREAKS}]+")
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-"} | dict.fromkeys("\u00ad\u200b\u2060\ufeff"))

_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
"""Spaces, Unicode's Default_Ignorable_Code_Point, and the braille pattern without dots."""


def is_blank(text: str) -> bool:
    """Whether there is nothing in it to be seen."""
    return _UNSEEN.fullmatch(text) is not None


def normal_form(text: str) -> str:
    """The one form of all texts that look alike: composed letters, one plain space for a run of spaces, none at the ends.

    A no-break hyphen is a hyphen; a soft one, and what has no width, is nothing. Line breaks and other control characters
    stay: a free text may have them, and who takes a key refuses them and one of nothing but spaces.
    """
    if text.isascii() and (" " not in text or ("  " not in text and text == text.strip(" "))):
        return text
    return _SPACES.sub(" ", normalize("NFC", text.translate(_ALIKE))).strip(" ") or text


def on_one_line(text: str) -> str:
    """The normal form of a text whose line breaks mean no more than spaces, like a cell's or a heading's."""
    return normal_form(" ".join(text.split()))


def forms(text: str) -> tuple[str, ...]:
    """The normal form first, then those that the same text may have been stored in before all texts were normal."""
    normal = normal_form(text)
    if normal == text and text.isascii():
        return (text,)
    return tuple(dict.fromkeys([normal, text, normalize("NFD", normal)]))
