"""The command `report`: a municipality's report for a period, written as text, HTML or Excel."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from domain.errors import BadOption
from domain.vocabulary.text import Text
from projections.exports.files import write
from projections.measuring.limits import bounded_period
from projections.reports.catalogue import report as composed
from projections.reports.writers import WRITERS
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.gates import gate_of
from scripts.cli.console.option_groups import CoordinateOptions, ReleaseOptions
from scripts.cli.console.session import Session
from scripts.cli.measures.openings import Release

Name = Annotated[
    Literal["uppsala", "enkoping", "linkoping", "sodertalje"],
    argument(metavar=Text("KOMMUN", "MUNICIPALITY"), help=Text("Vilken kommuns rapport.", "Which municipality's report.")),
]
PeriodText = Annotated[
    str,
    argument(
        metavar=Text.same("PERIOD"),
        help=Text(
            "2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08.", "2023, 2023-04, 2023-Q2, 2023-T1 or 2023-01..2023-08."
        ),
    ),
]
Form = Annotated[
    Literal["text", "html", "xlsx"], option("--format", "-f", help=Text("Rapportens form.", "The form of the report."))
]


@command(COMMANDS["report"].help)
def report(
    session: Session,
    name: Name,
    period_text: PeriodText,
    when: CoordinateOptions,
    *,
    form: Form = "text",
    output: ReleaseOptions,
) -> None:
    at, period = when.coordinates(), bounded_period(period_text)
    if output.out is None and form == "xlsx":
        raise BadOption(option="--out", why=Text("en Excel-fil behöver ett namn.", "an Excel file needs a name."))
    with session.worlds() as worlds:
        gate = None if output.open_counts else gate_of(session, worlds.log)
        written = WRITERS[form](composed(name, period, world_at(worlds, at), gate))
    Release(session, "report", output.open_counts).record(f"{name}; {period.label}")
    _hand_over(session, written, output.out)


def _hand_over(session: Session, written: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(written.decode())
    else:
        write(out, written, session.force)
        session.say(Text(f"Skrivet till {out}.", f"Written to {out}."))
