"""Figures of several periods and parts, ratios and the persons behind months; and what a figure's record says of itself."""

from datetime import date
from typing import Any

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.cases import cases, windows
from projections.measuring.counts import People
from projections.measuring.figures import (
    FIGURE_FIELDS,
    NO_FIELDS,
    Ask,
    Figure,
    counting_in,
    figure_of_part,
    figures,
    the_figure,
)
from projections.measuring.periods import period
from projections.measuring.survival import LeadTimes
from projections.worlds.world import World
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
PAID = """
2023-03-20 anna support_paid month=2023-03 amount=8000
2010-01-01 berit participant_registered sex=K born_on=1980-05-15
2023-04-20 berit support_paid month=2023-04 amount=8000
2010-01-01 carl participant_registered sex=M born_on=1980-05-15
2023-04-20 carl support_paid month=2023-04 amount=8000
2023-03-20 carl support_paid month=2023-03 amount=8000
"""


def asked(key: str, *labels: str, by: tuple[str, ...] = (), **values: Any) -> Ask:
    return Ask(CATALOGUE[key], [period(label) for label in labels], by, values=values or None)


def test_a_figure_is_of_each_period_for_the_whole_and_every_combination_of_parts_in_the_order_asked_for() -> None:
    every = figures(asked("UPP-1.2", "2023-03", "2023-04", by=("sex", "born")), world_of(PAID, LATE))
    of_parts = [({}), {"sex": "K"}, {"sex": "M"}, {"born": "sweden"}, {"born": "abroad"}]
    of_parts += [{"sex": sex, "born": born} for sex in "KM" for born in ("sweden", "abroad")]
    assert [(dict(figure.breakdown), figure.period) for figure in every] == [
        (part, label) for part in of_parts for label in ("2023-03", "2023-04")
    ]
    assert [figure.no for figure in every[:6]] == [2, 2, 1, 1, 1, 1]


def test_the_figure_of_a_part_is_that_of_exactly_this_part() -> None:
    world, ask, march = world_of(PAID, LATE), asked("UPP-1.2", "2023-03", "2023-04"), period("2023-03")
    men = the_figure(ask, world, march, {"sex": "M"})
    assert men is not None
    assert (men.period, men.breakdown, men.no) == ("2023-03", {"sex": "M"}, 1)
    assert the_figure(ask, world, march, {"area_class": "1"}) is None
    assert figure_of_part([men], {}) is None


@pytest.mark.parametrize(
    ("label", "as_of", "expected"),
    [
        ("2023-03..2023-04", LATE, People(0, 3, 3)),
        ("2023-03..2023-04", date(2023, 4, 29), People(0, 2, 2)),
        ("2023-03..2023-04", date(2023, 3, 30), People()),
        ("2023-Q2", LATE, People(0, 2, 2)),
        ("2023-04", LATE, None),
    ],
)
def test_of_several_months_it_is_known_how_many_persons_there_are_in_those_that_are_over(
    label: str, as_of: date, expected: People | None
) -> None:
    (figure,) = figures(asked("UPP-1.2", label), world_of(PAID, as_of))
    assert figure.people == expected


@pytest.mark.parametrize(("as_of", "expected"), [(date(2023, 6, 28), People()), (date(2023, 6, 29), People(1, 0, 1))])
def test_who_is_judged_in_a_month_without_a_value_is_not_among_its_persons(as_of: date, expected: People) -> None:
    """The one case can be judged by the end of May, the last that March could have by 29 June."""
    text = "2022-06-01 anna placement_started placement_id=p form=ama sector=municipal\n"
    text += "2023-03-01 anna placement_ended placement_id=p result=completed\n"
    text += "2023-03-10 anna employment_started employment_id=j form=permanent\n"
    (figure,) = figures(asked("UPP-2.1", "2023-03..2023-04"), world_of(text, as_of))
    assert figure.people == expected


def test_of_a_part_the_persons_are_its_own_and_of_a_cohort_there_are_no_months() -> None:
    whole, women, men = figures(asked("UPP-1.2", "2023", by=("sex",)), world_of(PAID, LATE))
    assert [figure.people for figure in (whole, women, men)] == [People(0, 3, 3), People(0, 2, 2), People(0, 1, 1)]
    assert {figure.people for figure in figures(asked("UPP-1.2y", "2023"), world_of(PAID, LATE))} == {None}
    assert {figure.people for figure in figures(asked("UPP-0", "2023"), world_of(PAID, LATE))} == {None}


def exits(*outcomes: tuple[str, str, str]) -> World:
    """Of each: sex, whether born abroad, and the reason of the exit."""
    text = ""
    for nr, (sex, abroad, reason) in enumerate(outcomes):
        text += f"2010-01-01 p{nr} participant_registered sex={sex} born_on=1980-05-15\n"
        text += f"2011-01-01 p{nr} circumstances_recorded foreign_born={abroad}\n"
        text += f"2022-12-20 p{nr} support_paid month=2022-12 amount=8000\n"
        text += f"2023-01-20 p{nr} support_paid month=2023-01 amount=8000\n"
        text += f"2022-11-01 p{nr} enrolled enrolment_id=e{nr} unit=AME\n"
        text += f"2023-02-01 p{nr} exited enrolment_id=e{nr} reason={reason}\n"
    return world_of(text, LATE)


TOWN = (
    ("K", "true", "A1"),
    ("K", "false", "A1"),
    ("M", "true", "A1"),
    ("M", "true", "E9"),
    ("K", "true", "E9"),
    ("K", "true", "A1"),
)


def test_a_ratio_is_the_share_of_one_part_by_that_of_another_and_rests_on_both() -> None:
    (ratio,) = figures(asked("LIN-6.parity_sex", "2023"), exits(*TOWN))
    assert (ratio.value, ratio.numerator, ratio.denominator) == (1.5, 75.0, 50.0)
    assert (ratio.lower, ratio.upper, ratio.coverage, ratio.breakdown) == (None, None, None, {})
    assert [(dict(side.breakdown), side.value) for side in ratio.rests_on] == [({"sex": "K"}, 75.0), ({"sex": "M"}, 50.0)]


def test_a_ratio_in_a_part_is_of_the_shares_in_that_part() -> None:
    ratios = figures(asked("LIN-6.parity_sex", "2023", by=("born",)), exits(*TOWN))
    values = {tuple(figure.breakdown.values()): (figure.value, figure.numerator, figure.denominator) for figure in ratios}
    assert values == {
        (): (1.5, 75.0, 50.0),
        ("abroad",): (pytest.approx(4 / 3), pytest.approx(200 / 3), 50.0),
        ("sweden",): (None, 100.0, None),
    }
    by_sex = figures(asked("LIN-6.parity_sex", "2023", by=("sex",)), exits(*TOWN))
    assert by_sex[0].value == 1.5


@pytest.mark.parametrize(("women", "men", "expected"), [("E9", "A1", 0), ("A1", "E9", None)])
def test_a_ratio_to_nothing_is_none_and_of_nothing_is_nought(women: str, men: str, expected: float | None) -> None:
    (ratio,) = figures(asked("LIN-6.parity_sex", "2023"), exits(("K", "true", women), ("M", "true", men)))
    assert ratio.value == expected


def test_the_windows_that_are_counted_are_those_of_the_figures_months_with_a_value() -> None:
    world, ask = world_of(PAID, date(2023, 4, 29)), asked("UPP-1.2", "2023-02..2023-04")
    rows = cases(ask.measure, world, windows(ask.measure, ask.periods))
    assert counting_in(ask, world, rows, {}) == {"2023-03"}


def figure(**fields: Any) -> Figure:
    (made,) = figures(asked("UPP-1.2", "2023-03"), world_of(PAID, LATE))
    return Figure(**{name: getattr(made, name) for name in Figure.__dataclass_fields__} | fields)


def test_a_figure_without_a_case_has_no_standing_and_one_with_a_case_that_waits_is_preliminary() -> None:
    none = dict.fromkeys(("yes", "no", "unknown", "immature", "excluded"), 0)
    assert figure(**none).standing is None
    for name in none:
        expected = "preliminary" if name == "immature" else "final"
        assert figure(**{**none, name: 1}, status="final").standing == expected
    assert figure(**none | {"yes": None}, status="final").standing == "final", "what is hidden may be a case"


@pytest.mark.parametrize("name", ["n", "waiting", "withdrawn", "under_way"])
def test_a_lead_time_stands_where_any_case_of_it_is_known(name: str) -> None:
    hidden = dict.fromkeys(("yes", "no", "unknown", "immature", "excluded"))
    assert figure(**hidden, lead=LeadTimes(), status="final").standing is None
    assert figure(**hidden, lead=LeadTimes(**{name: 1}), status="final").standing == "final"  # type: ignore[arg-type]


def test_the_judged_are_the_yes_the_no_and_the_unknown_if_all_are_known() -> None:
    assert figure(yes=1, no=2, unknown=4, immature=8, excluded=16).judged == 7
    assert [figure(**{"yes": 1, "no": 2, "unknown": 4, name: None}).judged for name in ("yes", "no", "unknown")] == [None] * 3


def test_the_record_of_a_figure_is_flat_with_its_standing_and_its_lead_time() -> None:
    record = figure(immature=1, status="final").fields()
    assert {"as_of", "known_at", "position", "journey_gap_days"} < record.keys()
    assert not {"coordinates", "lead", "people", "rests_on"} & record.keys()
    assert (record["as_of"], record["journey_gap_days"], record["status"]) == (LATE, 14, "preliminary")
    assert set(record) == set(FIGURE_FIELDS) - {*NO_FIELDS}
    assert figure(lead=LeadTimes(n=7)).fields()["n"] == 7


def test_the_view_of_a_measure_without_two_is_the_official() -> None:
    world = world_of(PAID, LATE)
    for key, view in (("UPP-1.2", "official"), ("OUT-90.kas", "adjusted")):
        (made,) = figures(Ask(CATALOGUE[key], [period("2023")], view="adjusted"), world)
        assert made.view == view


def test_a_figure_carries_the_values_it_was_asked_with() -> None:
    ask = asked("SOD-7", "2023", days=180)
    (made,) = figures(ask, world_of(PAID, LATE))
    assert made.definition == ask.definition == ask.with_values.definition
    assert "days=180" in made.definition
    assert ask.with_values.measure.parameters["days"] == 180
    assert asked("SOD-7", "2023").with_values.measure is CATALOGUE["SOD-7"]
