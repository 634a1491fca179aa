"""The options that several commands share, each written once. Help is Swedish here; `help_texts` has the English."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from projections.exports.files import check_free
from scripts.cli.console.rendering import Format, Format3
from scripts.cli.console.session import Session


def free(ctx: typer.Context, path: Path | None) -> Path | None:
    """A file that is to be written: seen to before any work is done. Raises as `check_free`."""
    session: Session = ctx.obj
    if path is not None:
        check_free(path, session.force, session.kept)
    return path


Keys = Annotated[
    list[str], typer.Argument(metavar="MÅTT…", help="Måttets nyckel; OUT-90 är alla dess delar, UPP-2.3/1 en version.")
]
PublishedId = Annotated[
    str, typer.Argument(metavar="SIFFRA", help="Den publicerade siffrans id; ”rodtrad publications” listar dem.")
]
Periods = Annotated[
    list[str],
    typer.Option(
        "--period",
        "-p",
        metavar="PERIOD",
        help="2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08. Kan anges flera gånger.",
    ),
]
SomePeriods = Annotated[
    list[str] | None,
    typer.Option(
        "--period",
        "-p",
        metavar="PERIOD",
        help="2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08. Kan anges flera gånger.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATUM",
        help="Mätdag: det som hänt senare räknas inte. Förval: dagen för --known-at, annars i dag.",
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="DATUM|TIDPUNKT",
        help="Bara det som var registrerat då. Ett datum är slutet av den dagen. Förval: allt som är känt.",
    ),
]
LearnedBy = Annotated[
    str | None,
    typer.Option("--learned-by", metavar="DATUM", help="Bara det som Röda tråden fått veta till och med den dagen."),
]
Position = Annotated[
    int | None,
    typer.Option("--position", metavar="N", min=0, help="Bara de N första händelserna i loggen."),
]
By = Annotated[
    str,
    typer.Option("--by", metavar="SEX,UNIT,…", help="Delar upp: sex, age, born, unit, group, household_type, …"),
]
OfView = Annotated[
    Literal["official", "adjusted"],
    typer.Option("--view", help="official, eller adjusted: de som flyttat eller avlidit räknas inte."),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAMN=VÄRDE", help="Sätter en parameter, till exempel unit=AME eller journey_gap_days=30."),
]
Parts = Annotated[
    list[str] | None,
    typer.Option("--part", metavar="NAMN=VÄRDE", help="Bara en del av en uppdelning, till exempel sex=K."),
]
OfOutcomes = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="UTFALL", help="Bara de fallen: ja, nej, okänt, omogna, undantagna (eller yes, no, …)."),
]
OpenCounts = Annotated[
    bool,
    typer.Option("--open-counts", help="Visar även små antal, förbi röjandekontrollen. Det antecknas; se ”rodtrad openings”."),
]
Everyone = Annotated[bool, typer.Option("--everyone", help="Även de som inte är med, med skälet.")]
AsForm = Annotated[Format, typer.Option("--format", "-f", help="Svarets form.")]
AsForm3 = Annotated[Format3, typer.Option("--format", "-f", help="Svarets form. CSV har semikolon och decimalkomma.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FIL", callback=free, help="Skriver svaret till en fil i stället för till skärmen."),
]
Written = Annotated[Path, typer.Option("--out", "-o", metavar="FIL", callback=free, help="Filen som skrivs.")]
Participants = Annotated[
    list[str],
    typer.Option("--participant", metavar="DELTAGARE", help="Deltagarens nyckel. Kan anges flera gånger."),
]
Files = Annotated[list[Path], typer.Argument(metavar="FIL…", help="Händelsefiler (NDJSON, även .gz) eller tabeller.")]
MappingName = Annotated[
    str | None,
    typer.Option("--mapping", metavar="NAMN|FIL", help="Filerna är tabeller: en mappnings namn (mvad, spells) eller TOML-fil."),
]
Tables = Annotated[
    list[str] | None,
    typer.Option("--table", metavar="NAMN=FIL", help="En tabell som mappningen behöver vid sidan av."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Provar utan att lagra något.")]
Refused = Annotated[
    Path | None,
    typer.Option(
        "--refused",
        metavar="FIL",
        callback=free,
        help="Skriver de avvisade raderna hit; de kan rättas och skickas igen.",
    ),
]
Processes = Annotated[int, typer.Option("--processes", min=1, metavar="N", help="Antal processer som bedömer rader.")]
