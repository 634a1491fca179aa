"""The command line `rodtrad`: its commands, its error handling, and the choice of language.

Exit codes: 0 success; 1 something was refused, unreadable or not found, or the store cannot be used; 2 the command line is
invalid, or there is no store at the given place. Errors are one line; a traceback never shows the program's values.
"""

import atexit
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from domain.collector import collector_at_rest
from domain.errors import BadOption, BadQuestion, NotText, RodTradError, StoreMissing, Unexpected
from domain.vocabulary.text import Lang, Text
from scripts.cli.console.declarations import CommandGroup, ConsoleCommand, expanded, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.session import Session, errors
from scripts.cli.console.usage import in_language, usage

_HELP = Text(
    "Röda tråden: deltagarnas väg genom kommunens arbetsmarknadsarbete, från händelse till siffra och tillbaka.",
    "Röda tråden: participants' way through the municipality's labour-market work, from event to figure and back.",
)
_EPILOG = Text(
    "--store, --operator, --lang och --force kan stå före eller efter kommandot.",
    "--store, --operator, --lang and --force may stand before or after the command.",
)


def command_line(only: str | None = None, lang: Lang = "sv") -> typer.Typer:
    """Builds the commands, or only the one named by `only`, so that the modules of the others are not loaded."""
    return _of({name: declared(name) for name in (COMMANDS if only is None else (only,))}, lang)


def list_of_commands(lang: Lang) -> typer.Typer:
    """Builds all commands with their help alone, so that none of their modules is loaded; none of them can be run."""
    return _of({name: ConsoleCommand(_nothing, listed.help, {}) for name, listed in COMMANDS.items()}, lang)


def declared(name: str) -> ConsoleCommand | CommandGroup:
    module, _, attribute = COMMANDS[name].place.partition(":")
    with collector_at_rest():  # to look through the modules, which are kept, is an eighth of loading them
        command: ConsoleCommand | CommandGroup = getattr(import_module(f"scripts.cli.{module}"), attribute)
    return command


def _nothing() -> None:
    """What a command does that is only listed."""


def _of(commands: Mapping[str, ConsoleCommand | CommandGroup], lang: Lang) -> typer.Typer:
    app = typer.Typer(
        name="rodtrad",
        help=_HELP[lang],
        epilog=_EPILOG[lang],
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
        rich_markup_mode="rich",
    )
    app.callback()(expanded(everywhere, lang))
    for name, command in commands.items():
        command.add_to(app, name, lang)
    return app


StoreOption = Annotated[
    str | None,
    option(
        "--store",
        envvar="RODTRAD_STORE",
        metavar=Text("LAGER", "STORE"),
        help=Text("Lagret: en katalog, eller en postgresql://-adress.", "The store: a directory, or a postgresql:// URL."),
    ),
]
OperatorOption = Annotated[
    str | None,
    option(
        "--operator",
        envvar="RODTRAD_OPERATOR",
        metavar=Text("KONTO", "ACCOUNT"),
        help=Text(
            "Kontot som handlar, när det finns konton. Förval: datorns användare.",
            "The account that acts, once there are accounts. Default: the machine's user.",
        ),
    ),
]
LanguageOption = Annotated[
    Lang | None,
    option(
        "--lang",
        help=Text(
            "Språk; förval sv. CSV får svenska rubriker bara med --lang sv.",
            "Language; default sv. CSV has Swedish headings only with --lang sv.",
        ),
    ),
]
ForceOption = Annotated[
    bool, option("--force", help=Text("Skriver över en fil som redan finns.", "Overwrites a file that is there already."))
]


def everywhere(
    ctx: typer.Context,
    store: StoreOption = None,
    operator: OperatorOption = None,
    lang: LanguageOption = None,
    force: ForceOption = False,
) -> None:
    ctx.obj = Session(store, lang or "sv", force=force, headings=lang or "en", operator=operator or None)


_GLOBAL = ("--store", "--operator", "--lang")
_FORCE = "--force"
_END = "\0"
"""Marks the end of the arguments, and equals no argument; an argument may be empty."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs a command, and exits with its exit code."""
    args = _global_first(_own() if argv is None else argv) or ["--help"]
    lang: Lang = "en" if ["--lang", "en"] in (args[at : at + 2] for at in range(0, 2 * len(_GLOBAL), 2)) else "sv"
    try:
        _refuse_no_text(args)
        wanted = _wanted(args)
        command = in_language(get_command(command_line(wanted, lang) if wanted else list_of_commands(lang)), lang)
        _check_given_once(command, args)
        sys.exit(command.main(args, prog_name="rodtrad", standalone_mode=False) or 0)
    except BadQuestion as error:
        _fail(f"--{error.text[lang]}", 2)
    except RodTradError as error:
        _fail(error.text[lang], 2 if isinstance(error, StoreMissing | BadOption) else 1)
    except TyperException as error:
        _fail(usage(getattr(error, "format_message", error.__str__)())[lang], 2)
    except KeyboardInterrupt:
        _fail(Text("Avbrutet.", "Interrupted.")[lang], 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of the pipe has closed it
        sys.exit(0)
    except Exception as error:
        from domain.log.storage.faults import in_words  # noqa: PLC0415 the databases are loaded where one is opened

        unexpected = in_words(error, _place(error)) or Unexpected.of(error)
        _fail(unexpected.text[lang], 1)


def _own() -> Sequence[str]:
    """Returns the process's own arguments. It ends with the command, without looking for cycles in all that is loaded."""
    atexit.register(gc.freeze)  # otherwise a fifth of the time of a short command
    return sys.argv[1:]


def _refuse_no_text(args: Sequence[str]) -> None:
    """Raises `NotText` for lone surrogates: the shell's bytes that are not text, which cannot be stored or shown."""
    if any("\ud800" <= sign <= "\udfff" for arg in args for sign in arg):
        raise NotText


def _place(error: Exception) -> str:
    """Returns the file that an operating system error is about."""
    return str(getattr(error, "filename", None) or "")


def _check_given_once(command: Any, args: Sequence[str]) -> None:
    """Refuses a single-value option that is given twice: the last value would be used silently."""
    for word in args:
        command = getattr(command, "commands", {}).get(word, command)
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.multiple and not parameter.is_flag:
            given = [word for word in args if word.partition("=")[0] in parameter.opts]
            if len(given) > 1:
                raise BadOption(option=parameter.opts[0], why=Text("kan bara anges en gång.", "can be given only once."))


def _global_first(argv: Sequence[str]) -> list[str]:
    """Moves the global options, which may stand anywhere, to the front; the last of each is used."""
    given: dict[str, str] = {}
    force: list[str] = []
    remaining: list[str] = []
    arguments = iter(argv)
    for arg in arguments:
        name, sign, value = arg.partition("=")
        if arg == "--":
            remaining += [arg, *arguments]
        elif arg == _FORCE:
            force = [arg]
        elif name in _GLOBAL and (sign or (value := next(arguments, _END)) != _END):
            given[name] = value
        else:
            remaining.append(arg)
    return [*(word for name in reversed(_GLOBAL) if name in given for word in (name, given[name])), *force, *remaining]


def _wanted(args: Sequence[str]) -> str | None:
    """Returns the command in the arguments, if any; only global options, and the end of options, stand before it."""
    at = 0
    while at < len(args) and args[at] in _GLOBAL:
        at += 2
    at += args[at : at + 1] == [_FORCE]
    at += args[at : at + 1] == ["--"]
    return args[at] if at < len(args) and args[at] in COMMANDS else None


def _fail(says: str, code: int) -> NoReturn:
    errors().print(says, style="red", highlight=False, markup=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
