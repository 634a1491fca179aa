"""Drawings as SVG, element by element: the one way in which charts and pictures are drawn."""

from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup


def drawing(**attributes: float | str) -> Element:
    """An empty one."""
    return Element("svg", _written(attributes))


def draw(parent: Element, tag: str, text: str | None = None, **attributes: float | str) -> Element:
    """An element in a drawing, with its text. Attributes as Python can name them: `stroke_width`, `class_`."""
    element = SubElement(parent, tag, _written(attributes))
    element.text = text
    return element


def markup(drawn: Element) -> Markup:
    """For a template; texts and attributes are escaped."""
    return Markup(tostring(drawn, encoding="unicode", short_empty_elements=False))


def shortened(text: str, longest: int) -> str:
    """A label that there is room for."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _written(attributes: dict[str, float | str]) -> dict[str, str]:
    return {
        name.rstrip("_").replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
        for name, value in attributes.items()
    }
