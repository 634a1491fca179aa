"""Text normalized for comparison: Unicode NFC, with runs of white space as one (events.md §1, *Dates*)."""

import re
from collections.abc import Sequence
from unicodedata import is_normalized, normalize

_BREAKS = "\x00-\x1f\x7f-\x9f"
_SPACES = re.compile(rf"[^\S{_BREAKS}]+")
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-"} | dict.fromkeys("\u00ad\u200b\u2060\ufeff"))

_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
"""Spaces, Unicode's Default_Ignorable_Code_Point, and the braille pattern without dots."""


def is_blank(text: str) -> bool:
    """Whether a text has no visible character."""
    return _UNSEEN.fullmatch(text) is not None


def normal_form(text: str) -> str:
    """Returns one form for all texts that look alike: composed letters, one plain space for a run of spaces, none at the ends.

    A no-break hyphen becomes a hyphen; soft hyphens and zero-width characters are removed. Line breaks and other control
    characters are kept: free text may have them, and validation of keys refuses them and keys of only spaces.
    """
    if text.isascii() and (" " not in text or ("  " not in text and text == text.strip(" "))):
        return text
    return _SPACES.sub(" ", normalize("NFC", text.translate(_ALIKE))).strip(" ") or text


def is_plain(json: bytes) -> bool:
    """Whether no text in this JSON can differ from its normal form: known of most, without looking at each text."""
    return json.isascii() and b" " not in json and b"\\" not in json


def are_on_one_line(texts: Sequence[str]) -> bool:
    """Whether all texts are their own `on_one_line`: known of most rows of a table, without looking at each cell."""
    row = f"|{'|'.join(texts)}|"
    if not row.isprintable() or "\u2010" in row or "\u2011" in row:  # other spaces and what is not seen are not printable
        return False
    return row.isascii() or is_normalized("NFC", row) if " " not in row else _has_single_spaces(row)


def _has_single_spaces(row: str) -> bool:
    return "  " not in row and "| " not in row and " |" not in row and is_normalized("NFC", row)


def on_one_line(text: str) -> str:
    """Returns the normal form of a text in which line breaks equal spaces, such as a cell or a heading."""
    return normal_form(" ".join(text.split()))


def forms(text: str) -> tuple[str, ...]:
    """Returns the normal form, then the forms that the same text may have been stored in before texts were normalized."""
    normal = normal_form(text)
    if normal is text and text.isascii():
        return (text,)
    return tuple(dict.fromkeys([normal, text, normalize("NFD", normal)]))
