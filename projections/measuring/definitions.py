"""Parses a definition as a figure carries it, `KEY/VERSION?name=value,…`, and sets the parameters of a measure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import BadQuestion, NoParameter
from domain.vocabulary.text import Text
from projections.measuring.measure import Measure
from projections.rules.scope import Value

_WRITTEN = re.compile(r"(?P<key>[^/?]+)(?:/(?P<version>[0-9]{1,9}))?(?:\?(?P<values>.+))?", re.DOTALL)
_NEXT_VALUE = re.compile(r",(?=[a-z_]+=)")
"""A unit's name may contain a comma; a new value begins with a parameter name and an equals sign."""

MOST = 10_000
"""Default upper limit of a numeric parameter: in days, twenty-seven years."""


@dataclass(frozen=True)
class Definition:
    """A requested definition; `version` is None for the current version."""

    key: str
    version: int | None
    values: Mapping[str, str]


def read(text: str) -> Definition | None:
    """Parses a definition, or a key alone; returns None if the text is neither."""
    if (written := _WRITTEN.fullmatch(text)) is None:
        return None
    values = [setting.partition("=") for setting in _NEXT_VALUE.split(written["values"] or "") if setting]
    version = int(written["version"]) if written["version"] else None
    return Definition(written["key"], version, {name: value for name, _, value in values})


def with_values(measure: Measure, given: Mapping[str, str]) -> Measure:
    """Returns the measure with these values. Raises `NoParameter` for an unknown parameter, `BadQuestion` for a bad value."""
    for name in given:
        if name not in measure.parameters:
            raise NoParameter(name=name, names=", ".join(measure.parameters) or "–")
    return measure.with_parameters({name: value_of(measure, name, value, name) for name, value in given.items()})


def value_of(measure: Measure, name: str, given: str, part: str) -> Value:
    """Converts a value to the parameter's type. Raises `BadQuestion`, which names `part`, if that is not possible."""
    if not isinstance(measure.parameters[name], int):
        return given
    return whole(given, part, *measure.limits.get(name, (1, MOST)))


def whole(given: str, part: str, least: int, most: int) -> int:
    """Parses a whole number. Raises `BadQuestion` if it is not a whole number within the limits."""
    try:
        number = int(given)
    except ValueError:
        raise BadQuestion(part=part, why=Text(f"”{given}” är inget heltal.", f"“{given}” is no whole number.")) from None
    if not least <= number <= most:
        raise BadQuestion(
            part=part, why=Text(f"{given} är inte mellan {least} och {most}.", f"{given} is not from {least} to {most}.")
        )
    return number
