"""What is decided on the log is decided anew where somebody else wrote first."""

import time
from collections.abc import Callable
from typing import TypeVar

from domain.log.storage.bulk import AlreadyRecorded

Result = TypeVar("Result")
ATTEMPTS = 20


def retrying(attempt: Callable[[], Result]) -> Result:
    """Try again, a little later each time. Raises `AlreadyRecorded` where somebody else keeps writing first."""
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except AlreadyRecorded:
            if number == ATTEMPTS - 1:
                raise
            time.sleep(0.005 * number)
    raise AssertionError("unreachable")
