"""The same thing sent twice at once is one success told twice, whoever was first and however far the other had come."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import orjson
import pytest

from domain.events.event import Event
from domain.events.lines import read_line
from domain.events.records import ReferenceValueSet
from domain.intake import judging
from domain.participant.decisions.commands import Command, Enrol
from tests.stores import Shop

NOW = datetime(2024, 3, 1, tzinfo=UTC)
SENDERS = 6
ABOUT = {"participant": "anna", "on": "2024-02-01", "source": "web", "recorded_at": NOW.isoformat()}
REGISTERED = {"kind": "participant_registered", "id": "w1", "sex": "K", **ABOUT}
IDENTITY = {"kind": "identity_registered", "id": "w2", "number": "19900515-9802", "number_type": "personnummer", **ABOUT}
ENROLLED = {"kind": "enrolled", "id": "w3", "enrolment_id": "e", "unit": "AME", **ABOUT}
RATE = {"kind": "reference_value_set", "id": "r1", "series": "s", "period": "2024", "value": 5, "source": "scb"}
FILE = (REGISTERED, IDENTITY, ENROLLED, RATE | {"recorded_at": NOW.isoformat()})
GONE = {"kind": "erased", "id": "x1", "basis": "request", **ABOUT}

Shops = Callable[[str], Shop]


@pytest.fixture
def two(where: str, shops: Shops) -> tuple[Shop, Shop]:
    """One store, opened twice."""
    return shops(where), shops(where)


def batch() -> list[Command]:
    """Somebody new is registered, with a number, and enrolled."""
    events = [read_line(orjson.dumps(line), NOW).entry for line in (REGISTERED, IDENTITY)]
    enrol = Enrol(participant="anna", on=date(2024, 2, 1), id="w3", enrolment_id="e", unit="AME")
    return [*(event for event in events if isinstance(event, Event)), enrol]


def let_in(monkeypatch: pytest.MonkeyPatch, of: Any, step: str, before: bool, intruder: Callable[[], object]) -> None:
    """Somebody else comes in once, just before or just after a step."""
    usual, waiting = getattr(of, step), [intruder]

    def stepping(*args: Any) -> Any:
        if before and waiting:
            waiting.pop()()
        result = usual(*args)
        if waiting:
            waiting.pop()()
        return result

    monkeypatch.setattr(of, step, stepping)


@pytest.mark.parametrize("sent", [1, 3], ids=["the beginning", "all of it"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", ["_decided_on", "_already"])
def test_a_batch_that_comes_in_meanwhile_stands_already(
    two: tuple[Shop, Shop], step: str, before: bool, sent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    let_in(monkeypatch, mine.log, step, before, lambda: other.log.handle(batch()[:sent], NOW))
    registered = mine.log.handle(batch(), NOW)
    assert [(each.event.id, each.already) for each in registered] == [("w1", True), ("w2", sent > 2), ("w3", sent > 2)]
    assert [line["id"] for line in mine.lines()] == ["w1", "w2", "w3"]


def at_once(work: Sequence[Callable[[], Any]]) -> list[Any]:
    ready = Barrier(len(work))

    def together(task: Callable[[], Any]) -> Any:
        ready.wait()
        return task()

    with ThreadPoolExecutor(len(work)) as pool:
        return [future.result() for future in [pool.submit(together, task) for task in work]]


def test_a_batch_sent_by_many_at_once_is_registered_once(two: tuple[Shop, Shop]) -> None:
    answers = at_once([lambda log=two[n % 2].log: log.handle(batch(), NOW) for n in range(SENDERS)])  # type: ignore[misc]
    assert sorted(all(each.already for each in answer) for answer in answers) == [False] + [True] * (SENDERS - 1)
    assert len({tuple(each.stream for each in answer) for answer in answers}) == 1
    assert [line["id"] for line in two[0].lines()] == ["w1", "w2", "w3"]


@pytest.mark.parametrize("step", ["_not_yet_there", "_histories", "_seal"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_an_import_that_comes_in_meanwhile_has_its_lines_there_already(
    two: tuple[Shop, Shop], step: str, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    let_in(monkeypatch, judging, step, before, lambda: other.take_in(FILE))
    done = mine.take_in(FILE)
    # The reference value went in first, before anything is judged.
    assert (done.added, done.already, done.refused) == (1, 3, [])
    assert sorted(line["id"] for line in mine.lines()) == ["w1", "w2", "w3"]


def test_a_record_that_comes_in_meanwhile_is_there_already(two: tuple[Shop, Shop], monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = two
    let_in(monkeypatch, mine.log, "record", True, lambda: other.take_in([FILE[-1]]))
    done = mine.take_in([FILE[-1]])
    assert (done.added, done.already, done.refused) == (0, 1, [])


@pytest.mark.parametrize("step", ["_histories", "_seal"])
def test_an_erasure_that_comes_in_meanwhile_is_there_already(
    two: tuple[Shop, Shop], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two
    mine.take_in(FILE)
    later = {**ENROLLED, "id": "w4", "enrolment_id": "e2", "on": "2024-02-20"}
    let_in(monkeypatch, judging, step, False, lambda: other.take_in([GONE]))
    done = mine.take_in([later])
    assert [refusal.code for refusal in done.refused] == ["erased"]
    again = mine.take_in([GONE])
    assert (again.added, again.already, again.refused) == (0, 1, [])


def test_two_imports_of_one_file_at_once_add_it_once(two: tuple[Shop, Shop]) -> None:
    people = [{**line, "participant": f"p{n}", "id": f"{line['id']}-{n}"} for n in range(20) for line in (REGISTERED, ENROLLED)]
    leaving = [{**GONE, "participant": "p0"}, {**GONE, "participant": "p1", "id": "x2"}]
    file = [*people, *leaving, FILE[-1]]
    for lines in (file[:-3], file):
        done = at_once([lambda shop=shop, lines=lines: shop.take_in(lines) for shop in two])  # type: ignore[misc]
        assert sum(summary.added for summary in done) == len(people) or lines is file
        assert {refusal.code for summary in done for refusal in summary.refused} <= {"erased"}
    kept = sorted(line["id"] for line in people if line["participant"] not in ("p0", "p1"))
    assert sorted(line["id"] for line in two[0].lines()) == kept
    assert [value.id for _, value in two[0].log.records(ReferenceValueSet)] == ["r1"]
