"""OCEL 2.0: the file's form, every event once, every spell a thing, what changes and in which order."""

from datetime import date
from random import Random
from typing import Any

import orjson
import pytest

from domain.participant.fold import fold_cluster
from projections.exports.naming import Naming
from projections.exports.ocel.document import ocel
from projections.exports.ocel.threads import StreamThread
from tests.histories import lives
from tests.memory import book, together
from tests.scripts.command_line import lines_of
from tests.scripts.exports.ocel_rules import broken

SPELLS = {
    "enrolments": "enrolment",
    "referrals": "referral",
    "insatser": "insats",
    "placements": "placement",
    "studies": "study",
    "employments": "employment",
    "plans": "plan",
    "applications": "application",
}


def exported(lines: list[dict[str, Any]], as_of: date = date(2024, 12, 31), keys: bool = True) -> Any:
    shares = together(book(lines).events)
    threads = [thread for share in shares for thread in fold_cluster(share, as_of=as_of) if thread.registration]
    stream_threads = [StreamThread(f"stream-{thread.participant}", thread) for thread in threads]
    return orjson.loads(b"".join(ocel(stream_threads, as_of, Naming(None if keys else b"key"))))


def of_type(doc: Any, type_: str) -> list[Any]:
    return [item for item in doc["objects"] if item["type"] == type_]


def never_applied(doc: Any) -> set[str]:
    """The applications that are known by their decision alone: a thing that was decided, no spell among the facts."""
    of = {"support_applied": set[str](), "support_decided": set[str]()}
    for event in doc["events"]:
        if event["type"] in of:
            of[event["type"]] |= {link["objectId"] for link in event["relationships"]}
    applications = {item["id"] for item in of_type(doc, "application")}
    return (of["support_decided"] - of["support_applied"]) & applications


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("keys", [True, False])
def test_of_any_lives_the_file_has_the_form_of_the_standard(seed: int, keys: bool) -> None:
    doc = exported(lives(Random(seed)), keys=keys)
    assert broken(doc) == []
    assert doc["events"]


@pytest.mark.parametrize("seed", range(12))
def test_of_any_lives_every_spell_of_the_facts_is_one_thing(seed: int) -> None:
    lines, as_of = lives(Random(seed)), date(2023, 3, 1)
    doc, world = exported(lines, as_of), book(lines).world(as_of)
    things = {name: len(of_type(doc, type_)) for name, type_ in SPELLS.items()}
    things["applications"] -= len(never_applied(doc))
    assert things == {name: world[name].height for name in SPELLS}
    assert len(of_type(doc, "participant")) == world["participants"].height


@pytest.mark.parametrize("seed", range(12))
def test_of_any_lives_every_effective_event_is_there_once(seed: int) -> None:
    lines, as_of = lives(Random(seed)), date(2023, 3, 1)
    threads = [thread for share in together(book(lines).events) for thread in fold_cluster(share) if thread.registration]
    effective = sorted(event.kind for thread in threads for event in thread.events if event.on <= as_of)
    assert sorted(event["type"] for event in exported(lines, as_of)["events"]) == effective


def test_what_breaks_the_form_is_seen() -> None:
    doc = exported(lines_of("2022-01-01 a participant_registered sex=K\n2022-02-01 a enrolled enrolment_id=e unit=AME"))
    event = doc["events"][1]
    assert broken(doc) == []
    for change in (
        {"type": "nothing"},
        {"time": "2022-02-01"},
        {"id": doc["events"][0]["id"]},
        {"relationships": [{"objectId": "none", "qualifier": "begins"}]},
        {"relationships": []},
        {"attributes": [{"name": "shoe", "value": "37"}]},
        {"attributes": [{"name": "source", "value": 37}]},
    ):
        assert broken({**doc, "events": [doc["events"][0], {**event, **change}]})


WAY = """
2022-01-01 a participant_registered sex=K born_on=1990-05-15
2022-01-03 a referred referral_id=r from_party=af to_unit=AME
2022-01-10 a enrolled enrolment_id=e unit=AME referral_id=r
2022-01-10 a obstacle_recorded obstacle=unemployed_no_benefit
2022-01-12 a circumstances_recorded household=h household_type=6 foreign_born=true
2022-02-12 a circumstances_recorded household_type=null
2022-01-20 a plan_decided plan_id=p goal=work milestones=[{"milestone_id":"m","due_on":"2022-03-01","title":"Cv"}]
2022-01-20 a plan_decided plan_id=q goal=study milestones=[{"milestone_id":"m","due_on":"2022-09-01"}]
2022-02-20 a milestone_redated plan_id=p milestone_id=m due_on=2022-04-01
2022-09-30 a exited enrolment_id=e reason=A1 employment_id=j
2022-10-01 a employment_started employment_id=j form=permanent extent=75
"""


@pytest.fixture(scope="module")
def way() -> Any:
    return exported(lines_of(WAY))


def thing(doc: Any, name: str) -> Any:
    return next(item for item in doc["objects"] if item["id"] == name)


def links(item: Any) -> set[tuple[str, str]]:
    return {(link["qualifier"], link["objectId"]) for link in item["relationships"]}


def values_of(item: Any, name: str) -> list[tuple[Any, str]]:
    return [(a["value"], a["time"][:10]) for a in item["attributes"] if a["name"] == name]


def test_an_event_says_what_it_begins_and_ends_and_what_else_it_is_about(way: Any) -> None:
    begun, ended = (next(e for e in way["events"] if e["type"] == kind) for kind in ("enrolled", "exited"))
    assert links(begun) == {
        ("participant", "participant:a"),
        ("begins", "enrolment:a/e"),
        ("referral", "referral:a/r"),
        ("unit", "unit:AME"),
    }
    assert links(ended) == {
        ("participant", "participant:a"),
        ("ends", "enrolment:a/e"),
        ("employment", "employment:a/j"),
    }


def test_things_are_kin_to_one_another(way: Any) -> None:
    assert links(thing(way, "enrolment:a/e")) == {
        ("participant", "participant:a"),
        ("referral", "referral:a/r"),
        ("unit", "unit:AME"),
        ("employment", "employment:a/j"),
    }
    assert ("plan", "plan:a/p") in links(thing(way, "milestone:a/p/m"))
    assert ("household", "household:h") in links(thing(way, "participant:a"))


def test_a_later_value_of_an_attribute_is_a_change(way: Any) -> None:
    assert values_of(thing(way, "milestone:a/p/m"), "due_on") == [
        ("2022-03-01T00:00:00.000Z", "2022-01-20"),
        ("2022-04-01T00:00:00.000Z", "2022-02-20"),
    ]
    assert values_of(thing(way, "enrolment:a/e"), "reason") == [("A1", "2022-09-30")]
    assert values_of(thing(way, "participant:a"), "obstacle") == [("unemployed_no_benefit", "2022-01-10")]
    assert values_of(thing(way, "participant:a"), "foreign_born") == [("true", "2022-01-12")]
    assert values_of(thing(way, "participant:a"), "household_type") == [("6", "2022-01-12"), ("", "2022-02-12")]


def test_a_milestone_is_its_plans_own(way: Any) -> None:
    assert len(of_type(way, "milestone")) == 2


def test_what_happened_on_one_day_keeps_its_order(way: Any) -> None:
    times = [event["time"] for event in way["events"]]
    assert times == sorted(times)
    assert [t for t in times if t.startswith("2022-01-20")] == ["2022-01-20T00:00:00.000Z", "2022-01-20T00:00:00.001Z"]


def test_two_sources_may_call_two_spells_the_same() -> None:
    lines = lines_of(WAY + "2022-01-10 a enrolled enrolment_id=e unit=UJC-A source=other id=x")
    doc = exported(lines)
    assert broken(doc) == []
    assert {item["id"] for item in of_type(doc, "enrolment")} == {"enrolment:a/e", "enrolment:a/e (other)"}


def test_what_names_nothing_known_is_related_to_nothing() -> None:
    doc = exported(lines_of(WAY + "2022-01-11 a re_entered enrolment_id=f unit=AME previous_enrolment_id=gone"))
    assert broken(doc) == []
    assert "previous_enrolment" not in {qualifier for qualifier, _ in links(thing(doc, "enrolment:a/f"))}


def test_what_happens_later_is_not_there() -> None:
    doc = exported(lines_of(WAY), date(2022, 1, 31))
    assert {event["time"][:7] for event in doc["events"]} == {"2022-01"}
    assert of_type(doc, "employment") == []


def test_who_a_participant_is_holds_from_the_first_day_whichever_table_knew_it() -> None:
    text = """
2022-01-01 a participant_registered sex=U
2024-06-01 a particulars_recorded sex=M born_on=1990-05-15
2024-06-02 a particulars_recorded sex=U
"""
    (who,) = of_type(exported(lines_of(text), date(2023, 1, 1)), "participant")
    assert (values_of(who, "sex"), values_of(who, "born_year")) == ([("M", "2022-01-01")], [(1990, "2022-01-01")])
