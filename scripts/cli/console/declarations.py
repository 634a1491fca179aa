"""Declarations of commands and options: each once, with help in both languages, in groups that commands share.

A group is a dataclass whose fields are options. A command takes the session, its own options, and groups; its help stands in
`directory`, where it is listed, or beside it if it is a group's:

    @command(COMMANDS["measure"].help)
    def measure(session: Session, measures: MeasureOptions, when: CoordinateOptions, title: Title = None) -> None: ...

Typer has no groups, and its help has one language. So each command is converted to a function for typer, in the user's
language, with the groups' fields among its own options, in order.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from domain.vocabulary.text import Lang, Text
from scripts.cli.console.session import Session

_CONTEXT = "ctx"


@dataclass(frozen=True)
class OptionDeclaration:
    """An option or argument, in the `Annotated` type of a command's parameter or of a group's field."""

    made_by: Callable[..., Any]
    names: tuple[str, ...]
    help: Text
    metavar: Text | None
    settings: Mapping[str, Any]

    def in_language(self, lang: Lang) -> Any:
        """Returns the option as typer expects it."""
        metavar = self.metavar[lang] if self.metavar else None
        return self.made_by(*self.names, help=self.help[lang], metavar=metavar, **self.settings)


def option(*names: str, help: Text, metavar: Text | None = None, **settings: Any) -> OptionDeclaration:  # noqa: A002 typer's name
    """`settings`: passed on to typer's option."""
    return OptionDeclaration(typer.Option, names, help, metavar, settings)


def argument(*, help: Text, metavar: Text, **settings: Any) -> OptionDeclaration:  # noqa: A002 typer's name
    return OptionDeclaration(typer.Argument, (), help, metavar, settings)


@dataclass(frozen=True)
class ConsoleCommand:
    """A command: its function, its help, and its non-default settings for typer's parsing."""

    run: Callable[..., None]
    help: Text
    parsing: dict[str, Any]

    def add_to(self, app: typer.Typer, name: str, lang: Lang) -> None:
        app.command(name, help=self.help[lang], context_settings=self.parsing)(expanded(self.run, lang))


@dataclass(frozen=True)
class CommandGroup:
    """A group of subcommands under a common name."""

    help: Text
    commands: Mapping[str, ConsoleCommand]

    def add_to(self, app: typer.Typer, name: str, lang: Lang) -> None:
        below = typer.Typer(name=name, help=self.help[lang], no_args_is_help=True)
        for subcommand, declared in self.commands.items():
            declared.add_to(below, subcommand, lang)
        app.add_typer(below)


def command(help: Text, **parsing: Any) -> Callable[[Callable[..., None]], ConsoleCommand]:  # noqa: A002 typer's name
    """Declares the function as a command."""
    return lambda run: ConsoleCommand(run, help, parsing)


def expanded(run: Callable[..., None], lang: Lang) -> Callable[..., None]:
    """Returns the function for typer: with the context instead of the session, and each group replaced by its fields."""
    taken = parameters_of(run)
    parameters = [_context(), *(parameter for name in taken for parameter in _options(run, name, taken[name], lang))]

    def called(**given: Any) -> None:
        ctx: typer.Context = given.pop(_CONTEXT)
        run(**{name: _value(hint, ctx, name, given) for name, hint in taken.items()})

    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def parameters_of(run: Callable[..., None]) -> Mapping[str, Any]:
    """Returns the types of a command's parameters, by name."""
    hints = get_type_hints(run, include_extras=True)
    return {name: hints[name] for name in inspect.signature(run).parameters}


def is_group(hint: Any) -> bool:
    return is_dataclass(hint) and hint is not Session


def _options(run: Callable[..., None], name: str, hint: Any, lang: Lang) -> Iterator[inspect.Parameter]:
    if is_group(hint):
        hints = get_type_hints(hint, include_extras=True)
        for part in fields(hint):
            default = inspect.Parameter.empty if part.default is MISSING else part.default
            yield _parameter(part.name, default, hints[part.name], lang)
    elif get_origin(hint) is Annotated:
        yield _parameter(name, inspect.signature(run).parameters[name].default, hint, lang)


def _parameter(name: str, default: Any, hint: Any, lang: Lang) -> inspect.Parameter:
    of, declaration = get_args(hint)
    annotation: Any = Annotated[of, declaration.in_language(lang)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _context() -> inspect.Parameter:
    return inspect.Parameter(_CONTEXT, inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


def _value(hint: Any, ctx: typer.Context, name: str, given: Mapping[str, Any]) -> Any:
    """Returns the function's argument for a parameter."""
    if hint is Session:
        return replace(ctx.obj, command=ctx.command_path.partition(" ")[2])
    if hint is typer.Context:
        return ctx
    return hint(**{part.name: given[part.name] for part in fields(hint)}) if is_group(hint) else given[name]
