"""An undone merge leaves each event with the key it came under, whatever was corrected meanwhile (measures.md §2.8)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.participant.decisions.commands import Command, Correct, Retract, meaning
from domain.participant.decisions.decide import admit, decide
from domain.participant.decisions.refused import Refused
from domain.participant.fold import fold_cluster
from domain.participant.thread import Thread
from projections.measuring.examples import events_of
from projections.worlds.coordinates import Coordinates
from tests.domain.participant.test_names import SPELLS
from tests.judge import refused
from tests.scenario import ANNA, BERIT
from tests.stores import Shop

NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)
DAY = date(2024, 6, 1)
MERGED = "2024-03-01 anna participants_merged absorbed=berit source=egen id=m"
UNDONE = "2024-05-01 anna merge_undone absorbed=berit source=egen id=u"
NOT_MERGED = "2024-05-01 anna retracted event=m source=egen id=u reason=fel"
CORRECTIONS = {
    "replaced": [
        "2024-02-05 anna {start} replaces=s of_source=lifecare source=web id=w1 recorded_at=2024-04-01T12:00:00+02:00"
    ],
    "retracted with its end": [
        "2024-04-01 anna retracted event=e source=web of_source=lifecare id=w1 reason=fel",
        "2024-04-01 anna retracted event=s source=web of_source=lifecare id=w2 reason=fel",
    ],
    "replaced, and again by another": [
        "2024-02-05 anna {start} replaces=s of_source=lifecare source=web id=w1 recorded_at=2024-04-01T12:00:00+02:00",
        "2024-02-06 berit {start} replaces=w1 of_source=web source=egen id=w2 recorded_at=2024-04-02T12:00:00+02:00",
    ],
    "the correction taken back with the end": [
        "2024-02-05 anna {start} replaces=s of_source=lifecare source=web id=w1 recorded_at=2024-04-01T12:00:00+02:00",
        "2024-04-02 anna retracted event=e source=web of_source=lifecare id=w2 reason=fel",
        "2024-04-02 anna retracted event=w1 source=web id=w3 reason=fel",
    ],
}
"""Under the survivor's key, of what came under the absorbed one."""


def history(kind: str, how: str) -> str:
    start, end = SPELLS[kind]
    own = f"2024-02-01 berit {start} source=lifecare id=s\n2024-06-01 berit {end} source=lifecare id=e"
    corrected = "\n".join(line.format(start=start) for line in CORRECTIONS[how])
    return f"{ANNA}\n{BERIT}\n{own}\n{MERGED}\n{corrected}"


def threads(text: str) -> dict[str, Thread]:
    return {thread.participant: thread for thread in fold_cluster(events_of(text))}


@pytest.mark.parametrize("undoing", [UNDONE, NOT_MERGED], ids=["undone", "retracted"])
@pytest.mark.parametrize("how", CORRECTIONS)
@pytest.mark.parametrize("kind", SPELLS)
def test_a_merge_can_be_undone_also_after_what_was_the_other_s_was_corrected(kind: str, how: str, undoing: str) -> None:
    before, after = history(kind, how), f"{history(kind, how)}\n{undoing}"
    events = events_of(after)
    assert decide(events_of(before), events[-1:])
    assert not admit((), events).refused
    apart = threads(after)
    assert not apart["anna"].hard + apart["berit"].hard
    assert [event.kind for event in apart["anna"].events] == [
        "participant_registered",
        *["participants_merged", "merge_undone"] * (undoing == UNDONE),
    ]
    while_one = [event.id for event in threads(before)["anna"].events if event.kind != "participant_registered"]
    apart_again = [event.id for event in apart["berit"].events if event.kind != "participant_registered"]
    assert apart_again == [name for name in while_one if name != "m"]  # what was corrected stays so, and is the other's


@pytest.mark.parametrize("how", CORRECTIONS)
def test_the_judge_says_so_too(how: str) -> None:
    lines = [event.model_dump(mode="json", exclude_unset=True) for event in events_of(f"{history('insats', how)}\n{UNDONE}")]
    assert refused(lines) == []
    late = events_of(
        f"{history('insats', how)}\n{UNDONE}\n2024-05-02 anna retracted event=s source=lifecare id=late reason=fel"
    )
    assert refused([event.model_dump(mode="json", exclude_unset=True) for event in late]) == [len(late)]
    assert [event.id for event, _ in admit((), late).refused] == ["late"]


START, _ = SPELLS["insats"]
COMMANDS: list[Command] = [
    Correct(participant="anna", on=date(2024, 2, 5), id="w", corrects="s", changes={}),
    Retract(participant="anna", on=DAY, id="w", event="s", reason="fel"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=["corrected", "retracted"])
def test_a_command_corrects_under_the_key_that_the_event_came_under(command: Command) -> None:
    theirs = events_of(f"{ANNA}\n{BERIT}\n2024-02-01 berit {START} source=lifecare id=s\n{MERGED}")
    event = meaning(command, theirs, NOW)
    assert event.participant == "berit"
    decide(theirs, [event])


@pytest.mark.parametrize("command", COMMANDS, ids=["corrected", "retracted"])
def test_once_they_are_apart_the_one_s_events_are_not_the_other_s_to_correct(command: Command) -> None:
    apart = events_of(f"{history('insats', 'replaced').replace('06-01 berit', '02-20 berit')}\n{UNDONE}")
    with pytest.raises(Refused) as refusal:
        decide(apart, [meaning(command, apart, NOW)])
    assert refusal.value.finding.code == "corrects_nothing"
    if isinstance(command, Correct):
        event = meaning(command.model_copy(update={"participant": "berit"}), apart, NOW)
        assert (event.participant, event.replaces, event.of_source) == ("berit", "w1", "web")
        decide(apart, [event])


def test_on_both_databases_what_was_corrected_while_they_were_one_is_the_other_s_again(shop: Shop) -> None:
    lines: list[dict[str, Any]] = [
        event.model_dump(mode="json", exclude_unset=True)
        for event in events_of(f"{ANNA}\n{BERIT}\n2024-02-01 berit {START} source=lifecare id=s\n{MERGED}")
    ]
    assert not shop.take_in(lines).refused
    (first,) = shop.log.handle([COMMANDS[0]], NOW)
    assert shop.log.handle([COMMANDS[0]], NOW)[0].already
    assert first.stream == shop.log.keys.find(["berit"])["berit"].stream  # type: ignore[union-attr]
    (undone,) = events_of(UNDONE)
    shop.log.handle([undone], NOW)
    world = shop.worlds.world(Coordinates(date(2024, 12, 31)))
    ((row, began_on),) = world["insatser"].select("pid", "began_on").rows()
    (berit,) = world["participants"].filter(world["participants"]["participant"] == "berit")["pid"]
    assert (row, began_on) == (berit, date(2024, 2, 5))
