"""Values at and beyond the limits of every type of field: what a test draws from to see that nothing stops."""

from typing import Any

DAYS = ("0001-01-01", "1582-10-15", "1899-12-31", "1900-01-01", "2100-12-31", "2101-01-01", "2262-04-12", "9999-12-31")
INSTANTS = tuple(f"{day}T{time}" for day in DAYS for time in ("00:00:00+00:00", "23:59:59.999999-12:00", "00:00:00+14:00"))
WEEKS = ("0000-W01", "1899-W52", "1900-W01", "2020-W53", "2021-W53", "2100-W52", "9999-W53")
MONTHS = ("0000-01", "0001-01", "1899-12", "1900-01", "2100-12", "9999-12")
NUMBERS = (-(2**63), -1, 0, 0.001, 1e-300, 50, 99, 1e9, 2**63 - 1, 2**64 - 1, 1e308)
TEXTS = (
    "", " ", "\t", "\0", "a\0b", "a\nb", "\x1b[31m", "\u202e", "\u2028", "\ufeff", "e\u0301", "\U0010ffff", "x" * 200,
    "x" * 201, "x" * 10_000, "x" * 10_001, "=1+1", "<b>", "{0}", "{{", "%s", "197303729821", "1973 0060-9836", "null",
)  # fmt: skip
OTHERS = (None, True, False, [], {}, [[]], {"a": 1}, 10**30, -(10**30), "\ud800", "\udfff", [None], [{}])
"""Of no type of field, or of none that can be stored."""
ALL = (*DAYS, *INSTANTS, *WEEKS, *MONTHS, *NUMBERS, *TEXTS, *OTHERS)


def at_its_limits(name: str, schema: dict[str, Any]) -> tuple[Any, ...]:
    """Values at and beyond the limits of a field; none where it has no limits."""
    if name in ("week", "month"):
        return WEEKS if name == "week" else MONTHS
    types = {choice.get("format", choice.get("type")) for choice in (schema, *schema.get("anyOf", ()))}
    if types & {"string"} and not ({"enum", "const", "pattern"} & schema.keys()):
        return tuple(text for text in TEXTS if 0 < len(text) <= 200)
    of_types = {"date": DAYS, "date-time": INSTANTS, "number": NUMBERS, "integer": NUMBERS}
    return next((values for kind, values in of_types.items() if kind in types), ())
