"""What leaves of a figure and what does not, field by field; over parts, over periods, and after what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.disclosure.aspects import small
from projections.disclosure.gate import Gate, disclose
from projections.measures.catalogue import CATALOGUE
from projections.measuring.counts import People
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.measuring.survival import LeadTimes
from projections.worlds.world import World
from tests.memory import book
from tests.projections.disclosure.tables_of_figures import Counted, figure_of
from tests.scripts.command_line import lines_of

COUNT, SHARE, MEAN = CATALOGUE["ENK-JC4"], CATALOGUE["OUT-0.kas"], CATALOGUE["UPP-4.1"]
MONTHLY, DECEMBER, LEAD = CATALOGUE["UPP-1.1"], CATALOGUE["UPP-1.6"], CATALOGUE["LT6"]
SHARES = CATALOGUE["SOD-1.employment"]

Part = Mapping[str, str]


def make_figure(measure: Measure, of: Counted, period: str = "2023", immature: int = 0, **part: str) -> Figure:
    return figure_of(measure, period, part, of, immature)


def shown(measure: Measure, *figures: Figure, earlier: Sequence[Figure] = ()) -> list[int | None]:
    """The released number of those counted in each."""
    return [figure.yes for figure in disclose(measure, figures, earlier)]


def counts(*values: int, period: str = "2023") -> list[Figure]:
    """All, women and men, or as many parts as there are."""
    names = [{}, *({"sex": name} for name in "KM")] if len(values) == 3 else [{}, *({"unit": f"u{n}"} for n in range(9))]
    return [make_figure(COUNT, Counted(value), period, **part) for value, part in zip(values, names, strict=False)]


def test_of_four_women_and_sixty_men_both_are_hidden_and_the_whole_is_shown() -> None:
    assert shown(COUNT, *counts(64, 4, 60)) == [64, None, None]


def test_nought_and_five_are_shown() -> None:
    assert shown(COUNT, *counts(5, 0, 5)) == [5, 0, 5]


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_one_to_four_are_hidden(few: int) -> None:
    assert shown(COUNT, make_figure(COUNT, Counted(few))) == [None]


def test_who_is_in_no_part_makes_no_part_safe() -> None:
    """Sixty-six of whom two have no sex recorded: an intruder who knows of the two can still subtract."""
    assert shown(COUNT, *counts(66, 4, 60)) == [66, None, None]


@pytest.mark.parametrize("residual", [1, 2, 3, 4])
def test_the_few_who_are_in_no_part_do_not_follow_from_the_whole_and_its_parts(residual: int) -> None:
    assert shown(COUNT, *counts(22 + residual, 10, 12)) == [22 + residual, None, 12]


def test_of_a_rate_those_in_no_part_are_judged_as_a_rate() -> None:
    """Six in no part, all of them counted: a rate of six cases."""
    counted = (((56, 30), {}), ((20, 15), {"sex": "K"}), ((30, 15), {"sex": "M"}))
    whole, women, men = (make_figure(SHARE, Counted(*of), **part) for of, part in counted)
    assert [figure.suppressed for figure in disclose(SHARE, [whole, women, men])].count(True) == 1
    many = make_figure(SHARE, Counted(60, 40))
    assert not any(figure.suppressed for figure in disclose(SHARE, [many, women, men]))


def test_those_in_no_part_are_judged_by_persons_over_the_months_of_a_year() -> None:
    """Two persons in twelve months are twenty-four cases."""
    measure = CATALOGUE["LIN-6.months"]
    year = ((276, 23, {}), (120, 10, {"sex": "K"}), (132, 11, {"sex": "M"}))
    figures = [
        replace(make_figure(measure, Counted(n), **part), people=People(persons, 0, persons)) for n, persons, part in year
    ]
    assert [figure.suppressed for figure in disclose(measure, figures)] == [False, True, False]


def test_five_in_no_part_hide_nothing() -> None:
    assert shown(COUNT, *counts(27, 10, 12)) == [27, 10, 12]


def accumulated(chance: Random, year: int, persons: int, months: int) -> list[Figure]:
    """From January to each month up to August, for all, women and men, as Enköping's report asks; perhaps the year too."""
    drawn = [(chance.randint(1, months), chance.choice("KM")) for _ in range(persons)]
    labels = {f"{year}-01": 1} | {f"{year}-01..{year}-{month:02}": month for month in range(2, 9)}
    if months == 12:
        labels[str(year)] = 12
    return [
        make_figure(COUNT, Counted(sum(month <= last and sex in sexes for month, sex in drawn)), label, **part)
        for label, last in labels.items()
        for sexes, part in (("KM", {}), ("K", {"sex": "K"}), ("M", {"sex": "M"}))
    ]


@pytest.mark.parametrize("seed", range(10))
def test_the_headline_is_hidden_last(seed: int) -> None:
    """Of 38 to August and 51 the year before, months and sexes are hidden in their stead."""
    figures = [*accumulated(Random(seed), 2019, 51, 12), *accumulated(Random(seed + 99), 2020, 38, 8)]
    disclosed_figures = disclose(COUNT, figures)
    wholes = {figure.period: figure.yes for figure in disclosed_figures if not figure.breakdown}
    before = {figure.period: figure.yes for figure in figures if not figure.breakdown}
    assert any(figure.yes is None for figure in disclosed_figures)
    assert {label: wholes[label] for label in ("2020-01..2020-08", "2019-01..2019-08", "2019")} == {
        label: before[label] for label in ("2020-01..2020-08", "2019-01..2019-08", "2019")
    }


def test_parts_that_overlap_hide_nothing_besides() -> None:
    parts = [
        make_figure(COUNT, Counted(64)),
        *(make_figure(COUNT, Counted(n), group=name) for n, name in ((4, "youth"), (30, "parents"))),
    ]
    assert shown(COUNT, *parts) == [64, None, 30]


def test_what_is_hidden_is_listed_as_hidden_and_what_is_not_there_is_not() -> None:
    (figure,) = disclose(COUNT, [make_figure(COUNT, Counted(4, 20, 6))])
    assert figure.suppressed
    assert figure.hidden == ("value", "numerator", "yes", "no", "unknown", "lower")
    assert {name: figure.fields()[name] for name in figure.hidden} == dict.fromkeys(figure.hidden)
    assert (figure.denominator, figure.coverage) == (None, None), "a count has none to hide"
    assert figure.fields()["hidden"] == figure.hidden


def test_a_figure_that_leaves_carries_nothing_beside_its_fields() -> None:
    inner = replace(make_figure(COUNT, Counted(40)), people=People(40, 3, 43), rests_on=(make_figure(COUNT, Counted(40)),))
    (figure,) = disclose(COUNT, [inner])
    assert (figure.yes, figure.people, figure.rests_on) == (40, None, ())


@pytest.mark.parametrize(
    ("counted", "is_shown"),
    [
        (Counted(6, 4), False),  # four that are not counted
        (Counted(5, 4), False),
        (Counted(5, 5), True),
        (Counted(4, 60), False),  # the rate and its cases would tell of the four
        (Counted(60, 1, 3), False),
        (Counted(10), True),  # all of ten
        (Counted(0, 10), True),
        (Counted(9), False),  # fewer than ten cases
        (Counted(0, 9), False),
        (Counted(0, 0), True),  # nothing to hide
    ],
)
def test_a_rate_is_shown_of_ten_cases_of_which_neither_side_is_a_small_count(counted: Counted, is_shown: bool) -> None:
    (figure,) = disclose(SHARE, [make_figure(SHARE, counted)])
    assert figure.suppressed is not is_shown
    assert (figure.yes is not None) is is_shown


def test_few_unknown_hide_their_detail_alone() -> None:
    (figure,) = disclose(SHARE, [make_figure(SHARE, Counted(60, 30, 3))])
    assert not figure.suppressed
    assert figure.hidden == ("no", "unknown", "upper", "coverage")
    assert (figure.yes, figure.denominator, figure.no, figure.unknown) == (60, 93, None, None)


def test_few_that_cannot_be_judged_yet_are_hidden_alone_over_the_parts() -> None:
    figures = [
        make_figure(SHARE, Counted(60, 40), immature=n, **part) for n, part in ((23, {}), (3, {"sex": "K"}), (20, {"sex": "M"}))
    ]
    released = disclose(SHARE, figures)
    assert [figure.immature for figure in released] == [23, None, None]
    assert [figure.hidden for figure in released] == [(), ("immature",), ("immature",)]
    assert all(figure.yes == 60 for figure in released)


def test_a_mean_of_counts_is_judged_by_its_persons() -> None:
    """Three persons counted in each of twelve months are thirty-six, and three."""
    year = replace(make_figure(MEAN, Counted(36)), value=3.0)
    assert disclose(MEAN, [replace(year, people=People(3, 0, 3))])[0].suppressed
    assert not disclose(MEAN, [replace(year, people=People(36, 0, 36))])[0].suppressed


def test_a_mean_of_shares_is_judged_by_its_persons() -> None:
    year = make_figure(MONTHLY, Counted(60, 60))
    assert disclose(MONTHLY, [replace(year, people=People(5, 5, 9))])[0].suppressed
    assert not disclose(MONTHLY, [replace(year, people=People(5, 5, 10))])[0].suppressed


def test_a_ratio_is_hidden_with_either_of_its_shares() -> None:
    measure = CATALOGUE["LIN-6.parity_sex"]
    women, men = (figure_of(SHARE, "2023", {"sex": sex}, of) for sex, of in (("K", Counted(8, 1)), ("M", Counted(50, 50))))
    ratio = replace(make_figure(measure, Counted(58, 51)), rests_on=(women, men))
    assert disclose(measure, [ratio])[0].suppressed
    assert not disclose(measure, [replace(ratio, rests_on=(men, men))])[0].suppressed


def test_a_sum_is_judged_by_whom_it_is_of() -> None:
    measure = CATALOGUE["LIN-6.sek"]
    few, many = (replace(make_figure(measure, Counted(n)), numerator=80_000.0, value=80_000.0) for n in (4, 5))
    assert disclose(measure, [few])[0].value is None
    assert disclose(measure, [many])[0].value == 80_000


def waiting(lead: LeadTimes, period: str = "2023", **part: str) -> Figure:
    counted = replace(make_figure(LEAD, Counted(), period, **part), value=lead.median, numerator=None, lower=None)
    return replace(counted, yes=None, no=None, unknown=None, immature=None, excluded=None, lead=lead)


DAYS: Mapping[str, Any] = {"median": 30.0, "p25": 10.0, "p75": 60.0, "p90": 90.0, "mean": 33.0, "km_median": 40}


def test_a_lead_time_of_fewer_than_ten_is_hidden_and_those_who_wait_are_counted_apart() -> None:
    (figure,) = disclose(LEAD, [waiting(LeadTimes(n=9, waiting=12, withdrawn=3, under_way=0, **DAYS))])
    assert figure.suppressed
    assert figure.lead is not None
    assert (figure.value, figure.lead.n, figure.lead.median, figure.lead.km_median) == (None, None, None, None)
    assert (figure.lead.waiting, figure.lead.withdrawn, figure.lead.under_way) == (12, None, 0)
    assert {"n", "median", "withdrawn"} <= {*figure.hidden}
    assert not {"waiting", "under_way", "yes", "bands"} & {*figure.hidden}


def test_a_lead_time_of_ten_is_shown_and_one_of_nobody_too() -> None:
    assert disclose(LEAD, [waiting(LeadTimes(n=10, **DAYS))])[0].value == 30
    assert not disclose(LEAD, [waiting(LeadTimes())])[0].suppressed


def test_few_who_withdrew_hide_the_shares_of_everybody() -> None:
    """Fourteen of whom forty percent is are thirty-five; nineteen wait, so that two withdrew."""
    within = dict.fromkeys(SHARES.within, 40.0)
    lead = LeadTimes(n=14, waiting=19, withdrawn=2, under_way=0, within=within, **DAYS)
    (figure,) = disclose(SHARES, [waiting(lead)])
    assert figure.hidden == ("withdrawn", "within")
    assert figure.lead is not None
    assert (figure.lead.n, figure.lead.waiting, figure.lead.withdrawn, figure.lead.within) == (14, 19, None, {})
    assert disclose(SHARES, [waiting(replace(lead, withdrawn=0, waiting=21))])[0].hidden == ()


def test_a_band_of_few_hides_the_bands() -> None:
    """Of forty two and a half percent is one."""
    bands = dict(zip(LEAD.bands, (2.5, 47.5, 50.0, 0.0), strict=True))
    (figure,) = disclose(LEAD, [waiting(LeadTimes(n=40, bands=bands, **DAYS))])
    assert figure.hidden == ("bands",)
    assert figure.lead is not None
    assert (figure.lead.bands, figure.lead.n) == ({}, 40)


def months(*values: int, first: int = 1) -> list[Figure]:
    return [make_figure(COUNT, Counted(n), f"2023-{month:02}") for month, n in enumerate(values, first)]


def test_the_months_of_a_year_are_held_against_it() -> None:
    released = shown(COUNT, *months(3, *[10] * 10, 20), make_figure(COUNT, Counted(123)))
    assert released.count(None) == 2
    assert (released[0], released[-1]) == (None, 123)


def test_months_and_closings_are_held_against_each_other() -> None:
    closings = [make_figure(COUNT, Counted(n), label) for n, label in ((33, "2023-01..2023-04"), (73, "2023-01..2023-08"))]
    released = shown(COUNT, *months(3, *[10] * 7), *closings)
    assert released[0] is None
    assert released[1:4].count(None) == 1, "one of the three others of the first four"
    assert None not in released[4:]


def test_a_december_value_is_hidden_with_its_month() -> None:
    figures = [make_figure(DECEMBER, Counted(n), label) for n, label in ((30, "2023-11"), (3, "2023-12"), (3, "2023"))]
    assert shown(DECEMBER, *figures) == [30, None, None]


def test_a_month_that_was_hidden_in_print_is_not_found_by_the_year() -> None:
    """Each month was published in its turn; January was small, and no more was hidden since nothing disclosed it."""
    published = disclose(COUNT, months(3, *[10] * 11))
    assert [figure.yes for figure in published].count(None) == 1
    assert shown(COUNT, make_figure(COUNT, Counted(113)), earlier=published) == [None]
    two = disclose(COUNT, months(3, 4, *[10] * 10))
    assert shown(COUNT, make_figure(COUNT, Counted(107)), earlier=two) == [107], (
        "of two it is known that they are seven together"
    )
    same = [make_figure(DECEMBER, Counted(3), "2023-12")]
    assert shown(DECEMBER, make_figure(DECEMBER, Counted(12), "2023"), earlier=disclose(DECEMBER, same)) == [None]


def test_what_two_nested_periods_tell_of_the_time_between_is_judged_too() -> None:
    """Sixty-four to August after sixty-one to July: three in August."""
    to_july, to_august = (
        make_figure(COUNT, Counted(n), label) for n, label in ((61, "2023-01..2023-07"), (64, "2023-01..2023-08"))
    )
    assert shown(COUNT, to_july, to_august).count(None) == 1
    assert shown(COUNT, to_august, earlier=[to_july]) == [None]
    assert shown(COUNT, make_figure(COUNT, Counted(66), "2023-01..2023-08"), earlier=[to_july]) == [66]


def test_what_was_published_is_out_and_covers_nothing() -> None:
    """The men stand in print already, so that the women can only be covered by hiding the whole."""
    whole, women, men = counts(64, 4, 60)
    assert shown(COUNT, whole, women, men, earlier=[men]) == [None, None, 60]


def test_what_was_hidden_stays_hidden() -> None:
    whole, _, men = disclose(COUNT, counts(64, 4, 60))
    assert shown(COUNT, *counts(90, 30, 60), earlier=[whole, men]) == [90, None, None]


def test_what_was_hidden_and_is_not_requested_again_does_not_follow_from_what_is() -> None:
    """Nobody here knows what it was, and nothing breaks on it."""
    earlier = disclose(COUNT, counts(64, 4, 60))
    assert shown(COUNT, *counts(70, 9, 61, period="2023-01..2023-06"), earlier=earlier) == [70, 9, 61]


def supported(people: int, months: int) -> World:
    """So many people, half of them women, each with support in the year's first months."""
    story = ""
    for n in range(people):
        story += f"2010-01-01 p{n} participant_registered sex={'KM'[n % 2]} born_on=1990-01-01\n"
        story += "".join(f"2023-{m:02}-20 p{n} support_paid month=2023-{m:02} amount=8000\n" for m in range(1, months + 1))
    return book(lines_of(story)).world(date(2024, 6, 30))


def test_the_persons_of_a_year_are_counted_once_each_over_its_months() -> None:
    """Nine are four or five of each sex, in six months each: fifty-four months of support, and nine persons."""
    year = Ask(CATALOGUE["LIN-6.months"], [period("2023"), period("2023-03")], ("sex",))
    computed = {(figure.period, figure.breakdown.get("sex")): figure for figure in figures(year, supported(9, 6))}
    assert computed["2023", None].people == People(9, 0, 9)
    assert (computed["2023", "K"].yes, computed["2023", "K"].people) == (30, People(5, 0, 5))
    assert (computed["2023", "M"].yes, computed["2023", "M"].people) == (24, People(4, 0, 4))
    assert computed["2023-03", None].people is None, "in a month each is there once"
    released = {(figure.period, figure.breakdown.get("sex")): figure.yes for figure in Gate().figures(year, supported(9, 6))}
    assert released["2023", "M"] is None, "twenty-four months, and four men"
    assert released["2023", "K"] is None, "which would follow"
    assert released["2023", None] == 54


def test_people_in_several_parts_are_counted_in_each() -> None:
    year = Ask(CATALOGUE["LIN-6.months"], [period("2023")], ("group",))
    people = {figure.breakdown.get("group"): figure.people for figure in figures(year, supported(6, 6))}
    assert people[None] == people["with_support"] == People(6, 0, 6)


def test_a_ratio_knows_the_shares_it_is_made_of_until_it_leaves() -> None:
    ask = Ask(CATALOGUE["LIN-6.parity_sex"], [period("2023")])
    (whole,) = figures(ask, supported(9, 6))
    assert [figure.breakdown for figure in whole.rests_on] == [{"sex": "K"}, {"sex": "M"}]
    assert Gate().figures(ask, supported(9, 6))[0].rests_on == ()


@given(st.lists(st.integers(0, 80), min_size=2, max_size=9))
def test_no_small_count_is_the_whole_less_the_parts_that_are_shown(values: list[int]) -> None:
    if len(values) == 2:
        values = [*values, 0]  # two parts are the sexes
    whole, *parts = disclose(COUNT, counts(sum(values), *values))
    hidden = [value for value, part in zip(values, parts, strict=True) if part.yes is None]
    assert all(part.yes is None for value, part in zip(values, parts, strict=True) if small(value))
    if whole.yes is not None and hidden:
        assert len(hidden) > 1
        assert not small(whole.yes - sum(part.yes or 0 for part in parts))
