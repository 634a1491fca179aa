"""What a server is told from outside: where the store is, and whom it answers to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.log.master_key import default_key_path

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Nobody signs in yet, so the server answers only to whoever sits at the machine, and only under these names."""
LARGEST_BODY = 1_000_000
"""Bytes."""
SLOWEST_BODY = 10.0
"""Seconds until a body must be there, however it drips."""


@dataclass(frozen=True)
class Settings:
    where: str
    key_path: Path
    hosts: tuple[str, ...] = LOOPBACK
    processes: int = 2

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        where = environment["RODTRAD_STORE"]
        key = environment.get("RODTRAD_KEY")
        return cls(where, Path(key) if key else default_key_path(where))
