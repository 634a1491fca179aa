"""Importing: twice is once, halves are the whole, a killed import is finished by the next, and each line gets its answer."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import orjson
import pytest

from domain.events.lines import read_line
from domain.events.person import ParticipantsMerged
from domain.intake import pipeline as importing
from domain.intake.pipeline import Importing
from domain.participant.decisions.refused import Refused
from scripts.benchmarks.histories import histories
from tests.conftest import Many
from tests.domain.intake.one_import import one_import
from tests.histories import Line, lives
from tests.memory import book
from tests.processes import apart
from tests.stores import IMPORTED, Shop, as_bytes

Open = Callable[[str], Shop]


def line(kind: str, on: str, name: str, participant: str = "a", **fields: object) -> Line:
    values = {"kind": kind, "participant": participant, "on": on, "id": name, "recorded_at": f"{on}T09:00:00+01:00"}
    return values | fields


REGISTERED = line("participant_registered", "2020-01-01", "1", sex="K", born_on="1990-05-15")
PAID = line("support_paid", "2021-01-20", "2", month="2021-01", amount=8000)
REFERENCE = {"kind": "reference_value_set", "series": "population_18plus", "period": "2023", "value": 5, "id": "v"} | {
    "recorded_at": "2023-01-01T09:00:00+01:00"
}


def names(lines: Sequence[Line]) -> Counter[tuple[str, str]]:
    return Counter((each.get("source", "import"), each["id"]) for each in lines)


def made_up(participants: int, seed: int) -> list[bytes]:
    return [raw.rstrip() for raw in histories(participants, seed)]


def test_a_file_sent_twice_adds_nothing(shop: Shop) -> None:
    lines = made_up(20, 1)
    first = shop.take_in(lines)
    again = shop.take_in(lines)
    assert (first.read, first.added, first.already) == (len(lines), len(lines) - len(first.refused), 0)
    assert (again.added, again.already) == (0, first.added)
    assert [refusal.number for refusal in again.refused] == [refusal.number for refusal in first.refused]
    assert shop.log.rows.head()[0] == first.added


def test_a_line_spelt_otherwise_is_the_same_line(shop: Shop) -> None:
    shop.take_in([REGISTERED, PAID])
    otherwise = [
        dict(reversed(list(PAID.items()))),
        PAID | {"amount": 8000.0},
        PAID | {"source": "import"},
        PAID | {"recorded_at": "2021-01-20T08:00:00+00:00"},
    ]
    for spelling in otherwise:
        summary = shop.take_in([spelling])
        assert (summary.added, summary.already, summary.refused) == (0, 1, [])


def test_other_content_under_the_same_id_is_a_conflict(shop: Shop) -> None:
    shop.take_in([REGISTERED, PAID])
    for changed in (PAID | {"amount": 8001}, PAID | {"by": "h1"}, PAID | {"participant": "b"}):
        (refusal,) = shop.take_in([changed]).refused
        assert (refusal.code, refusal.field, refusal.number) == ("conflict", "id", 1)
    assert shop.take_in([PAID | {"source": "egen"}]).added == 1


def test_of_lines_repeated_in_a_file_the_first_counts(shop: Shop) -> None:
    summary = shop.take_in([REGISTERED, PAID, PAID, PAID | {"amount": 1}])
    assert (summary.added, summary.already) == (2, 1)
    assert [(refusal.number, refusal.code) for refusal in summary.refused] == [(4, "repeated")]


def test_lines_without_ids_are_one_line_if_equal_also_when_sent_again(shop: Shop) -> None:
    nameless = {name: value for name, value in PAID.items() if name not in ("id", "recorded_at")}
    summary = shop.take_in([REGISTERED, nameless, nameless])
    assert (summary.added, summary.already) == (2, 1)
    assert shop.take_in([nameless]).already == 1


def test_a_dry_run_tells_the_same_and_stores_nothing_not_even_a_key(shop: Shop) -> None:
    lines = [*made_up(5, 2), b"{", as_bytes(REFERENCE)]
    dry = shop.take_in(lines, dry=True)
    assert shop.log.rows.head()[0] == 0
    assert list(shop.log.keys.everyone()) == []
    done = shop.take_in(lines)
    assert (dry.added, dry.already, dry.reasons) == (done.added, done.already, done.reasons)


def test_every_refused_line_is_reported_with_its_number_field_code_and_reasons(shop: Shop) -> None:
    lines: list[bytes] = [
        as_bytes(REGISTERED),
        b"not json",
        b"[1]",
        '{"kind": "moved_out", "by": "\xe5"}'.encode("latin-1"),
        as_bytes(line("promoted", "2021-01-01", "3")),
        as_bytes(line("moved_out", "2021-02-01", "4") | {"on": "2021-02-30"}),
        as_bytes(line("moved_out", "2021-01-01", "5", where="x")),
        as_bytes(line("exited", "2021-01-01", "6", enrolment_id="none")),
        as_bytes(line("moved_out", "2021-01-01", "7", "stranger")),
        as_bytes(line("moved_out", "2021-01-01", "8")),
    ]
    summary = shop.take_in(lines)
    assert [(refusal.number, refusal.field, refusal.code) for refusal in summary.refused] == [
        (2, "", "no_json"),
        (3, "", "no_object"),
        (4, "", "wrong_encoding"),
        (5, "kind", "unknown_kind"),
        (6, "on", "no_date"),
        (7, "where", "unknown_field"),
        (8, "enrolment_id", "ends_without_start"),
        (9, "participant", "not_registered"),
    ]
    assert all(refusal.text.sv and refusal.text.en and refusal.raw == lines[refusal.number - 1] for refusal in summary.refused)
    assert summary.added == 2


def test_reference_values_are_known_once_and_refused_if_they_change(shop: Shop) -> None:
    assert shop.take_in([REFERENCE]).added == 1
    assert shop.take_in([REFERENCE]).already == 1
    assert [refusal.code for refusal in shop.take_in([REFERENCE | {"value": 6}]).refused] == ["conflict"]


def test_a_person_who_was_erased_is_never_taken_in_again(shop: Shop) -> None:
    first = shop.take_in([REGISTERED, PAID, line("erased", "2022-01-01", "3", basis="request")])
    assert (first.read, first.added, first.purged, first.erased) == (3, 1, 2, 1)
    again = shop.take_in([REGISTERED, PAID, line("participant_registered", "2020-01-01", "1", "b", source="t", sex="M")])
    assert [refusal.code for refusal in again.refused] == ["erased", "erased"]
    assert again.added == 1


def test_a_later_file_is_judged_against_the_log(shop: Shop) -> None:
    start, end = (
        line("enrolled", "2021-01-01", "e", enrolment_id="e", unit="AME"),
        line("exited", "2021-02-01", "x", enrolment_id="e"),
    )
    assert [refusal.code for refusal in shop.take_in([REGISTERED, end]).refused] == ["ends_without_start"]
    assert shop.take_in([start]).added == 1
    assert shop.take_in([end]).added == 1
    assert [refusal.code for refusal in shop.take_in([end | {"id": "y"}]).refused] == ["second_ending"]


def test_merged_participants_are_judged_together_though_the_merge_is_in_the_log(shop: Shop) -> None:
    other = line("participant_registered", "2020-01-01", "b1", "b", sex="K")
    shop.take_in([REGISTERED, other, line("participants_merged", "2021-01-01", "m", absorbed="b")])
    start = line("enrolled", "2021-01-01", "e", "b", enrolment_id="e", unit="AME")
    assert shop.take_in([start]).added == 1
    assert shop.take_in([line("exited", "2021-02-01", "x", enrolment_id="e")]).added == 1


@pytest.mark.parametrize("first", [0, 1])
def test_two_halves_in_either_order_are_the_whole(first: int, sqlite_where: str, shops: Open, many: Many) -> None:
    """Refused lines are sent again, until that adds nothing. Lines that contradict each other are left out here."""
    for seed in range(many(100, 5)):
        lines = without_contradictions(lives(Random(seed)))
        shop = shops(f"{sqlite_where}-{seed}")
        halves = [lines[: len(lines) // 2], lines[len(lines) // 2 :]]
        waiting = [*halves[first], *halves[1 - first]]
        shop.take_in(halves[first])
        shop.take_in(halves[1 - first])
        while shop.take_in(waiting).added:
            pass
        assert names(shop.lines()) == names(lines), seed


def without_contradictions(lines: list[Line]) -> list[Line]:
    """What stands of a file in itself, as often as it takes: then every part of it stands once the rest does."""
    refused = book(lines).refused
    return [raw for number, raw in enumerate(lines, 1) if number not in refused]


@pytest.mark.parametrize("lines_a_bin", [7, 60])
def test_bins_change_nothing(lines_a_bin: int, sqlite_where: str, shops: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = made_up(25, 3)
    whole, parted = shops(f"{sqlite_where}-whole"), shops(f"{sqlite_where}-bins")
    in_one_bin = whole.take_in(lines)
    monkeypatch.setattr(importing, "LINES_A_BIN", lines_a_bin)
    in_several = parted.take_in(lines)
    assert (in_one_bin.added, in_one_bin.refused) == (in_several.added, in_several.refused)
    assert names(whole.lines()) == names(parted.lines())


def test_several_processes_take_in_the_same_as_one(sqlite_where: str, shops: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = made_up(30, 4)
    shop = shops(sqlite_where)
    monkeypatch.setattr(importing, "LINES_A_BIN", 200)
    numbered = list(enumerate(lines, 1))
    progress: list[int] = []
    summary = Importing(shop.log, IMPORTED, processes=2, progress=progress.append).run(lambda: numbered, len(numbered))
    assert sum(progress) == len(lines)
    assert summary.added == len(book([orjson.loads(raw) for raw in lines]).events) == shop.log.rows.head()[0]


def test_importers_at_the_same_time_on_one_store_add_every_event_once(
    where: str, shop: Shop, key_path: Path, tmp_path: Path
) -> None:
    lines = made_up(12, 5)
    orders = [lines, list(reversed(lines)), lines[0::2] + lines[1::2]]
    running = []
    for number, order in enumerate(orders):
        (file := tmp_path / f"{number}.ndjson").write_bytes(b"\n".join(order))
        running.append(importer(where, key_path, file, 40))
    added = [list(everything(told))[-1] for _, told in running]
    for process, _ in running:
        process.join()
    assert [process.exitcode for process, _ in running] == [0] * len(orders)
    shop.take_in(lines)
    assert names(shop.lines()) == names([orjson.loads(raw) for raw in lines])
    assert sum(added) <= shop.log.rows.head()[0] == len(lines)


def importer(where: str, key_path: Path, file: Path, lines_a_bin: int) -> tuple[BaseProcess, Connection]:
    """An import that has been started, and what it tells."""
    told, tell = apart.Pipe(duplex=False)
    process = apart.Process(target=one_import, args=(where, key_path, file, lines_a_bin, tell))
    process.start()
    tell.close()
    return process, told


def everything(told: Connection) -> Iterator[int]:
    with suppress(EOFError):
        while True:
            yield told.recv()


def killed(process: BaseProcess, told: Connection, chance: Random) -> None:
    """Kill an import with -9 somewhere in it."""
    for _ in islice(everything(told), chance.randint(1, 6)):
        pass
    time.sleep(chance.random() * 0.03)
    process.kill()
    process.join()


def test_a_killed_import_is_finished_by_the_next_one(
    sqlite_where: str, shops: Open, key_path: Path, tmp_path: Path, many: Many
) -> None:
    lines = made_up(60, 6)
    file = tmp_path / "events.ndjson"
    file.write_bytes(b"\n".join(lines))
    chance = Random(8)
    reached: list[int] = []
    for number in range(many(50, 5)):
        where = f"{sqlite_where}-{number // 5}"  # five kills a store, each going on where the last was killed
        killed(*importer(where, key_path, file, 90), chance)
        shop = Shop.open(where, key_path)
        reached.append(shop.log.rows.head()[0])
        stored = names(shop.lines())
        assert max(stored.values(), default=1) == 1
        assert stored.total() == reached[-1]
        shop.close()
    shop = shops(sqlite_where + "-0")
    shop.take_in(lines)
    assert names(shop.lines()) == names([orjson.loads(raw) for raw in lines])
    assert shop.log.rows.head()[0] == len(lines)
    assert 0 < max(reached) < len(lines) or len(set(reached)) > 1  # at least one was killed in the middle


def test_a_bin_that_is_interrupted_stores_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shop.log.recorder, "append", fall_over)
    with pytest.raises(KeyboardInterrupt):
        shop.take_in([REGISTERED, PAID])
    monkeypatch.undo()
    assert shop.log.rows.head()[0] == 0
    assert shop.take_in([REGISTERED, PAID]).added == 2


def test_what_a_log_holds_is_read_back_into_another_as_the_same(sqlite_where: str, shops: Open) -> None:
    shop, another = shops(f"{sqlite_where}-one"), shops(f"{sqlite_where}-other")
    shop.take_in([*made_up(15, 7), as_bytes(REFERENCE)])
    lines = shop.lines()
    summary = another.take_in(lines)
    assert (summary.added, summary.refused) == (len(lines), [])
    assert names(another.lines()) == names(lines)
    assert sorted(another.lines(), key=lambda each: str(each["id"])) == sorted(lines, key=lambda each: str(each["id"]))


def test_a_merge_by_command_is_judged_with_the_history_of_whom_it_takes_in(shop: Shop) -> None:
    survivor, absorbed = (
        [
            line("participant_registered", "2020-01-01", f"{who}1", who, sex="K"),
            line("enrolled", "2021-01-01", f"{who}2", who, enrolment_id="e", unit="AME"),
        ]
        for who in "ab"
    )
    shop.take_in([*survivor, *absorbed])
    merge = read_line(as_bytes(line("participants_merged", "2021-01-01", "m", absorbed="b")), IMPORTED).entry
    assert isinstance(merge, ParticipantsMerged)
    with pytest.raises(Refused) as refusal:
        shop.log.handle([merge], IMPORTED)
    assert refusal.value.finding.code == "same_id_in_both"
    assert shop.log.rows.head()[0] == 4
