"""Ending a long computation between its steps, where nobody waits for the answer any more."""

from collections.abc import Callable

Check = Callable[[], None]
"""Called between the steps of a long computation; raises where it is to end."""


def go_on() -> None:
    """The check where there is nobody who could stop waiting."""
