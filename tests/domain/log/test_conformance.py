"""The event-sourcing library's own tests of a recorder, on both databases."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from domain.log.recorder import LogRecorder
from tests.conftest import Open


def readers_finished(before: set[threading.Thread]) -> None:
    """The library's concurrency test leaves its readers to finish by themselves; the store is closed after them."""
    for thread in set(threading.enumerate()) - before:
        thread.join()


class OnSqlite:
    @pytest.fixture(autouse=True)
    def _store(self, sqlite_where: str, opened: Open) -> Iterator[None]:
        before = set(threading.enumerate())
        self.recorder = LogRecorder(opened(sqlite_where, "log"))
        yield
        readers_finished(before)

    def create_recorder(self) -> Any:
        return self.recorder


class OnPostgresql:
    @pytest.fixture(autouse=True)
    def _store(self, postgresql_where: str, opened: Open) -> Iterator[None]:
        before = set(threading.enumerate())
        self.recorder = LogRecorder(opened(postgresql_where, "log"))
        yield
        readers_finished(before)

    def create_recorder(self) -> Any:
        return self.recorder


class AsAggregateRecorder(LogRecorder):
    """The narrower contract: no positions are told, and events come back bare."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:  # type: ignore[override]
        super().insert_events(stored_events, **kwargs)

    def select_events(self, originator_id: UUID | str, **kwargs: Any) -> list[StoredEvent]:  # type: ignore[override]
        selected = super().select_events(originator_id, **kwargs)
        return [StoredEvent(each.originator_id, each.originator_version, each.topic, each.state) for each in selected]


class Aggregate(AggregateRecorderTestCase):
    recorder: LogRecorder

    def create_recorder(self) -> AsAggregateRecorder:
        return AsAggregateRecorder(self.recorder.engine)


class Application(ApplicationRecorderTestCase[LogRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestAggregateOnSqlite(Aggregate, OnSqlite):
    pass


class TestAggregateOnPostgresql(Aggregate, OnPostgresql):
    pass


class TestApplicationOnSqlite(OnSqlite, Application):
    pass


class TestApplicationOnPostgresql(OnPostgresql, Application):
    pass


class TestOrderOnSqlite(OnSqlite, NonInterleavingNotificationIDsBaseCase):
    pass


class TestOrderOnPostgresql(OnPostgresql, NonInterleavingNotificationIDsBaseCase):
    pass


del Aggregate, Application, AggregateRecorderTestCase, ApplicationRecorderTestCase
del NonInterleavingNotificationIDsBaseCase
