"""Days that decide: the first and last day of each window, and which of two holds (measures.md §1, §2).

Every case stands a day inside its boundary and a day outside it.
"""

from datetime import date, timedelta

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.rules.scope import View
from projections.rules.status import work_or_study
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
EXITED = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9
"""
DAY = date(2023, 5, 30)
"""Ninety days after the exit."""
YES, NO, UNKNOWN = " reason=A1", " reason=E9", ""
"""The reasons of exits, as an event has them."""
OUTCOMES = ("yes", "no", "unknown", "immature", "excluded")


def figure_of(text: str, key: str, label: str, as_of: date = LATE, view: View = "official") -> Figure:
    (figure,) = figures(Ask(CATALOGUE[key], [period(label)], view=view), world_of(text, as_of))
    return figure


def outcome(text: str, key: str = "OUT-90.kas", label: str = "2023-03", as_of: date = LATE, view: View = "official") -> str:
    """How the one case came out; nothing where there is no case."""
    figure = figure_of(text, key, label, as_of, view)
    counts = {name: getattr(figure, name) for name in OUTCOMES}
    assert sum(counts.values()) <= 1
    return next((name for name, count in counts.items() if count), "")


def follow_up(days: int, status: str = "work") -> str:
    return f"{DAY + timedelta(days=days)} anna followed_up status={status}\n"


@pytest.mark.parametrize(("days", "expected"), [(-8, "unknown"), (-7, "yes"), (0, "yes"), (30, "yes"), (31, "unknown")])
def test_a_follow_up_speaks_of_a_day_from_seven_days_before_it_to_thirty_after(days: int, expected: str) -> None:
    assert outcome(EXITED + follow_up(days)) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((-5, "neither"), (4, "work")),
        ((-4, "work"), (5, "neither")),
        ((3, "work"), (4, "unknown")),
        ((-7, "unknown"), (-6, "work")),
        ((-5, "neither"), (5, "work")),
        ((-7, "unknown"), (7, "work")),
    ],
)
def test_the_nearest_follow_up_speaks_and_of_two_as_near_the_later(first: tuple[int, str], second: tuple[int, str]) -> None:
    """In whichever order they were written down."""
    for some in ((first, second), (second, first)):
        assert outcome(EXITED + "".join(follow_up(*each) for each in some)) == "yes"


@pytest.mark.parametrize("last", ["work", "neither", "unknown"])
def test_of_two_follow_ups_of_a_day_the_one_registered_later_speaks(last: str) -> None:
    first = "neither" if last == "work" else "work"
    text = f"""{EXITED}
2023-05-30 anna followed_up status={first} recorded_at=2023-06-01T12:00:00+02:00
2023-05-30 anna followed_up status={last} recorded_at=2023-06-02T12:00:00+02:00
"""
    assert outcome(text) == {"work": "yes", "neither": "no", "unknown": "unknown"}[last]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            "2023-05-30 anna followed_up status=neither\n2023-05-30 anna employment_started employment_id=j form=permanent",
            "yes",
        ),
        ("2023-05-30 anna followed_up status=work\n2023-05-30 anna insats_started insats_id=i insats=coaching", "yes"),
        ("2023-05-30 anna followed_up status=unknown\n2023-05-30 anna insats_started insats_id=i insats=coaching", "unknown"),
        ("2023-05-30 anna insats_started insats_id=i insats=coaching", "no"),
        ("2023-05-31 anna insats_started insats_id=i insats=coaching", "unknown"),
        ("2023-05-30 anna employment_started employment_id=j form=samhall", "no"),
        ("2023-05-30 anna study_started study_id=s programme=yh", "no"),
        ("2023-05-02 anna support_paid month=2023-05 amount=1", "no"),
        ("2023-06-02 anna support_paid month=2023-06 amount=1", "unknown"),
        ("2023-05-30 anna deceased", "no"),
    ],
)
def test_what_is_known_of_a_day_is_the_first_that_applies(facts: str, expected: str) -> None:
    assert outcome(EXITED + facts) == expected


@pytest.mark.parametrize(
    ("departure", "official", "adjusted"),
    [
        ("2023-02-28 anna moved_out", "unknown", "unknown"),
        ("2023-03-01 anna moved_out", "no", "excluded"),
        ("2023-03-01 anna deceased", "no", "excluded"),
        ("2023-05-30 anna moved_out", "no", "excluded"),
        ("2023-05-30 anna deceased", "no", "excluded"),
        ("2023-05-31 anna moved_out", "unknown", "unknown"),
        ("2023-05-31 anna deceased", "unknown", "unknown"),
    ],
)
def test_who_leaves_on_the_first_or_last_day_of_a_window_is_a_leaver(departure: str, official: str, adjusted: str) -> None:
    assert [outcome(EXITED + departure, view=view) for view in ("official", "adjusted")] == [official, adjusted]


@pytest.mark.parametrize(
    ("key", "text", "as_of", "expected"),
    [
        ("OUT-90.kas", EXITED + "2023-04-01 anna moved_out", date(2023, 5, 29), "immature"),
        ("OUT-90.kas", EXITED + "2023-04-01 anna moved_out", date(2023, 5, 30), "excluded"),
        ("OUT-0.kas", EXITED.replace("E9", "E3"), date(2023, 3, 14), "immature"),
        ("OUT-0.kas", EXITED.replace("E9", "E3"), date(2023, 3, 15), "excluded"),
    ],
)
def test_a_leaver_is_excluded_when_the_window_is_over_and_the_exit_stands(
    key: str, text: str, as_of: date, expected: str
) -> None:
    assert outcome(text, key, "2023", as_of, "adjusted") == expected


def test_a_leavers_yes_stands_in_the_official_view_alone() -> None:
    text = f"{EXITED}2023-04-01 anna moved_out\n{follow_up(0)}"
    assert [outcome(text, view=view) for view in ("official", "adjusted")] == ["yes", "excluded"]


@pytest.mark.parametrize(
    ("e", "f", "expected"),
    [
        (("2023-01-01", NO), ("2023-01-02", YES), "yes"),
        (("2023-01-02", YES), ("2023-01-01", NO), "yes"),
        (("2023-01-01", NO), ("2023-01-01", YES), "yes"),
        (("2023-01-01", YES), ("2023-01-01", NO), "no"),
    ],
)
def test_of_two_exits_of_a_day_the_journeys_is_the_one_that_began_later_then_of_the_greater_id(
    e: tuple[str, str], f: tuple[str, str], expected: str
) -> None:
    """Whichever was written down first."""
    spells = [
        f"{began} anna enrolled enrolment_id={name} unit=AME\n2023-03-01 anna exited enrolment_id={name}{reason}\n"
        for name, (began, reason) in (("e", e), ("f", f))
    ]
    for order in (spells, spells[::-1]):
        assert outcome("".join(order), "OUT-0.kas") == expected


TWICE = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-02-01 anna exited enrolment_id=e{first}
2023-06-01 anna enrolled enrolment_id=f unit=AME
2023-08-01 anna exited enrolment_id=f{second}
"""


@pytest.mark.parametrize(
    ("exits", "as_of", "expected"),
    [
        ((NO, UNKNOWN), LATE, "unknown"),
        ((NO, YES), LATE, "yes"),
        ((UNKNOWN, YES), LATE, "yes"),
        ((NO, NO), LATE, "no"),
        ((NO, NO), date(2023, 8, 14), "immature"),
        ((NO, NO), date(2023, 8, 15), "no"),
        ((UNKNOWN, NO), date(2023, 8, 14), "immature"),
        ((YES, NO), date(2023, 8, 14), "yes"),
    ],
)
def test_of_a_person_judged_by_several_yes_goes_before_immature_before_unknown_before_no(
    exits: tuple[str, str], as_of: date, expected: str
) -> None:
    """Whichever of them comes first: else a case of which nothing is known would pass for a no."""
    for first, second in (exits, exits[::-1]) if as_of == LATE else (exits,):
        assert outcome(TWICE.format(first=first, second=second), "ENK-JC1", "2023", as_of) == expected


DUE = date(2023, 5, 15)
PLAN = '2023-01-01 anna plan_decided plan_id=p goal=work milestones=[{"milestone_id":"m","due_on":"2023-05-15"}]\n'


def planned(days: int, event: str) -> str:
    return f"{PLAN}{DUE + timedelta(days=days)} anna {event} plan_id=p"


@pytest.mark.parametrize(("days", "expected"), [(-15, ""), (-14, "yes"), (0, "yes"), (14, "yes"), (15, "no")])
def test_a_milestone_reached_more_than_fourteen_days_before_it_is_due_is_no_case(days: int, expected: str) -> None:
    text = planned(days, "milestone_reached milestone_id=m")
    assert outcome(text, "SOD-2.followed", "2023") == expected
    assert outcome(text, "SOD-2.attained", "2023") == (expected if days <= 0 else "no")


@pytest.mark.parametrize(("days", "expected"), [(-15, "no"), (-14, "yes"), (14, "yes"), (15, "no")])
def test_a_milestone_is_followed_up_within_fourteen_days_of_the_day_it_is_due(days: int, expected: str) -> None:
    assert outcome(planned(days, "plan_followed_up"), "SOD-2.followed", "2023") == expected


@pytest.mark.parametrize(("days", "expected"), [(-1, ""), (0, "no")])
def test_a_milestone_of_a_plan_that_has_ended_before_it_is_due_is_no_case(days: int, expected: str) -> None:
    assert outcome(planned(days, "plan_ended"), "SOD-2.followed", "2023") == expected


def test_a_baseline_is_of_the_whole_and_of_each_sex_and_of_no_other_part() -> None:
    measure = CATALOGUE["UPP-2.1"]
    text = "2023-01-01 anna placement_started placement_id=p form=ama sector=municipal\n"
    text += "2023-03-01 anna placement_ended placement_id=p result=completed\n"
    computed = figures(Ask(measure, [period("2023")], ("sex", "age")), world_of(text, LATE))
    baselines = {tuple(figure.breakdown.items()): figure.baseline for figure in computed}
    assert baselines.pop(()) == 9.3
    assert (baselines.pop((("sex", "K"),)), baselines.pop((("sex", "M"),))) == (4.1, 5.1)
    assert len(baselines) > 10
    assert set(baselines.values()) == {None}


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2003-03-02", "≤19"),
        ("2003-03-01", "20–24"),
        ("1998-03-02", "20–24"),
        ("1998-03-01", "25–29"),
        ("1993-03-02", "25–29"),
        ("1993-03-01", "30–44"),
        ("1978-03-02", "30–44"),
        ("1978-03-01", "45–64"),
        ("1958-03-02", "45–64"),
        ("1958-03-01", "65+"),
        ("1960-02-29", "45–64"),
        ("2004-02-29", "≤19"),
    ],
)
def test_an_age_band_begins_on_the_birthday(born: str, band: str) -> None:
    text = EXITED.replace("anna", "b") + f"2010-01-01 b participant_registered sex=K born_on={born}"
    computed = figures(Ask(CATALOGUE["OUT-0.kas"], [period("2023")], ("age",)), world_of(text, LATE))
    assert {figure.breakdown["age"] for figure in computed if figure.breakdown and figure.denominator} == {band}


NAMING = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-02-01 anna exited enrolment_id=e reason=E9 employment_id=j
2023-03-10 anna employment_started employment_id=j form=hourly
"""


@pytest.mark.parametrize(
    ("ended", "then", "as_of", "expected"),
    [
        (None, "", date(2023, 4, 8), "immature"),
        (None, "", date(2023, 4, 9), "yes"),
        ("2023-04-09", "", LATE, "yes"),
        ("2023-04-08", "", LATE, "no"),
        ("2023-03-20", "", date(2023, 3, 20), "immature"),
        ("2023-03-20", "", date(2023, 3, 21), "no"),
        ("2023-03-20", "2023-03-21", date(2023, 4, 9), "yes"),
        ("2023-03-20", "2023-03-22", LATE, "no"),
    ],
)
def test_a_job_counts_when_it_and_what_follows_without_a_gap_has_lasted_a_month(
    ended: str | None, then: str, as_of: date, expected: str
) -> None:
    """One that ends today may still be followed tomorrow."""
    text = NAMING + (f"{ended} anna employment_ended employment_id=j reason=expired\n" if ended else "")
    text += f"{then} anna employment_started employment_id=k form=hourly\n" if then else ""
    assert outcome(text, "OUT-0.kas", "2023-02", as_of) == expected


@pytest.mark.parametrize(("died", "expected"), [("2023-05-29", "no"), ("2023-05-30", "no"), ("2023-05-31", "unknown")])
def test_of_the_dead_it_is_known_from_the_day_they_died_that_they_do_not_work(died: str, expected: str) -> None:
    world = world_of(f"{died} anna deceased", LATE)
    frame = world["participants"].select("pid").with_row_index("row").with_columns(on=DAY)
    assert work_or_study(frame, world, "on", "kas")["outcome"].to_list() == [expected]


@pytest.mark.parametrize(("as_of", "arrived"), [(date(2023, 3, 14), 0), (date(2023, 3, 15), 1)])
def test_a_journeys_lead_time_ends_when_fourteen_days_have_passed_since_its_exit(as_of: date, arrived: int) -> None:
    lead = figure_of(EXITED, "LT6", "2023", as_of).lead
    assert lead is not None
    assert (lead.n, lead.waiting) == (arrived, 1 - arrived)


@pytest.mark.parametrize(("as_of", "waiting"), [(date(2023, 3, 14), 0), (date(2023, 3, 15), 1)])
def test_a_lead_time_from_an_exit_begins_when_that_stands(as_of: date, waiting: int) -> None:
    lead = figure_of(EXITED, "LT9", "2023", as_of).lead
    assert lead is not None
    assert lead.waiting == waiting
