"""How a page is made: the templates, and how values read in Swedish."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.html.words import days
from domain.calendar import in_stockholm
from domain.vocabulary.plurals import counted
from projections.html.rendering import templates
from projections.measuring import labels

NOTHING = "–"
_TEMPLATES = templates("api")


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    return HTMLResponse(_TEMPLATES.get_template(template).render(path=request.url.path, **values), status)


def shown(value: Any) -> str:
    """A value as the eye wants it: decimal comma, a thin line for nothing, days as they are written."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return f"{value:z.1f}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{in_stockholm(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def number(value: float | None, unit: str) -> str:
    return NOTHING if value is None else labels.amount(value, unit, "sv")


def anchor(event: str) -> str:
    """Where on a participant's page an event stands; an id may hold anything, an anchor may not."""
    return f"h-{sha256(event.encode()).hexdigest()[:12]}"


def query(given: Mapping[str, Any], **other: Any) -> str:
    """A query string of the parameters with others in it; empty ones are dropped."""
    pairs = [
        (name, item)
        for name, value in {**given, **other}.items()
        for item in (value if isinstance(value, list | tuple) else [value])
        if item not in (None, "")
    ]
    return "?" + "&".join(f"{quote(name)}={quote(str(item))}" for name, item in pairs)


_TEMPLATES.filters.update(
    shown=shown, number=number, anchor=anchor, days=days, address=quote, counted=partial(counted, lang="sv")
)
_TEMPLATES.globals.update(query=query)
