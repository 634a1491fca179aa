"""Nothing of more than ten lines stands twice in the tree: what is the same is one function, which both call.

And no list of codes that belong together does, however short.
"""

import ast
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from domain.events import EVENTS
from domain.events.event import kind_of
from domain.vocabulary.code_lists import CODES
from projections.rules import leavers

HOUSE = Path(__file__).parents[1]
MOST = 10
"""Lines that may stand twice. Blank lines, comments, imports and lines of brackets alone are none."""
_FOLDERS = ("domain", "projections", "api", "scripts", "tests")
_SPAN = MOST + 1
_CLOSED_LISTS = ("person_codes.py", "support_codes.py", "way_codes.py")
"""Where the lists themselves stand."""

Place = tuple[str, int]


def repeated(sources: Mapping[str, str]) -> list[tuple[Place, Place]]:
    """The first lines of what stands in two places, in more lines than may."""
    places: dict[tuple[str, ...], list[Place]] = {}
    for name, source in sources.items():
        lines = [*_lines(source)]
        for first in range(len(lines) - MOST):
            span = lines[first : first + _SPAN]
            places.setdefault(tuple(text for _, text in span), []).append((name, span[0][0]))
    return [pair for of in places.values() for pair in pairwise(of)]


def _lines(source: str) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(source.splitlines(), 1):
        text = " ".join(line.split())
        if any(map(str.isalnum, text)) and not text.startswith(("#", "import ", "from ")):
            yield number, text


def test_nothing_of_more_than_ten_lines_stands_twice() -> None:
    """But for what migrations once were, which nobody edits."""
    files = [path for folder in _FOLDERS for path in sorted((HOUSE / folder).rglob("*.py")) if "migrations" not in path.parts]
    assert len(files) > 500
    assert repeated({str(path.relative_to(HOUSE)): path.read_text("utf-8") for path in files}) == []


def test_what_stands_twice_is_seen_also_indented_and_with_comments_between_and_ten_lines_are_not() -> None:
    lines = [f"step_{number}()" for number in range(_SPAN)]
    other = "# why\n\n".join(f"    {line}\n" for line in lines)
    assert repeated({"a.py": "\n".join(lines), "b.py": f"def f():\n{other}"}) == [(("a.py", 1), ("b.py", 2))]
    assert repeated({"a.py": "\n".join([*lines, "x = 1", *lines])}) == [(("a.py", 1), ("a.py", _SPAN + 2))]
    assert repeated({"a.py": "\n".join(lines[:MOST]), "b.py": "\n".join(lines[:MOST])}) == []


def _lists_of_codes(source: str) -> Iterable[frozenset[str]]:
    """Lists of codes of one closed list, or of kinds of events; not of digits, which are codes of several lists."""
    kinds = {kind_of(kind) for kind in EVENTS}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            texts = {part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
            is_closed = any(texts <= codes.keys() for codes in CODES.values()) or texts <= kinds
            if len(texts) == len(node.elts) > 1 and is_closed and not all(map(str.isdigit, texts)):
                yield frozenset(texts)


def test_codes_that_belong_together_are_listed_in_one_place() -> None:
    """As `LEAVER_REASONS` or `AMA`: whoever needs them reads the name."""
    places: dict[frozenset[str], list[str]] = {}
    for folder in ("domain", "projections", "api", "scripts/cli"):
        for path in (HOUSE / folder).rglob("*.py"):
            if "migrations" not in path.parts and path.name not in _CLOSED_LISTS:
                for codes in _lists_of_codes(path.read_text("utf-8")):
                    places.setdefault(codes, []).append(path.name)
    assert places[frozenset(leavers.LEAVING)] == ["leavers.py"]
    assert {codes: names for codes, names in places.items() if len(names) > 1} == {}


def test_a_code_is_never_compared_by_a_piece_of_it_in_a_measure() -> None:
    """Which codes are of a group is said by the vocabulary, not by how they begin."""
    measures = [*(HOUSE / "projections" / "measures").rglob("*.py"), *(HOUSE / "projections" / "rules").rglob("*.py")]
    assert len(measures) > 30
    assert [path.name for path in measures if "starts_with" in path.read_text("utf-8")] == []


def test_in_the_rules_that_measures_share_every_number_of_days_or_months_has_a_name() -> None:
    """One within a function would be the only place that says it, and nobody else could read it."""
    rules = [*(HOUSE / "projections" / "rules").glob("*.py")]
    assert len(rules) > 7
    assert [found for path in rules for found in _numbers_in_functions(path.read_text("utf-8"))] == []
    assert _numbers_in_functions("def f(day, least=30):\n    return day + 14, [day.month + 7]\n") == [14, 7]


def _numbers_in_functions(source: str) -> list[int]:
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    inside = (part for function in functions for statement in function.body for part in ast.walk(statement))
    return [node.value for node in inside if isinstance(node, ast.Constant) and type(node.value) is int and node.value >= 7]
