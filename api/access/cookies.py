"""The cookies of a session and of a sign-in under way: for this host alone, out of scripts' reach, over TLS.

On the machine's own address there may be no TLS; `__Host-` would then be refused by the browser.
"""

from fastapi import Response

from api.http.settings import Settings


def cookie_name(settings: Settings, of: str = "rodtrad") -> str:
    return f"__Host-{of}" if settings.is_secure else of


def set_cookie(response: Response, settings: Settings, value: str, of: str = "rodtrad") -> None:
    name = cookie_name(settings, of)
    response.set_cookie(name, value, path="/", secure=settings.is_secure, httponly=True, samesite="lax")


def delete_cookie(response: Response, settings: Settings, of: str = "rodtrad") -> None:
    name = cookie_name(settings, of)
    response.delete_cookie(name, path="/", secure=settings.is_secure, httponly=True, samesite="lax")
