"""Checks how a mapping reads the cells of its columns, beyond what its schema can express."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.intake.tables.cells import INSTANT
from domain.intake.tables.form import MappedColumn
from domain.vocabulary.text import Text


class Fault(NamedTuple):
    place: str
    """The place in the TOML file; the first event is `events[1]`."""
    text: Text


def faults_of_column(place: str, column: MappedColumn) -> Iterator[Fault]:
    if sum(form is not None for form in (column.date, column.month, column.number, column.identity or None)) > 1:
        yield Fault(
            place,
            Text("ange bara en av date, month, number och identity", "give only one of date, month, number and identity"),
        )
    if column.identity and isinstance(column.column, list):
        yield Fault(place, Text("ett identitetsnummer står i en enda kolumn", "an identity number stands in one column"))
    if column.date is None and column.model_fields_set & {"day", "open_from"}:
        yield Fault(place, Text("day och open_from hör till date", "day and open_from go with date"))
    yield from _of_forms(place, column)


def _of_forms(place: str, column: MappedColumn) -> Iterator[Fault]:
    forms = [column.date] if isinstance(column.date, str) else column.date or []
    of_two_digits = ""
    for form in [*(form for form in forms if form != INSTANT), *([column.month] if column.month else [])]:
        signs = re.findall(r"YYYY|YY|MM|DD|\bM\b|\bD\b", form.replace("Å", "Y"))
        of_two_digits = form if "YY" in signs else of_two_digits
        if [sign[0] for sign in sorted(signs)] not in (["M", "Y"], ["D", "M", "Y"]):
            yield Fault(place, Text(f"”{form}” saknar ÅÅÅÅ eller MM", f"“{form}” lacks YYYY or MM"))
    if of_two_digits and column.pivot is None:
        yield Fault(
            place,
            Text(
                f"”{of_two_digits}” har två siffror för året: ange det första av de hundra de kan betyda (pivot = 1930)",
                f"“{of_two_digits}” has two digits for the year: give the first of the hundred they can mean (pivot = 1930)",
            ),
        )
    elif column.pivot is not None and not of_two_digits:
        yield Fault(f"{place}.pivot", Text("hör till år med två siffror (ÅÅ)", "goes with years of two digits (YY)"))
