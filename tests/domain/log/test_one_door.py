"""Whatever is written comes in by one door, and whoever follows reads the library's notifications; on both databases."""

from datetime import UTC, datetime
from itertools import chain
from typing import Any
from uuid import UUID

import orjson
import pytest
from eventsourcing.projection import ApplicationSubscription

from domain.errors import Conflict, ParticipantErased
from domain.events.event import Entry
from domain.events.lines import Line, read_line
from domain.log import recorder, sealed_log
from domain.log.batch import WriteBatch
from domain.log.keys.keystore import Subject
from domain.log.mapper import ERASURES, Recorded
from domain.log.rows import Stored
from tests.stores import Shop

NOW = datetime(2024, 3, 1, tzinfo=UTC)
RATE = {"kind": "reference_value_set", "id": "r1", "series": "s", "period": "2024", "value": 5, "source": "scb"}
RATE |= {"recorded_at": NOW.isoformat()}


def event(kind: str, who: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "participant": who, "on": "2024-02-01", "id": name, "recorded_at": NOW.isoformat(), **fields}


ANNA, BO = (event("participant_registered", who, f"{who}1", sex="K") for who in ("anna", "bo"))
IN = event("enrolled", "anna", "a2", enrolment_id="e", unit="AME")
GONE = event("erased", "bo", "b2", basis="request")
NUMBER = event("identity_registered", "anna", "a3", number="19900515-9802", number_type="personnummer")


def line_of(given: dict[str, Any]) -> Line:
    return read_line(orjson.dumps(given), NOW)


def batch_of(shop: Shop, *lines: dict[str, Any]) -> WriteBatch:
    """Of lines about participants, on the log as it stands."""
    batch = WriteBatch()
    for line in lines:
        (subject,) = shop.log.keys.provide([line["participant"]]).values()
        assert subject is not None
        batch.versions |= shop.log.rows.versions([subject.stream])
        batch.add(shop.log.keys, subject, line_of(line))
    return batch


def erasure_of(shop: Shop, who: str, line: dict[str, Any]) -> WriteBatch:
    batch = WriteBatch()
    shop.log.add_erasure(batch, [who], line_of(line))
    return batch


def positions(shop: Shop, after: int, upto: int) -> list[int]:
    return [stored.position for page in shop.log.since(after, upto) for stored in page]


def test_all_that_is_new_since_a_position_is_read_a_page_at_a_time(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.take_in([ANNA, IN, RATE, BO])
    monkeypatch.setattr(shop.log, "log_section_size", 2)
    assert positions(shop, 0, 4) == [1, 2, 3, 4]
    assert positions(shop, 1, 3) == [2, 3]
    assert positions(shop, 4, 4) == []
    assert [len(page) for page in shop.log.since(0, 3)] == [2, 1]
    rows = list(chain.from_iterable(shop.log.since(0, 4)))
    assert rows == shop.log.rows.read()
    assert all(isinstance(row, Stored) for row in rows)


def test_streams_with_something_new_are_among_the_entries_since(shop: Shop) -> None:
    shop.take_in([ANNA])
    shop.take_in([BO, IN])
    anna, bo = (shop.log.keys.find([who])[who] for who in ("anna", "bo"))
    assert anna is not None
    assert bo is not None
    streams = {after: {row.stream for page in shop.log.since(after, 3) for row in page} for after in range(4)}
    assert streams[0] == streams[1] == {anna.stream, bo.stream}
    assert streams[2] == {row.stream for row in shop.log.rows.read(2)}
    assert len(streams[2]) == 1
    assert streams[3] == set()


def test_the_librarys_follower_gets_events_records_and_erasures_opened(shop: Shop) -> None:
    shop.take_in([ANNA, RATE, BO])
    shop.take_in([GONE])
    with ApplicationSubscription(shop.log, gt=0) as following:
        came = [next(following) for _ in shop.log.rows.read()]
    events = [domain_event for domain_event, _ in came]
    assert all(isinstance(domain_event, Recorded) for domain_event in events)
    assert [domain_event.entry.kind for domain_event in events if isinstance(domain_event, Recorded)] == [
        row.kind for row in shop.log.rows.read()
    ]
    assert [tracking.notification_id for _, tracking in came] == [row.position for row in shop.log.rows.read()]
    assert {"participant_registered", "reference_value_set", "erased"} == {row.kind for row in shop.log.rows.read()}


def test_a_follower_is_answered_for_who_was_erased_meanwhile(shop: Shop) -> None:
    """Of an entry that was read before its stream went, no key is left."""
    shop.take_in([BO])
    (notification,) = shop.log.recorder.select_notifications(1, 1)
    shop.take_in([GONE])
    with pytest.raises(ParticipantErased):
        shop.log.mapper.to_domain_event(notification)


def test_what_the_library_saves_is_sealed_and_refused_as_everything_else(shop: Shop) -> None:
    shop.take_in([ANNA, BO])
    (subject,) = shop.log.keys.provide(["anna"]).values()
    assert subject is not None
    line = line_of(IN)
    recorded = Recorded(UUID(bytes=subject.stream), 2, line.entry, line)
    (recording,) = shop.log.save(recorded)
    assert recording.notification.id == 3
    assert shop.lines()[-1]["enrolment_id"] == "e"
    assert b"AME" not in b"".join(row.data for row in shop.log.rows.read())
    with pytest.raises(Conflict):
        shop.log.save(recorded)
    bo = shop.log.keys.find(["bo"])["bo"]
    assert bo is not None
    shop.take_in([GONE])
    line = line_of({**IN, "participant": "bo", "id": "b9"})
    with pytest.raises(ParticipantErased):
        shop.log.save(Recorded(UUID(bytes=bo.stream), 2, line.entry, line))


def test_a_batch_is_decided_anew_where_somebody_else_wrote_first(shop: Shop) -> None:
    shop.take_in([ANNA])
    stale = [batch_of(shop, IN)]
    shop.take_in([NUMBER])
    written = shop.log.write(lambda: stale.pop() if stale else batch_of(shop, IN), NOW)
    assert (written.position, [row.version for row in written.rows]) == (3, [3])
    assert [line["id"] for line in shop.lines()] == ["anna1", "a3", "a2"]


def test_a_batch_is_decided_anew_where_whom_it_is_about_was_erased(shop: Shop) -> None:
    shop.take_in([ANNA, BO])
    stale = [batch_of(shop, event("enrolled", "bo", "b3", enrolment_id="e", unit="AME"))]
    shop.take_in([GONE])
    written = shop.log.write(lambda: stale.pop() if stale else batch_of(shop, IN), NOW)
    assert [row.kind for row in shop.log.rows.read()] == ["participant_registered", "erased", "enrolled"]
    assert written.position == 4


def test_an_erasure_that_was_done_meanwhile_is_not_done_twice(shop: Shop) -> None:
    shop.take_in([ANNA, BO])
    stale = [erasure_of(shop, "bo", GONE)]
    shop.take_in([GONE])
    again = {**GONE, "id": "b4"}
    written = shop.log.write(lambda: stale.pop() if stale else erasure_of(shop, "bo", again), NOW)
    assert written.removals == []
    assert len(shop.log.rows.fences()) == 1
    assert [row.kind for row in shop.log.rows.read()] == ["participant_registered", "erased", "erased"]


def test_a_file_that_erases_is_stored_whole_or_not_at_all(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: object) -> None:
        raise KeyboardInterrupt

    shop.take_in([BO])
    with monkeypatch.context() as failing:
        failing.setattr(recorder.LogRecorder, "_remove", fall_over)
        with pytest.raises(KeyboardInterrupt):
            shop.take_in([ANNA, GONE])
    assert [line["id"] for line in shop.lines()] == ["bo1"]
    assert (shop.log.rows.head()[0], shop.log.rows.fences()) == (1, [])
    summary = shop.take_in([ANNA, GONE])
    assert (summary.added, summary.erased) == (2, 1)
    assert [row.kind for row in shop.log.rows.read()] == ["participant_registered", "erased"]
    (fence,) = shop.log.rows.fences()
    register = shop.log.keys.system_stream(ERASURES).stream
    assert [row.position for row in shop.log.rows.stream(register)] == [fence.position]


def test_several_erasures_of_a_batch_stand_each_on_its_own_entry(shop: Shop) -> None:
    shop.take_in([ANNA, BO])
    gone = event("erased", "anna", "a9", basis="request")
    shop.take_in([gone, GONE])
    assert [row.kind for row in shop.log.rows.read()] == ["erased", "erased"]
    assert [fence.position for fence in shop.log.rows.fences()] == [row.position for row in shop.log.rows.read()]
    assert list(shop.log.keys.everyone()) == []


def test_the_key_store_hears_of_every_write(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[int] = []
    usual = shop.log.keys.hear_of_log

    def hear(position: int, leaf: bytes | None) -> None:
        reached.append(position)
        usual(position, leaf)

    monkeypatch.setattr(shop.log.keys, "hear_of_log", hear)
    shop.take_in([ANNA, BO])
    shop.log.record([line_of(RATE)], NOW)
    shop.take_in([GONE])
    assert reached == [2, 3, 4]


def test_records_of_one_name_are_refused_whichever_came_first(shop: Shop) -> None:
    with pytest.raises(Conflict, match="r1, r1"):
        shop.log.record([line_of(RATE), line_of({**RATE, "value": 6})], NOW)
    assert shop.log.record([line_of(RATE)], NOW) == 1
    with pytest.raises(Conflict, match="r1"):
        shop.log.record([line_of({**RATE, "value": 6})], NOW)
    assert shop.log.rows.head()[0] == 1


def test_who_is_merged_is_known_without_opening_anything_else(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.take_in([ANNA, BO, IN, event("participants_merged", "anna", "a4", absorbed="bo")])
    opened: list[str] = []
    open_row = sealed_log.open_row

    def seen(subject: Subject, stored: Stored, with_person: bool = False) -> Entry:
        opened.append(stored.kind)
        return open_row(subject, stored, with_person)

    monkeypatch.setattr(sealed_log, "open_row", seen)
    assert set(shop.log.clusters()) == {"anna", "bo"}
    assert set(opened) == {"participants_merged"}
