"""The command that makes a believable town as an event file."""

from typing import Annotated

import typer

from domain.vocabulary.plurals import counted
from projections.exports.files import write_lines
from scripts.cli.console import options
from scripts.cli.console.session import Session
from scripts.simulator import simulate as town


def simulate(
    ctx: typer.Context,
    out: options.Written,
    participants: Annotated[int, typer.Option("--participants", metavar="N", min=1, help="Antal deltagare.")] = 5_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Samma frö ger samma stad.")] = 1,
    years: Annotated[str, typer.Option("--years", metavar="ÅR-ÅR", help="Första och sista året.")] = "2019-2024",
) -> None:
    """Skapar en påhittad men trovärdig stad som en händelsefil: inga verkliga personer, inga verkliga nummer."""
    session: Session = ctx.obj
    first, _, last = years.partition("-")
    if not (first.isdigit() and last.isdigit() and 1990 <= int(first) <= int(last) <= 2100):
        raise typer.BadParameter(session.word("skriv till exempel 2019-2024", "write for example 2019-2024"))
    count = write_lines(town(participants, seed, int(first), int(last)), out, session.force)
    lines = counted(count, "line", session.lang)
    session.say(f"Skrivet till {out}: {lines}.", f"Written to {out}: {lines}.")
