"""Signing in and out, and one's own sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.access.control import AccessControl
from api.access.cookies import cookie_name, delete_cookie, set_cookie
from api.access.forms import Form
from api.access.openid import ProviderAnswer
from api.access.permit import Permitted
from api.html.rendering import page
from api.http.questions import now
from domain.access.access_log import AccessContext
from domain.access.accounts import Account, Accounts
from domain.access.passwords import Passwords
from domain.access.sessions import Sessions
from domain.errors import NotPermitted, NotSignedIn
from domain.vocabulary.text import Text

router = APIRouter(include_in_schema=False)
START = "/"
SIGN_IN = "sign_in"
UNDER_WAY = "rodtrad-openid"


class After(BaseModel):
    """Where to go after the sign-in."""

    till: str = START

    @property
    def place(self) -> str:
        """A page of our own, never another site."""
        is_own = self.till.startswith("/") and self.till.isprintable() and not self.till.startswith(("//", "/\\"))
        return self.till if is_own else START


class AnswerParams(BaseModel):
    state: str = ""
    code: str = ""
    iss: str = ""


def _control(request: Request) -> AccessControl:
    control: AccessControl = request.app.state.access
    return control


Control = Annotated[AccessControl, Depends(_control)]


@router.get("/logga-in")
def ask(request: Request, control: Control, after: Annotated[After, Query()]) -> Response:
    return _page(request, control, after)


@router.post("/logga-in")
def sign_in(request: Request, control: Control, form: Form) -> Response:
    """With a name, a password and a code, where one is set."""
    after, sub = After(till=form.get("till", START)), form.get("name", "")
    if control.provider is not None or not control.settings.sign_in:
        raise NotSignedIn
    client = control.client(request)
    try:
        account = Passwords(control.store).verify(sub, form.get("password", ""), form.get("code", ""), client, now())
    except NotSignedIn as error:
        _refused(control, Accounts(control.store).find(sub), client)
        return _page(request, control, after, error.text.sv, 401)
    return _signed_in(control, account, client, after.place)


@router.get("/logga-in/openid")
def begin(control: Control) -> Response:
    """On to the identity provider."""
    if control.provider is None:
        raise NotSignedIn
    begun = control.provider.begin(control.store, now())
    response = RedirectResponse(begun.url, 303)
    set_cookie(response, control.settings, begun.browser, UNDER_WAY)
    return response


@router.get("/logga-in/openid/svar")
def finish(request: Request, control: Control, params: Annotated[AnswerParams, Query()]) -> Response:
    """Back from the identity provider."""
    if control.provider is None:
        raise NotSignedIn
    browser = request.cookies.get(cookie_name(control.settings, UNDER_WAY), "")
    answer = ProviderAnswer(params.state, params.code, params.iss)
    sub, issuer = control.provider.finish(control.store, answer, browser, now()), control.provider.settings.issuer
    client = control.client(request)
    account = Accounts(control.store).find(sub, issuer)
    if account is None or account.ended_at is not None:
        _refused(control, account, client)
        why = Text(f"Inget konto gäller för {sub} hos {issuer}.", f"No account holds for {sub} at {issuer}.")
        raise NotPermitted(why=why)
    response = _signed_in(control, account.id, client, START)
    delete_cookie(response, control.settings, UNDER_WAY)
    return response


@router.post("/logga-ut")
def sign_out(control: Control, permit: Permitted) -> Response:
    response = RedirectResponse("/logga-in", 303)
    if permit.session is not None:
        Sessions(control.store).end(permit.session.account, permit.session.name)
        delete_cookie(response, control.settings)
    return response


@router.get("/sessioner")
def sessions(request: Request, control: Control, permit: Permitted) -> Response:
    """Where one is signed in."""
    own = permit.session
    there = [] if own is None else Sessions(control.store).of(own.account, now())
    return page(request, "sessions.html", sessions=there, own=own)


@router.post("/sessioner/avsluta")
def end(control: Control, permit: Permitted, form: Form) -> Response:
    if permit.session is not None:
        Sessions(control.store).end(permit.session.account, form.get("session", ""))
    return RedirectResponse("/sessioner", 303)


def _signed_in(control: AccessControl, account: int, client: str, place: str) -> Response:
    """Begins a session, always a new one, and logs it."""
    at = now()
    value = Sessions(control.store).begin(account, client, at)
    session = Sessions(control.store).find(value, at)
    context = AccessContext(Accounts(control.store).subject(account, at), session.name if session else "", client)
    control.record(context, at, SIGN_IN, "sign-in", "done", ())
    response = RedirectResponse(place, 303)
    set_cookie(response, control.settings, value)
    return response


def _refused(control: AccessControl, account: Account | None, client: str) -> None:
    """Logs an attempt at an account that there is."""
    if account is not None:
        context = AccessContext(Accounts(control.store).subject(account.id, now()), client=client)
        control.record(context, now(), SIGN_IN, "sign-in", "refused", ())


def _page(request: Request, control: AccessControl, after: After, fault: str = "", status: int = 200) -> Response:
    by_provider, by_name = control.provider is not None, control.settings.sign_in
    return page(request, "sign_in.html", status, till=after.place, fault=fault, by_provider=by_provider, by_name=by_name)
