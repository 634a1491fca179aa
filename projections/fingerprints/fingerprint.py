"""The fingerprint of rules: what they do, so that a rule that is edited without a new version of its measure is detected.

It does not depend on the names or places of the parts: a function is its source (`syntax`) with each name replaced by what
it refers to, recursively: functions, constants, closed-over values, defaults, and the members of the given classes (a rule
uses `world.support_spells`; what that means is part of the rule). Moving a module changes nothing, nor does renaming a
function, a parameter or a constant, nor giving a literal a name: a name of a number, a text or a list of them is read as if
the value were written in its place. A member that only holds a value, and a field of an entry, are identified by name. What
is not ours (Polars, the standard library) is identified by its public name, and their expressions by the source that makes
them, never by their printed form. Files are read when needed: restart a process that outlives a change of them.
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
"""What the names in a piece of source refer to."""


def fingerprint(rules: Any, members_of: Sequence[type], fixed: Namespace = MappingProxyType({})) -> str:
    """Returns the SHA-256 of all that the rules do; `members_of`: the classes whose members they use; `fixed`: their values.

    Raises `TypeError` for what cannot be read.
    """
    return _Reading(members_of, fixed).of(rules)


class _Reading:
    """One reading; a function that has been read completely is not read again."""

    def __init__(self, members_of: Sequence[type], fixed: Namespace) -> None:
        self._members_of = members_of
        self._fixed = fixed
        self._read: dict[FunctionType, str] = {}
        self._open: list[FunctionType] = []
        self._outermost = sys.maxsize
        """The index of the outermost open function that the code being read calls again."""

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
        """Digests the elements in their order; those of a set, which has none, in the order of their digests."""
        if isinstance(things, Mapping):
            return _digest("mapping", *(self.of(part) for pair in things.items() for part in pair))
        if isinstance(things, Set):
            return _digest("set", *sorted(map(self.of, things)))
        return _digest(type(things).__name__, *map(self.of, things))

    def _name(self, thing: Any) -> str | None:
        """Returns what an object that is not read is identified by; None for an object that is read."""
        if isinstance(thing, type) and thing in self._members_of:
            return str(self._members_of.index(thing))
        if isinstance(thing, _NAMED) and not _is_ours(thing):
            return _public_name(thing)
        return repr(thing) if isinstance(thing, pl.DataType) else None

    def _function(self, function: FunctionType) -> str:
        """A function that calls itself, directly or not, is identified within itself by how far out it is."""
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
        if called >= place:  # does not depend on a function that is still being read
            self._read[function] = content
        return content

    def _content(self, function: FunctionType) -> str:
        code, names = function.__code__, function.__globals__
        inner = dict(zip(code.co_freevars, (cell.cell_contents for cell in function.__closure__ or ()), strict=True))
        defaults = {_argument(name, function): value for name, value in (function.__kwdefaults__ or {}).items()}
        words = self._with_fixed(words_of(code, names["__file__"]))
        return _digest("function", self.of(function.__defaults__), self.of(defaults), *self._words(words, inner, names))

    def _with_fixed(self, words: Sequence[Word]) -> Iterator[Word]:
        """Replaces a member whose value is fixed by that value, as if it were written there."""
        for word, following in pairwise((*words, "")):
            if isinstance(word, Member) and word.name in self._fixed:
                yield constant(self._fixed[word.name])
            elif not (isinstance(following, Member) and following.name in self._fixed):
                yield word

    def _words(self, words: Iterable[Word], inner: Namespace, names: Namespace) -> Iterator[str]:
        """Replaces a name of a value that can be written out by that value, as if it were written there."""
        for word in words:
            value = self._value(word, inner, names) if isinstance(word, Name) else None
            literal = written_out(value) if value is not None else ()
            yield from (self._word(each, inner, names) for each in literal or (word,))

    def _word(self, word: Word, inner: Namespace, names: Namespace) -> str:
        """Returns, for a name, what it refers to: a closed-over variable, else what the module has under that name."""
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
        """Digests a constant by the source that assigns it, if its value cannot be read."""
        if (source := imported_from(name, names["__file__"])) is not None:
            return self._assigned(source[1], vars(sys.modules[source[0]]))
        return _digest("assigned", *self._words(words_assigned(name, names["__file__"]), {}, names))

    def _member(self, name: str) -> str:
        """Returns what the member does, if one of the classes has it (of a value, its name and value); else its name."""
        for owner in self._members_of:
            member = vars(owner).get(name)
            if isinstance(member, FunctionType | property | cached_property | staticmethod | classmethod):
                return self.of(member)
            if name in vars(owner):
                return _digest(name, self.of(member))
        return name

    def _value(self, word: Name | Member, inner: Namespace, names: Namespace) -> Any:
        """Returns what a name in a call refers to; None if that is not known."""
        if isinstance(word, Member):
            return next((vars(owner)[word.name] for owner in self._members_of if word.name in vars(owner)), None)
        _, value, _, attributes = _reached(word.path, inner, names)
        return None if attributes else value


def _argument(name: str, *things: Any) -> str:
    """Returns the position of a parameter in the first of our functions that has it; else its name."""
    for code in (thing.__code__ for thing in things if isinstance(thing, FunctionType) and _is_ours(thing)):
        parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if name in parameters:
            return f"argument {parameters.index(name)}"
    return name


def _digest(*words: str) -> str:
    return sha256("".join(f"{len(word)}:{word}" for word in words).encode()).hexdigest()


def _reached(path: Sequence[str], inner: Namespace, names: Namespace) -> tuple[Namespace, Any, str, Sequence[str]]:
    """Follows a path through our modules: returns its last name's namespace, value and name, and the remaining attributes."""
    name, *attributes = path
    if name in inner:
        return inner, inner[name], name, attributes
    value = names[name] if name in names else getattr(builtins, name)
    while attributes and isinstance(value, ModuleType) and _is_ours(value):
        names, (name, *attributes) = vars(value), attributes
        value = names[name]
    return names, value, name, attributes


def _root(thing: Any) -> str:
    """Returns the package of an object; a library's internal module in C (`_operator`) is identified by the public name."""
    module = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", None) or "builtins"
    return str(module).split(".")[0].lstrip("_")


def _is_ours(thing: Any) -> bool:
    return _root(thing) not in _NOT_OURS


def _public_name(thing: Any) -> str:
    return thing.__name__ if isinstance(thing, ModuleType) else f"{_root(thing)}.{thing.__qualname__}"


def _within(thing: Any) -> Mapping[str, Any] | None:
    """Returns the contents of an object that only holds other objects; None for any other."""
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
    """Returns the fields of an entry that are not empty, so that a new field does not change the fingerprints of others.

    A field that its class leaves out of hashes (`hash=False`) does not affect what the entry does.
    """
    held = {field.name: getattr(entry, field.name) for field in fields(entry) if field.hash is not False}
    return {name: value for name, value in held.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | tuple | Mapping) and not value)
