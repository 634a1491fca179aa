"""A replacement stands in the place of what it replaces, whichever source it came from (events.md §1)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.participant.decisions.commands import Correct
from domain.participant.fold import fold, fold_cluster
from projections.facts.frames import frames_of
from projections.measuring.examples import events_of
from projections.worlds.coordinates import Coordinates
from tests.memory import together
from tests.scenario import ANNA, BERIT, given
from tests.stores import Shop, plain

NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)

SPELLS = {
    "enrolment": ("enrolled enrolment_id=x unit=AME", "exited enrolment_id=x reason=A1"),
    "re-entry": ("re_entered enrolment_id=x unit=AME", "exited enrolment_id=x reason=A1"),
    "insats": ("insats_started insats_id=x insats=course", "insats_ended insats_id=x result=completed"),
    "placement": (
        "placement_started placement_id=x form=praktik sector=municipal",
        "placement_ended placement_id=x result=completed",
    ),
    "study": ("study_started study_id=x programme=sfi", "study_ended study_id=x result=completed"),
    "employment": ("employment_started employment_id=x form=permanent", "employment_ended employment_id=x"),
    "plan": ("plan_decided plan_id=x goal=work", "plan_ended plan_id=x"),
    "milestone": ("plan_decided plan_id=x goal=work", "milestone_added plan_id=x milestone_id=m due_on=2024-09-01"),
    "follow-up of a plan": ("plan_decided plan_id=x goal=work", "plan_followed_up plan_id=x"),
    "application": ("support_applied application_id=x", "application_withdrawn application_id=x"),
    "referral": ("referred referral_id=x from_party=af to_unit=AME", "referral_closed referral_id=x outcome=declined"),
}
"""For each kind of spell how it begins, and what must find it."""
MENTIONS = {
    "appointment": ("appointment_booked appointment_id=x", "appointment_held appointment_id=x"),
    "decision": ("support_applied application_id=x", "support_decided application_id=x outcome=granted"),
    "mapping": ("enrolled enrolment_id=x unit=AME", "mapping_completed enrolment_id=x"),
    "insats in an enrolment": (
        "enrolled enrolment_id=x unit=AME",
        "insats_started insats_id=i insats=course enrolment_id=x",
    ),
    "enrolment after a referral": (
        "referred referral_id=x from_party=af to_unit=AME",
        "enrolled enrolment_id=e unit=AME referral_id=x",
    ),
    "follow-up of an appointment": (
        "appointment_booked appointment_id=x",
        "followed_up status=work form=permanent about=x",
    ),
    "exit into a job": (
        "employment_started employment_id=x form=permanent",
        "followed_up status=work form=permanent about=x",
    ),
}
"""What names a spell in passing."""
CHAINS = {
    "by the web": ["source=web id=w1 replaces=s of_source=lifecare"],
    "twice by the web": ["source=web id=w1 replaces=s of_source=lifecare", "source=web id=w2 replaces=w1 of_source=lifecare"],
    "by the web, then by a third": [
        "source=web id=w1 replaces=s of_source=lifecare",
        "source=extens id=w1 replaces=w1 of_source=web",
    ],
    "by the web, then by its own source": [
        "source=web id=w1 replaces=s of_source=lifecare",
        "source=lifecare id=s2 replaces=w1 of_source=web",
    ],
}


def imported(start: str) -> str:
    return f"{ANNA}\n2024-02-01 anna {start} source=lifecare id=s"


def corrected(start: str, chain: str) -> str:
    return "\n".join(f"2024-02-0{day} anna {start} {link}" for day, link in enumerate(CHAINS[chain], 3))


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("kind", SPELLS)
def test_a_source_s_own_end_finds_the_start_whichever_source_corrected_it(kind: str, chain: str) -> None:
    start, end = SPELLS[kind]
    own = f"2024-06-01 anna {end} source=lifecare id=e"
    given(imported(start), corrected(start, chain)).when(own).then()
    given(imported(start), own).when(corrected(start, chain)).then()  # the end is there already
    given(imported(start), corrected(start, chain)).when(own.replace("lifecare", "web")).refused(
        "unknown_plan" if kind in ("milestone", "follow-up of a plan") else "ends_without_start"
    )


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("kind", MENTIONS)
def test_what_names_a_spell_in_passing_finds_it_whichever_source_corrected_it(kind: str, chain: str) -> None:
    start, mention = MENTIONS[kind]
    given(imported(start), corrected(start, chain)).when(f"2024-06-01 anna {mention} source=lifecare id=e").not_found(
        "names_nothing_known"
    )


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("kind", SPELLS)
def test_once_the_last_link_is_retracted_nothing_bears_the_name(kind: str, chain: str) -> None:
    start, end = SPELLS[kind]
    last = CHAINS[chain][-1].split()
    source, name = last[0].removeprefix("source="), last[1].removeprefix("id=")
    undone = f"2024-03-01 anna retracted event={name} of_source={source} source=web id=u reason=fel"
    taken_back = given(imported(start), corrected(start, chain), undone)
    code = "unknown_plan" if kind in ("milestone", "follow-up of a plan") else "ends_without_start"
    taken_back.when(f"2024-06-01 anna {end} source=lifecare id=e").refused(code, "x")
    taken_back.when(f"2024-02-10 anna {start} source=lifecare id=s9").then()  # the name is free again


def test_a_second_start_is_one_also_where_the_first_was_corrected_from_another_source() -> None:
    start, _ = SPELLS["insats"]
    once = given(imported(start), corrected(start, "by the web"))
    once.when(f"2024-03-01 anna {start} source=lifecare id=s9").refused("second_start", "x")
    once.when(f"2024-03-01 anna {start} source=web id=w9").then()  # the web's own x is another


def test_a_correction_of_an_end_ends_what_the_end_ended() -> None:
    start, end = SPELLS["enrolment"]
    by_web = f"2024-05-01 anna {end} source=web id=w of_source=lifecare"
    by_third = f"2024-05-03 anna {end} source=extens id=z replaces=w of_source=web"
    (enrolment,) = given(imported(start), by_web).when(by_third).then().enrolments
    assert enrolment.ended_on == date(2024, 5, 3)


def test_after_a_merge_each_key_s_names_are_found_as_before() -> None:
    start, end = SPELLS["enrolment"]
    merged = f"{BERIT}\n2024-04-01 berit participants_merged absorbed=anna source=egen id=m"
    world = given(imported(start), corrected(start, "by the web"), merged)
    world.when(f"2024-06-01 anna {end} source=lifecare id=e").then()
    world.when(f"2024-06-01 berit {end} source=lifecare id=e").then()


def test_a_retraction_of_what_has_been_replaced_takes_back_what_stands_in_its_place() -> None:
    start, _ = SPELLS["insats"]
    back = "2024-03-01 anna retracted event=s source=lifecare id=u reason=fel"
    assert given(imported(start), corrected(start, "twice by the web")).when(back).then().insatser == []


def test_what_was_only_retracted_can_be_replaced() -> None:
    """events.md §4 refuses a replacement of what is already replaced; what was retracted is not."""
    start, end = SPELLS["enrolment"]
    back = "2024-03-01 anna retracted event=s source=lifecare id=u reason=fel"
    later = corrected(start, "by the web") + " recorded_at=2024-03-02T12:00:00+01:00"
    scenario = given(imported(start), back, later)
    (enrolment,) = scenario.when(f"2024-06-01 anna {end} source=lifecare id=e").then().enrolments
    assert (enrolment.start.source, enrolment.ended_on) == ("web", date(2024, 6, 1))
    again = corrected(start, "by the web").replace("id=w1", "id=w9") + " recorded_at=2024-03-03T12:00:00+01:00"
    scenario.when(again).refused("already_corrected")


@pytest.mark.parametrize("first", ["web", "lifecare"])
def test_what_comes_later_and_bears_the_name_of_what_was_corrected_changes_nothing(first: str) -> None:
    """The second correction was once stored with the source of what had been imported, and still means the first."""
    start, _ = SPELLS["insats"]
    links = ("source=web id=1 replaces=s of_source=lifecare", f"source=web id=2 replaces=1 of_source={first}")
    chain = "\n".join(f"2024-02-0{day} anna {start} {link}" for day, link in enumerate(links, 3))
    later = "2024-05-01 anna obstacle_recorded obstacle=none source=lifecare id=1"
    thread = given(imported(start), chain).when(later).then()
    assert [insats.began_on for insats in thread.insatser] == [date(2024, 2, 4)]
    assert len(thread.point_events) == 1


def test_a_correction_is_of_the_source_that_it_says_where_both_were_there() -> None:
    start, _ = SPELLS["insats"]
    own = "2024-02-02 anna moved_out source=web id=s"
    anew = f"2024-02-05 anna {start} source=web id=w replaces=s of_source=lifecare"
    assert given(imported(start), own).when(anew).then().insatser[0].began_on == date(2024, 2, 5)
    assert given(imported(start)).when(f"{anew}\n{own.replace('id=s', 'id=s9')}").then().insatser[0].began_on == date(
        2024, 2, 5
    )


@pytest.mark.parametrize("order", [[0, 0, 0], [0, 3, 5, 0], [5, 0, 2], [2, 0, 4, 1]])
def test_whichever_links_of_a_chain_are_retracted_its_last_is_taken_back_and_nothing_comes_back(order: list[int]) -> None:
    start, _ = SPELLS["insats"]
    chain = [f"2024-02-05 anna {start} id=c0", *(f"2024-02-05 anna {start} id=c{nr} replaces=c{nr - 1}" for nr in range(1, 6))]
    backs = [f"2024-03-01 anna retracted event=c{link} id=u{nr} reason=fel" for nr, link in enumerate(order)]
    thread = fold(events_of("\n".join([ANNA, *chain, *backs])))
    assert (thread.insatser, thread.hard) == ([], [])


TWO_SOURCES = f"""{ANNA}
2023-01-02 anna enrolled enrolment_id=x unit=AME source=extens id=s
2023-01-03 anna employment_started employment_id=x form=permanent source=extens id=j
2023-01-04 anna referred referral_id=x from_party=af to_unit=AME source=extens id=r
"""


def test_facts_call_a_spell_by_the_source_that_first_gave_its_name() -> None:
    """Two sources call their enrolment, job and referral alike; one's are corrected on the web."""
    theirs = """2024-02-01 anna referred referral_id=x from_party=af to_unit=UJC-A source=lifecare id=r
2024-02-02 anna enrolled enrolment_id=x unit=UJC-A referral_id=x source=lifecare id=s
2024-05-01 anna employment_started employment_id=x form=permanent source=lifecare id=j
2024-05-01 anna exited enrolment_id=x employment_id=x source=lifecare id=e
2024-02-03 anna mapping_completed enrolment_id=x source=lifecare id=m"""
    by_web = """2024-02-01 anna referred referral_id=x from_party=af to_unit=UJC-B source=web id=2 replaces=r of_source=lifecare
2024-02-02 anna enrolled enrolment_id=x unit=UJC-B referral_id=x source=web id=ws replaces=s of_source=lifecare
2024-05-01 anna employment_started employment_id=x form=hourly source=web id=wj replaces=j of_source=lifecare"""
    before = plain(frames_of(together(events_of(f"{TWO_SOURCES}{theirs}"))))
    after = plain(frames_of(together(events_of(f"{TWO_SOURCES}{theirs}\n{by_web}"))))
    names = {
        table: [[value for value in row if value in ("x", "x (lifecare)")] for row in after[table]]
        for table in ("enrolments", "employments", "referrals", "moments")
    }
    assert names == {
        table: [[value for value in row if value in ("x", "x (lifecare)")] for row in before[table]]
        for table in ("enrolments", "employments", "referrals", "moments")
    }
    assert ["x (lifecare)", "x (lifecare)", "x (lifecare)"] in names["enrolments"]  # its own, its referral's, its job's


def test_of_one_instant_merges_and_undoings_go_by_position_whatever_their_ids() -> None:
    lines = """2024-04-01 anna participants_merged absorbed=berit id={} source={}
2024-04-01 anna merge_undone absorbed=berit id={} source={}
2024-04-01 anna participants_merged absorbed=berit id={} source={}"""
    for names in (("1", "a", "2", "a", "3", "a"), ("9", "z", "8", "y", "7", "x"), ("8", "b", "9", "b", "7", "b")):
        events = events_of(f"{ANNA}\n{BERIT}\n{lines.format(*names)}")
        (thread,) = fold_cluster(events)
        assert (thread.keys, thread.hard) == (("anna", "berit"), [])
        assert len(fold_cluster(events[:-1])) == 2


def test_a_chain_of_one_instant_is_retracted_from_where_it_has_come() -> None:
    start, _ = SPELLS["insats"]
    at = "recorded_at=2024-03-01T12:00:00+01:00"
    chain = [
        f"2024-02-05 anna {start} source=web id={name} of_source=lifecare {at}" for name in ("z replaces=s", "y replaces=z")
    ]
    back = f"2024-03-01 anna retracted event=s source=web of_source=lifecare id=x reason=fel {at}"
    assert fold(events_of("\n".join([imported(start), *chain, back]))).insatser == []
    between = fold(events_of("\n".join([imported(start), chain[0], back, chain[1]])))
    assert ([insats.start.id for insats in between.insatser], between.hard) == (["y"], [])


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_corrections_of_one_instant_the_later_position_is_the_later(names: tuple[str, str]) -> None:
    start, _ = SPELLS["insats"]
    template = "anna {} source=web id={} of_source=lifecare recorded_at=2024-03-01T12:00:00+01:00"
    anew = template.format(f"{start} replaces=s", names[0])
    back = template.format("retracted event=s reason=fel", names[1])
    first = events_of(f"{imported(start)}\n2024-02-05 {anew}\n2024-03-01 {back}")
    assert fold(first).insatser == []
    other = fold(events_of(f"{imported(start)}\n2024-03-01 {back}\n2024-02-05 {anew}"))
    assert ([insats.start.id for insats in other.insatser], other.hard) == ([names[0]], [])


@pytest.mark.parametrize("kind", SPELLS)
def test_what_a_line_begins_is_its_own_source_s_whatever_source_it_names(kind: str) -> None:
    start, end = SPELLS[kind]
    begun = f"2024-02-01 anna {start} source=web of_source=lifecare id=s"
    given(ANNA, begun).when(f"2024-06-01 anna {end} source=web id=e").then()
    code = "unknown_plan" if kind in ("milestone", "follow-up of a plan") else "ends_without_start"
    given(ANNA, begun).when(f"2024-06-01 anna {end} source=lifecare id=e").refused(code, "x")


def unit_of_insats(bearing: str, insats: str, *more: str) -> str | None:
    """The unit that an insats has from the enrolment that it names, where these sources have one of the name."""
    enrolments = [
        f"2024-01-0{nr} anna enrolled enrolment_id=x unit={source} source={source}"
        for nr, source in enumerate(bearing.split(), 1)
    ]
    begun = f"2024-02-01 anna insats_started insats_id=i insats=course enrolment_id=x {insats}"
    (placed,) = fold(events_of("\n".join((ANNA, *enrolments, begun, *more)))).insatser
    return str(placed.unit) if placed.unit else None


def test_what_is_named_in_passing_is_of_the_source_that_is_named_else_of_its_own_else_of_the_only_one_that_has_it() -> None:
    assert unit_of_insats("lifecare web extens", "source=web of_source=lifecare") == "lifecare"
    assert unit_of_insats("extens web", "source=web of_source=lifecare") == "web"
    assert unit_of_insats("extens", "source=web of_source=lifecare") == "extens"
    assert unit_of_insats("extens af", "source=web of_source=lifecare") is None  # which of them is not known
    assert unit_of_insats("extens web", "source=web") == "web"
    assert unit_of_insats("extens", "source=web") is None  # its own is meant, and is not there


@pytest.mark.parametrize(
    ("bearing", "first", "of_source", "unit"),
    [
        ("lifecare extens web af", "source=lifecare of_source=extens", "lifecare", "extens"),
        ("lifecare web af", "source=lifecare of_source=extens", "lifecare", "lifecare"),
        ("lifecare web af", "source=lifecare", "lifecare", "lifecare"),
        ("web af", "source=lifecare", "lifecare", "web"),
        ("af", "source=lifecare of_source=extens", "lifecare", "af"),
        ("af", "source=lifecare", "lifecare", "af"),
        ("af", "source=web of_source=extens", "", "af"),
        ("af", "source=web", "", None),
        ("af extens", "source=lifecare", "lifecare", None),
    ],
)
def test_what_a_replacement_names_in_passing_is_what_the_replaced_would_have_meant(
    bearing: str, first: str, of_source: str, unit: str | None
) -> None:
    anew = "2024-02-02 anna insats_started insats_id=i insats=course enrolment_id=x source=web id=w replaces=s"
    assert unit_of_insats(bearing, f"{first} id=s", f"{anew} of_source={of_source}" if of_source else anew) == unit


def test_the_last_of_a_chain_names_in_passing_what_its_first_link_would_have_meant() -> None:
    first = "source=lifecare of_source=extens id=s"
    by_web = "2024-02-02 anna insats_started insats_id=i insats=course enrolment_id=x source=web"
    chain = (f"{by_web} id=w1 replaces=s of_source=lifecare", f"{by_web} id=w2 replaces=w1")
    assert unit_of_insats("lifecare web af", first, *chain) == "lifecare"
    assert unit_of_insats("lifecare extens web", first, *chain) == "extens"


# The log: both databases.

IMPORTED: list[dict[str, Any]] = [
    {"kind": "participant_registered", "participant": "q1", "on": "2024-01-01", "id": "q1.1", "sex": "K"},
    {"kind": "enrolled", "participant": "q1", "on": "2024-02-01", "id": "q1.2", "enrolment_id": "e1", "unit": "AME"},
]
ENDED: dict[str, Any] = {
    "kind": "exited",
    "participant": "q1",
    "on": "2024-06-01",
    "id": "q1.3",
    "enrolment_id": "e1",
    "reason": "A1",
}


def of_lifecare(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"source": "lifecare", "recorded_at": f"{line['on']}T10:00:00+01:00"}


@pytest.mark.parametrize("end_first", [False, True])
def test_an_imported_start_whose_date_was_corrected_on_the_web_is_ended_by_its_source(shop: Shop, end_first: bool) -> None:
    lines = [of_lifecare(line) for line in (*IMPORTED, ENDED)]
    correction = Correct(
        participant="q1", on=date(2024, 2, 5), id="w1", corrects="q1.2", of_source="lifecare", changes={}, by="anna"
    )
    assert not shop.take_in(lines if end_first else lines[:2]).refused
    (registered,) = shop.log.handle([correction], NOW)
    assert registered.event.on == date(2024, 2, 5)
    assert not shop.take_in(lines).refused
    (row,) = shop.worlds.world(Coordinates(date(2024, 12, 31)))["enrolments"].rows(named=True)
    assert (row["enrolment"], row["began_on"], row["ended_on"], row["ended_event"]) == (
        "e1",
        date(2024, 2, 5),
        date(2024, 6, 1),
        "q1.3",
    )


def test_merges_of_one_instant_stand_by_position_in_the_log_and_its_worlds(shop: Shop) -> None:
    instant = "2024-04-01T12:00:00+02:00"
    registered: list[dict[str, Any]] = [
        {"kind": "participant_registered", "participant": who, "on": "2024-01-01", "id": who, "sex": "K"} for who in "ab"
    ]
    joining = [("participants_merged", "z"), ("merge_undone", "y"), ("participants_merged", "x")]
    lines = [{"kind": kind, "participant": "a", "on": "2024-04-01", "id": name, "absorbed": "b"} for kind, name in joining]
    assert not shop.take_in([line | {"recorded_at": instant} for line in (*registered, *lines)]).refused
    assert shop.worlds.world(Coordinates(date(2024, 12, 31)))["participants"].height == 1
    assert shop.worlds.world(Coordinates(date(2024, 12, 31), position=4))["participants"].height == 2
    (thread,) = fold_cluster(shop.log.history("b"))
    assert (thread.keys, thread.hard) == (("a", "b"), [])
