"""Whether what opens a store lets go of it: no connection is left to the garbage collector."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, NullPool, event
from sqlalchemy.pool import QueuePool

from domain.log.storage.faults import place


@contextmanager
def letting_go(database: str = "") -> Iterator[set[str]]:
    """Whatever is connected to in here is let go of before its end, with nothing of it in use. Gives all that was.

    `database`: only what is of that one.
    """
    held: dict[Engine, None] = {}
    connected: set[str] = set()
    in_use: list[str] = []
    dispose = Engine.dispose

    def note(connection: Connection) -> None:
        if database not in place(connection.engine):
            return
        connected.add(place(connection.engine))
        if not isinstance(connection.engine.pool, NullPool):
            held[connection.engine] = None

    def let_go(engine: Engine, close: bool = True) -> None:
        held.pop(engine, None)
        if isinstance(engine.pool, QueuePool) and engine.pool.checkedout() > 0 and database in place(engine):
            in_use.append(place(engine))
        dispose(engine, close)

    event.listen(Engine, "engine_connect", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Engine, "dispose", let_go)
            yield connected
    finally:
        event.remove(Engine, "engine_connect", note)
    assert not held, [(place(engine), type(engine.pool).__name__) for engine in held]
    assert not in_use, in_use
