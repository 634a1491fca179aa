"""A command finds the source of what it names, and the stored event says it (events.md §1, `of_source`)."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.events.event import Event
from domain.events.person import MergeUndone
from domain.participant.decisions.commands import Command, Correct, Enrol, Retract, meaning, meanings
from domain.participant.decisions.decide import admit, decide
from domain.participant.decisions.refused import Refused
from domain.participant.decisions.sources import with_source
from domain.participant.fold import fold
from projections.facts.ids import Ids
from projections.measuring.examples import events_of
from tests.domain.intake.mapping.desk import Desk
from tests.domain.participant.test_names import MENTIONS, SPELLS, imported
from tests.scenario import ANNA, BERIT
from tests.stores import Shop

NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)
DAY = date(2024, 6, 1)
SAYS = "source=web id=w recorded_at=2024-06-03T12:00:00+00:00"


def command(text: str) -> Event:
    (event,) = events_of(f"2024-06-01 anna {text} {SAYS}")
    return event


def meant(history: str, sent: Command) -> Event:
    """What a command comes to; it can stand."""
    events = events_of(history)
    event = meaning(sent, events, NOW)
    decide(events, [event])
    return event


@pytest.mark.parametrize("kind", SPELLS)
def test_what_ends_an_imported_spell_says_its_source(kind: str) -> None:
    start, end = SPELLS[kind]
    event = meant(imported(start), command(end))
    assert (event.source, event.of_source) == ("web", "lifecare")
    fold([*events_of(imported(start)), event])


@pytest.mark.parametrize("kind", SPELLS)
def test_an_event_that_corrects_an_imported_one_says_its_source_and_one_of_its_own_source_does_not(kind: str) -> None:
    history = imported(SPELLS[kind][0])
    start = events_of(history)[-1]
    assert meant(history, command(f"retracted event={start.id} reason=fel")).of_source == "lifecare"
    own = command(f"retracted event={start.id} reason=fel").model_copy(update={"source": "lifecare"})
    assert meant(history, own).of_source is None


@pytest.mark.parametrize("kind", MENTIONS)
def test_what_names_an_imported_spell_in_passing_says_its_source(kind: str) -> None:
    start, mention = MENTIONS[kind]
    event = meant(imported(start), command(mention))
    assert event.of_source == "lifecare"
    assert not fold([*events_of(imported(start)), event]).soft


@pytest.mark.parametrize("kind", SPELLS)
def test_where_several_sources_have_the_name_the_command_must_say_which(kind: str) -> None:
    start, end = SPELLS[kind]
    both = f"{imported(start)}\n2024-02-02 anna {start} source=web id=own\n2024-02-03 anna {start} source=extens id=other"
    with pytest.raises(Refused) as refusal:
        meant(both, command(end))
    assert (refusal.value.finding.code, refusal.value.finding.detail) == ("of_several_sources", "x (extens, lifecare, web)")
    for lang in (refusal.value.text.sv, refusal.value.text.en):
        assert "x (extens, lifecare, web)" in lang
    for source in ("extens", "lifecare", "web"):
        assert meant(both, command(f"{end} of_source={source}")).of_source == source


def test_what_was_taken_back_bears_no_name() -> None:
    start, end = SPELLS["insats"]
    back = "2024-02-04 anna retracted event=other source=extens id=u reason=fel"
    both = f"{imported(start)}\n2024-02-03 anna {start} source=extens id=other\n{back}"
    assert meant(both, command(end)).of_source == "lifecare"


def test_what_was_corrected_on_the_web_is_still_its_source_s() -> None:
    start, end = SPELLS["insats"]
    corrected = f"2024-02-04 anna {start} source=web id=c replaces=s of_source=lifecare"
    assert meant(f"{imported(start)}\n{corrected}", command(end)).of_source == "lifecare"


def test_its_own_source_need_not_be_given() -> None:
    start, end = SPELLS["insats"]
    assert meant(f"{ANNA}\n2024-02-01 anna {start} source=web id=s", command(end)).of_source is None


def test_who_were_merged_have_their_names_together_and_once_apart_each_their_own() -> None:
    start, end = SPELLS["insats"]
    other = f"{BERIT}\n2024-02-03 berit {start} source=extens id=other"
    merged = f"{imported(start)}\n{other}\n2024-03-01 anna participants_merged absorbed=berit source=egen id=m"
    with pytest.raises(Refused):
        meant(merged, command(end))
    apart = MergeUndone(participant="anna", on=DAY, id="u", source="egen", recorded_at=NOW, absorbed="berit")
    assert meaning(command(end), [*events_of(merged), apart], NOW).of_source == "lifecare"


def test_an_exit_names_its_own_enrolment_first_and_the_job_where_it_can() -> None:
    both = f"{imported('enrolled enrolment_id=x unit=AME')}\n2024-05-01 anna employment_started employment_id=j form=hourly"
    own = meant(f"{both} source=web id=j", command("exited enrolment_id=x employment_id=j"))
    assert (own.of_source, fold([*events_of(f"{both} source=web id=j"), own]).soft) == ("lifecare", [])


def test_a_correction_and_a_retraction_find_what_they_take_back() -> None:
    start, _ = SPELLS["insats"]
    history = events_of(imported(start))
    anew = Correct(participant="anna", on=DAY, id="w1", corrects="s", changes={})
    again = anew.model_copy(update={"id": "w2"})
    back = Retract(participant="anna", on=DAY, id="w3", event="s", reason="fel")
    events = meanings([anew, again, back], history, NOW)
    assert [(event.replaces, event.of_source) for event in events[:2]] == [("s", "lifecare"), ("w1", "web")]
    assert getattr(events[2], "event", None) == "w2"
    assert fold([*history, *events]).insatser == []
    decide(history, events)


def test_a_correction_of_what_several_sources_have_is_refused_with_their_names() -> None:
    start, _ = SPELLS["insats"]
    history = f"{imported(start)}\n2024-02-05 anna moved_out source=extens id=s"
    for sent in (
        Correct(participant="anna", on=DAY, id="w", corrects="s", changes={}),
        Retract(participant="anna", on=DAY, id="w", event="s", reason="fel"),
    ):
        with pytest.raises(Refused) as refusal:
            meant(history, sent)
        assert refusal.value.finding.detail == "s (extens, lifecare)"
        assert meant(history, sent.model_copy(update={"of_source": "extens"})).of_source == "extens"


def test_a_correction_says_the_source_of_just_what_it_replaces() -> None:
    """Two sources call an event alike; the web's own exit ends what was imported."""
    imported_too = f"{imported('enrolled enrolment_id=x unit=AME')}\n2024-05-02 anna moved_out source=lifecare id=1"
    history = f"{imported_too}\n2024-05-01 anna exited enrolment_id=x source=web id=1 of_source=lifecare"
    sent = Correct(participant="anna", on=DAY, id="2", corrects="1", of_source="web", changes={"reason": "A1"})
    event = meant(history, sent)
    assert (event.replaces, event.of_source) == ("1", "web")
    (enrolment,) = fold([*events_of(history), event]).enrolments
    assert enrolment.end == event


def test_an_exit_names_an_enrolment_and_a_job_of_two_other_sources() -> None:
    both = f"{imported('enrolled enrolment_id=x unit=AME')}\n2024-05-01 anna employment_started employment_id=j form=hourly"
    history = f"{both} source=extens id=j"
    for enrolment in ("x", "w"):
        own = f"{history}\n2024-02-02 anna enrolled enrolment_id=w unit=UJC-A source=web id=w0"
        event = meant(own, command(f"exited enrolment_id={enrolment} employment_id=j"))
        events = [*events_of(own), event]
        assert event.of_source == {"x": "lifecare", "w": "web"}[enrolment]
        assert "names_nothing_known" not in {finding.code for finding in fold(events).soft}
        assert Ids(fold(events)).named("employment", event, "j") == "j"
    twice = f"{history}\n2024-05-01 anna employment_started employment_id=j form=osa source=afs id=j"
    event = command("exited enrolment_id=x employment_id=j of_source=lifecare")
    assert [finding.detail for finding in fold([*events_of(twice), event]).soft] == ["j"]  # either could be meant


def test_an_import_that_says_no_source_names_only_its_own() -> None:
    job = "2024-05-01 anna employment_started employment_id=j form=hourly source=extens id=j"
    exit_line = "2024-06-01 anna exited enrolment_id=x employment_id=j source=lifecare id=e"
    events = events_of(f"{imported('enrolled enrolment_id=x unit=AME')}\n{job}\n{exit_line}")
    assert [finding.code for finding in fold(events).soft] == ["names_nothing_known"]


def test_a_re_entry_says_the_source_of_the_enrolment_before_it() -> None:
    history = f"{imported('enrolled enrolment_id=x unit=AME')}\n2024-05-01 anna exited enrolment_id=x source=lifecare id=e"
    event = meant(history, Enrol(participant="anna", on=DAY, id="w", enrolment_id="n", unit="AME"))
    assert (event.kind, event.of_source) == ("re_entered", "lifecare")


@pytest.mark.parametrize("kind", SPELLS)
def test_on_both_databases_the_stored_event_says_it_and_the_same_command_changes_nothing(shop: Shop, kind: str) -> None:
    start, end = SPELLS[kind]
    lines: list[dict[str, Any]] = [event.model_dump(mode="json", exclude_unset=True) for event in events_of(imported(start))]
    assert not shop.take_in(lines).refused
    sent = command(end)
    (first,) = shop.log.handle([sent], NOW)
    assert shop.lines()[-1]["of_source"] == "lifecare"
    for again in (sent, first.event):
        (registered,) = shop.log.handle([again], NOW)
        assert registered.already


@pytest.mark.parametrize("kind", SPELLS)
def test_the_refusal_of_a_file_and_a_command_that_name_another_source_s_spell_names_the_source(shop: Shop, kind: str) -> None:
    start, end = SPELLS[kind]
    assert not shop.take_in([event.model_dump(mode="json", exclude_unset=True) for event in events_of(imported(start))]).refused
    line = command(end).model_dump(mode="json", exclude_unset=True) | {"source": "extens", "id": "e"}
    (refusal,) = shop.take_in([line]).refused
    assert "finns men hos en annan källa: lifecare. Ange den källan (of_source)." in refusal.text.sv
    with pytest.raises(Refused) as refused:
        shop.log.handle([command(f"{end} of_source=web")], NOW)
    assert "is there but of another source: lifecare." in refused.value.text.en
    assert shop.take_in([line | {"of_source": "lifecare"}]).added == 1


CORRECTIONS = {
    "retraction": (
        {"kind": "retracted", "event": "s", "reason": "fel"},
        Retract(participant="anna", on=DAY, id="w", event="s", reason="fel"),
    ),
    "replacement": (
        {"kind": "insats_started", "insats_id": "x", "insats": "course", "replaces": "s"},
        Correct(participant="anna", on=DAY, id="w", corrects="s", changes={}),
    ),
}


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_the_refusal_of_a_file_a_table_and_a_command_that_correct_another_source_s_event_names_it(
    shop: Shop, tmp_path: Path, kind: str
) -> None:
    fields, sent = CORRECTIONS[kind]
    before = events_of(imported(SPELLS["insats"][0]))
    assert not shop.take_in([event.model_dump(mode="json", exclude_unset=True) for event in before]).refused
    line = {"participant": "anna", "on": "2024-06-01", "id": "c", "source": "extens"} | fields
    (by_file,) = shop.take_in([line]).refused
    given = "".join(f"{name} = '{value}'\n" for name, value in line.items() if name not in ("kind", "participant", "source"))
    mapping = f"source = 'extens'\nparticipant = '{{person}}'\n[[events]]\nkind = '{line['kind']}'\n[events.fields]\n{given}"
    (by_table,) = shop.take_in([row for _, row in Desk(tmp_path).read("person\nanna\n", mapping)]).refused
    with pytest.raises(Refused) as by_command:
        shop.log.handle([sent.model_copy(update={"of_source": "web"})], NOW)
    for sv in (by_file.text.sv, by_table.text.sv, by_command.value.text.sv):
        assert "gäller s, som finns men hos en annan källa: lifecare. Ange den källan (of_source)." in sv
    assert "is there but of another source: lifecare." in by_command.value.text.en
    assert shop.take_in([line | {"of_source": "lifecare"}]).added == 1


def test_no_source_is_named_of_what_a_correction_cannot_be_of_nor_of_another_participant_s() -> None:
    other = f"{imported(SPELLS['insats'][0])}\n2024-02-05 anna moved_out source=afs id=m"
    retraction = "2024-02-06 anna retracted event=m source=web id=s reason=fel of_source=afs"
    history = events_of(f"{other}\n{retraction}\n{BERIT}")
    for line, code in (
        ("2024-06-01 anna moved_out source=extens id=c replaces=s", "which is no event of this participant"),
        ("2024-06-01 anna retracted source=extens id=c event=s reason=fel", "another source: lifecare."),
        ("2024-06-01 berit retracted source=extens id=c event=s reason=fel", "which is no event of this participant"),
    ):
        ((_, finding),) = admit(history, events_of(line)).refused
        assert code in finding.refusal.en


def test_the_source_is_named_beside_other_faults_of_the_file() -> None:
    lines = "2024-06-01 anna retracted source=extens id=c event=s reason=fel\n2024-06-01 anna moved_out id=o replaces=t"
    findings = {
        event.id: finding for event, finding in admit(events_of(imported(SPELLS["insats"][0])), events_of(lines)).refused
    }
    assert findings["c"].elsewhere == ("lifecare",)


def test_of_several_sources_that_one_is_meant_whose_still_stands_also_where_it_was_corrected() -> None:
    enrolled = "anna enrolled enrolment_id=e unit=AME"
    history = events_of(f"""{ANNA}
2024-02-01 {enrolled} source=lifecare id=s
2024-02-01 {enrolled} source=extens id=x
2024-02-02 {enrolled} source=web id=w replaces=s of_source=lifecare
2024-03-01 anna retracted event=x source=extens id=u reason=fel""")
    (exited,) = events_of("2024-05-01 anna exited enrolment_id=e source=web id=l")
    assert with_source(exited, history).of_source == "lifecare"
