"""The command that makes a believable town as an event file."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.commands import options
from scripts.commands.session import Session
from scripts.showing.telling import check_free, check_writable
from scripts.simulator import write


def simulate(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FIL", help="Händelsefilen som skrivs.")],
    participants: Annotated[int, typer.Option("--participants", metavar="N", min=1, help="Antal deltagare.")] = 5_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Samma frö ger samma stad.")] = 1,
    years: Annotated[str, typer.Option("--years", metavar="ÅR-ÅR", help="Första och sista året.")] = "2019-2024",
    force: options.Force = False,
) -> None:
    """Skapar en påhittad men trovärdig stad som en händelsefil: inga verkliga personer, inga verkliga nummer."""
    session: Session = ctx.obj
    first, _, last = years.partition("-")
    if not (first.isdigit() and last.isdigit() and 1990 <= int(first) <= int(last) <= 2100):
        raise typer.BadParameter(session.word("skriv till exempel 2019-2024", "write for example 2019-2024"))
    check_free(out, force)
    check_writable(out)
    count = write(out, participants, seed, int(first), int(last))
    session.say(f"{count} rader skrivna till {out}.", f"{count} lines written to {out}.")
