"""What is odd about a thread: the same as by each rule spelled out, pair by pair; and what a late registration is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from domain.events.event import Event
from domain.participant.findings import QUIET_DAYS
from domain.participant.fold import fold, fold_cluster
from domain.participant.folding import IN_ORDER
from domain.participant.soft_findings import added, soft_findings
from domain.participant.thread import Enrolment, Finding, Thread
from projections.measuring.examples import events_of
from tests.conftest import Many
from tests.histories import Line, lives
from tests.memory import read

ANNA = "2023-01-01 anna participant_registered sex=K"
ENROLLED = "2023-01-10 anna enrolled enrolment_id=e unit=AME"
EXITED = "2023-02-05 anna exited enrolment_id=e employment_id=j"
JOB = "anna employment_started employment_id=j form=permanent"
LATE = "recorded_at=2024-06-01T09:00:00+02:00"


def crowded(chance: Random) -> list[Line]:
    """One participant's spells in two units, many on few days, with and without ends; and a plan whose milestones move."""
    day = date(2023, 1, 1)
    lines: list[Line] = [{"kind": "participant_registered", "sex": "K", "on": day}]

    def note(kind: str, on: date, **fields: Any) -> None:
        lines.append({"kind": kind, "on": on, **fields})

    for number in range(chance.randint(1, 25)):
        began = day + timedelta(days=chance.choice((0, 1, 10, 15, 40, 60, 200)) + chance.randint(0, 90))
        ended = began + timedelta(days=chance.choice((0, 0, 1, 14, 15, 31, 90)))
        named, unit = f"{chance.randint(0, 9)}{number}", chance.choice("uv")
        what = chance.choice(("enrolment", "enrolment", "insats", "employment", "follow-up", "moment", "plan", "plan"))
        if what == "enrolment":
            note("enrolled", began, enrolment_id=named, unit=unit)
            if chance.random() < 0.8:
                note("exited", ended, enrolment_id=named)
        elif what == "insats":
            note("insats_started", began, insats_id=named, insats="course")
            note("insats_ended", ended, insats_id=named, result="completed")
        elif what == "employment":
            note("employment_started", began, employment_id=named, form="hourly")
            note("employment_ended", ended, employment_id=named)
        elif what == "follow-up":
            note("followed_up", began + timedelta(days=chance.choice((82, 83, 120, 121))), status="work")
        elif what == "moment":
            note("moved_in", began)
        else:
            note(chance.choice(("plan_decided", "milestone_added", "milestone_redated")), began, plan_id="p")
            about = {"due_on": ended, "milestone_id": "m"}
            lines[-1] |= {"goal": "work"} if lines[-1]["kind"] == "plan_decided" else about
    for number, line in enumerate(lines):
        at = f"{line['on']}T08:00:00Z"
        line |= {"participant": "a", "id": str(number), "source": "s", "recorded_at": at}
    return lines


def _covers(enrolment: Enrolment, day: date) -> bool:
    return enrolment.began_on <= day and (enrolment.end is None or day <= enrolment.end.on)


def outside(thread: Thread) -> Iterator[Finding]:
    for insats in thread.insatser:
        if not any(_covers(enrolment, insats.began_on) for enrolment in thread.enrolments):
            yield Finding("outside_enrolment", insats.start, insats.start.insats_id)


def overlapping(thread: Thread) -> Iterator[Finding]:
    for number, enrolment in enumerate(thread.enrolments):
        start = enrolment.start
        if any(_covers(other, start.on) and other.start.unit == start.unit for other in thread.enrolments[:number]):
            yield Finding("overlapping_enrolments", start, start.unit)


def quiet(thread: Thread) -> Iterator[Finding]:
    out = [finding.event for finding in thread.hard]
    events = [event for event in thread.events if event not in out]
    for number, last in enumerate(events):
        then, quiet_on = next(iter(events[number + 1 :]), None), last.on + timedelta(days=QUIET_DAYS + 1)
        enrolled = [spell for spell in thread.enrolments if _covers(spell, last.on) and spell.ended_on != last.on]
        spells = (*thread.insatser, *thread.placements, *thread.studies, *thread.employments)
        runs = any(spell.began_on <= last.on and (spell.ended_on is None or last.on < spell.ended_on) for spell in spells)
        if enrolled and not runs and (then is None or then.on > quiet_on):
            yield Finding("no_activity", last, enrolled[-1].start.unit, quiet_on, then.on if then else None)


def not_followed_up(thread: Thread) -> Iterator[Finding]:
    for journey in thread.journeys:
        if journey.exit is not None and journey.exit.end is not None:
            day = journey.exit.end.on + timedelta(days=90)
            returned = any(other.number > journey.number and other.began_on <= day for other in thread.journeys)
            died = thread.deceased is not None and thread.deceased.on <= day
            followed = any(-7 <= (event.on - day).days <= 30 for event in thread.follow_ups)
            if not (returned or died or followed):
                yield Finding("no_follow_up", journey.exit.end, "", day + timedelta(days=31))


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("outside_enrolment", outside),
        ("overlapping_enrolments", overlapping),
        ("no_activity", quiet),
        ("no_follow_up", not_followed_up),
    ],
)
@pytest.mark.parametrize("make", [crowded, lives])
def test_a_finding_is_what_the_rule_says_of_each_pair(
    code: str, rule: Callable[[Thread], Iterator[Finding]], make: Callable[[Random], list[Line]], many: Many
) -> None:
    met = 0
    for seed in range(many(4000)):
        for thread in fold_cluster(read(make(Random(seed)))):
            odd = [finding for finding in soft_findings(thread) if finding.code == code]
            assert odd == list(rule(thread))
            met += len(odd)
    assert met


def test_the_due_dates_of_a_milestone_stand_in_order_of_happening(many: Many) -> None:
    redated = 0
    for seed in range(many(2000)):
        for thread in fold_cluster(read(crowded(Random(seed)))):
            for milestone in (milestone for plan in thread.plans for milestone in plan.milestones.values()):
                redatings = [event for _, event in milestone.due]
                assert redatings == sorted(redatings, key=IN_ORDER)
                redated += len(redatings) > 1
    assert redated


def odd(code: str, *lines: str) -> list[Finding]:
    return [finding for finding in soft_findings(fold(events_of("\n".join((ANNA, *lines))))) if finding.code == code]


@pytest.mark.parametrize(
    ("job", "until"),
    [([], [None]), ([f"2023-02-20 {JOB}"], [date(2023, 2, 20)]), ([f"2023-02-05 {JOB}"], []), ([f"2023-01-20 {JOB}"], [])],
)
def test_an_exit_that_names_a_job_needs_a_reason_until_the_job_is_known(job: list[str], until: list[date | None]) -> None:
    assert [finding.until_on for finding in odd("exit_without_reason", ENROLLED, EXITED, *job)] == until
    assert odd("exit_without_reason", ENROLLED, f"{EXITED} reason=E9", *job) == []


def test_a_job_of_another_source_is_none_that_the_exit_names() -> None:
    elsewhere = f"2023-01-20 {JOB} source=af"
    assert len(odd("exit_without_reason", ENROLLED, EXITED, elsewhere)) == 1
    assert odd("exit_without_reason", ENROLLED, f"{EXITED} of_source=af", f"{ENROLLED} source=af", elsewhere) == []


def late(*lines: str) -> list[tuple[str, str]]:
    return [(finding.event.id, finding.detail) for finding in odd("registered_late", *lines)]


INSATS = "2023-02-01 anna insats_started insats_id=i insats=course"
CORRECTED = "2023-02-01 anna insats_started insats_id=i insats=coaching"


@pytest.mark.parametrize("source", ["", " source=web of_source=example"])
def test_what_was_registered_in_time_is_not_late_because_it_is_corrected_later(source: str) -> None:
    assert late(f"{INSATS} id=one", f"{CORRECTED} id=two replaces=one {LATE}{source}") == []
    assert late(f"{INSATS} id=one", f"{CORRECTED} id=two replaces=one {LATE}", f"{INSATS} id=three replaces=two {LATE}") == []


def test_what_was_registered_late_is_as_late_once_it_is_corrected() -> None:
    first = f"{INSATS} id=one recorded_at=2023-04-02T09:00:00+02:00"
    assert late(first) == [("one", "60")]
    assert late(first, f"{CORRECTED} id=two replaces=one {LATE}") == [("one", "60")]


def test_a_correction_adds_no_lateness() -> None:
    first = f"{INSATS} id=one recorded_at=2023-04-02T09:00:00+02:00"
    history = events_of("\n".join((ANNA, ENROLLED, first, f"{CORRECTED} id=two replaces=one {LATE}")))
    assert added(history, [event for event in history if event.id == "two"], date(2024, 12, 31)) == []


def test_a_correction_whose_first_link_is_not_known_is_no_late_registration() -> None:
    known: list[Event] = [event for event in events_of(f"{ANNA}\n{INSATS} id=two replaces=one {LATE}") if event.id != "one"]
    assert [finding for finding in soft_findings(fold(known)) if finding.code == "registered_late"] == []


def findings_of(code: str, *lines: str) -> list[tuple[str, str]]:
    thread = fold(events_of("\n".join(lines)))
    return [(finding.event.id, finding.detail) for finding in soft_findings(thread) if finding.code == code]


def test_what_is_dated_after_it_was_registered_is_planned_but_nothing_that_holds_whatever_its_day() -> None:
    registered = "2023-05-01 anna participant_registered sex=K id=r recorded_at=2023-02-01T09:00:00+01:00"
    ahead = "2023-05-02 anna moved_out id=m recorded_at=2023-05-01T09:00:00+02:00"
    on_the_day = "2023-05-02 anna moved_in id=n recorded_at=2023-05-02T09:00:00+02:00"
    assert findings_of("planned", registered, ahead, on_the_day) == [("m", "")]


def test_what_happened_on_the_birth_date_is_not_before_it() -> None:
    born = "2023-05-01 anna participant_registered sex=K born_on=2000-02-02"
    days = [f"2000-02-0{day} anna moved_in id={day}" for day in (1, 2)]
    assert findings_of("before_birth", born, *days) == [("1", "2000-02-02")]


HOLIDAY_WORK = "2020-08-03 anna placement_started id=s placement_id=p form={form} sector=municipal"


@pytest.mark.parametrize(
    ("form", "ended_on", "holds_from"),
    [
        ("forlangd_ferietjanst", "2020-12-02", None),
        ("forlangd_ferietjanst", "2020-12-03", date(2020, 12, 3)),
        ("forlangd_ferietjanst", None, date(2020, 12, 3)),
        ("feriearbete", None, None),
    ],
)
def test_extended_holiday_work_of_more_than_four_months_is_a_finding_from_the_day_it_is(
    form: str, ended_on: str | None, holds_from: date | None
) -> None:
    lines = [HOLIDAY_WORK.format(form=form)]
    lines += [f"{ended_on} anna placement_ended placement_id=p result=completed"] if ended_on else []
    found = odd("extended_holiday_long", *lines)
    assert [(finding.event.id, finding.from_on, finding.detail) for finding in found] == (
        [("s", holds_from, "p")] if holds_from else []
    )


def test_an_insats_of_extended_holiday_work_is_one_too() -> None:
    work = "2020-08-03 anna insats_started insats_id=i insats=extended_holiday_job"
    assert [finding.detail for finding in odd("extended_holiday_long", work)] == ["i"]
