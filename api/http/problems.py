"""Problem responses in the OpenAPI document."""

from typing import Any

_TEXT = {"type": "string"}
_FAULT = {"type": "object", "properties": {"field": _TEXT, "code": _TEXT, "sv": _TEXT, "en": _TEXT}}
_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `sv` och `en` finns alltid; `detail` är på det språk som Accept-Language ber om.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "sv", "en"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:rodtrad:problem:refused"]},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "sv": _TEXT,
        "en": _TEXT,
        "position": {"type": "integer"},
        "finding": {"type": "string", "description": "Avvikelsen som hindrade, när något inte kan ha hänt."},
        "event": {"type": "object", "properties": {"id": _TEXT, "kind": _TEXT, "on": {"type": "string", "format": "date"}}},
        "incident": _TEXT,
        "errors": {"type": "array", "items": _FAULT, "description": "Varje fält som inte kunde förstås."},
    },
}


def _answer(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/problem+json": {"schema": _SCHEMA}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _answer("Begäran kunde inte läsas."),
    401: _answer("Ingen är inloggad, eller nyckeln gäller inte."),
    403: _answer("Rollen ger inte rätt till det, eller begäran kom från en annan webbplats."),
    408: _answer("Begäran kom inte fram i tid."),
    413: _answer("Det som skickades är för stort."),
    421: _answer("Servern svarar bara på sin egen adress."),
    422: _answer("Kunde inte förstås."),
    500: _answer("Något gick fel i servern; `incident` är dess nummer i serverns logg."),
    503: _answer("Lagret är upptaget eller kan inte användas, eller servern hinner inte med mer (`Retry-After`)."),
}
"""The problems that any endpoint can return."""
ABSENT: dict[int | str, dict[str, Any]] = {404: _answer("Finns inte.")}
ERASED: dict[int | str, dict[str, Any]] = {410: _answer("Deltagaren är gallrad.")}
IMPOSSIBLE: dict[int | str, dict[str, Any]] = {409: _answer("Kan inte ha hänt, eller finns redan med annat innehåll.")}
