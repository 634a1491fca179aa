"""The fingerprint of rules: what they do, so that a rule that is edited without a new version of its measure is seen.

It says nothing of what the parts are called or where they stand: a function is its source (`syntax`) with what it names
put in the place of the name, to the end: functions, constants, what it has closed over, its defaults, and the members of
the classes that are given (a rule asks `world.support_spells`; what that means is part of the rule). A module that is
moved and a function, a parameter or a constant that is renamed change nothing, nor does a literal that gets a name: a name
of a number, a text or a list of them is read as if that were written in its place. A member that only holds a value, and a
field of an entry, are known by their names. What is not ours (Polars, the standard library) is known by its public name,
and an expression of theirs by the source that makes it, never by how they write it down. The files are read when they are
needed: a process that outlives a change of them is to be started again.
"""

import builtins
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cached_property, partial
from hashlib import sha256
from itertools import pairwise
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodDescriptorType, ModuleType
from typing import Any

import polars as pl

from projections.fingerprints.syntax import (
    Keyword,
    Member,
    Name,
    UnreadableRule,
    Word,
    constant,
    imported_from,
    words_assigned,
    words_of,
    written_out,
)

_NOT_OURS = {*sys.stdlib_module_names, "polars"}
_PLAIN = (str, bytes, int, float, date, range, type(None))
_NAMED = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodDescriptorType)

Namespace = Mapping[str, Any]
"""What the names in a piece of source stand for."""


def fingerprint(rules: Any, members_of: Sequence[type], fixed: Namespace = MappingProxyType({})) -> str:
    """SHA-256 of all that the rules do; `members_of`: the classes whose members they ask for; `fixed`: what members hold.

    Raises `TypeError` for what cannot be read.
    """
    return _Reading(members_of, fixed).of(rules)


class _Reading:
    """One reading; a function that is met again is not read again."""

    def __init__(self, members_of: Sequence[type], fixed: Namespace) -> None:
        self._members_of = members_of
        self._fixed = fixed
        self._read: dict[FunctionType, str] = {}
        self._open: list[FunctionType] = []
        self._outermost = sys.maxsize
        """The outermost of the open functions that what is being read calls again."""

    def of(self, thing: Any) -> str:
        if isinstance(thing, _PLAIN):
            return _digest("str" if isinstance(thing, str) else type(thing).__name__, repr(thing))
        if isinstance(thing, Mapping | Set | list | tuple):
            return self._several(thing)
        if isinstance(thing, FunctionType) and _is_ours(thing):
            return self._function(thing)
        if (name := self._name(thing)) is not None:
            return _digest("name", name)
        if (within := _within(thing)) is not None:
            return _digest(*within, *map(self.of, within.values()))
        raise UnreadableRule(f"a rule that names a {_public_name(type(thing))} cannot be read")

    def _several(self, things: Mapping[Any, Any] | Set[Any] | Sequence[Any]) -> str:
        """In their order; the members of a set, which has none, by what they are."""
        if isinstance(things, Mapping):
            return _digest("mapping", *(self.of(part) for pair in things.items() for part in pair))
        if isinstance(things, Set):
            return _digest("set", *sorted(map(self.of, things)))
        return _digest(type(things).__name__, *map(self.of, things))

    def _name(self, thing: Any) -> str | None:
        """What something is known by that is not read."""
        if isinstance(thing, type) and thing in self._members_of:
            return str(self._members_of.index(thing))
        if isinstance(thing, _NAMED) and not _is_ours(thing):
            return _public_name(thing)
        return repr(thing) if isinstance(thing, pl.DataType) else None

    def _function(self, function: FunctionType) -> str:
        """One that calls itself, by way of others or not, is known within itself by how far out it is."""
        if function in self._open:
            place = self._open.index(function)
            self._outermost = min(self._outermost, place)
            return _digest("again", str(len(self._open) - place))
        if function in self._read:
            return self._read[function]
        place, before, self._outermost = len(self._open), self._outermost, sys.maxsize
        self._open.append(function)
        try:
            content = self._content(function)
        finally:
            self._open.pop()
            called, self._outermost = self._outermost, min(self._outermost, before)
        if called >= place:  # what it does hangs on none that is still being read
            self._read[function] = content
        return content

    def _content(self, function: FunctionType) -> str:
        code, names = function.__code__, function.__globals__
        inner = dict(zip(code.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True))
        defaults = {_argument(name, function): value for name, value in (function.__kwdefaults__ or {}).items()}
        words = self._with_fixed(words_of(code, names["__file__"]))
        return _digest("function", self.of(function.__defaults__), self.of(defaults), *self._words(words, inner, names))

    def _with_fixed(self, words: Sequence[Word]) -> Iterator[Word]:
        """A member whose value is fixed is that value, as if it were written there."""
        for word, following in pairwise((*words, "")):
            if isinstance(word, Member) and word.name in self._fixed:
                yield constant(self._fixed[word.name])
            elif not (isinstance(following, Member) and following.name in self._fixed):
                yield word

    def _words(self, words: Iterable[Word], inner: Namespace, names: Namespace) -> Iterator[str]:
        """A name of what can be written out is that, as if it were written there."""
        for word in words:
            value = self._value(word, inner, names) if isinstance(word, Name) else None
            literal = written_out(value) if value is not None else ()
            yield from (self._word(each, inner, names) for each in literal or (word,))

    def _word(self, word: Word, inner: Namespace, names: Namespace) -> str:
        """Of a name what it stands for: what is closed over, else what the module has of that name."""
        match word:
            case Name(path):
                return self._named(path, inner, names)
            case Member(name):
                return self._member(name)
            case Keyword(name, of):
                return _argument(name, *(self._value(each, inner, names) for each in of))
        return word

    def _named(self, path: Sequence[str], inner: Namespace, names: Namespace) -> str:
        names, value, name, attributes = _reached(path, inner, names)
        try:
            content = self.of(value)
        except UnreadableRule:
            if path[0] in inner:
                raise
            content = self._assigned(name, names)
        return _digest(content, *map(self._member, attributes)) if attributes else content

    def _assigned(self, name: str, names: Namespace) -> str:
        """A constant that can only be read where it is made."""
        if (source := imported_from(name, names["__file__"])) is not None:
            return self._assigned(source[1], vars(sys.modules[source[0]]))
        return _digest("assigned", *self._words(words_assigned(name, names["__file__"]), {}, names))

    def _member(self, name: str) -> str:
        """What it does, if one of the classes has it; a value, and a member of anything else, is known by its name."""
        for owner in self._members_of:
            member = vars(owner).get(name)
            if isinstance(member, FunctionType | property | cached_property | staticmethod | classmethod):
                return self.of(member)
            if name in vars(owner):
                return _digest(name, self.of(member))
        return name

    def _value(self, word: Name | Member, inner: Namespace, names: Namespace) -> Any:
        """What a name in a call stands for, if that is known."""
        if isinstance(word, Member):
            return next((vars(owner)[word.name] for owner in self._members_of if word.name in vars(owner)), None)
        _, value, _, attributes = _reached(word.path, inner, names)
        return None if attributes else value


def _argument(name: str, *things: Any) -> str:
    """A parameter of the first function of ours that has one of that name, by its place; else its name."""
    for code in (thing.__code__ for thing in things if isinstance(thing, FunctionType) and _is_ours(thing)):
        parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if name in parameters:
            return f"argument {parameters.index(name)}"
    return name


def _digest(*words: str) -> str:
    return sha256("".join(f"{len(word)}:{word}" for word in words).encode()).hexdigest()


def _reached(path: Sequence[str], inner: Namespace, names: Namespace) -> tuple[Namespace, Any, str, Sequence[str]]:
    """Through modules of ours: where the last name stands, what it stands for, and the attributes that are asked of that."""
    name, *attributes = path
    if name in inner:
        return inner, inner[name], name, attributes
    value = names[name] if name in names else getattr(builtins, name)
    while attributes and isinstance(value, ModuleType) and _is_ours(value):
        names, (name, *attributes) = vars(value), attributes
        value = names[name]
    return names, value, name, attributes


def _root(thing: Any) -> str:
    """The package that something is of; the inner one of a library's module in C (`_operator`) is known by the outer."""
    module = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None) or "builtins"
    return str(module).split(".")[0].lstrip("_")


def _is_ours(thing: Any) -> bool:
    return _root(thing) not in _NOT_OURS


def _public_name(thing: Any) -> str:
    return thing.__name__ if isinstance(thing, ModuleType) else f"{_root(thing)}.{thing.__qualname__}"


def _within(thing: Any) -> Mapping[str, Any] | None:
    """What is in something that only holds other things."""
    if isinstance(thing, partial):
        keywords = {_argument(name, thing.func): value for name, value in thing.keywords.items()}
        return {"func": thing.func, "args": thing.args, "keywords": keywords}
    if isinstance(thing, property | cached_property):
        return {"get": thing.fget if isinstance(thing, property) else thing.func}
    if hasattr(thing, "__wrapped__"):
        return {"wrapped": thing.__wrapped__}
    if is_dataclass(thing) and not isinstance(thing, type):
        return nonempty_fields(thing)
    return None


def nonempty_fields(entry: Any) -> dict[str, Any]:
    """What the fields of an entry hold. One that is empty says nothing, so that the form can grow and its entries stay.

    A field that its class leaves out of hashes (`hash=False`) is none of what the entry does.
    """
    held = {field.name: getattr(entry, field.name) for field in fields(entry) if field.hash is not False}
    return {name: value for name, value in held.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | tuple | Mapping) and not value)
