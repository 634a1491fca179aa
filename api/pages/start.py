"""The start page: every measure by theme, and a search for a participant by a source's key."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.access.forms import Form
from api.access.permit import Permitted
from api.html.rendering import page
from api.html.words import unit
from api.http.errors import problem_of
from api.http.store import Opened, Store
from domain.errors import ParticipantErased, Unknown
from projections.measures.catalogue import CATALOGUE
from projections.measuring.measure import Measure

router = APIRouter(include_in_schema=False)


THEMES: Mapping[str, str] = {
    "UPP": "Uppsala: arbetsmarknads- och försörjningsstödsplanen",
    "ENK": "Enköping: målen och Jobbcentrum",
    "LIN": "Linköping: uppdragen",
    "SOD": "Södertälje: resan, trapporna och placeringarna",
    "OUT": "Arbete eller studier efter avslut",
    "RET": "Återinträde",
    "LT": "Ledtider",
    "R": "De som går runt",
}
"""The themes of measures, by the letters that their keys begin with."""


def _themes() -> Iterator[tuple[str, Sequence[Measure]]]:
    of: dict[str, list[Measure]] = {theme: [] for theme in THEMES}
    for measure in CATALOGUE.values():
        of.setdefault(_letters(measure.key), []).append(measure)
    for theme, some in of.items():
        yield THEMES.get(theme, theme), some


def _letters(key: str) -> str:
    return "".join(takewhile(str.isupper, key))


@router.get("/")
def start(request: Request, store: Opened) -> Response:
    return _page(request, store)


@router.post("/deltagare")
def seek(request: Request, store: Opened, permit: Permitted, form: Form) -> Response:
    """To the page of the participant of this key, identity number or name; several are listed."""
    text = form.get("participant", "")
    try:
        return RedirectResponse(f"/deltagare/{permit.id_of(text)}", 303)
    except (Unknown, ParticipantErased) as error:
        hits = permit.search(text)
        if len(hits) == 1:
            return RedirectResponse(f"/deltagare/{hits[0]}", 303)
        names = {participant: permit.name_of(participant) for participant in hits}
        fault = "" if hits else error.text.sv
        return _page(request, store, text, fault, 200 if hits else problem_of(error).status, names)


def _page(
    request: Request,
    store: Store,
    sought: str = "",
    fault: str = "",
    status: int = 200,
    hits: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    return page(
        request,
        "start.html",
        status,
        themes=list(_themes()),
        unit=unit,
        position=store.position,
        sought=sought,
        fault=fault,
        hits=hits,
    )
