"""The commands `movements …`: how people move. This is the list of them; each theme's are in a module of its own."""

import typer

from scripts.cli.movements import rounds, states, waits, ways

app = typer.Typer(
    name="movements",
    help="Rörelser: från steg till steg, väntetider, vart man tog vägen, vilka som kommer tillbaka.",
    no_args_is_help=True,
)
app.command("flows")(ways.flows)
app.command("variants")(ways.variants)
app.command("rework")(ways.rework)
app.command("between")(waits.between)
app.command("destinations")(waits.destinations)
app.command("states")(states.states)
app.command("returns")(rounds.returns)
app.command("rundgang")(rounds.how_many)
app.command("sensitivity")(rounds.sensitivity)
app.command("kinds")(waits.kinds)
