"""Who is erased: a source that still has them sends their rows again each night, and none of it may be stored."""

from collections.abc import Callable
from functools import cache

from domain.log.application import Log
from domain.normal_form import forms


def erased_in(log: Log) -> Callable[[str], bool]:
    """Returns a test of whether a participant is erased, by the keyed hash of its key: nothing else of it is left."""
    erased = {fence.name_hash for fence in log.rows.fences()}
    if not erased:
        return lambda _: False
    return cache(lambda participant: any(log.keys.name_hash(form) in erased for form in forms(participant)))
