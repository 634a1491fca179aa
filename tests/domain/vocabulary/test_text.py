"""A text in both languages."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from domain.vocabulary.text import Text

HOUSE = Path(__file__).parents[3]


def test_a_text_is_read_by_its_language_and_never_by_its_place() -> None:
    text = Text("avslut", "exit")
    assert (text["sv"], text["en"]) == ("avslut", "exit")
    with pytest.raises(KeyError):
        text[0]  # type: ignore[index]


def test_what_fills_in_a_text_is_in_its_language_where_it_has_two() -> None:
    filled = Text("{what} från {on}", "{what} since {on}").format(what=Text("inskriven", "enrolled"), on="2023-01-01")
    assert filled == Text("inskriven från 2023-01-01", "enrolled since 2023-01-01")
    assert Text("{} av {}", "{} of {}").format(1, Text("alla", "all")) == Text("1 av alla", "1 of all")


def test_braces_in_what_fills_in_a_text_are_nothing_to_fill_in() -> None:
    assert Text.same("{why}").format(why=Text("{ }", "{x}")) == Text("{ }", "{x}")


def test_texts_are_joined_in_each_language() -> None:
    assert Text.joined(", ", [Text("ja", "yes"), Text.same("plan")]) == Text("ja, plan", "yes, plan")


def chooses_by_language(tree: ast.AST) -> list[int]:
    """The lines where a language is compared with one of the two; a text chooses by itself."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(side, ast.Constant) and side.value in ("sv", "en") for side in node.comparators)
        and ast.unparse(node.left).endswith("lang")
    ]


def keeps_languages_apart(tree: ast.AST) -> list[int]:
    """The lines where a class has a field for each language, or something is kept by language."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.ClassDef) and {"sv", "en"} <= {*_fields(node)})
        or (isinstance(node, ast.Subscript) and ast.unparse(node).startswith(("Mapping[Lang, ", "dict[Lang, ")))
    ]


def _fields(node: ast.ClassDef) -> Iterator[str]:
    return (part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name))


def sources() -> Mapping[str, ast.Module]:
    files = [path for room in ("domain", "projections", "api", "scripts") for path in (HOUSE / room).rglob("*.py")]
    assert len(files) > 300
    return {str(path.relative_to(HOUSE)): ast.parse(path.read_text("utf-8")) for path in files}


OWN_FIELDS = {
    "domain/vocabulary/text.py": "the text itself",
    "api/resources/measures.py": "what the API writes",
    "projections/measuring/measure.py": "the hash of a definition is of these fields",
}
"""Where the two languages are fields, and why."""


def test_a_text_in_two_languages_is_one_thing() -> None:
    assert {name for name, tree in sources().items() if keeps_languages_apart(tree)} == {*OWN_FIELDS}
    assert keeps_languages_apart(ast.parse("class Column:\n    sv: str\n    en: str")) == [1]
    assert keeps_languages_apart(ast.parse("x = 1\nWORDS: Mapping[Lang, str] = {}")) == [2]


def test_nobody_chooses_a_text_by_asking_which_language_it_is() -> None:
    assert {name: lines for name, tree in sources().items() if (lines := chooses_by_language(tree))} == {}
    assert chooses_by_language(ast.parse('x = 1\ny = "ja" if session.lang == "sv" else "yes"')) == [2]
