"""Stops a long computation between its steps when nobody waits for the answer any more."""

from collections.abc import Callable

Check = Callable[[], None]
"""Called between the steps of a long computation; raises an error to stop it."""


def go_on() -> None:
    """The check of a computation that is never stopped."""
