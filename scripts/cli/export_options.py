"""The options of the commands that write data for other tools."""

from dataclasses import dataclass
from typing import Annotated, Literal

from domain.vocabulary.text import Text
from projections.exports.sequences import Clock
from projections.exports.writing import Form
from scripts.cli.console import options
from scripts.cli.console.declarations import argument, option

AsTable = Annotated[
    Form,
    option(
        "--format",
        "-f",
        help=Text("csv har semikolon och decimalkomma; parquet har typer.", "csv has semicolons; parquet has types."),
    ),
]
SourceKeys = Annotated[
    bool,
    option(
        "--keys",
        help=Text("Källornas egna nycklar i stället för slumpade id:n.", "The sources' own keys instead of random ids."),
    ),
]
TableName = Annotated[
    str,
    argument(
        metavar=Text("TABELL", "TABLE"),
        help=Text("En tabell med fakta, till exempel enrolments.", "A table of facts, for example enrolments."),
    ),
]
Municipality = Annotated[
    str,
    option(
        "--municipality",
        metavar=Text("KOD", "CODE"),
        help=Text(
            "Kommunens kod med fyra siffror, till exempel 0380.", "The municipality's code of four digits, for example 0380."
        ),
    ),
]
Within = Annotated[
    str | None,
    option(
        "--period",
        "-p",
        metavar=Text.same("PERIOD"),
        help=Text(
            "Ett tillstånd per månad i perioden; annars varje spann för sig.",
            "One state a month of the period; otherwise every spell by itself.",
        ),
    ),
]
Clocked = Annotated[
    Clock,
    option(
        "--time",
        help=Text(
            "date, eller number: dagar från personens första händelse.", "date, or number: days from the person's first event."
        ),
    ),
]
AsKolada = Annotated[Literal["json", "csv"], options.FORM]


@dataclass(frozen=True)
class TableOptions:
    """The format and the keys of a table for other tools."""

    form: AsTable = "csv"
    source_keys: SourceKeys = False
