"""The options that several commands share, each declared once, with its help in both languages."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from domain.errors import BadOption
from domain.events.event import LONGEST_TEXT
from domain.vocabulary.text import Text
from projections.exports.files import check_free
from scripts.cli.console.declarations import argument, option
from scripts.cli.console.rendering import Format, Format3
from scripts.cli.console.session import Session


def free(ctx: typer.Context, path: Path | None) -> Path | None:
    """Checks an output file before any work is done. Raises as `check_free`."""
    session: Session = ctx.obj
    if path is not None:
        check_free(path, session.force, session.kept)
    return path


def text_of(given: str, option: str) -> str:
    """Returns a text that can be stored. Raises `BadOption` if it is empty or too long."""
    if given.strip() and len(given) <= LONGEST_TEXT:
        return given
    raise BadOption(
        option=option,
        why=Text(f"skriv en text, högst {LONGEST_TEXT} tecken.", f"write a text, at most {LONGEST_TEXT} characters."),
    )


Keys = Annotated[
    list[str],
    argument(
        metavar=Text("MÅTT…", "MEASURE…"),
        help=Text(
            "Måttets nyckel; OUT-90 är alla dess delar, UPP-2.3/1 en version.",
            "The measure's key; OUT-90 is all its parts, UPP-2.3/1 one version.",
        ),
    ),
]
PublishedId = Annotated[
    str,
    argument(
        metavar=Text.same("SIFFRA"),
        help=Text(
            "Den publicerade siffrans id; ”rodtrad publications” listar dem.",
            "The published figure's id; “rodtrad publications” lists them.",
        ),
    ),
]
_PERIOD = option(
    "--period",
    "-p",
    metavar=Text.same("PERIOD"),
    help=Text(
        "2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08. Kan anges flera gånger.",
        "2023, 2023-04, 2023-Q2, 2023-T1 or 2023-01..2023-08. May be given several times.",
    ),
)
Periods = Annotated[list[str], _PERIOD]
SomePeriods = Annotated[list[str] | None, _PERIOD]
AsOf = Annotated[
    str | None,
    option(
        "--as-of",
        metavar=Text("DATUM", "DATE"),
        help=Text(
            "Mätdag: det som hänt senare räknas inte. Förval: dagen för --known-at, annars i dag.",
            "As of: what happened later is not counted. Default: the day of --known-at, else today.",
        ),
    ),
]
KnownAt = Annotated[
    str | None,
    option(
        "--known-at",
        metavar=Text("DATUM|TIDPUNKT", "DATE|INSTANT"),
        help=Text(
            "Bara det som var registrerat då. Ett datum är slutet av den dagen. Förval: allt som är känt.",
            "Only what was registered then. A date is the end of that day. Default: all that is known.",
        ),
    ),
]
LearnedBy = Annotated[
    str | None,
    option(
        "--learned-by",
        metavar=Text("DATUM", "DATE"),
        help=Text(
            "Bara det som Röda tråden fått veta till och med den dagen.", "Only what Röda tråden had learned by that day."
        ),
    ),
]
Position = Annotated[
    int | None,
    option(
        "--position",
        metavar=Text.same("N"),
        min=0,
        help=Text("Bara de N första händelserna i loggen.", "Only the first N events of the log."),
    ),
]
By = Annotated[
    str,
    option(
        "--by",
        metavar=Text.same("SEX,UNIT,…"),
        help=Text(
            "Delar upp: sex, age, born, unit, group, household_type, …",
            "Breaks down: sex, age, born, unit, group, household_type, …",
        ),
    ),
]
OfView = Annotated[
    Literal["official", "adjusted"],
    option(
        "--view",
        help=Text(
            "official, eller adjusted: de som flyttat eller avlidit räknas inte.",
            "official, or adjusted: those who moved out or died are not counted.",
        ),
    ),
]
Sets = Annotated[
    list[str] | None,
    option(
        "--set",
        metavar=Text("NAMN=VÄRDE", "NAME=VALUE"),
        help=Text(
            "Sätter en parameter, till exempel unit=AME eller journey_gap_days=30.",
            "Sets a parameter, for example unit=AME or journey_gap_days=30.",
        ),
    ),
]
Parts = Annotated[
    list[str] | None,
    option(
        "--part",
        metavar=Text("NAMN=VÄRDE", "NAME=VALUE"),
        help=Text("Bara en del av en uppdelning, till exempel sex=K.", "Only one part of a breakdown, for example sex=K."),
    ),
]
OfOutcomes = Annotated[
    list[str] | None,
    option(
        "--outcome",
        metavar=Text("UTFALL", "OUTCOME"),
        help=Text(
            "Bara de fallen: ja, nej, okänt, omogna, undantagna (eller yes, no, …).",
            "Those cases only: yes, no, unknown, immature, excluded. May be given several times.",
        ),
    ),
]
OpenCounts = Annotated[
    bool,
    option(
        "--open-counts",
        help=Text(
            "Visar även små antal, förbi röjandekontrollen. Det antecknas; se ”rodtrad openings”.",
            "Shows small counts too, past the disclosure gate. That is recorded; see “rodtrad openings”.",
        ),
    ),
]
Everyone = Annotated[
    bool,
    option("--everyone", help=Text("Även de som inte är med, med skälet.", "Also those who are no case, with the reason.")),
]
FORM = option("--format", "-f", help=Text("Svarets form.", "The form of the answer."))
AsForm = Annotated[Format, FORM]
AsForm3 = Annotated[
    Format3,
    option(
        "--format",
        "-f",
        help=Text("Svarets form. CSV har semikolon och decimalkomma.", "The form of the answer. CSV has semicolons."),
    ),
]
Out = Annotated[
    Path | None,
    option(
        "--out",
        "-o",
        metavar=Text("FIL", "FILE"),
        callback=free,
        help=Text("Skriver svaret till en fil i stället för till skärmen.", "Writes the answer to a file, not to the screen."),
    ),
]
Written = Annotated[
    Path,
    option(
        "--out", "-o", metavar=Text("FIL", "FILE"), callback=free, help=Text("Filen som skrivs.", "The file that is written.")
    ),
]
Participants = Annotated[
    list[str],
    option(
        "--participant",
        metavar=Text("DELTAGARE", "PARTICIPANT"),
        help=Text("Deltagarens nyckel. Kan anges flera gånger.", "The participant's key. May be given several times."),
    ),
]
Files = Annotated[
    list[Path],
    argument(
        metavar=Text("FIL…", "FILE…"),
        help=Text("Händelsefiler (NDJSON, även .gz) eller tabeller.", "Event files (NDJSON, also .gz) or tables."),
    ),
]
MappingName = Annotated[
    str | None,
    option(
        "--mapping",
        metavar=Text("NAMN|FIL", "NAME|FILE"),
        help=Text(
            "Filerna är tabeller: en mappnings namn (mvad, spells) eller TOML-fil.",
            "The files are tables: a mapping's name (mvad, spells) or TOML file.",
        ),
    ),
]
Tables = Annotated[
    list[str] | None,
    option(
        "--table",
        metavar=Text("NAMN=FIL", "NAME=FILE"),
        help=Text("En tabell som mappningen behöver vid sidan av.", "A table that the mapping needs beside them."),
    ),
]
SharedCodes = Annotated[
    Path | None,
    option(
        "--codes",
        metavar=Text("FIL", "FILE"),
        help=Text(
            "Era ord och koder, i stället för den koder.toml som mappningen läser.",
            "Your words and codes, instead of the koder.toml that the mapping reads.",
        ),
    ),
]
DryRun = Annotated[bool, option("--dry-run", help=Text("Provar utan att lagra något.", "Tries without storing anything."))]
Refused = Annotated[
    Path | None,
    option(
        "--refused",
        metavar=Text("FIL", "FILE"),
        callback=free,
        help=Text(
            "Skriver de avvisade raderna hit; de kan rättas och skickas igen.",
            "Writes the refused lines here; they can be mended and sent again.",
        ),
    ),
]
Processes = Annotated[
    int,
    option(
        "--processes",
        min=1,
        metavar=Text.same("N"),
        help=Text("Antal processer som bedömer rader.", "How many processes judge lines."),
    ),
]
Packed = Annotated[bool, option("--gz", help=Text("Packar filen med gzip.", "Packs the file with gzip."))]
Codes = Annotated[
    bool, option("--codes", help=Text("Även koden: insats_started:coaching.", "The code too: insats_started:coaching."))
]
