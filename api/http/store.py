"""The opened store, used by all reads and writes.

Worlds are cached until the log changes, since a page and its links request the same World.
"""

from collections import OrderedDict
from contextlib import ExitStack
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from api.http.settings import Settings
from domain.log.application import Log
from projections.disclosure.gate import Gate
from projections.publishing.register import gate_after
from projections.worlds.coordinates import Coordinates
from projections.worlds.interruption import Check, go_on
from projections.worlds.store import Worlds
from projections.worlds.world import World

KEPT = 4
"""The maximum number of Worlds in memory."""


class Store:
    def __init__(self, settings: Settings) -> None:
        self.log = Log(settings.where, settings.key_path, create=False)
        with ExitStack() as opened:
            opened.callback(self.log.close)
            self.worlds = Worlds(self.log, settings.processes)
            opened.pop_all()
        self._kept: OrderedDict[tuple[int, Coordinates], World] = OrderedDict()
        self._gate = -1, Gate()
        self._alone = Lock()

    @property
    def gate(self) -> Gate:
        """The disclosure gate, with everything published up to the head."""
        head = self.position
        if self._gate[0] != head:
            self._gate = head, gate_after(self.log)
        return self._gate[1]

    @property
    def position(self) -> int:
        """The position of the log's head."""
        return self.log.rows.head()[0]

    def world(self, coordinates: Coordinates, check: Check = go_on) -> World:
        """Returns a World, built one at a time; any new entry, including an erasure, empties the cache."""
        with self._alone:
            head = self.position
            cache_key = (head, coordinates)
            for key in [key for key in self._kept if key[0] != head]:
                del self._kept[key]
            if cache_key not in self._kept:
                self._kept[cache_key] = self.worlds.world(coordinates, check)
            self._kept.move_to_end(cache_key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[cache_key]

    def close(self) -> None:
        self.worlds.close()
        self.log.close()


def opened(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Opened = Annotated[Store, Depends(opened)]
