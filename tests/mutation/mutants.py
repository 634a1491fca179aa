"""The mutants of a module: mutmut's, and three that it has not. A call that is not made, a condition negated, a row dropped."""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

_NO_RULES = frozenset({"len", "isinstance", "cast", "Text", "TypeVar", "NewType"})
"""Calls of which nothing is changed: what types need, and the sentences on screen."""


@dataclass(frozen=True)
class Mutant:
    path: str
    lines: range
    """Those of the statement that is changed."""
    before: str
    after: str
    source: str
    """The whole module, changed."""


def mutants(path: str) -> list[Mutant]:
    source = Path(path).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(_OPERATORS, IgnoredCode(set(), set(), set()))
    module = wrapper.visit(visitor)
    positions = wrapper.resolve(PositionProvider)
    statements = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    codes = [module.code_for_node(each) for each in module.body]
    before_all, after_all = source.split("".join(codes))
    at_top = {node: at for at, each in enumerate(module.body) for node in _nodes(each)}
    by_source: dict[str, Mutant] = {}
    for mutation in visitor.mutations:
        original, mutated = mutation.original_node, mutation.mutated_node
        at = at_top[original]
        replaced = deep_replace(module.body[at], original, mutated)
        assert isinstance(replaced, cst.CSTNode)
        changed = "".join((before_all, *codes[:at], module.code_for_node(replaced), *codes[at + 1 :], after_all))
        if changed == source or not _compiles(changed):
            continue
        line = positions[original].start.line if original in positions else _first_difference(source, changed)
        before, after = (module.code_for_node(node).strip() for node in (original, mutated))
        by_source.setdefault(changed, Mutant(path, _lines_of_statement(statements, line), before, after, changed))
    return list(by_source.values())


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _call_dropped(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    (*before, last) = node.body
    if not before and isinstance(last, cst.Expr) and isinstance(last.value, cst.Call | cst.Yield):
        yield node.with_changes(body=[cst.Pass()])


def _negated(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
    """Comparisons and what is negated already have mutants of their own."""
    if not isinstance(node.test, cst.Comparison | cst.UnaryOperation):
        test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(test=cst.UnaryOperation(cst.Not(), test))


def _row_dropped(node: cst.Dict) -> Iterator[cst.CSTNode]:
    for at in range(len(node.elements)):
        yield node.with_changes(elements=[*node.elements[:at], *node.elements[at + 1 :]])


_Operators = Sequence[tuple[type, Callable[[Any], Iterable[cst.CSTNode]]]]
_OPERATORS: _Operators = [
    *mutation_operators,
    (cst.SimpleStatementLine, _call_dropped),
    (cst.If, _negated),
    (cst.CompIf, _negated),
    (cst.Dict, _row_dropped),
]


class _Visitor(MutationVisitor):
    """mutmut passes over what is decorated or stands in no function; here both are changed, but no type and no docstring."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation() | cst.Decorator() | cst.Import() | cst.ImportFrom():
                return True
            case cst.Call(func=cst.Name(value=name)):
                return name in _NO_RULES
            case (
                cst.Expr(value=cst.SimpleString()) | cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value="__slots__"))])
            ):
                return True
            case cst.Assign(value=cst.Subscript(value=cst.Name(value=name))):
                return name in ("tuple", "dict", "list", "Mapping", "Callable", "Annotated", "Literal")  # a type's other name
        return False


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _first_difference(source: str, changed: str) -> int:
    pairs = zip(source.split("\n"), changed.split("\n"), strict=False)
    return next(number for number, (line, other) in enumerate(pairs, 1) if line != other)


def _lines_of_statement(statements: Iterable[ast.stmt], line: int) -> range:
    """The lines of the smallest statement around a line; of one with a body those of its head."""
    around = [node for node in statements if node.lineno <= line <= _last_line(node)]
    if not around:
        return range(line, line + 1)
    smallest = max(around, key=lambda node: (node.lineno, -_last_line(node)))
    body = getattr(smallest, "body", None)
    last = max(smallest.lineno, body[0].lineno - 1) if body else _last_line(smallest)
    return range(smallest.lineno, last + 1)


def _last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno
