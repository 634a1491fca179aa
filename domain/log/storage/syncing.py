"""Waits until a file, or a directory with a new name in it, lies on the disk."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Raises `OSError` if the disk does not take it."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
