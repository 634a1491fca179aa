"""What an answer may repeat of what was given to it. Errors go to screens, files and logs, and who they are about does not.

A value may stand in any field or column by mistake: a row is shifted, a form is filled in wrongly. So it is repeated only
where its form is one that nothing personal has:

- a word of lower-case letters, as codes are, in one piece (`praktikk`, `komvux_grund`): names have a capital or a space;
- a code of one or two capitals and as many digits (`A9`, `K`, `E10`);
- a number of at most five digits before the decimals: no identity or telephone number;
- a day, a month, a week, a period or an instant, as ISO or a Swedish form has them, in parts.

For anything else stands `HIDDEN`; where it stood is told by file, row and field. An id that a refusal is about may be longer,
since sources make them of letters, digits and signs, but it too has no space, and a digit or no capital.
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
    """A value that was given, or `HIDDEN`."""
    return value if len(value) <= _LONGEST_WORD and _FORMS.fullmatch(value) and without_numbers(value) == value else HIDDEN


def repeatable_id(name: str) -> str:
    """What a source calls something, or `HIDDEN`."""
    is_id = _ID.fullmatch(name) and without_numbers(name) == name and not is_number(name)
    return name if is_id else repeatable(name)


def repeatable_ids(text: str) -> str:
    """The same of several, as sentences list them: `a (b, c)`."""
    return "".join(part if nr % 2 else part and repeatable_id(part) for nr, part in enumerate(_BETWEEN_IDS.split(text)))


def repeatable_place(field: str) -> str:
    """The same of the name of a field as somebody wrote it, which may be within another: `milestones.0.due_on`."""
    return ".".join(map(repeatable, field.split("."))) if field else field
