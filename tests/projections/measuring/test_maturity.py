"""When a case can be judged, and until when a figure is preliminary (measures.md §1.3, 1.5 and 1.6)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from domain.vocabulary.code_lists import LEAVER_REASONS
from projections.disclosure.gate import disclose
from projections.facts.frames import frames_of
from projections.measures.catalogue import CATALOGUE
from projections.measuring.aggregation import window_end
from projections.measuring.cases import cases, windows
from projections.measuring.examples import events_of, references_of
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.rules.scope import View
from projections.worlds.world import World, cut
from tests.conftest import Many
from tests.histories import life
from tests.memory import Book, book, together
from tests.projections.worlds_of import world_of

END = date(2023, 12, 31)
LAST_DAYS: Mapping[date, tuple[str, ...]] = {
    date(2023, 1, 31): ("SOD-7",),
    date(2023, 6, 30): ("UPP-2.3",),
    date(2024, 1, 14): (
        "UPP-2.1b", "UPP-2.1b.rate", "UPP-4.1", "ENK-JC1", "ENK-JC1.Jobbcentrum", "ENK-JC2", "ENK-JC2.Jobbcentrum", "LIN-5",
        "LIN-6.parity_sex", "LIN-6.parity_born", "LIN-9", "LIN-9.children", "SOD-2.followed", "OUT-0.kas", "OUT-0.scb90",
        "OUT-0.regular", "R3", "LT6", "LT9", "UPP-10.exits",
    ),
    date(2024, 1, 30): ("SOD-3.as_expected", "SOD-13"),
    date(2024, 2, 29): ("UPP-3.2", "LIN-7.restricted"),
    date(2024, 3, 2): ("UPP-1000.gross", "UPP-1000.net", "ENK-3"),
    date(2024, 3, 30): (
        "UPP-2.1", "UPP-2.1.rate", "UPP-2.1c", "UPP-2.1c.rate", "UPP-2.1d", "UPP-2.1d.rate", "ENK-1", "ENK-1.work",
        "OUT-90.kas", "OUT-90.scb90", "OUT-90.regular", "RET-90", "RET-90.yes", "RET-90.no",
    ),
    date(2024, 6, 28): ("OUT-180.kas", "OUT-180.scb90", "OUT-180.regular", "RET-180", "RET-180.yes", "RET-180.no"),
    date(2024, 6, 30): ("ENK-5.work", "ENK-5.match"),
    date(2024, 12, 31): (
        "UPP-2.3m", "LIN-10", "SOD-5", "SOD-5.down", "SOD-8", "OUT-365.kas", "OUT-365.scb90", "OUT-365.regular", "OUT-STABLE",
        "RET-365", "RET-365.yes", "RET-365.no", "RET-SUPPORT", "UPP-10", "SOD-5.length",
    ),
    date(2025, 12, 31): ("RET-730", "RET-730.yes", "RET-730.no"),
}  # fmt: skip
"""By measures.md, the last day on which a case of 2023 can mature, where it is not the year's own last."""
SIXTY = ("UPP-0", "UPP-1", "UPP-2.2", "UPP-2.3", "ENK-3", "ENK-4", "ENK-10", "LIN-6")


def of_example(measure: Measure, as_of: date) -> World:
    events = measure.example.events
    return World(cut(frames_of(together(events_of(events)), references=references_of(events)), as_of), as_of)


def crowd(chance: Random) -> Book:
    """Sixty random lives."""
    return book([line for nr in range(60) for line in life(chance, f"p{nr}")])


def figure_of(world: World, key: str, label: str, view: View = "official") -> Figure:
    (figure,) = figures(Ask(CATALOGUE[key], [period(label)], view=view), world)
    return figure


@pytest.mark.parametrize("measure", CATALOGUE.values(), ids=CATALOGUE)
def test_a_status_goes_by_the_last_day_on_which_a_case_of_the_period_can_mature(measure: Measure) -> None:
    last = next((day for day, keys in LAST_DAYS.items() if measure.key in keys), END)
    assert window_end(measure, period("2023")) == last
    of_document = any(measure.key == key or measure.key.startswith((f"{key}.", f"{key}000")) for key in SIXTY)
    assert measure.grace_days == (60 if of_document or measure.key == "UPP-2.3m" else 30)


SPRING = "\n".join(f"2022-{month:02}-20 anna support_paid month=2022-{month:02} amount=8000" for month in (3, 4, 5, 6))


def test_a_cohort_of_the_year_before_is_final_before_the_year_is_over() -> None:
    """UPP-2.3 of 2023: the last case can mature on 30 June 2023, and sixty days later it is final."""
    status = {
        day: figure_of(world_of(SPRING, day), "UPP-2.3", "2023").standing for day in (date(2023, 8, 28), date(2023, 8, 29))
    }
    assert list(status.values()) == ["preliminary", "final"]
    assert (figure_of(world_of(SPRING, date(2023, 8, 29)), "UPP-2.3", "2023")).yes == 1


@pytest.mark.parametrize(
    ("key", "label", "last"),
    [
        ("LIN-7.restricted", "2023-03", date(2023, 6, 29)),
        ("UPP-3.2", "2023", date(2024, 3, 30)),
        ("SOD-7", "2023", date(2023, 4, 1)),
    ],
)
def test_a_window_that_a_parameter_sets_is_as_long_as_that_says(key: str, label: str, last: date) -> None:
    ask = Ask(CATALOGUE[key], [period(label)], values={"days": 90})
    assert window_end(ask.with_values.measure, period(label)) == last


def test_what_was_learned_by_a_day_that_is_too_early_is_preliminary() -> None:
    world = world_of(SPRING, date(2023, 12, 31))
    assert figure_of(world, "UPP-2.3", "2023").standing == "final"
    early = World.at(replace(world.coordinates, learned_by=date(2023, 8, 28)), world.frames)
    assert figure_of(early, "UPP-2.3", "2023").standing == "preliminary"


def test_no_final_figure_has_a_case_that_cannot_be_judged_yet_and_an_empty_one_has_no_status(many: Many) -> None:
    for seed in range(many(100, 2)):
        chance = Random(f"status {seed}")
        world = crowd(chance).world(date(2022, 6, 1) + timedelta(days=chance.randrange(1200)))
        for measure in CATALOGUE.values():
            labels = ("2021", "2022", "2023") if measure.years_only else ("2021", "2022", "2023-03", "2023")
            for figure in figures(Ask(measure, [period(label) for label in labels]), world):
                assert figure.standing in (None, "final", "preliminary")
                assert not (figure.standing == "final" and figure.immature)
                lead = (figure.lead.n, figure.lead.waiting, figure.lead.withdrawn, figure.lead.under_way) if figure.lead else ()
                counts = lead or (figure.yes, figure.no, figure.unknown, figure.immature, figure.excluded)
                assert (figure.standing is None) == (not any(counts))
                assert figure.fields()["status"] == figure.standing


def test_what_is_hidden_is_not_given_away_by_having_no_status() -> None:
    """A nought is hidden where it covers another number; then it stands as any figure does."""
    figure = figure_of(world_of("", date(2024, 12, 31)), "UPP-1.6", "2023")
    assert (figure.value, figure.standing) == (0, None)
    (shown,) = disclose(CATALOGUE["UPP-1.6"], [figure])
    assert shown.standing is None
    assert replace(shown, yes=None, value=None, hidden=("value", "yes")).standing == "final"


def test_an_exit_that_names_a_job_begun_later_is_preliminary_until_the_jobs_month_can_be_judged() -> None:
    text = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E9 employment_id=j
2023-06-10 anna employment_started employment_id=j form=permanent
"""
    days = (date(2023, 6, 9), date(2023, 6, 10), date(2023, 7, 8), date(2023, 7, 9))
    by_day = [figure_of(world_of(text, day), "LIN-5", "2023-03") for day in days]
    assert [(figure.standing, figure.yes, figure.immature) for figure in by_day] == [
        ("final", 0, 0),
        ("preliminary", 0, 1),
        ("preliminary", 0, 1),
        ("final", 1, 0),
    ]


WITH_VIEWS = [measure for measure in CATALOGUE.values() if measure.views and not measure.several and not measure.ratio]


def test_in_the_adjusted_view_a_leaver_is_excluded_when_the_window_is_over_whatever_else_is_immature(many: Many) -> None:
    seen = 0
    for seed in range(many(100, 2)):
        chance = Random(f"leavers {seed}")
        world = crowd(chance).world(date(2023, 3, 1) + timedelta(days=chance.randrange(400)))
        for measure in WITH_VIEWS:
            frame = cases(measure, world, windows(measure, [period("2023")]), "adjusted")
            leaves = pl.col("left_on").is_not_null()
            if "reason" in frame.columns:
                leaves |= pl.col("reason").is_in(list(LEAVER_REASONS)).fill_null(value=False)
            last_days = [name for name in ("to_on", "stands_on") if name in frame.columns]
            leaves &= pl.max_horizontal(*last_days, *([] if measure.whole else ["last_on"])) <= world.as_of
            assert frame.filter(leaves)["outcome"].is_in(["excluded"]).all(), measure.key
            assert not frame.filter(~leaves)["outcome"].is_in(["excluded"]).any(), measure.key
            seen += frame.filter(leaves).height
    assert seen


def test_a_leaver_whose_job_of_day_90_has_not_lasted_its_month_is_excluded_in_the_adjusted_view() -> None:
    text = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=E3
2023-05-30 anna employment_started employment_id=j form=permanent
"""
    world = world_of(text, date(2023, 6, 10))
    official, adjusted = (figure_of(world, "OUT-90.kas", "2023-03", view) for view in ("official", "adjusted"))
    assert (official.immature, official.excluded) == (1, 0)
    assert (adjusted.immature, adjusted.excluded) == (0, 1)


def test_a_person_judged_by_several_is_excluded_only_if_all_are_a_leavers() -> None:
    """One exit is a leaver's; the other, which is not, has not matured."""
    text = """
2023-01-01 anna enrolled enrolment_id=e unit=AME
2023-02-01 anna exited enrolment_id=e reason=E3
2023-04-01 anna enrolled enrolment_id=f unit=AME
2023-12-28 anna exited enrolment_id=f reason=E9
"""
    before, after = (
        figure_of(world_of(text, day), "ENK-JC1", "2023", "adjusted") for day in (date(2024, 1, 2), date(2024, 2, 1))
    )
    assert (before.immature, before.excluded) == (1, 0)
    assert (after.no, after.excluded) == (1, 0)


WHOLE = [measure for measure in CATALOGUE.values() if measure.whole_period]


def test_the_rules_that_look_at_a_whole_cohorts_period_are_these() -> None:
    assert {measure.key for measure in WHOLE} == {
        "UPP-1.2y", "UPP-1.5.offered", "UPP-1.5.held", "UPP-1000.long_term",
    }  # fmt: skip


@pytest.mark.parametrize("measure", WHOLE, ids=lambda measure: measure.key)
def test_of_a_period_that_is_not_over_such_a_rule_says_nothing_yet(measure: Measure) -> None:
    year = period(measure.example.period)
    ask = Ask(measure, [year])
    (before,) = figures(ask, of_example(measure, year.last_on - timedelta(days=1)))
    assert (before.yes, before.no, before.unknown, before.standing != "final") == (0, 0, 0, True)
    (after,) = figures(ask, of_example(measure, measure.example.as_of))
    assert (after.yes or 0) + (after.no or 0) > 0


def test_ten_months_of_support_are_long_term_of_the_year_when_it_is_over() -> None:
    text = "\n".join(f"2023-{month:02}-20 anna support_paid month=2023-{month:02} amount=8000" for month in range(1, 11))
    days = (date(2023, 6, 30), date(2023, 12, 30), date(2023, 12, 31))
    counts = [figure_of(world_of(text, day), "UPP-1.2y", "2023") for day in days]
    assert [(figure.yes, figure.no, figure.immature) for figure in counts] == [(0, 0, 1), (0, 0, 1), (1, 0, 0)]


def test_there_is_no_no_in_a_period_for_what_its_end_makes_yes(many: Many) -> None:
    """But for an exit that names a job which begins later (§2.6), and of who is judged by several, more can come (§1.3)."""
    year = period("2023")
    cohorts = [
        measure
        for measure in CATALOGUE.values()
        if measure.year == "cohort" and measure.shape != "lead_time" and not measure.several
    ]
    for seed in range(many(100, 2)):
        chance = Random(f"said {seed}")
        lines, day = crowd(chance), date(2023, 2, 1) + timedelta(days=chance.randrange(330))
        early, late = lines.world(day), lines.world(END)
        for measure in cohorts:
            first, last = (cases(measure, world, windows(measure, [year])) for world in (early, late))
            both = first.join(last, on=["pid", "unit", *(["part"] if "part" in first.columns else [])], suffix="_late")
            changed = both.filter((pl.col("outcome") == "no") & (pl.col("outcome_late") == "yes"))
            assert changed.filter(pl.col("why_late") != "named_employment").is_empty(), measure.key


def test_the_children_of_a_parent_are_counted_when_the_exit_stands() -> None:
    text = """
2022-01-01 anna circumstances_recorded children=2
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-03-01 anna exited enrolment_id=e reason=A1
"""
    counts = [figure_of(world_of(text, day), "LIN-9.children", "2023") for day in (date(2023, 3, 14), date(2023, 3, 15))]
    assert [(figure.value, figure.yes, figure.immature) for figure in counts] == [(0, 0, 1), (2, 1, 0)]
