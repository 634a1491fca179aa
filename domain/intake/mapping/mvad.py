"""Converts the wide mvad table of the sequence-analysis packages (a column per month) to a spell table and a person table.

`shipped/mvad.toml` reads the spells: consecutive months in the same state are one row, with its first and last day.
"""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from domain.calendar import month_end

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})\.(\d\d)")


def spells_from_wide(wide: Path, out: Path) -> None:
    """Writes the spells: person, state, from, to."""
    rows = (
        (_person(row), state, first.isoformat(), month_end(last).isoformat())
        for row in _rows(wide)
        for state, first, last in _runs(row)
    )
    _write(out, ("person", "state", "from", "to"), rows)


def persons_from_wide(wide: Path, out: Path) -> None:
    """Writes the persons: person, weight, sex."""
    rows = ((_person(row), row["weight"], "M" if row["male"] == "yes" else "K") for row in _rows(wide))
    _write(out, ("person", "weight", "sex"), rows)


def _runs(row: dict[str, str]) -> Iterator[tuple[str, date, date]]:
    months = [(day, row[name]) for name in row if (day := _first_day(name))]
    for state, run in groupby(months, key=lambda month: month[1]):
        days = [day for day, _ in run]
        yield state, days[0], days[-1]


def _first_day(name: str) -> date | None:
    match = _MONTH.fullmatch(name)
    return date(1900 + int(match[2]), _MONTHS.index(match[1]) + 1, 1) if match else None


def _person(row: dict[str, str]) -> str:
    return f"MV{int(row['id']):04}"


def _rows(wide: Path) -> Iterator[dict[str, str]]:
    with wide.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _write(out: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    wide_table, directory = map(Path, sys.argv[1:])
    spells_from_wide(wide_table, directory / "mvad_spells.csv")
    persons_from_wide(wide_table, directory / "mvad_persons.csv")
