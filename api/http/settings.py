"""A server's settings: the store's location, how people sign in, and the hosts that it answers to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import RodTradError
from domain.log.keys.master_key import default_key_path
from domain.vocabulary.text import Text

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Without sign-in the server answers only to users at the machine, and only under these names."""
LARGEST_BODY = 1_000_000
"""In bytes."""
SLOWEST_BODY = 10.0
"""Seconds within which the whole body must arrive, however slowly it is sent."""


class BadSetting(RodTradError):
    """An environment variable with a value that a server cannot start with."""

    text = Text.same("{name}: {why}")


@dataclass(frozen=True)
class OpenIdSettings:
    """The identity provider, pinned by its issuer, and what it knows this server as."""

    issuer: str
    client: str
    secret: str


@dataclass(frozen=True)
class Settings:
    """Raises `BadSetting` for an address that can be reached from outside the machine without sign-in or without TLS."""

    where: str
    key_path: Path
    hosts: tuple[str, ...] = LOOPBACK
    processes: int = 2
    host: str = "127.0.0.1"
    port: int = 8000
    sign_in: bool = False
    openid: OpenIdSettings | None = None
    address: str = ""
    """The server's own address as browsers know it, https://…: whatever stands in front of it ends TLS."""
    operator: str = ""
    """The account that acts where nobody signs in."""

    def __post_init__(self) -> None:
        if self.address and not _is_origin(self.address):
            raise BadSetting(name="RODTRAD_ADDRESS", why=Text("skriv https:// och namnet.", "write https:// and the name."))
        if not is_loopback("127.0.0.1" if self.host == "localhost" else self.host) and not (self.sign_in and self.address):
            raise BadSetting(
                name="RODTRAD_HOST",
                why=Text(
                    "bara den egna datorns adresser (127.0.0.1, ::1), så länge ingen loggar in (RODTRAD_SIGN_IN) över TLS "
                    "(RODTRAD_ADDRESS).",
                    "the machine's own addresses only (127.0.0.1, ::1), as long as nobody signs in (RODTRAD_SIGN_IN) over TLS "
                    "(RODTRAD_ADDRESS).",
                ),
            )

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https://")

    @property
    def origin(self) -> str:
        return self.address or f"http://{self.host}:{self.port}"

    @property
    def names(self) -> tuple[str, ...]:
        """The host names that requests may be for."""
        return (*self.hosts, self.address.removeprefix("https://").partition(":")[0]) if self.address else self.hosts

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        where, key, port = (environment.get(name, "") for name in ("RODTRAD_STORE", "RODTRAD_KEY", "PORT"))
        if not where:
            raise BadSetting(name="RODTRAD_STORE", why=Text("ange lagret.", "give the store."))
        if port and not (port.isdecimal() and len(port) <= 5 and int(port) < 65_536):
            raise BadSetting(name="PORT", why=Text("skriv ett portnummer.", "write a port's number."))
        sign_in = environment.get("RODTRAD_SIGN_IN", "")
        if sign_in not in ("", *SIGN_INS):
            names = Text(f"en av {', '.join(SIGN_INS)}.", f"one of {', '.join(SIGN_INS)}.")
            raise BadSetting(name="RODTRAD_SIGN_IN", why=names)
        return cls(
            where,
            Path(key) if key else default_key_path(where),
            host=environment.get("RODTRAD_HOST") or "127.0.0.1",
            port=int(port or 8000),
            sign_in=bool(sign_in),
            openid=_openid(environment) if sign_in == "openid" else None,
            address=environment.get("RODTRAD_ADDRESS", "").rstrip("/"),
            operator=environment.get("RODTRAD_OPERATOR", ""),
        )


SIGN_INS = ("accounts", "openid")
"""With accounts of our own, or with an identity provider."""


def _openid(environment: Mapping[str, str]) -> OpenIdSettings:
    """Reads the provider's settings. The client's secret is in a file, as systemd's credentials are."""
    names = ("RODTRAD_OPENID_ISSUER", "RODTRAD_OPENID_CLIENT", "RODTRAD_OPENID_SECRET_FILE")
    issuer, client, secret = (environment.get(name, "") for name in names)
    for name, value in zip(names, (issuer, client, secret), strict=True):
        if not value:
            raise BadSetting(name=name, why=Text("saknas.", "is missing."))
    try:
        return OpenIdSettings(issuer, client, Path(secret).read_text("utf-8").strip())
    except (OSError, UnicodeError):
        raise BadSetting(name=names[-1], why=Text("filen kan inte läsas.", "the file cannot be read.")) from None


def _is_origin(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname) and address == f"https://{parts.netloc}" and "@" not in parts.netloc


def is_loopback(address: str) -> bool:
    """Whether an address can be reached only from the machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
