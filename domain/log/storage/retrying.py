"""Retries a decision based on the log if another process wrote first."""

import time
from collections.abc import Callable
from typing import TypeVar

from domain.log.storage.bulk import AlreadyRecorded

Result = TypeVar("Result")
ATTEMPTS = 20


def retrying(attempt: Callable[[], Result]) -> Result:
    """Calls `attempt` up to `ATTEMPTS` times with growing delays. Raises `AlreadyRecorded` if the last attempt also fails."""
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except AlreadyRecorded:
            if number == ATTEMPTS - 1:
                raise
            time.sleep(0.005 * number)
    raise AssertionError("unreachable")
