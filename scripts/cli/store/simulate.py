"""The command that generates a realistic town as an event file."""

from typing import Annotated

import typer

from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Text
from projections.exports.files import write_lines
from scripts.cli.console import options
from scripts.cli.console.declarations import command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.session import Session
from scripts.simulator import simulate as town


@command(COMMANDS["simulate"].help)
def simulate(
    session: Session,
    out: options.Written,
    participants: Annotated[
        int, option("--participants", metavar=Text.same("N"), min=1, help=Text("Antal deltagare.", "Number of participants."))
    ] = 5_000,
    seed: Annotated[
        int,
        option("--seed", metavar=Text.same("N"), help=Text("Samma frö ger samma stad.", "The same seed gives the same town.")),
    ] = 1,
    years: Annotated[
        str, option("--years", metavar=Text.same("ÅR-ÅR"), help=Text("Första och sista året.", "The first and the last year."))
    ] = "2019-2024",
) -> None:
    first, _, last = years.partition("-")
    if not (first.isdigit() and last.isdigit() and 1990 <= int(first) <= int(last) <= 2100):
        raise typer.BadParameter(Text("skriv till exempel 2019-2024", "write for example 2019-2024")[session.lang])
    count = write_lines(town(participants, seed, int(first), int(last)), out, session.force)
    lines = counted(count, "line", session.lang)
    session.say(Text(f"Skrivet till {out}: {lines}.", f"Written to {out}: {lines}."))
