"""Python's garbage collector: at rest while very much is made in which it would find nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Disables it: it would go through everything again and again, for cycles of references that are not there."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
