"""The fingerprint of rules: what they say, so that a rule that is edited without a new version of its measure is seen.

What is read is the source, function by function, as syntax: comments, line breaks, docstrings and annotations are no part
of it, nor is what a compiler makes of it, which may differ between patches of Python. A function is told with what it has
closed over, its defaults, and everything of ours that it names, to the end: functions, constants, and the members of the
classes that are given (a rule asks `world.support_spells`; what that means is part of the rule). What is not ours (Polars,
the standard library) is told by its name. It is the same wherever the same files are run; only an expression that was
built when its module was loaded is told as Polars writes it down, and so alike for one version of Polars. The files are
read when they are needed: a process that outlives a change of them is to be started again.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, cached_property, partial
from hashlib import sha256
from inspect import getmodule, getsource
from types import CodeType, FunctionType, ModuleType
from typing import Any

import polars as pl

_OURS = ("domain", "projections")
_PLAIN = (str, bytes, int, float, date, range, type(None))
_UNSAID = frozenset({"annotation", "returns", "type_comment", "type_params", "decorator_list", "ctx", "kind"})
"""What syntax carries that is no part of what is done, or that another Python may leave out."""


def fingerprint(rules: Any, members_of: Sequence[type]) -> str:
    """SHA-256 of all that the rules say; `members_of`: the classes whose members they ask for."""
    told = sha256()
    for word in Reading(members_of).of(rules):
        told.update(f"{len(word)}:{word}".encode())
    return told.hexdigest()


class Reading:
    """One reading; what comes again is not told again."""

    def __init__(self, members_of: Sequence[type]) -> None:
        self._members_of = members_of
        self._read: set[str] = set()

    def of(self, thing: Any) -> Iterator[str]:
        """Everything that a thing says. Raises `TypeError` for a kind of thing that it cannot read."""
        if isinstance(thing, _PLAIN):
            yield f"{type(thing).__name__} {thing!r}"
        elif isinstance(thing, Mapping | Set | list | tuple):
            yield from self._several(thing)
        elif isinstance(thing, FunctionType):
            yield from self._function(thing)
        elif isinstance(thing, pl.Expr):
            yield thing.meta.serialize(format="json")
        elif (within := _within(thing)) is not None:
            yield type(thing).__qualname__
            yield from self._several(within)
        elif thing in self._members_of or not _is_ours(thing):
            yield _name(thing)
        else:
            raise TypeError(f"a rule that says {thing!r} cannot be read")

    def _several(self, things: Mapping[Any, Any] | Set[Any] | Sequence[Any]) -> Iterator[str]:
        """In their order; the members of a set, which has none, by what they say."""
        yield f"{len(things)} of {type(things).__name__}"
        if isinstance(things, Set):
            yield from (word for words in sorted([*self.of(thing)] for thing in things) for word in words)
        else:
            for thing in things.items() if isinstance(things, Mapping) else things:
                yield from self.of(thing)

    def _function(self, function: FunctionType) -> Iterator[str]:
        yield (name := _name(function))
        yield from self.of([cell.cell_contents for cell in function.__closure__ or ()])
        yield from self.of([function.__defaults__, function.__kwdefaults__])
        if (place := f"{name}:{function.__code__.co_firstlineno}") in self._read:
            return  # what it has closed over is told each time, since that makes two of one
        self._read.add(place)
        yield from _syntax(function)
        names = set(_names(function.__code__))
        for where in (function.__globals__, *map(vars, self._members_of)):
            yield from self._named(names, where)

    def _named(self, names: Set[str], where: Mapping[str, Any]) -> Iterator[str]:
        """What the names stand for there."""
        for name in sorted(names & where.keys()):
            value = where[name]
            yield name
            if isinstance(value, ModuleType) and _is_ours(value):
                yield from self._named(names, vars(value))
            else:
                yield from self.of(value)


def _name(thing: Any) -> str:
    named = thing if hasattr(thing, "__qualname__") else type(thing)
    return thing.__name__ if isinstance(thing, ModuleType) else f"{named.__module__}.{named.__qualname__}"


def _is_ours(thing: Any) -> bool:
    return _name(thing).split(".")[0] in _OURS


def _within(thing: Any) -> Mapping[str, Any] | None:
    """What is in something that only holds other things."""
    if isinstance(thing, partial):
        return {"func": thing.func, "args": thing.args, "keywords": thing.keywords}
    if isinstance(thing, property | cached_property):
        return {"get": thing.fget if isinstance(thing, property) else thing.func}
    if hasattr(thing, "__wrapped__"):
        return {"wrapped": thing.__wrapped__}
    if is_dataclass(thing) and not isinstance(thing, type):
        return said(thing)
    return None


def said(entry: Any) -> dict[str, Any]:
    """What the fields of an entry hold. One that is empty says nothing, so that the form can grow and its entries stay."""
    held = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return {name: value for name, value in held.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | tuple | Mapping) and not value)


def _names(code: CodeType) -> Iterator[str]:
    """Every name that a function uses and does not make, those of the functions in it too."""
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)


def _syntax(function: FunctionType) -> Iterator[str]:
    """Several lambdas may begin on one line; then all of them are told for each."""
    module, code = getmodule(function), function.__code__
    assert module is not None
    for node in _places(module)[code.co_firstlineno, code.co_name]:
        for part in node.body if isinstance(node.body, list) else [node.body]:
            yield from _of_node(part)
        yield from _of_node(node.args)


@cache
def _places(module: ModuleType) -> Mapping[tuple[int, str], list[ast.FunctionDef | ast.Lambda]]:
    """A module's functions by where they begin and what they are called."""
    found: dict[tuple[int, str], list[ast.FunctionDef | ast.Lambda]] = {}
    for node in ast.walk(ast.parse(getsource(module))):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found.setdefault((first, node.name), []).append(node)
        elif isinstance(node, ast.Lambda):
            found.setdefault((node.lineno, "<lambda>"), []).append(node)
    return found


def _of_node(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _of_node(one)
    elif not isinstance(node, ast.AST):
        yield repr(node)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):  # a docstring does nothing
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if value not in (None, []) and name not in _UNSAID:
                yield name
                yield from _of_node(value)
