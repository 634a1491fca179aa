"""The opened store, used by all reads and writes."""

from contextlib import ExitStack, closing
from datetime import date
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request

from api.http.settings import Settings
from domain.log.application import Log
from domain.log.releases import Releases
from projections.disclosure.gate import Gate
from projections.publishing.ledger import outward_gate
from projections.publishing.register import gate_after
from projections.worlds.coordinates import Coordinates
from projections.worlds.interruption import Check, go_on
from projections.worlds.store import Worlds
from projections.worlds.world import World


class Store:
    def __init__(self, settings: Settings) -> None:
        self.log = Log(settings.where, settings.key_path, create=False)
        with ExitStack() as opened:
            opened.callback(self.log.close)
            self.worlds = Worlds(self.log, settings.processes)
            opened.pop_all()
        self._gate = -1, Gate()
        self._opened = ExitStack()

    @property
    def gate(self) -> Gate:
        """The disclosure gate, with everything published up to the head."""
        head = self.position
        if self._gate[0] != head:
            self._gate = head, gate_after(self.log)
        return self._gate[1]

    @cached_property
    def _releases(self) -> Releases:
        return self._opened.enter_context(closing(Releases(self.log)))

    def outward_gate(self, today: date) -> Gate:
        """The disclosure gate for those who may not see persons, which remembers all that left."""
        return outward_gate(self.log, self._releases, today)

    @property
    def position(self) -> int:
        """The position of the log's head."""
        return self.log.rows.head()[0]

    def world(self, coordinates: Coordinates, check: Check = go_on) -> World:
        return self.worlds.world(coordinates, check)

    def close(self) -> None:
        self._opened.close()
        self.worlds.close()
        self.log.close()


def opened(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Opened = Annotated[Store, Depends(opened)]
