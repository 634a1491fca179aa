"""Nothing of more than ten lines stands twice in the tree: what is the same is one function, which both call."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

HOUSE = Path(__file__).parents[1]
MOST = 10
"""Lines that may stand twice. Blank lines, comments, imports and lines of brackets alone are none."""
_FOLDERS = ("domain", "projections", "api", "scripts", "tests")
_SPAN = MOST + 1

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
