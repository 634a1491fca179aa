"""Typer's own texts in both languages: the headings of the help, and errors in the command line."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import typer

from domain.vocabulary.text import Lang, Text

_HEADINGS: Mapping[str, Text] = {
    "ARGUMENTS_PANEL_TITLE": Text("Argument", "Arguments"),
    "OPTIONS_PANEL_TITLE": Text("Val", "Options"),
    "COMMANDS_PANEL_TITLE": Text("Kommandon", "Commands"),
    "DEFAULT_STRING": Text("[förval: {}]", "[default: {}]"),
    "REQUIRED_LONG_STRING": Text("[krävs]", "[required]"),
    "ENVVAR_STRING": Text("[miljövariabel: {}]", "[env var: {}]"),
}
_HELP = Text("Visar hjälpen.", "Shows this help.")
_USAGE_SV: tuple[tuple[str, str], ...] = (
    (r"No such command '(.*?)'\..*", r"Kommandot ”\1” finns inte."),
    (r"No such option: (\S+).*", r"Valet \1 finns inte."),
    (r"Missing (?:argument|option|parameter) '([^']*)'\.(?: .*)?", r"\1 saknas."),
    (r"Missing (?:argument|option|parameter) (.*?)\.(?: .*)?", r"\1 saknas."),
    (r"Invalid value for (.*?): (?:Value error, )?'(.*)' is not one of (.*)\.", r"\1: ”\2” är inget av \3."),
    (r"Invalid value for (.*?): Input should be a valid integer.*", r"\1: skriv ett heltal."),
    (r"Invalid value for (.*?): Input should be greater than or equal to (\d+).*", r"\1: skriv ett heltal, minst \2."),
    (r"Option '(.*)' requires an argument\.", r"Valet \1 behöver ett värde."),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", r"För många argument: \1."),
    (r"Missing command\.", "Ange ett kommando."),
)


def in_language(command: Any, lang: Lang) -> Any:
    """Returns the command with typer's own help texts in the language."""
    for each in _all(command):
        each.get_help_option(typer.Context(each)).help = _HELP[lang]
        each.format_help = partial(_format_help, each.format_help, lang)
    return command


def _format_help(format_help: Callable[..., None], lang: Lang, *args: Any) -> None:
    from typer import rich_utils  # noqa: PLC0415 it loads a reader of Markdown, and only help needs it

    for name, heading in _HEADINGS.items():
        setattr(rich_utils, name, heading[lang])
    format_help(*args)


def _all(command: Any) -> list[Any]:
    """Returns the command and all its subcommands."""
    below = getattr(command, "commands", {}).values()
    return [command, *(deeper for subcommand in below for deeper in _all(subcommand))]


def usage(says: str) -> Text:
    """Returns typer's message about an invalid command line, with its Swedish translation."""
    return Text(next((re.sub(form, sv, says) for form, sv in _USAGE_SV if re.fullmatch(form, says)), says), says)
