"""What is in the log already changes nothing, however it is spelt; other content is a conflict: on every way in alike."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from domain.errors import Conflict
from domain.events.content import same_content
from domain.events.event import Event
from domain.events.lines import read_line
from domain.intake.pipeline import Summary
from domain.participant.decisions.commands import Command, Correct, Enrol, Merge, Retract
from tests.domain.intake.mapping.desk import Desk
from tests.stores import Shop, as_bytes

NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)
DAY = date(2024, 6, 1)
AT = "2024-06-02T12:00:00+00:00"
REGISTERED = {"kind": "participant_registered", "participant": "anna", "on": "2024-01-01", "sex": "K", "id": "r", "source": "t"}
PAID = {"kind": "support_paid", "participant": "anna", "on": "2024-02-01", "month": "2024-01", "amount": 20, "id": "p"}
PAID |= {"source": "t", "recorded_at": AT}
NOTED = {"kind": "retracted", "participant": "anna", "on": "2024-02-01", "event": "p", "reason": "Åsa fel", "id": "n"}
NOTED |= {"source": "t", "recorded_at": AT}
CLEARED = {"kind": "circumstances_recorded", "participant": "anna", "on": "2024-02-01", "children": 2, "id": "c"}
CLEARED |= {"source": "t", "recorded_at": AT}
VALUE = {"kind": "reference_value_set", "series": "s", "period": "2024", "value": 20, "id": "v", "source": "scb"}
VALUE |= {"recorded_at": AT, "breakdown": {"område": "Västra"}}
PAID_IN_ANOTHER_ORDER = dict(reversed(PAID.items()))
DECOMPOSED = str.maketrans({"Å": "A\u030a", "å": "a\u030a", "ä": "a\u0308"})


def spelt(line: Mapping[str, Any], old: str, new: str) -> bytes:
    """The line with something in it written otherwise."""
    text = as_bytes(line).decode()
    assert old in text
    return text.replace(old, new).encode()


def decomposed(line: Mapping[str, Any]) -> bytes:
    text = as_bytes(line).decode()
    assert text.translate(DECOMPOSED) != text
    return text.translate(DECOMPOSED).encode()


SAME: Mapping[str, tuple[Mapping[str, Any], bytes]] = {
    "a decimal that is nothing": (PAID, spelt(PAID, '"amount":20', '"amount":20.0')),
    "an exponent": (PAID, spelt(PAID, '"amount":20', '"amount":2e1')),
    "another order": (PAID, as_bytes(PAID_IN_ANOTHER_ORDER)),
    "decomposed letters": (NOTED, decomposed(NOTED)),
    "another offset": (PAID, spelt(PAID, AT, "2024-06-02T14:00:00+02:00")),
    "a default written out": (REGISTERED, as_bytes(REGISTERED | {"protected": False})),
    "a decimal of a reference value": (VALUE, spelt(VALUE, '"value":20', '"value":20.0')),
    "an exponent of a reference value": (VALUE, spelt(VALUE, '"value":20', '"value":2e1')),
    "another order of a reference value": (VALUE, as_bytes(dict(reversed(VALUE.items())))),
    "decomposed letters of a reference value": (VALUE, decomposed(VALUE)),
    "another offset of a reference value": (VALUE, spelt(VALUE, AT, "2024-06-02T14:00:00+02:00")),
    "a default of a reference value": (
        {name: value for name, value in VALUE.items() if name != "breakdown"},
        as_bytes(VALUE | {"breakdown": {}}),
    ),
}
OTHER: Mapping[str, tuple[Mapping[str, Any], bytes]] = {
    "another amount": (PAID, spelt(PAID, '"amount":20', '"amount":20.01')),
    "another text": (NOTED, spelt(NOTED, "Åsa", "Asa")),
    "a circumstance cleared": (CLEARED, as_bytes(CLEARED | {"in_kaa": None})),
    "another value": (VALUE, spelt(VALUE, '"value":20', '"value":21')),
    "another part of a value": (VALUE, spelt(VALUE, "Västra", "Vastra")),
    "another registration": (VALUE, spelt(VALUE, AT, "2024-06-02T12:00:01+00:00")),
}


def taken_in(shop: Shop, line: Mapping[str, Any]) -> None:
    before = [] if line == REGISTERED or "participant" not in line else [REGISTERED, PAID]
    assert not shop.take_in([*before, *([] if line in before else [line])]).refused


@pytest.mark.parametrize("case", SAME)
def test_a_line_of_a_file_that_says_the_same_is_there_already(shop: Shop, case: str) -> None:
    line, again = SAME[case]
    taken_in(shop, line)
    summary = shop.take_in([again])
    assert (summary.added, summary.already, summary.refused) == (0, 1, [])


@pytest.mark.parametrize("case", OTHER)
def test_a_line_of_a_file_that_says_something_else_is_a_conflict(shop: Shop, case: str) -> None:
    line, other = OTHER[case]
    taken_in(shop, line)
    assert [refusal.code for refusal in shop.take_in([other]).refused] == ["conflict"]
    both = shop.take_in([line, other])
    assert [refusal.code for refusal in both.refused] == ["repeated" if "participant" in line else "conflict"]


@pytest.mark.parametrize("case", [case for case, (line, _) in SAME.items() if "participant" in line])
def test_in_one_file_a_line_that_says_the_same_is_the_same_and_another_is_not(shop: Shop, case: str) -> None:
    line, again = SAME[case]
    before = [REGISTERED] if line != REGISTERED else []
    summary = shop.take_in([*before, *([PAID] if line == NOTED else []), line, again])
    assert (summary.already, summary.refused) == (1, [])


def test_in_one_file_a_circumstance_that_is_cleared_is_not_one_that_is_not_given(shop: Shop) -> None:
    codes = [refusal.code for refusal in shop.take_in([REGISTERED, CLEARED, CLEARED | {"in_kaa": None}]).refused]
    assert codes == ["repeated"]


MAPPING = """
source = "t"
participant = "{person}"
[table.columns.kr]
number = ","
[[events]]
kind = "support_paid"
[events.fields]
on = "2024-02-01"
id = "p"
month = "2024-01"
amount = "{kr}"
recorded_at = "2024-06-02T12:00:00+00:00"
"""


def of_table(shop: Shop, desk: Desk, amount: str) -> Summary:
    return shop.take_in([row for _, row in desk.read(f"person;kr\nanna;{amount}\n", MAPPING)])


def test_a_row_of_a_table_that_says_the_same_is_there_already_and_another_a_conflict(shop: Shop, tmp_path: Path) -> None:
    taken_in(shop, PAID)
    for amount in ("20", "20,0", "20,00"):
        assert (of_table(shop, Desk(tmp_path), amount).already, len(shop.lines())) == (1, 2)
    assert [refusal.code for refusal in of_table(shop, Desk(tmp_path), "20,01").refused] == ["conflict"]


def event(line: bytes) -> Event:
    entry = read_line(line, NOW).entry
    assert isinstance(entry, Event)
    return entry


@pytest.mark.parametrize("case", [case for case, (line, _) in SAME.items() if "participant" in line])
def test_an_event_as_a_command_that_says_the_same_is_there_already(shop: Shop, case: str) -> None:
    line, again = SAME[case]
    taken_in(shop, line)
    (registered,) = shop.log.handle([event(again)], NOW)
    assert registered.already


@pytest.mark.parametrize("case", [case for case, (line, _) in OTHER.items() if "participant" in line])
def test_an_event_as_a_command_that_says_something_else_is_a_conflict(shop: Shop, case: str) -> None:
    line, other = OTHER[case]
    taken_in(shop, line)
    with pytest.raises(Conflict):
        shop.log.handle([event(other)], NOW)
    if "registration" not in case:
        with pytest.raises(Conflict):
            shop.log.handle([event(as_bytes(line | {"id": "x"})), event(other).model_copy(update={"id": "x"})], NOW)


def correct(**changes: Any) -> Correct:
    return Correct(participant="anna", on=DAY, id="w", corrects="p", changes=changes)


ENROL = Enrol(participant="anna", on=DAY, id="w", enrolment_id="e", unit="AME")
RETRACT = Retract(participant="anna", on=DAY, id="w", event="p", reason="Åsa fel")
COMMANDS: Mapping[str, tuple[Command, Command, Command]] = {
    "a decimal that is nothing": (correct(amount=30), correct(amount=30.0), correct(amount=30.01)),
    "the text's form": (
        RETRACT,
        RETRACT.model_copy(update={"reason": "A\u030asa fel"}),
        RETRACT.model_copy(update={"reason": "fel"}),
    ),
    "null that says nothing": (
        ENROL,
        Enrol(participant="anna", on=DAY, id="w", enrolment_id="e", unit="AME", referral_id=None),
        ENROL.model_copy(update={"referral_id": "r1"}),
    ),
    "the source written out": (
        ENROL,
        Enrol(participant="anna", on=DAY, id="w", enrolment_id="e", unit="AME", source="web"),
        ENROL.model_copy(update={"unit": "UJC"}),
    ),
    "a merge": (
        Merge(participant="anna", on=DAY, id="w", absorbed="bo"),
        Merge(participant="anna", on=DAY, id="w", absorbed="bo", source="web", by=None),
        Merge(participant="anna", on=DAY, id="w", absorbed="bo", by="h1"),
    ),
}


@pytest.mark.parametrize("case", COMMANDS)
@pytest.mark.parametrize("together", [False, True], ids=["one after the other", "in one batch"])
def test_a_command_that_comes_to_the_same_is_there_already_and_another_a_conflict(
    shop: Shop, case: str, together: bool
) -> None:
    first, again, other = COMMANDS[case]
    assert not shop.take_in([REGISTERED, PAID, REGISTERED | {"participant": "bo", "id": "b"}]).refused
    if not together:
        shop.log.handle([first], NOW)
    with pytest.raises(Conflict):
        shop.log.handle([first, other], NOW)
    registered = shop.log.handle([first, again], NOW)
    assert [each.already for each in registered] == [not together] * 2
    assert len(shop.lines()) == 4


def test_what_is_true_is_not_the_number_one() -> None:
    """Python holds them for the same."""
    figure = {"kind": "figure_published", "id": "f", "recorded_at": AT, "definition_hash": "d", "code_version": "1"}
    figure |= {"cases_digest": "c", "as_of": "2024-01-01", "position": 1}
    integer, boolean, decimal = (
        read_line(orjson.dumps(figure | {"figure": {"value": value, "parts": [{"n": None}]}}), NOW).entry
        for value in (1, True, 1.0)
    )
    assert same_content(integer, decimal, dated=True)
    assert not same_content(integer, boolean, dated=True)
