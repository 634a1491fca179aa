"""What each route asks leave for. A route that is not here is refused; tests generate every cell of role and route from it."""

from collections.abc import Mapping
from typing import Final, Literal

from domain.access.roles import AccessAction

Public = Literal["public"]
PUBLIC: Final[Public] = "public"
"""Before anybody has signed in: the sign-in itself, and whether the server runs."""

_MEASURES, _PARTICIPANTS = "/api/v1/measures", "/api/v1/participants"
ROUTES: Mapping[tuple[str, str], AccessAction | Public] = {
    ("GET", _MEASURES): "catalogue",
    ("GET", f"{_MEASURES}/{{key:definition}}"): "catalogue",
    ("GET", f"{_MEASURES}/{{key:definition}}/figures"): "figures",
    ("GET", f"{_MEASURES}/{{key:definition}}/cases"): "cases",
    ("GET", f"{_MEASURES}/{{key:definition}}/explain"): "thread",
    ("GET", "/api/v1/coverage"): "figures",
    ("POST", f"{_PARTICIPANTS}/commands"): "register",
    ("POST", f"{_PARTICIPANTS}/lookup"): "search",
    ("POST", f"{_PARTICIPANTS}/search"): "search",
    ("GET", f"{_PARTICIPANTS}/{{participant}}/timeline"): "thread",
    ("GET", "/"): "catalogue",
    ("POST", "/deltagare"): "search",
    ("GET", "/deltagare/{participant}"): "thread",
    ("GET", "/matt/{key:definition}"): "figures",
    ("GET", "/matt/{key:definition}/deltagare/{participant}"): "thread",
    ("GET", "/snurrar-runt"): "figures",
    ("GET", "/coverage"): "figures",
    ("GET", "/health"): PUBLIC,
    ("GET", "/ready"): PUBLIC,
    ("GET", "/logga-in"): PUBLIC,
    ("POST", "/logga-in"): PUBLIC,
    ("GET", "/logga-in/openid"): PUBLIC,
    ("GET", "/logga-in/openid/svar"): PUBLIC,
    ("POST", "/logga-ut"): "own_sessions",
    ("GET", "/sessioner"): "own_sessions",
    ("POST", "/sessioner/avsluta"): "own_sessions",
}
