"""Page rendering: the templates, and values formatted in Swedish."""

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
    """Whoever is signed in is named on every page, with the button that signs out."""
    permit = getattr(request.state, "permit", None)
    signed_in = {"session": permit and permit.session, "signed_in": permit and permit.signed_in}
    return HTMLResponse(_TEMPLATES.get_template(template).render(path=request.url.path, **signed_in, **values), status)


def shown(value: Any) -> str:
    """Formats a value for a page: decimal comma, a dash for None, ISO dates."""
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
    """Returns the HTML anchor of an event on a participant's page; hashed, since an id may contain any character."""
    return f"h-{sha256(event.encode()).hexdigest()[:12]}"


def query(given: Mapping[str, Any], **other: Any) -> str:
    """Returns a query string of the parameters, overridden by `other`; empty values are dropped."""
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
