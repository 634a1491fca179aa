"""The gate remembers: an evaluator who asks again and again derives nothing that is hidden."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

import pytest

from domain.errors import BadQuestion
from projections.disclosure.aspects import ALL_ALIKE
from projections.disclosure.gate import Gate
from projections.disclosure.identity import identity
from projections.disclosure.offered import latest_offered, nearest
from projections.disclosure.release import ReleasedFigure
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.measuring.survival import LeadTimes
from projections.worlds.coordinates import Coordinates
from tests.conftest import Many
from tests.projections.disclosure.ledger import outward
from tests.projections.disclosure.sessions import AS_OF, YEAR, Town, session
from tests.projections.disclosure.tables_of_figures import Counted, figure_of

SHARE, OTHER, COUNT = CATALOGUE["OUT-0.scb90"], CATALOGUE["OUT-90.kas"], CATALOGUE["UPP-2.1"]
SESSIONS = 7
"""The first that were found closed. Of the first forty, those of seeds 7 and 30 are not: offered periods that overlap (a
half-year, a quarter, a tertial) give a month, and a number one entry ago follows from the one now."""


@cache
def town() -> Town:
    return Town.simulated(600, 1)


def test_an_evaluator_derives_nothing_that_is_hidden(many: Many) -> None:
    hidden = 0
    for seed in range(many(SESSIONS, 2)):
        number, recovered = session(town(), outward().figures, seed)
        assert recovered == [], seed
        hidden += number
    assert hidden > 0


def test_without_memory_the_evaluator_derives_many(many: Many) -> None:
    """The control: the same questions to a gate that decides each answer for itself."""
    for seed in range(many(3, 1)):
        number, recovered = session(town(), Gate().figures, seed)
        assert len(recovered) > number / 10, seed


def make_figure(counted: Counted, label: str = "2023", position: int = 1, measure: Measure = SHARE, **part: str) -> Figure:
    figure = figure_of(measure, label, part, counted)
    return replace(figure, coordinates=Coordinates(AS_OF, position=position))


def shown(gate: Gate, *figures: Figure) -> list[int | None]:
    return [figure.yes for figure in gate.disclosed(CATALOGUE[figures[0].measure], figures)]


def test_separate_breakdowns_are_held_together() -> None:
    """Four women follow from the whole and the men, asked one after the other."""
    gate = outward()
    assert shown(gate, make_figure(Counted(60, 40), sex="M")) == [60]
    assert shown(gate, make_figure(Counted(64, 60))) == [None]


def test_what_cannot_leave_says_which_release_stands_in_the_way() -> None:
    gate = outward()
    gate.disclosed(SHARE, [make_figure(Counted(60, 40), sex="M")])
    (figure,) = gate.disclosed(SHARE, [make_figure(Counted(64, 60))])
    assert figure.withheld is not None
    assert "OUT-0.scb90, 2023, sex=M" in figure.withheld.sv
    assert "OUT-0.scb90, 2023, sex=M" in figure.withheld.en
    (few,) = outward().disclosed(SHARE, [make_figure(Counted(4, 60))])
    assert few.suppressed
    assert few.withheld is None, "it is hidden for itself"


@pytest.mark.parametrize(("yes", "is_shown"), [(61, False), (64, False), (65, True), (60, True)])
def test_a_figure_before_and_after_a_few_more_cases_is_shown_once(yes: int, is_shown: bool) -> None:
    gate = outward()
    assert shown(gate, make_figure(Counted(60, 40), position=1)) == [60]
    assert shown(gate, make_figure(Counted(yes, 40), position=2)) == [yes if is_shown else None]


def test_a_measure_of_the_same_cases_tells_how_many_they_are() -> None:
    """One more case of one measure is one more case of the other."""
    gate = outward()
    assert shown(gate, make_figure(Counted(60, 40), position=1)) == [60]
    assert shown(gate, make_figure(Counted(30, 71), position=2, measure=OTHER)) == [None]
    assert shown(gate, make_figure(Counted(30, 70), position=2, measure=OTHER)) == [30]


def test_a_count_is_judged_as_the_share_of_the_same_cases() -> None:
    """Ninety-seven of a hundred: the count and the number of cases tell of three."""
    assert shown(outward(), make_figure(Counted(97, 3), measure=COUNT)) == [None]
    assert shown(outward(), make_figure(Counted(97), measure=COUNT)) == [97]


def test_the_same_question_has_the_same_answer() -> None:
    gate, table = outward(), [make_figure(Counted(64, 60)), *(make_figure(of, sex=sex) for sex, of in WOMEN_AND_MEN.items())]
    first = gate.disclosed(SHARE, table)
    assert [figure.yes for figure in first] == [64, None, None]
    shown(gate, make_figure(Counted(30, 30), "2023-Q1"))
    assert [replace(figure, withheld=None) for figure in gate.disclosed(SHARE, table)] == first
    assert len(gate.ledger.texts) == 4, "what left before is not written again"  # type: ignore[attr-defined]


WOMEN_AND_MEN: Mapping[str, Counted] = {"K": Counted(4, 20), "M": Counted(60, 40)}


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_questions_opens_what_another_order_hides(seed: int) -> None:
    """Women and men, each month and the half-year: in whichever order, the few women of a month do not follow."""
    chance = Random(seed)
    by_month = {f"{YEAR}-0{month}": Counted(chance.randint(1, 9), chance.randint(5, 20)) for month in range(1, 7)}
    asked = [make_figure(of, label) for label, of in by_month.items()]
    asked += [make_figure(sum(list(by_month.values())[:3], Counted()), f"{YEAR}-Q1")]
    asked += [make_figure(sum(by_month.values(), Counted()), f"{YEAR}-01..{YEAR}-06")]
    chance.shuffle(asked)
    gate, seen = outward(), {}
    for figure in asked:
        (seen[figure.period],) = shown(gate, figure)
    for labels in (list(by_month)[:3], list(by_month)):
        whole = seen[f"{YEAR}-Q1" if len(labels) == 3 else f"{YEAR}-01..{YEAR}-06"]
        hidden = [label for label in labels if seen[label] is None]
        assert whole is None or len(hidden) != 1


def test_an_erasure_opens_nothing() -> None:
    """The erased is gone from every figure, also at the coordinates of before: what is one less is not shown."""
    gate = outward()
    assert shown(gate, make_figure(Counted(60, 40))) == [60]
    assert shown(gate, make_figure(Counted(59, 40))) == [None]
    assert shown(gate, make_figure(Counted(59, 40), sex="M")) == [None], "nor is anything new of the same cases"


@pytest.mark.parametrize(
    ("counted", "is_shown"),
    [
        (Counted(0, ALL_ALIKE - 1), False),
        (Counted(ALL_ALIKE - 1), False),
        (Counted(0, ALL_ALIKE), True),
        (Counted(ALL_ALIKE), True),
        (Counted(5, 5), True),
    ],
)
def test_a_share_of_none_or_all_of_a_small_group_is_hidden_from_those_outside(counted: Counted, is_shown: bool) -> None:
    (figure,) = outward().disclosed(SHARE, [make_figure(counted)])
    assert figure.suppressed is not is_shown
    (inside,) = Gate().disclosed(SHARE, [make_figure(counted)])
    assert not inside.suppressed


def test_parameters_without_effect_and_labels_of_the_same_months_are_one_number() -> None:
    gate = outward()
    by_label = [make_figure(Counted(15, 20), label) for label in ("2023-Q1", "2023-01..2023-03")]
    other = [replace(figure, definition=f"{figure.definition}?days=1") for figure in by_label]
    for figure in (*by_label, *other):
        assert shown(gate, figure) == [15]
    assert len(gate.ledger.texts) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("label", "near"),
    [("2023-01..2023-08", "2023-01..2023-06"), ("2023-02..2023-04", "2023-T1"), ("2022-07..2023-06", "2022-07..2022-12")],
)
def test_a_period_that_is_not_offered_is_refused_with_the_nearest_that_is(label: str, near: str) -> None:
    assert nearest(period(label)) == near
    with pytest.raises(BadQuestion, match=near):
        outward().figures(Ask(SHARE, [period(label)]), town().now)


@pytest.mark.parametrize("label", ["2023", "2023-04", "2023-Q2", "2023-T1", "2023-07..2023-12"])
def test_months_quarters_tertials_halves_and_years_are_offered(label: str) -> None:
    assert outward().figures(Ask(SHARE, [period(label)]), town().now)


def test_only_the_last_days_of_months_are_offered() -> None:
    world = town().book.world(date(2026, 6, 29))
    with pytest.raises(BadQuestion, match="2026-05-31"):
        outward().figures(Ask(SHARE, [period("2023")]), world)
    assert latest_offered(date(2026, 6, 30)) == date(2026, 6, 30)
    assert latest_offered(date(2026, 6, 29)) == date(2026, 5, 31)


def test_measures_are_related_by_what_their_rules_do() -> None:
    share, count, other = (identity(CATALOGUE[key]) for key in ("UPP-2.1.rate", "UPP-2.1", "UPP-2.1b"))
    assert share == count
    assert share.is_of_same_population(other)
    assert share.outcome != other.outcome
    assert identity(CATALOGUE["RET-90.yes"]).is_within(identity(CATALOGUE["OUT-0.kas"]))
    assert not identity(CATALOGUE["UPP-1.1"]).is_of_same_population(share)


def test_a_release_is_read_as_it_was_written() -> None:
    ratio = Ask(CATALOGUE["LIN-6.parity_sex"], [period("2023")], ("unit",))
    lead = Ask(CATALOGUE["LT1"], [period("2023")])
    for ask in (ratio, lead, Ask(CATALOGUE["LIN-6.months"], [period("2023")])):
        for figure in figures(ask, town().now):
            release = ReleasedFigure(figure, identity(ask.measure), {"main": "few"}, date(2026, 11, 28))
            assert ReleasedFigure.from_text(release.text()) == release


def test_all_in_one_band_of_a_small_group_is_hidden() -> None:
    lead_time = CATALOGUE["LT6"]
    first, *others = lead_time.bands
    lead = LeadTimes(n=12, median=3.0, bands={first: 100.0, **dict.fromkeys(others, 0.0)})
    figure = replace(make_figure(Counted(), measure=lead_time), yes=None, no=None, unknown=None, lead=lead)
    (released,) = outward().disclosed(lead_time, [figure])
    assert released.lead is not None
    assert (released.lead.n, released.lead.bands) == (12, {})


def test_beside_too_much_that_is_hidden_nothing_new_leaves_and_what_was_shown_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = outward()
    months = [make_figure(Counted(30, 30), "2023-01"), *(make_figure(Counted(4, 4), f"2023-0{n}") for n in range(2, 9))]
    assert shown(gate, *months)[0] == 30
    assert shown(gate, make_figure(Counted(80, 80), "2023")) == [80]
    monkeypatch.setattr("projections.disclosure.nearby.MOST_LINKED", 3)
    assert shown(gate, make_figure(Counted(60, 60), "2023-Q4")) == [None]
    assert shown(gate, months[0]) == [30]
