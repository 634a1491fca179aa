"""HTML is made in one way and drawings are drawn in one way, whoever makes them, and everything in them is escaped."""

import ast
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from api.html import rendering as pages
from projections.html.drawing import draw, drawing, markup, shortened
from projections.html.rendering import templates
from projections.reports.writers import page as reports

HOUSE = Path(__file__).parents[3]
MADE_BY = {
    "Environment": "projections/html/rendering.py",
    "tostring": "projections/html/drawing.py",
    "SubElement": "projections/html/drawing.py",
}
"""What makes HTML or elements of it, and the one module that may."""


def importers(name: str) -> list[str]:
    files = [path for room in ("domain", "projections", "api", "scripts") for path in sorted((HOUSE / room).rglob("*.py"))]
    assert len(files) > 300
    return [str(path.relative_to(HOUSE)) for path in files if name in _imported(ast.parse(path.read_text("utf-8")))]


def _imported(tree: ast.Module) -> set[str]:
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in froms if node.module in ("jinja2", "xml.etree.ElementTree") for alias in node.names}


@pytest.mark.parametrize("name", MADE_BY)
def test_one_module_makes_all_html_and_one_all_drawings(name: str) -> None:
    assert importers(name) == [MADE_BY[name]]


def test_no_template_draws() -> None:
    drawn = [
        path.name
        for path in HOUSE.rglob("templates/*.html")
        if any(tag in path.read_text("utf-8") for tag in ("<svg", "<rect"))
    ]
    assert drawn == []


@pytest.mark.parametrize("environment", [pages._TEMPLATES, reports._TEMPLATES, templates("api")])
def test_every_template_escapes_and_refuses_a_name_that_it_does_not_know(environment: object) -> None:
    assert environment.autoescape is True  # type: ignore[attr-defined]
    assert environment.from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"  # type: ignore[attr-defined]
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody }}").render()  # type: ignore[attr-defined]


def test_a_drawing_escapes_its_texts_and_attributes_and_a_template_takes_it_as_it_is() -> None:
    svg = drawing(viewBox="0 0 1 1", aria_label='"><script>')
    draw(svg, "text", "<b>", class_="label", stroke_width=2, x=1.25)
    written = (
        '<svg viewBox="0 0 1 1" aria-label="&quot;&gt;&lt;script&gt;">'
        '<text class="label" stroke-width="2" x="1.2">&lt;b&gt;</text></svg>'
    )
    assert markup(svg) == written
    assert templates("api").from_string("{{ picture }}").render(picture=markup(svg)) == written


def test_a_label_is_cut_only_where_there_is_no_room_for_it() -> None:
    assert (shortened("resa", 4), shortened("resor", 4)) == ("resa", "res…")
