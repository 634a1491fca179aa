"""What a function's source does, as words, independent of the names and places of its parts.

Comments, line breaks, docstrings and annotations are ignored. Names that the function itself binds (parameters, variables,
those of comprehensions) are numbered as they appear; other names stay references, for the caller to resolve. Nothing
depends on a compiler or a library, which may differ between versions.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from linecache import getlines
from types import CodeType

_NOT_READ = frozenset({"annotation", "returns", "type_comment", "type_params", "ctx", "kind"})
"""Fields of syntax nodes that do not affect what is done, or that another Python version may leave out."""
_LITERAL = (str, bytes, int, float, bool, type(None))
_COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Name:
    """A name that the function does not bind, and the attributes taken from it: `days`, `age_on`."""

    path: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """An attribute of an object that is known only at run time."""

    name: str


@dataclass(frozen=True)
class Keyword:
    """The name of an argument in a call, and what it may be a parameter of: the called function, or one passed (`partial`)."""

    name: str
    of: tuple[Name | Member, ...]


Word = str | Name | Member | Keyword
Bound = Mapping[str, object]
"""The bound names, each with an object that identifies it in its scope."""


class UnreadableRule(TypeError):
    """No source shows what an object does, or its source cannot be read."""


def constant(value: object) -> str:
    """Returns the word of a literal value."""
    return f"{type(value).__name__} {value!r}"


def written_out(value: object) -> tuple[Word, ...]:
    """Returns the words of a value written as a literal; empty if it cannot be written out."""
    return (*_Reading().node(ast.parse(repr(value), mode="eval").body, {}),) if _can_be_written_out(value) else ()


def _can_be_written_out(value: object) -> bool:
    if type(value) in (list, tuple):
        return all(map(_can_be_written_out, value))  # type: ignore[call-overload]
    return type(value) in _LITERAL


@cache
def words_of(code: CodeType, file: str) -> tuple[Word, ...]:
    """Returns what a function does. Of its defaults only the number is included: the values belong to the function object."""
    node = _function_at(code, file)
    return (*_Reading().function(node, {}, with_defaults=False),)


@cache
def words_assigned(name: str, file: str) -> tuple[Word, ...]:
    """Returns the expression that a module assigns to a name. Raises `UnreadableRule` if there is none."""
    for node in _tree(file).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if isinstance(node, ast.Assign | ast.AnnAssign) and [*_bound(targets)] == [name]:
            return (*_Reading().node(node.value, {}),)
    raise UnreadableRule(f"no source gives {name} a value")


@cache
def imported_from(name: str, file: str) -> tuple[str, str] | None:
    """Returns the module that a name was imported from, and its name there; None if it was not."""
    imports = [node for node in _tree(file).body if isinstance(node, ast.ImportFrom) and node.module]
    known = {alias.asname or alias.name: (str(node.module), alias.name) for node in imports for alias in node.names}
    return known.get(name)


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse("".join(getlines(file)))


@cache
def _functions(file: str) -> Mapping[int, list[Function]]:
    """Returns the functions by the line that they begin on, decorators included."""
    known: dict[int, list[Function]] = {}
    for node in ast.walk(_tree(file)):
        if isinstance(node, Function):
            decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
            known.setdefault(min([node.lineno, *(decorator.lineno for decorator in decorators)]), []).append(node)
    return known


def _function_at(code: CodeType, file: str) -> Function:
    """Returns the innermost function on the line that holds all instructions. Raises `UnreadableRule` if none is certain."""
    places = [(line, column) for line, _, column, _ in code.co_positions() if line and column]
    within = [
        node
        for node in _functions(file).get(code.co_firstlineno, [])
        if getattr(node, "name", "<lambda>") == code.co_name
        and all((node.lineno, node.col_offset) <= place <= (node.end_lineno, node.end_col_offset) for place in places)
    ]
    if not within or (len(within) > 1 and not places):
        raise UnreadableRule(f"no source is kept of {code.co_qualname}")
    return max(within, key=lambda node: (node.lineno, node.col_offset))


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yields the names that statements or targets bind in their own scope."""
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, Function):
            yield from [] if isinstance(node, ast.Lambda) else [node.name]
        elif isinstance(node, _COMPREHENSION):
            yield from (inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
        else:
            yield from (value for _, value in ast.iter_fields(node) if isinstance(value, str) and _binds(node))
            yield from _bound(ast.iter_child_nodes(node))


def _binds(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping)


class _Reading:
    """One reading of a piece of source; bound names are numbered as they appear."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def node(self, node: object, scope: Bound) -> Iterator[Word]:
        match node:
            case list():
                yield "["
                for part in node:
                    yield from self.node(part, scope)
                yield "]"
            case ast.Import() | ast.ImportFrom() | ast.ClassDef() | ast.Global() | ast.Nonlocal():
                raise UnreadableRule(f"a rule with {type(node).__name__} in it cannot be read")
            case ast.Expr(value=ast.Constant()):
                pass  # a docstring does nothing
            case ast.AnnAssign():
                yield from self.node(ast.Assign([node.target], node.value) if node.value else [], scope)
            case ast.AST():
                yield from self._of(node, scope)
            case _:
                yield repr(node)

    def _of(self, node: ast.AST, scope: Bound) -> Iterator[Word]:
        match node:
            case ast.Name():
                yield self._name(node.id, scope)
            case ast.Attribute():
                yield from self._attribute(node, scope)
            case ast.Constant():
                yield constant(node.value)
            case ast.Call():
                yield from self._call(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from self.function(node, scope, with_defaults=True)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from self._comprehension(node, scope)
            case _:
                yield from self._any(node, scope)

    def function(self, node: Function, outer: Bound, *, with_defaults: bool) -> Iterator[Word]:
        args, body = node.args, node.body if isinstance(node.body, list) else [node.body]
        if with_defaults:
            yield from self.node([*args.defaults, *args.kw_defaults], outer)
            yield from self.node(getattr(node, "decorator_list", []), outer)
            yield "" if isinstance(node, ast.Lambda) else self._name(node.name, outer)
        named = [*args.posonlyargs, *args.args, *args.kwonlyargs, *(arg for arg in (args.vararg, args.kwarg) if arg)]
        scope = {**outer, **{name: object() for name in (*(arg.arg for arg in named), *_bound(body))}}
        yield type(node).__name__
        yield f"{len(args.posonlyargs)} {len(args.args)} {len(args.kwonlyargs)} {bool(args.vararg)} {bool(args.kwarg)}"
        yield f"{len(args.defaults)} {[default is None for default in args.kw_defaults]}"
        yield from (self._name(arg.arg, scope) for arg in named)
        yield from self.node(body, scope)

    def _comprehension(self, node: ast.AST, outer: Bound) -> Iterator[Word]:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        scope = {**outer, **{name: object() for name in _bound(generator.target for generator in generators)}}
        yield type(node).__name__
        for number, generator in enumerate(generators):
            yield from self.node(generator.iter, scope if number else outer)
            yield from self.node([generator.target, *generator.ifs], scope)
        yield from self.node([value for name, value in ast.iter_fields(node) if name != "generators"], scope)

    def _call(self, node: ast.Call, scope: Bound) -> Iterator[Word]:
        called = (*self._called(node.func, scope), *(word for arg in node.args[:1] for word in self._called(arg, scope)))
        yield "call"
        yield from self.node([node.func, *node.args], scope)
        for keyword in node.keywords:
            yield Keyword(keyword.arg, called) if keyword.arg else "**"
            yield from self.node(keyword.value, scope)
        yield "called"

    def _called(self, node: ast.expr, scope: Bound) -> Iterator[Name | Member]:
        if isinstance(node, ast.Name | ast.Attribute):
            *_, last = self.node(node, scope)
            yield from [last] if isinstance(last, Name | Member) else []

    def _attribute(self, node: ast.Attribute, scope: Bound) -> Iterator[Word]:
        *_, last = before = [*self.node(node.value, scope)]
        if isinstance(last, Name) and len(before) == 1:
            yield Name((*last.path, node.attr))
        else:
            yield from before
            yield Member(node.attr)

    def _any(self, node: ast.AST, scope: Bound) -> Iterator[Word]:
        yield f"{type(node).__name__} ("
        for name, value in ast.iter_fields(node):
            if value not in (None, []) and name not in _NOT_READ:
                yield name
                yield from [self._name(value, scope)] if isinstance(value, str) else self.node(value, scope)
        yield ")"

    def _name(self, name: str, scope: Bound) -> Word:
        if name not in scope:
            return Name((name,))
        return f"local {self._numbers.setdefault(scope[name], len(self._numbers))}"
