"""From cases to counts and persons, and from counts to a value with its bounds (measures.md §1.4, §1.7): worked numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.aggregation import Aggregate, aggregate, counted_windows
from projections.measuring.counts import Counts, People, WindowCounts, counts_by_part, people
from projections.measuring.periods import period
from projections.measuring.survival import LeadTimes
from tests.projections.worlds_of import world_of

LATE = date(2030, 12, 31)
SPANS = pl.DataFrame({"period": ["2023-01", "2023-02", "2023-04"]})
ROWS = [
    (1, "2023-01", "yes", 5, "K", ["x", "y"]),
    (1, "2023-01", "yes", 6, "K", ["x"]),
    (1, "2023-02", "no", 7, "K", ["x"]),
    (2, "2023-01", "unknown", 8, "M", []),
    (3, "2023-01", "immature", 9, "M", ["y"]),
    (4, "2023-01", "excluded", 10, None, ["y"]),
    (2, "2023-03", "yes", 11, "M", ["x"]),
]


def rows() -> pl.DataFrame:
    schema = ("pid", "period", "outcome", "amount", "by_sex", "by_priority_group")
    return pl.DataFrame(ROWS, schema=schema, orient="row")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), {(): People(yes=1, others=2, judged=2)}),
        (("sex",), {("K",): People(1, 1, 1), ("M",): People(0, 1, 1)}),
        (("priority_group",), {("x",): People(1, 1, 1), ("y",): People(1, 0, 1)}),
        (("sex", "priority_group"), {("K", "x"): People(1, 1, 1), ("K", "y"): People(1, 0, 1), ("M", "y"): People(0, 0, 0)}),
    ],
)
def test_a_person_is_counted_once_however_many_their_cases(
    names: tuple[str, ...], expected: Mapping[tuple[str, ...], People]
) -> None:
    """With a yes, with another answer, with any; in the months that are asked for alone."""
    assert people(rows(), names, ["2023-01", "2023-02"]) == expected


def test_where_no_month_is_counted_there_is_nobody() -> None:
    assert people(rows(), (), []) == {(): People(yes=0, others=0, judged=0)} == {(): People()}


def test_a_case_is_counted_in_its_window_and_part_and_its_amount_where_it_is_a_yes() -> None:
    measure = CATALOGUE["UPP-1000.net"]
    ((part, counts),) = counts_by_part(measure, rows(), SPANS, ())
    assert part == {}
    assert counts == {"2023-01": Counts(2, 0, 1, 1, 1, 11), "2023-02": Counts(no=1), "2023-04": Counts()}
    assert list(counts_by_part(measure, rows(), SPANS, ("sex",))) == [
        ({"sex": "K"}, {"2023-01": Counts(yes=2, amount=11), "2023-02": Counts(no=1), "2023-04": Counts()}),
        ({"sex": "M"}, {"2023-01": Counts(unknown=1, immature=1), "2023-02": Counts(), "2023-04": Counts()}),
    ]
    by_group = {part["priority_group"]: counts for part, counts in counts_by_part(measure, rows(), SPANS, ("priority_group",))}
    assert list(by_group) == ["x", "y"]
    assert by_group["y"]["2023-01"] == Counts(yes=1, immature=1, excluded=1, amount=5)


def test_a_closed_list_of_parts_is_whole_and_of_others_those_that_occur() -> None:
    nobody = rows().clear()
    parts = [[*counts_by_part(CATALOGUE["UPP-1.1"], nobody, SPANS, (name,))] for name in ("sex", "priority_group")]
    assert [part["sex"] for part, _ in parts[0]] == ["K", "M"]
    assert parts[1] == []


def test_a_lead_time_is_of_its_window_and_part_with_the_bands_and_limits_of_its_measure() -> None:
    measure = replace(CATALOGUE["LT6"], bands={"early": "14d", "late": ""}, within={"ten": 10})
    days = [
        ("2023-01", "completed", 0, date(2023, 1, 1), date(2023, 1, 1), "K"),
        ("2023-01", "waiting", 9000, date(2023, 1, 1), None, "M"),
    ]
    frame = pl.DataFrame(days, schema=("period", "outcome", "days", "from_on", "to_on", "by_sex"), orient="row")
    (_, women), (_, men) = counts_by_part(measure, frame, SPANS, ("sex",))
    at_once, nobody = women["2023-01"], women["2023-02"]
    assert isinstance(at_once, LeadTimes)
    assert (at_once.n, at_once.median, nobody) == (1, 0, LeadTimes())
    assert (at_once.bands, at_once.within) == ({"early": 100, "late": 0}, {"ten": 100})
    assert men["2023-01"] == LeadTimes(n=0, waiting=1, within={"ten": 0})


def test_counts_add_up_and_the_immature_and_the_excluded_are_not_judged() -> None:
    assert Counts(1, 2, 3, 4, 5, 6) + Counts(10, 20, 30, 40, 50, 60) == Counts(11, 22, 33, 44, 55, 66)
    assert Counts(1, 2, 4, 8, 16, 32).judged == 7


JUDGED = Counts(yes=3, no=4, unknown=1, immature=2, excluded=5)
MARCH = "2023-03"


def aggregated(key: str, label: str, as_of: date = LATE, whole: float | None = None, **by_window: WindowCounts) -> Aggregate:
    """Of windows by their months: `m03` is March; those that are not given have no case."""
    measure, asked = CATALOGUE[key], period(label)
    windows = {span.label: by_window.get(f"m{span.label[5:]}", Counts()) for span in measure.spans(asked)}
    return aggregate(measure, world_of("", as_of), asked, windows, lambda month: whole)


@pytest.mark.parametrize(
    ("key", "counts", "expected"),
    [
        ("UPP-1.1", JUDGED, Aggregate(37.5, JUDGED, 37.5, 50.0, 87.5, 3, 8)),
        ("UPP-1.1", Counts(immature=2), Aggregate(None, Counts(immature=2), numerator=0, denominator=0)),
        ("UPP-2.3", JUDGED, Aggregate(37.5, JUDGED, 37.5, 50.0, 87.5, 3, 8)),
        ("LIN-7.persons", JUDGED, Aggregate(3, JUDGED, 3, 4, None, 3)),
        ("LIN-7.persons", Counts(), Aggregate(0, Counts(), 0, 0, None, 0)),
        ("SOD-10.without", Counts(yes=4, amount=10), Aggregate(2.5, Counts(yes=4, amount=10), 2.5, 2.5, None, 10, 4)),
        ("SOD-10.without", Counts(), Aggregate(None, Counts(), numerator=0, denominator=0)),
        ("SOD-10.changes", Counts(yes=2, amount=150), Aggregate(0.75, Counts(yes=2, amount=150), 0.75, 0.75, None, 1.5, 2)),
        ("UPP-1000.net", Counts(yes=2, unknown=3, amount=7), Aggregate(7, Counts(2, 0, 3, 0, 0, 7), 7, 7, None, 7)),
        (
            "LIN-6.sek",
            Counts(yes=2, amount=12345),
            Aggregate(123.45, Counts(yes=2, amount=12345), 123.45, 123.45, None, 123.45),
        ),
    ],
)
def test_a_window_has_a_value_between_its_bounds_and_what_it_is_made_of(key: str, counts: Counts, expected: Aggregate) -> None:
    assert aggregated(key, MARCH if not CATALOGUE[key].whole else "2023", m03=counts, m=counts) == expected


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (400, Aggregate(0.75, JUDGED, 0.75, 0.75, numerator=3, denominator=400)),
        (0, Aggregate(None, JUDGED, None, None, numerator=3, denominator=0)),
        (None, Aggregate(None, JUDGED, None, None, numerator=3)),
    ],
)
def test_a_count_of_a_population_is_a_percentage_of_it_where_that_is_known(whole: float | None, expected: Aggregate) -> None:
    assert aggregated("UPP-0", MARCH, whole=whole, m03=JUDGED) == expected


@pytest.mark.parametrize("key", ["UPP-1.1", "LIN-7.persons", "UPP-0"])
def test_a_month_has_no_value_until_its_last_day(key: str) -> None:
    early, over = (aggregated(key, MARCH, date(2023, 3, day), 400, m03=JUDGED) for day in (30, 31))
    assert (early.value, early.lower, early.upper, early.counts, early.numerator) == (None, None, None, JUDGED, 3)
    assert over.value is not None


@pytest.mark.parametrize(
    ("key", "as_of", "has_value"),
    [
        ("UPP-2.1.rate", date(2023, 3, 30), False),
        ("UPP-2.1.rate", date(2023, 3, 31), True),
        ("UPP-2.1", date(2023, 3, 31), False),
        ("UPP-2.1", date(2023, 6, 28), False),
        ("UPP-2.1", date(2023, 6, 29), True),
    ],
)
def test_a_months_share_has_a_value_when_the_month_is_over_and_its_count_when_the_last_case_can_be_judged(
    key: str, as_of: date, has_value: bool
) -> None:
    assert (aggregated(key, MARCH, as_of, m03=JUDGED).value is not None) == has_value


ONE_OF_TWO, SUM = Counts(yes=1, no=1), Counts(yes=4, no=5, unknown=1, immature=2, excluded=5)


@pytest.mark.parametrize(
    ("key", "whole", "expected"),
    [
        ("UPP-1.1", None, Aggregate(43.75, SUM, 43.75, numerator=4, denominator=10)),
        ("LIN-8.share", 50, Aggregate(4, SUM, 4, numerator=4, denominator=100)),
        ("LIN-7.persons", None, Aggregate(4, SUM, 4, 5, numerator=4)),
        ("ENK-4.proxy", None, Aggregate(2, SUM, 2, numerator=4)),
    ],
)
def test_the_value_of_several_months_is_the_mean_or_the_sum_of_those_that_have_one(
    key: str, whole: float | None, expected: Aggregate
) -> None:
    assert aggregated(key, "2023-03..2023-04", whole=whole, m03=JUDGED, m04=ONE_OF_TWO) == expected
    not_over = aggregated(key, "2023-03..2023-05", date(2023, 5, 30), whole, m03=JUDGED, m04=ONE_OF_TWO, m05=JUDGED)
    assert not_over == expected


def test_where_no_month_has_a_value_there_is_none_and_nothing_is_counted() -> None:
    early = date(2023, 3, 30)
    share, count = (aggregated(key, "2023-03..2023-04", early, m03=JUDGED) for key in ("UPP-1.1", "LIN-7.persons"))
    assert share == Aggregate(None, Counts(), numerator=0, denominator=0)
    assert count == Aggregate(None, Counts(), numerator=0)


def test_the_windows_that_count_are_the_only_one_or_those_with_a_value() -> None:
    measure, world = CATALOGUE["UPP-1.1"], world_of("", date(2023, 4, 29))
    windows = {"2023-02": Counts(immature=1), "2023-03": JUDGED, "2023-04": JUDGED}
    for label, expected in (("2023-02..2023-04", ["2023-03"]), ("2023-04", ["2023-04"]), ("2023-02", ["2023-02"])):
        assert [*counted_windows(measure, world, period(label), windows, lambda month: None)] == expected


def test_the_value_of_a_lead_time_is_its_median() -> None:
    lead = LeadTimes(n=3, median=7.0)
    assert aggregate(CATALOGUE["LT6"], world_of("", LATE), period("2023"), {"2023": lead}, lambda month: None) == Aggregate(
        7.0, lead=lead
    )
