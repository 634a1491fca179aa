"""Where the files of facts lie, and what they say of the log that they were made from.

They are derived from the log, and so are evidence of its content; nothing else of them is read here.
"""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from domain.log.storage.places import served

HEAD = "head"
"""The folder of the facts at the log's head."""
MANIFEST = "manifest.json"
"""The file that names the files of a snapshot, as a line of JSON and a line that proves it."""


@dataclass(frozen=True)
class Reached:
    """The log that the facts were made from, and how far."""

    store: bytes | None
    position: int
    leaf: bytes | None


def facts_folder(where: str) -> Path:
    """Returns the folder of facts: beside the store's files, or for a database server in the user's own cache."""
    if served(where):
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "rodtrad" / sha256(where.encode()).hexdigest()[:16]
    return Path(where).expanduser().absolute() / "facts"


def reached_by_facts(where: str) -> Reached | None:
    """Returns how far the facts have reached; None if there are none, or their manifest cannot be read."""
    try:
        line, _, _ = (facts_folder(where) / HEAD / MANIFEST).read_bytes().partition(b"\n")
        manifest = json.loads(line)
        origin = manifest["origin"]
        return Reached(_bytes(origin["store"]), int(manifest["position"]), _bytes(origin["leaf"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _bytes(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)
