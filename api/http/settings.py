"""A server's settings: the store's location, and the hosts that it answers to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from domain.errors import RodTradError
from domain.log.keys.master_key import default_key_path
from domain.vocabulary.text import Text

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""There is no sign-in yet, so the server answers only to users at the machine, and only under these names."""
LARGEST_BODY = 1_000_000
"""In bytes."""
SLOWEST_BODY = 10.0
"""Seconds within which the whole body must arrive, however slowly it is sent."""


class BadSetting(RodTradError):
    """An environment variable with a value that a server cannot start with."""

    text = Text.same("{name}: {why}")


@dataclass(frozen=True)
class Settings:
    """Raises `BadSetting` for an address that can be reached from outside the machine."""

    where: str
    key_path: Path
    hosts: tuple[str, ...] = LOOPBACK
    processes: int = 2
    host: str = "127.0.0.1"
    port: int = 8000

    def __post_init__(self) -> None:
        if not is_loopback("127.0.0.1" if self.host == "localhost" else self.host):
            raise BadSetting(
                name="RODTRAD_HOST",
                why=Text(
                    "bara den egna datorns adresser (127.0.0.1, ::1), så länge ingen loggar in.",
                    "the machine's own addresses only (127.0.0.1, ::1), as long as nobody signs in.",
                ),
            )

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        where, key, port = (environment.get(name, "") for name in ("RODTRAD_STORE", "RODTRAD_KEY", "PORT"))
        if not where:
            raise BadSetting(name="RODTRAD_STORE", why=Text("ange lagret.", "give the store."))
        if port and not (port.isdecimal() and len(port) <= 5 and int(port) < 65_536):
            raise BadSetting(name="PORT", why=Text("skriv ett portnummer.", "write a port's number."))
        return cls(
            where,
            Path(key) if key else default_key_path(where),
            host=environment.get("RODTRAD_HOST") or "127.0.0.1",
            port=int(port or 8000),
        )


def is_loopback(address: str) -> bool:
    """Whether an address can be reached only from the machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
