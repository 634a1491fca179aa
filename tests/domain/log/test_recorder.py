"""Recording, finding and erasing: what the log answers."""

import os
import resource
import signal
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import QueuePool, text

from domain.calendar import microseconds
from domain.errors import Conflict, ParticipantErased, StoreUnreadable
from domain.log.recorder import LogRecorder
from domain.log.rows import LogNotification, LogRow, Removal, Stored, leaf_of, stream_of
from domain.log.storage.database import open_engine
from domain.proof.tree import Frontier, leaf_hash
from tests.conftest import Open
from tests.domain.log.rows import history, row
from tests.processes import apart


def as_rows(entries: list[Stored]) -> list[LogRow]:
    return [LogRow(*entry[:9]) for entry in entries]


def test_what_is_recorded_is_read_back(recorder: LogRecorder) -> None:
    rows = [*history(3), *history(2)]
    rows[1] = rows[1]._replace(person=os.urandom(9), kind="åäö", recorded_at=-1)
    assert recorder.append(rows[:4], now=100) == 1
    assert recorder.append(rows[4:], now=200) == 5
    stored = recorder.read()
    assert as_rows(stored) == rows
    assert [(entry.position, entry.stored_at) for entry in stored] == [(1, 100), (2, 100), (3, 100), (4, 100), (5, 200)]
    assert as_rows(recorder.read(after=1, upto=3)) == rows[1:3]
    assert as_rows(recorder.read(after=1, limit=1)) == rows[1:2]
    assert as_rows(recorder.stream(rows[0].stream)) == rows[:3]


def test_recording_nothing_changes_nothing(recorder: LogRecorder) -> None:
    recorder.append(history(1), now=5)
    before = recorder.head()
    assert recorder.append([], now=9) == 2
    assert recorder.head() == before


def test_the_head_is_the_root_over_the_stored_bytes(recorder: LogRecorder) -> None:
    assert recorder.head() == (0, Frontier().root())
    for size in (1, 2, 7, 30):
        recorder.append(history(size), now=size)
        entries = recorder.read()
        again = Frontier()
        again.extend(leaf_of(entry.position, entry.stored_at, *entry[:9]) for entry in entries)
        assert recorder.head() == (len(entries), again.root())
    assert again.size == 40
    assert recorder.leaves(after=37) == [leaf_of(e.position, e.stored_at, *e[:9]) for e in entries[37:]]


def test_a_clock_set_back_does_not_set_the_log_back(recorder: LogRecorder) -> None:
    for now in (10, 5, 20, 19):
        recorder.append(history(1), now=now)
    assert [entry.stored_at for entry in recorder.read()] == [10, 10, 20, 20]


def test_the_position_reached_by_an_instant_is_found(recorder: LogRecorder) -> None:
    for now in (10, 20, 20, 30):
        recorder.append(history(2), now=now)
    assert [recorder.position_at(before) for before in (0, 10, 11, 20, 21, 30, 31, 99)] == [0, 0, 2, 2, 6, 6, 8, 8]


def test_a_taken_version_and_a_taken_event_key_are_distinguished(recorder: LogRecorder) -> None:
    rows = history(3)
    recorder.append(rows, now=1)
    before = recorder.head()
    same_version = row(rows[0].stream, 2)
    same_key = row(os.urandom(16), 1, event_key=rows[0].event_key)
    for bad, which in ((same_version, "version"), (same_key, "event_key")):
        for batch in ([bad], [*history(2), bad]):
            with pytest.raises(Conflict) as refused:
                recorder.append(batch, now=2)
            assert refused.value.about == {"which": which}
    twice = history(1)[0]
    with pytest.raises(Conflict):
        recorder.append([twice, twice], now=2)
    assert recorder.head() == before
    assert as_rows(recorder.read()) == rows


def test_a_reading_that_was_given_up_ends_when_the_log_is_closed(recorder: LogRecorder) -> None:
    """An error's traceback may hold the reading: its connection is not to wait for the garbage collector."""
    recorder.append(history(3), now=1)
    pool, reading = recorder.engine.pool, recorder.streams([recorder.read()[0].stream])
    assert isinstance(pool, QueuePool)
    next(reading)
    assert pool.checkedout() == 1
    recorder.close()
    assert pool.checkedout() == 0
    assert list(reading) == []


def test_streams_come_in_order_of_stream_and_version(recorder: LogRecorder) -> None:
    histories = [history(3) for _ in range(60)]
    recorder.append([rows[version] for version in range(3) for rows in histories], now=1)
    in_order = sorted((each for rows in histories for each in rows), key=lambda each: (each.stream, each.version))
    assert as_rows(list(recorder.in_stream_order())) == in_order
    assert as_rows(list(recorder.streams(rows[0].stream for rows in histories))) == in_order
    assert as_rows(list(recorder.streams([in_order[6].stream, os.urandom(16)]))) == in_order[6:9]
    parts = [as_rows(list(recorder.in_stream_order((which, 3)))) for which in range(3)]
    assert all(parts)
    assert [each for part in parts for each in part] == in_order
    assert [each.position for each in recorder.in_stream_order(upto=60)] == [
        each.position for each in recorder.in_stream_order() if each.version == 1
    ]


def test_recorded_events_are_known_by_key(recorder: LogRecorder) -> None:
    rows = history(3)
    recorder.append(rows, now=1)
    keys = [rows[0].event_key, os.urandom(16), rows[2].event_key]
    assert recorder.by_event_keys(keys) == {
        each.event_key: (each.stream, each.version, each.content) for each in (rows[0], rows[2])
    }


def test_the_last_version_of_each_stream_is_known(recorder: LogRecorder) -> None:
    first, second = history(3), history(2, first=0)
    recorder.append([*first, *second], now=1)
    assert recorder.versions([first[0].stream, second[0].stream, os.urandom(16)]) == {
        first[0].stream: 3,
        second[0].stream: 1,
    }


def test_merges_and_their_undoings_are_read_in_log_order_and_nothing_else(recorder: LogRecorder) -> None:
    merged, undone, other = history(2), history(1), history(2)
    merged = [each._replace(kind="participants_merged") for each in merged]
    undone = [undone[0]._replace(kind="merge_undone")]
    recorder.append([*undone, *other, *merged], now=1)
    assert as_rows(recorder.merges()) == [*undone, *merged]


def test_merges_are_found_without_reading_everything(sqlite_where: str, opened: Open) -> None:
    recorder = LogRecorder(opened(sqlite_where, "log"))
    uses_index = []
    with recorder.engine.connect() as connection:
        for kind in ("'merge_undone'", "'exited'"):
            merges_only = " AND kind IN ('participants_merged', 'merge_undone')" if "merge" in kind else ""
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN SELECT stream FROM events WHERE kind IN ({kind}){merges_only}"))
            uses_index.append("merges" in str(plan.all()))
    assert uses_index == [True, False]


def test_an_identity_number_leads_to_its_streams(recorder: LogRecorder) -> None:
    rows, number = history(1), os.urandom(32)
    recorder.append(rows, now=1, identities=[(number, rows[0].stream)])
    recorder.append([], now=2, identities=[(number, rows[0].stream), (number, b"o" * 16)])
    assert set(recorder.with_number(number)) == {rows[0].stream, b"o" * 16}
    assert recorder.with_number(os.urandom(32)) == []


def test_an_identity_of_a_refused_entry_is_not_kept(recorder: LogRecorder) -> None:
    rows, number = history(1), os.urandom(32)
    with pytest.raises(Conflict):
        recorder.append([*rows, *rows], now=1, identities=[(number, rows[0].stream)])
    assert recorder.with_number(number) == []


def test_erasure_takes_the_entries_and_keeps_the_proof(recorder: LogRecorder) -> None:
    first, second, stays = history(3), history(2), history(2)
    number, names = os.urandom(32), [os.urandom(32), os.urandom(32)]
    recorder.append([*first, *stays, *second], now=1, identities=[(number, first[0].stream), (number, stays[0].stream)])
    leaves = recorder.leaves()
    erasure = row(b"x" * 16, 1, kind="erased")
    gone = [(first[0].stream, names[0]), (second[0].stream, names[1])]
    assert recorder.append([erasure], now=2, removals=[Removal(*each) for each in gone]) == 8
    assert as_rows(recorder.read()) == [*stays, erasure]
    assert recorder.leaves()[:7] == leaves
    assert recorder.head()[0] == 8
    assert recorder.with_number(number) == [stays[0].stream]
    assert {tuple(fence) for fence in recorder.fences()} == {(stream, 8, name) for stream, name in gone}
    assert recorder.append(history(1), now=3) == 9


def test_nothing_is_recorded_about_the_erased(recorder: LogRecorder) -> None:
    rows = history(2)
    recorder.append(rows[:1], now=1)
    recorder.append([row(b"x" * 16, 1, kind="erased")], now=2, removals=[Removal(rows[0].stream, os.urandom(32))])
    with pytest.raises(ParticipantErased):
        recorder.append([*history(1), rows[1]], now=3)
    with pytest.raises(ParticipantErased):
        recorder.append([row(b"x" * 16, 2, kind="erased")], now=3, removals=[Removal(rows[0].stream, os.urandom(32))])
    assert recorder.head()[0] == 2


def test_an_erasure_that_fails_erases_nothing(recorder: LogRecorder) -> None:
    rows = history(2)
    recorder.append(rows, now=1)
    before = recorder.head()
    with pytest.raises(Conflict):
        recorder.append([row(rows[0].stream, 2, kind="erased")], now=2, removals=[Removal(rows[0].stream, bytes(32))])
    with pytest.raises(Exception, match="erasure"):
        recorder.append([row(b"x" * 16, 1, kind="exited")], now=2, removals=[Removal(rows[0].stream, bytes(32))])
    assert (as_rows(recorder.read()), recorder.head(), recorder.fences()) == (rows, before, [])


def test_the_library_keeps_all_fields_of_an_entry(recorder: LogRecorder) -> None:
    recorder.append(history(2), now=7)
    kept = recorder.read()[0]
    (event, _) = recorder.select_events(str(kept.stream.hex()))
    assert event.row == kept
    assert (event.id, stream_of(event.originator_id), event.originator_version) == (1, kept.stream, kept.version)
    assert (event.topic, event.state) == (kept.kind, kept.data)
    again = LogNotification(kept._replace(version=3, event_key=b"k" * 16))
    assert recorder.insert_events([again]) == [3]
    assert as_rows(recorder.read())[2] == LogRow(*kept[:9])._replace(version=3, event_key=b"k" * 16)
    assert recorder.select_notifications(3, 1)[0].row.event_key == b"k" * 16


def fill(where: str) -> None:
    """Appends until files may grow no more, as on a full disk, and then once more when there is room again."""

    recorder = LogRecorder(open_engine(where, "log"))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = Path(f"{where}/log.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, resource.RLIM_INFINITY))
    acknowledged = 0
    try:
        for _ in range(1000):
            recorder.append(history(100), now=1)
            acknowledged += 100
    except StoreUnreadable:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        recorder.append(history(1), now=2)
        os._exit(0 if recorder.head()[0] == acknowledged + 1 + 100 else 3)
    os._exit(4)


def test_a_full_disk_refuses_and_loses_nothing(sqlite_where: str, opened: Open) -> None:
    recorder = LogRecorder(opened(sqlite_where, "log"))
    recorder.append(history(100), now=1)
    child = apart.Process(target=fill, args=(sqlite_where,))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert recorder.head()[0] == len(recorder.read()) > 101
    assert leaf_hash(b"") not in recorder.leaves()


@pytest.mark.parametrize(
    "clocks",
    [
        ["2024-06-01T12:00+02:00", "2024-06-01T11:00+02:00", "2024-06-01T11:30+02:00", "2024-06-01T12:30+02:00"],
        ["2024-03-31T01:59+01:00", "2024-03-31T03:00+02:00", "2024-03-31T03:01+02:00"],
        ["2024-10-27T02:59+02:00", "2024-10-27T02:00+01:00", "2024-10-27T02:30+02:00", "2024-10-27T03:00+01:00"],
        ["2024-02-28T23:59+01:00", "2024-02-29T00:00+01:00", "2024-02-29T23:59+01:00", "2024-03-01T00:00+01:00"],
        ["2024-06-01T12:00+02:00", "2023-03-01T12:00+01:00", "2034-06-01T12:00+02:00"],
    ],
    ids=["an hour back", "spring night", "autumn night", "leap day", "months back and years ahead"],
)
def test_stored_times_never_decrease_whatever_the_clock_says(recorder: LogRecorder, clocks: list[str]) -> None:
    read = [microseconds(datetime.fromisoformat(clock)) for clock in clocks]
    for now in read:
        recorder.append(history(1), now=now)
    stored = [row.stored_at for row in recorder.read()]
    assert stored == [max(read[: number + 1]) for number in range(len(read))]
    assert recorder.last_stored_at() == stored[-1]
