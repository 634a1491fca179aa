"""What every declaration of a command and its options holds: it is read by its command, and is in both languages."""

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from textwrap import dedent
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
import typer

from domain.vocabulary.text import Text
from scripts.cli.app import everywhere
from scripts.cli.console.declarations import (
    ConsoleCommand,
    OptionDeclaration,
    command,
    expanded,
    is_group,
    option,
    parameters_of,
)
from scripts.cli.console.option_groups import AnswerOptions, OpenAnswerOptions
from scripts.cli.console.session import Session
from tests.scripts.command_line import rodtrad
from tests.scripts.every_command import COMMANDS, declarations

DECLARED: Mapping[str, ConsoleCommand] = dict(declarations())
Function = Callable[..., Any]


def unread(run: Function) -> set[str]:
    """A command's own options and the fields of its groups that neither it nor what it hands them to ever reads."""
    names = _loaded(run)
    own = {name for name, hint in parameters_of(run).items() if get_origin(hint) is Annotated and name not in names}
    groups = {name: hint for name, hint in parameters_of(run).items() if is_group(hint)}
    return own | {
        field.name for name, group in groups.items() for field in fields(group) if field.name not in read_of(run, name, group)
    }


def read_of(function: Function, name: str, group: Any) -> set[str]:
    """The fields of a group that a function reads, by the name that it has there."""
    names = {field.name for field in fields(group)}
    read: set[str] = set()
    for node in ast.walk(_tree(function)):
        match node:
            case ast.Attribute(value=ast.Name(id=of), attr=attribute) if of == name:
                read |= {attribute} & names or read_of(getattr(group, attribute), "self", group)
            case ast.Call():
                for callee, parameter in _handed_on(function, node, name):
                    read |= read_of(callee, parameter, group)
    return read


def _handed_on(function: Function, call: ast.Call, name: str) -> Iterator[tuple[Function, str]]:
    """The function of ours that is called with it, and what it is called there."""
    callee = _callee(function, call.func)
    if not inspect.isfunction(callee) or not callee.__module__.startswith(("scripts.", "tests.")):
        return
    parameters = [*inspect.signature(callee).parameters]
    bound = parameters[1:] if parameters[:1] == ["self"] else parameters
    for parameter, given in zip(bound, call.args, strict=False):
        if isinstance(given, ast.Name) and given.id == name:
            yield callee, parameter


def _callee(function: Function, called: ast.expr) -> Any:
    """A function of the module, or a method of one of the groups."""
    match called:
        case ast.Name(id=name):
            return function.__globals__.get(name)
        case ast.Attribute(value=ast.Name(id=of), attr=method):
            hint = get_type_hints(function).get(of)
            return getattr(hint, method, None) if is_dataclass(hint) else None
        case ast.Attribute(value=ast.Call(func=ast.Name(id=of)), attr=method):
            return getattr(function.__globals__.get(of), method, None)
    return None


def _tree(function: Function) -> ast.Module:
    return ast.parse(dedent(inspect.getsource(function)))


def _loaded(function: Function) -> set[str]:
    return {node.id for node in ast.walk(_tree(function)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def test_every_command_is_declared() -> None:
    assert {*DECLARED} == {*COMMANDS}


@pytest.mark.parametrize("name", DECLARED)
def test_every_option_of_a_command_is_read_by_it(name: str) -> None:
    assert unread(DECLARED[name].run) == set()


def test_an_option_that_nothing_reads_is_seen() -> None:
    def lists(
        session: Session, output: OpenAnswerOptions, top: Annotated[int, option("--top", help=Text("N", "n"))] = 1
    ) -> None:
        output.write(session, [], [])

    def hands_on(session: Session, output: AnswerOptions) -> None:
        _only_the_form(session, output)

    assert unread(lists) == {"open_counts", "top"}
    assert unread(hands_on) == {"out"}


def _only_the_form(session: Session, output: AnswerOptions) -> str:
    return output.form


def texts(run: Function) -> Iterator[Text]:
    """The help and the metavars of all options."""
    for hint in parameters_of(run).values():
        of = get_type_hints(hint, include_extras=True).values() if is_group(hint) else [hint]
        for declaration in (part for each in of for part in get_args(each) if isinstance(part, OptionDeclaration)):
            yield declaration.help
            yield declaration.metavar or Text.same("")


def test_the_help_of_every_option_and_command_is_where_it_is_declared_in_both_languages() -> None:
    helps = [text for run in (everywhere, *(each.run for each in DECLARED.values())) for text in texts(run)]
    assert len(helps) > 500
    sentences = [*(each.help for each in DECLARED.values()), *(text for text in helps if text.sv.endswith("."))]
    assert [text for text in sentences if text.sv == text.en] == []


@pytest.mark.parametrize("name", DECLARED)
def test_help_is_in_the_language_of_the_one_who_reads_it(name: str) -> None:
    pages = {lang: " ".join(rodtrad(*name.split(), "--help", "--lang", lang).out.split()) for lang in ("sv", "en")}
    help_text = DECLARED[name].help
    assert (help_text.sv.split()[0] in pages["sv"], help_text.en.split()[0] in pages["en"]) == (True, True)
    assert [
        text for text in texts(DECLARED[name].run) if text.sv != text.en and len(text.sv) > 20 and text.sv in pages["en"]
    ] == []


def test_a_group_s_options_stand_in_its_place_and_come_to_the_command_together(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    @command(Text("Prövar.", "Tries."))
    def tries(
        session: Session, output: AnswerOptions, top: Annotated[int, option("--top", help=Text("Rader.", "Rows."))] = 3
    ) -> None:
        given.extend((session, output, top))

    assert [*inspect.signature(expanded(tries.run, "sv")).parameters] == ["ctx", "form", "out", "top"]
    app = typer.Typer()
    tries.add_to(app, "tries", "en")
    app.callback()(expanded(everywhere, "en"))
    app(["--lang", "en", "tries", "--top", "5", "-f", "csv"], standalone_mode=False)
    assert given[1:] == [AnswerOptions("csv"), 5]
    assert given[0].lang == "en"


def hints() -> Iterator[tuple[str, list[Any]]]:
    """Of each command the options that it takes itself."""
    for name, each in DECLARED.items():
        yield name, [hint for hint in parameters_of(each.run).values() if get_origin(hint) is Annotated]


def groups() -> list[Any]:
    return list({hint for each in DECLARED.values() for hint in parameters_of(each.run).values() if is_group(hint)})


def fields_of(group: Any) -> list[Any]:
    return list(get_type_hints(group, include_extras=True).values())


def test_an_option_is_declared_once() -> None:
    every = [hint for _, own in hints() for hint in own] + [hint for group in groups() for hint in fields_of(group)]
    declarations = {id(part): part for hint in every for part in get_args(hint) if isinstance(part, OptionDeclaration)}
    twice = Counter((declared.names, declared.help) for declared in declarations.values() if declared.names)
    assert [what for what, number in twice.items() if number > 1] == []


def test_no_command_takes_one_by_one_what_is_a_group() -> None:
    copied = {
        (name, group.__name__): shared
        for name, own in hints()
        for group in groups()
        if len(shared := [hint for hint in fields_of(group) if hint in own]) > 1
    }
    assert copied == {}
