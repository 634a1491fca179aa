"""What a command comes to on a history, and that a batch of them is registered whole or not at all, on both databases."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.errors import Conflict, ParticipantErased
from domain.events.event import Event
from domain.events.lines import BadLine
from domain.events.person import IdentityRegistered, ParticipantRegistered
from domain.events.way import Enrolled, Exited, ReEntered
from domain.identity import one_form
from domain.log.recorder import LogRecorder
from domain.log.rows import LogRow
from domain.participant.decisions.commands import Command, Correct, Enrol, Merge, Retract, is_again, meaning, meanings, words
from domain.participant.decisions.refused import Refused
from domain.participant.fold import fold
from projections.measuring.examples import events_of
from tests.scenario import ANNA, BERIT
from tests.stores import Shop

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
DAY = date(2023, 9, 1)
REGISTERED = "participant_registered"
EXITED = f"""
{ANNA}
2023-02-01 anna enrolled enrolment_id=e1 unit=AME
2023-05-31 anna exited enrolment_id=e1 reason=A1
"""


def enrol(on: date = DAY, name: str = "w1", **more: Any) -> Enrol:
    return Enrol(participant="anna", on=on, id=name, enrolment_id="e2", unit="UJC-A", **more)


def correct(corrects: str, changes: dict[str, Any], name: str = "w2", **more: Any) -> Correct:
    return Correct(participant="anna", on=DAY, id=name, corrects=corrects, changes=changes, **more)


def event_of(history: str, command: Command) -> Event:
    return meaning(command, events_of(history), NOW)


def test_enrolling_who_never_left_is_an_enrolment() -> None:
    event = event_of(ANNA, enrol(referral_id="r"))
    assert isinstance(event, Enrolled)
    assert (event.on, event.recorded_at, event.source, event.referral_id) == (DAY, NOW, "web", "r")


@pytest.mark.parametrize(("on", "again"), [(date(2023, 5, 30), False), (date(2023, 5, 31), True), (DAY, True)])
def test_enrolling_who_left_by_that_day_is_a_re_entry_after_the_exit(on: date, again: bool) -> None:
    event = event_of(EXITED, enrol(on))
    assert isinstance(event, ReEntered) is again
    assert getattr(event, "previous_enrolment_id", None) == ("e1" if again else None)


def test_enrolling_whose_exit_was_retracted_is_no_re_entry() -> None:
    assert isinstance(event_of(f"{EXITED}\n2023-06-01 anna retracted event=3 reason=fel", enrol()), Enrolled)


def test_who_left_under_a_merged_key_re_enters() -> None:
    merged = f"{EXITED}\n{BERIT}\n2023-07-01 berit participants_merged absorbed=anna"
    event = meaning(enrol().model_copy(update={"participant": "berit"}), events_of(merged), NOW)
    assert isinstance(event, ReEntered)


def test_a_correction_says_the_whole_event_again_with_what_changes() -> None:
    history = events_of(EXITED)
    event = meaning(correct("3", {"reason": "B1"}, of_source="example"), history, NOW)
    assert isinstance(event, Exited)
    assert (event.enrolment_id, event.reason, event.replaces, event.of_source) == ("e1", "B1", "3", "example")
    (enrolment,) = fold([*history, event]).enrolments
    assert enrolment.end is event


def test_a_second_correction_replaces_the_last_link_of_the_chain() -> None:
    first = correct("3", {"reason": "B1"}, of_source="example")
    again = correct("3", {"reason": "C1"}, name="w3", of_source="example")
    events = meanings([first, again], events_of(EXITED), NOW)
    assert events[1].replaces == "w2"
    (enrolment,) = fold([*events_of(EXITED), *events]).enrolments
    assert enrolment.end is events[1]


def test_a_correction_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        event_of(EXITED, correct("99", {"reason": "B1"}))
    assert refusal.value.finding.code == "corrects_nothing"


def test_the_refusal_of_a_correction_of_nothing_says_which_sources_have_what_it_names() -> None:
    with pytest.raises(Refused) as refusal:
        event_of(EXITED, correct("3", {"reason": "B1"}, of_source="lifecare"))
    assert (refusal.value.finding.detail, refusal.value.finding.elsewhere) == ("3", ("example",))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "A99"}, "unknown_code"),
        ({"colour": "red"}, "unknown_field"),
        ({"enrolment_id": None}, "null"),
        ({"participant": "berit"}, "unknown_field"),
        ({"recorded_at": "2020-01-01T00:00:00Z"}, "unknown_field"),
        ({"replaces": "1"}, "unknown_field"),
    ],
)
def test_a_correction_changes_only_what_happened_and_only_to_what_can_be(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(BadLine) as fault:
        event_of(EXITED, correct("3", changes, of_source="example"))
    assert fault.value.code == code


def test_a_retraction_takes_the_event_back() -> None:
    history = events_of(EXITED)
    event = meaning(Retract(participant="anna", on=DAY, id="w", event="3", of_source="example", reason="fel"), history, NOW)
    (enrolment,) = fold([*history, event]).enrolments
    assert enrolment.end is None


def test_a_merge_makes_two_keys_one_participant_and_needs_both() -> None:
    merge = Merge(participant="anna", on=DAY, id="w", absorbed="berit")
    history = events_of(f"{ANNA}\n{BERIT}")
    assert fold([*history, meaning(merge, history, NOW)]).keys == ("anna", "berit")
    with pytest.raises(Refused) as refusal:
        event_of(ANNA, merge)
    assert refusal.value.finding.code == "absorbs_nobody"


def test_what_comes_later_in_a_batch_counts_as_registered_later() -> None:
    batch: list[Command] = [enrol(), correct("w1", {"unit": "AME"})]
    events = meanings(batch, events_of(ANNA), NOW)
    assert [event.recorded_at - NOW for event in events] == [timedelta(0), timedelta(microseconds=1)]
    assert fold([*events_of(ANNA), *events]).enrolments[0].start.unit == "AME"


def test_a_command_s_words_are_all_that_it_says_but_when_it_was_registered() -> None:
    assert words(enrol()) == (
        b'{"command":"Enrol","enrolment_id":"e2","id":"w1","on":"2023-09-01","participant":"anna","unit":"UJC-A"}'
    )
    (exited,) = events_of("2023-09-01 anna exited enrolment_id=e1")
    assert words(exited) == words(exited.model_copy(update={"recorded_at": NOW}))
    assert words(exited).startswith(b'{"command":"Exited",')


def test_a_command_comes_again_where_the_event_of_its_name_is_what_it_came_to_there() -> None:
    history = events_of(EXITED)
    command = correct("3", {"reason": "B1"}, of_source="example")
    stored = meaning(command, history, NOW)
    later = meaning(correct("3", {"reason": "C1"}, name="w3", of_source="example"), [*history, stored], NOW)
    assert is_again(command, stored, [*history, stored, later])  # whatever has happened since
    assert not is_again(correct("3", {"reason": "C1"}, of_source="example"), stored, [*history, stored])
    assert not is_again(correct("99", {"reason": "B1"}), stored, [*history, stored])  # it comes to nothing
    assert not is_again(correct("3", {"reason": "A99"}, of_source="example"), stored, [*history, stored])


def test_an_event_comes_again_at_another_instant_also_where_its_source_was_filled_in() -> None:
    history = events_of(f"{ANNA}\n2023-02-01 anna enrolled enrolment_id=e1 unit=AME source=lifecare")
    (exited,) = events_of("2023-09-01 anna exited enrolment_id=e1 source=web id=x")
    stored = meaning(exited, history, NOW)
    assert stored.of_source == "lifecare"
    assert is_again(exited.model_copy(update={"recorded_at": NOW}), stored, [*history, stored])


# The log: both databases.


def web(participant: str, name: str, **more: Any) -> ParticipantRegistered:
    return ParticipantRegistered(participant=participant, on=DAY, id=name, source="web", recorded_at=NOW, sex="K", **more)


def identity(number: str, name: str | None = None) -> IdentityRegistered:
    return IdentityRegistered(
        participant="anna",
        on=DAY,
        id="w1",
        source="web",
        recorded_at=NOW,
        number=number,
        number_type="personnummer",
        name=name,
    )


def state(shop: Shop) -> tuple[int, bytes, int]:
    """Where the log stands, and for how many there is a key."""
    return *shop.log.rows.head(), len(list(shop.log.keys.everyone()))


def names(commands: Sequence[Command], shop: Shop) -> list[tuple[str, bool]]:
    return [(registered.event.kind, registered.already) for registered in shop.log.handle(commands, NOW)]


def test_commands_are_registered_together_each_on_what_those_before_it_came_to(shop: Shop) -> None:
    out = Exited(participant="anna", on=DAY, id="w2", source="web", recorded_at=NOW, enrolment_id="e2", reason="A1")
    again = Enrol(participant="anna", on=date(2024, 1, 9), id="w3", enrolment_id="e3", unit="AME")
    kinds = names([web("anna", "w0"), enrol(), out, again, web("bo", "w4")], shop)
    assert [kind for kind, _ in kinds] == [REGISTERED, "enrolled", "exited", "re_entered", REGISTERED]
    assert not any(already for _, already in kinds)
    stored = [(line["kind"], line["participant"], line["source"]) for line in shop.lines()]
    assert stored == [(kind, "bo" if nr == 4 else "anna", "web") for nr, (kind, _) in enumerate(kinds)]
    assert [event.id for event in shop.log.history("anna")] == ["w0", "w1", "w2", "w3"]


def test_a_batch_of_which_one_cannot_stand_registers_nothing(shop: Shop) -> None:
    shop.log.handle([web("anna", "w0")], NOW)
    before = state(shop)
    with pytest.raises(Refused) as refusal:
        shop.log.handle([enrol(), web("bo", "w2"), web("bo", "w3")], NOW)
    assert refusal.value.finding.event.id == "w3"
    assert state(shop) == before


def test_a_command_that_is_sent_again_changes_nothing_whatever_has_happened_since(shop: Shop) -> None:
    first: list[Command] = [web("anna", "w0"), enrol()]
    shop.log.handle(first, NOW)
    out = Exited(participant="anna", on=DAY, id="w2", source="web", recorded_at=NOW, enrolment_id="e2", reason="A1")
    shop.log.handle([out], NOW)
    before = state(shop)
    later = [first[0].model_copy(update={"recorded_at": NOW + timedelta(hours=1)}), first[1]]
    assert names([*later, later[0]], shop) == [(REGISTERED, True), ("enrolled", True), (REGISTERED, True)]
    assert state(shop) == before


def test_another_command_under_the_same_id_is_a_conflict(shop: Shop) -> None:
    shop.log.handle([web("anna", "w0")], NOW)
    before = state(shop)
    batches: list[list[Command]] = [[web("anna", "w0", protected=True)], [enrol(), enrol(date(2023, 9, 2))]]
    for batch in batches:
        with pytest.raises(Conflict):
            shop.log.handle(batch, NOW)
    assert state(shop) == before


def test_what_came_by_import_is_known_again_as_a_command(shop: Shop) -> None:
    shop.take_in([{"kind": "participant_registered", "participant": "anna", "on": "2023-09-01", "sex": "K"}
                   | {"id": "w0", "source": "web", "recorded_at": "2023-09-02T08:00:00+02:00"}])  # fmt: skip
    assert names([web("anna", "w0")], shop) == [("participant_registered", True)]


def test_a_correction_keeps_the_names_and_texts_it_does_not_change(shop: Shop) -> None:
    shop.log.handle([web("anna", "w0"), identity("19900515-2386", name="Anna Ek")], NOW)
    (registered,) = shop.log.handle([correct("w1", {"number": "19900516-2385"})], NOW)
    assert registered.event == shop.log.history("anna")[-1]
    assert (shop.lines()[-1]["name"], shop.lines()[-1]["number"]) == ("Anna Ek", "19900516-2385")


def test_an_identity_number_is_registered_with_its_event(shop: Shop) -> None:
    registered = shop.log.handle([web("anna", "w0"), identity("19900515-2386")], NOW)
    streams = shop.log.rows.with_number(shop.log.keys.number_hash(one_form("199005152386")))
    assert streams == [registered[1].stream]


def test_nothing_is_registered_on_the_erased(shop: Shop) -> None:
    lines = [{"kind": "participant_registered", "participant": "anna", "on": "2023-01-01", "sex": "K"},
             {"kind": "erased", "participant": "anna", "on": "2023-02-01", "basis": "request"}]  # fmt: skip
    shop.take_in(lines[:1])
    shop.take_in(lines[1:])
    with pytest.raises(ParticipantErased):
        shop.log.handle([enrol()], NOW)


def test_many_who_write_about_one_participant_at_once_are_all_registered(where: str, shops: Callable[[str], Shop]) -> None:
    both = [shops(where), shops(where)]
    both[0].log.handle([web("anna", "w0")], NOW)

    def write(nr: int) -> str:
        command = Enrol(participant="anna", on=DAY + timedelta(days=nr), id=f"n{nr}", enrolment_id=f"n{nr}", unit="AME")
        (registered,) = both[nr % 2].log.handle([command], NOW)
        return registered.event.id

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(write, range(12)))
    assert sorted(event.id for event in both[0].log.history("anna")) == sorted(["w0", *written])


@pytest.mark.parametrize("by", ["the same participant", "one merged with them"])
def test_what_is_decided_on_is_decided_anew_when_somebody_else_wrote_first(
    where: str, shops: Callable[[str], Shop], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Two exits of one enrolment: each alone can stand, and the second of them is refused."""
    mine, theirs = shops(where), shops(where)
    mine.log.handle([web("anna", "w0"), web("bo", "wb"), enrol()], NOW)
    key = "anna"
    if by == "one merged with them":
        mine.log.handle([Merge(participant="anna", on=DAY, id="w3", absorbed="bo")], NOW)
        key = "bo"
    out = Exited(participant="anna", on=DAY, id="w4", source="web", recorded_at=NOW, enrolment_id="e2")
    append = LogRecorder.append
    attempts: list[int] = []

    def late(recorder: LogRecorder, rows: Sequence[LogRow], **more: Any) -> int:
        attempts.append(len(rows))
        if recorder is mine.log.recorder and len(attempts) == 1:
            theirs.log.handle([out.model_copy(update={"participant": key, "id": "w5"})], NOW)
        return append(recorder, rows, **more)

    monkeypatch.setattr(LogRecorder, "append", late)
    with pytest.raises(Refused) as refusal:
        mine.log.handle([out], NOW)
    assert refusal.value.finding.code == "second_ending"
    assert [line["id"] for line in mine.lines()][-1] == "w5"
