"""A definition as a figure carries it, `KEY/VERSION?name=value,…`: read back, and with other values for its parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import BadQuestion, NoParameter
from projections.measure import Measure, Value

_WRITTEN = re.compile(r"(?P<key>[^/?]+)(?:/(?P<version>[0-9]+))?(?:\?(?P<values>.+))?", re.DOTALL)
_NEXT_VALUE = re.compile(r",(?=[a-z_]+=)")
"""A unit's name may have a comma in it; what begins a new value is a name and its sign."""


@dataclass(frozen=True)
class Definition:
    """What is asked for; without a version the one that holds now."""

    key: str
    version: int | None
    values: Mapping[str, str]


def read(text: str) -> Definition | None:
    """A definition, or the key alone; nothing where the text is neither."""
    if (written := _WRITTEN.fullmatch(text)) is None:
        return None
    values = [setting.partition("=") for setting in _NEXT_VALUE.split(written["values"] or "") if setting]
    version = int(written["version"]) if written["version"] else None
    return Definition(written["key"], version, {name: value for name, _, value in values})


def with_values(measure: Measure, given: Mapping[str, str]) -> Measure:
    """The measure as its parameters are set. Raises `NoParameter` for one that it has not, `BadQuestion` for a bad value."""
    values = dict(measure.parameters)
    for name, value in given.items():
        if name not in values:
            raise NoParameter(name=name, names=", ".join(values) or "–")
        values[name] = value_of(value, values[name], name)
    return replace(measure, parameters=values) if values != measure.parameters else measure


def value_of(given: str, default: Value, part: str) -> Value:
    """A value of the kind that its parameter has. Raises `BadQuestion`, which calls the place `part`."""
    return whole(given, part) if isinstance(default, int) else given


def whole(given: str, part: str) -> int:
    """Raises `BadQuestion` for what is no whole number."""
    try:
        return int(given)
    except ValueError:
        raise BadQuestion(part=part, why_sv=f"”{given}” är inget heltal.", why_en=f"“{given}” is no whole number.") from None
