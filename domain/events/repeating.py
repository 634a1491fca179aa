"""Which input values may be repeated in an answer. Errors reach screens, files and logs; personal data must not.

Any field or column may hold any value by mistake: a shifted row, a form filled in wrongly. So a value is repeated only
if it has a form that no personal data has:

- a word of lower-case letters, as codes are, in one piece (`praktikk`, `komvux_grund`): names have a capital or a space;
- a code of one or two capitals and at most two digits (`A9`, `K`, `E10`);
- a number of at most five digits before the decimals: no identity or telephone number;
- a day, a month, a week, a period or an instant, in ISO or a Swedish form, in parts.

All other values are replaced by `HIDDEN`; the error gives file, row and field instead. The id that a refusal is about may
be longer, since sources combine letters, digits and signs, but it too has no space, and has a digit or no capital.
"""

import re

from domain.identity import is_number, without_numbers

HIDDEN = "…"
_LONGEST_WORD = 40
_FORMS = re.compile(
    r"""
      [a-zåäöéü]+(?:[_-][a-zåäöéü]+)*\d?            # a word
    | [A-Z]{1,2}\d{0,2}                            # a code
    | [-−+]?\d{1,5}(?:[.,]\d{1,6})?                 # a number
    | \d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?          # a day or a month
    | -?\d{4,6}-\d\d(?:-\d\d)?(?:[T ]\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d){0,2})?)?    # an instant
    | \d{4}-?[WQTv]\d{1,2}                         # a week or a period
    """,
    re.VERBOSE,
)
_BETWEEN_IDS = re.compile(r"(, | \(|\))")
_ID = re.compile(r"(?=.*\d|[^A-ZÅÄÖ]+$)[\w.:/+@#-]{1,64}")


def repeatable(value: str) -> str:
    """Returns an input value, or `HIDDEN`."""
    return value if len(value) <= _LONGEST_WORD and _FORMS.fullmatch(value) and without_numbers(value) == value else HIDDEN


def repeatable_id(name: str) -> str:
    """Returns an id from a source, or `HIDDEN`."""
    is_id = _ID.fullmatch(name) and without_numbers(name) == name and not is_number(name)
    return name if is_id else repeatable(name)


def repeatable_ids(text: str) -> str:
    """As `repeatable_id`, for several ids as sentences list them: `a (b, c)`."""
    return "".join(part if nr % 2 else part and repeatable_id(part) for nr, part in enumerate(_BETWEEN_IDS.split(text)))


def repeatable_place(field: str) -> str:
    """As `repeatable_id`, for a field name in the input, which may be nested: `milestones.0.due_on`."""
    return ".".join(map(repeatable, field.split("."))) if field else field
