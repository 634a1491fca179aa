"""The list of the commands `movements …`, about how people move; each theme has its own module."""

from domain.vocabulary.text import Text
from scripts.cli.console.declarations import CommandGroup
from scripts.cli.movements import rounds, states, waits, ways

movements = CommandGroup(
    Text(
        "Rörelser: från steg till steg, väntetider, vart man tog vägen, vilka som kommer tillbaka.",
        "Movements: from step to step, waiting times, where people went, who comes back.",
    ),
    {
        "flows": ways.flows,
        "variants": ways.variants,
        "rework": ways.rework,
        "between": waits.between,
        "destinations": waits.destinations,
        "states": states.states,
        "returns": rounds.returns,
        "rundgang": rounds.how_many,
        "sensitivity": rounds.sensitivity,
        "kinds": waits.kinds,
    },
)
