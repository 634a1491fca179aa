"""A definition as a figure carries it, `KEY/VERSION?name=value,…`: read back, and with other values for its parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import BadQuestion, NoParameter
from domain.vocabulary.text import Text
from projections.measuring.measure import Measure
from projections.rules.scope import Value

_WRITTEN = re.compile(r"(?P<key>[^/?]+)(?:/(?P<version>[0-9]{1,9}))?(?:\?(?P<values>.+))?", re.DOTALL)
_NEXT_VALUE = re.compile(r",(?=[a-z_]+=)")
"""A unit's name may have a comma in it; what begins a new value is a name and its sign."""

MOST = 10_000
"""Of anything that a parameter counts: in days twenty-seven years."""


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
    for name in given:
        if name not in measure.parameters:
            raise NoParameter(name=name, names=", ".join(measure.parameters) or "–")
    return measure.with_parameters({name: value_of(measure, name, value, name) for name, value in given.items()})


def value_of(measure: Measure, name: str, given: str, part: str) -> Value:
    """A value of the kind that the parameter has. Raises `BadQuestion`, which calls the place `part`."""
    if not isinstance(measure.parameters[name], int):
        return given
    return whole(given, part, *measure.limits.get(name, (1, MOST)))


def whole(given: str, part: str, least: int, most: int) -> int:
    """Raises `BadQuestion` for what is no whole number within the limits."""
    try:
        number = int(given)
    except ValueError:
        raise BadQuestion(part=part, why=Text(f"”{given}” är inget heltal.", f"“{given}” is no whole number.")) from None
    if not least <= number <= most:
        raise BadQuestion(
            part=part, why=Text(f"{given} är inte mellan {least} och {most}.", f"{given} is not from {least} to {most}.")
        )
    return number
