"""SVG drawings, built element by element. All charts and pictures are drawn with this module."""

from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup


def drawing(**attributes: float | str) -> Element:
    """Returns an empty drawing."""
    return Element("svg", _written(attributes))


def draw(parent: Element, tag: str, text: str | None = None, **attributes: float | str) -> Element:
    """Adds an element with its text to `parent` and returns it. Attributes have Python names: `stroke_width`, `class_`."""
    element = SubElement(parent, tag, _written(attributes))
    element.text = text
    return element


def markup(drawn: Element) -> Markup:
    """Returns the drawing for use in a template, with texts and attributes escaped."""
    return Markup(tostring(drawn, encoding="unicode", short_empty_elements=False))


def shortened(text: str, longest: int) -> str:
    """Returns the text, cut to at most `longest` characters with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _written(attributes: dict[str, float | str]) -> dict[str, str]:
    return {
        name.rstrip("_").replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
        for name, value in attributes.items()
    }
