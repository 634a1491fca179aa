"""Every command with words that it can be run with: for rules that hold of all of them. A test says that none is missing."""

from collections.abc import Iterator, Mapping
from typing import Any

from typer.main import get_command

from scripts.cli.app import COMMANDS as LISTED
from scripts.cli.app import command_line, declared
from scripts.cli.console.declarations import CommandGroup, ConsoleCommand

WITNESS = "revision.example/v1+190755d9+BDtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
"""The public key of a witness."""
WORDS: Mapping[str, str] = {
    "import": "{lives}",
    "measures": "",
    "measure": "OUT-90.kas R4 -p 2022",
    "cases": "OUT-90.kas -p 2022",
    "explain": "OUT-90.kas -p 2022 --participant anna",
    "report": "uppsala 2022",
    "publish": "OUT-90.kas -p 2022",
    "publications": "--compare",
    "withdraw": "{published} --reason fel",
    "bundle": "{published}",
    "verify-bundle": "{bundle}",
    "changes": "OUT-90.kas -p 2022 --from-known 2022-10-31",
    "revisions": "OUT-90.kas -p 2022 --from-month 2022-10 --to-month 2022-12",
    "timeline": "anna",
    "participants": "",
    "findings": "",
    "merge": "anna bo --on 2023-06-01",
    "health": "-p 2022",
    "coverage": "-p 2022",
    "export": "--out {out}",
    "export-facts": "enrolments --out {out}",
    "export-cases": "OUT-90.kas -p 2022 --out {out}",
    "export-figures": "OUT-90.kas -p 2022 --out {out}",
    "export-kolada": "OUT-90.kas -p 2022 --municipality 0380",
    "export-ocel": "--out {out}",
    "export-spells": "--out {out}",
    "export-events": "--out {out}",
    "mirror": "{out}",
    "schema": "",
    "rebuild": "",
    "status": "",
    "verify": "",
    "checkpoint": "",
    "cosign": f"--witness {WITNESS} --out {{out}}",
    "prove": "1",
    "rotate-key": "",
    "backup": "{out}",
    "restore": "{out}",
    "erase": "anna --basis request --dry-run",
    "retention": "--municipality 0380 --dry-run",
    "hold": "anna --reason skäl",
    "holds": "",
    "openings": "",
    "simulate": "--participants 3 --years 2020-2020 --out {out}",
    "bench": "",
    "movements flows": "",
    "movements variants": "",
    "movements rework": "",
    "movements between": "enrolled exited",
    "movements destinations": "",
    "movements states": "-p 2022",
    "movements returns": "",
    "movements rundgang": "",
    "movements sensitivity": "",
    "movements kinds": "",
    "users add": "ada --role administrator",
    "users list": "",
    "users role": "ada --role administrator",
    "users end": "kim",
    "users assign": "kim anna",
    "users known-as": "kim hl-7",
    "users purpose": "kim granskning --until 2026-12-31",
    "users password": "kim",
    "users totp": "kim",
    "users token": "kim bi --scope figures --until 2026-12-31",
    "looks list": "--month 2026-11",
    "looks sample": "--month 2026-11",
    "looks review": "1 proper",
    "looks verify": "",
    "looks extract": "anna",
    "looks expire": "",
    "witness init": "revision.example/v1 --state {out}",
    "witness trust": f"{WITNESS} --state {{out}}",
    "witness cosign": "{lives} --state {out}",
    "witness serve": "--state {out}",
    "mapping list": "",
    "mapping show": "spells",
    "mapping check": "{table} --mapping spells",
    "mapping draft": "{table}",
    "mapping example": "spells",
}


def commands() -> Iterator[tuple[str, Any]]:
    """Each command by its name, those of a group by both."""
    for name, command in get_command(command_line()).commands.items():
        below = getattr(command, "commands", {})
        yield from ((f"{name} {under}", subcommand) for under, subcommand in below.items())
        if not below:
            yield name, command


COMMANDS: Mapping[str, Any] = dict(commands())


def declarations() -> Iterator[tuple[str, ConsoleCommand]]:
    """Each command as it is declared, by the same names."""
    for name in LISTED:
        command = declared(name)
        if isinstance(command, CommandGroup):
            yield from ((f"{name} {under}", subcommand) for under, subcommand in command.commands.items())
        else:
            yield name, command


def options(command: str) -> set[str]:
    return {option for parameter in COMMANDS[command].params for option in parameter.opts}


def having(option: str) -> list[str]:
    return [command for command in COMMANDS if option in options(command)]


def words(command: str, **given: object) -> list[str]:
    """The command as it is typed."""
    return [*command.split(), *WORDS[command].format(**given).split()]
