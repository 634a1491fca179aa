"""The list of the commands `movements …`, about how people move; each theme has its own module."""

from scripts.cli.console.declarations import CommandGroup
from scripts.cli.console.directory import COMMANDS
from scripts.cli.movements import rounds, states, waits, ways

movements = CommandGroup(
    COMMANDS["movements"].help,
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
