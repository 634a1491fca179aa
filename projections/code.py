"""Which code made a figure: the version, and a digest of every source file that decides what a figure is."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

HOUSE = Path(__file__).parent.parent
DECIDING = ("domain", "projections")


@cache
def code_version() -> str:
    """`0.1.0+` and the first twelve digits of the digest; the same on every machine that runs the same files."""
    told = sha256()
    for path in sorted(path for room in DECIDING for path in (HOUSE / room).rglob("*.py")):
        told.update(f"{path.relative_to(HOUSE).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"{version('roda-traden')}+{told.hexdigest()[:12]}"
