"""No hidden cell follows: attacked by somebody else's linear programming, on made-up tables of one, two and three axes."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import pytest

from projections.disclosure.aspects import aspects, numbers_of, small
from projections.disclosure.gate import disclose
from projections.disclosure.suppression import PROTECTION_LEVEL, Margin, SuppressionProblem, secondary_suppression
from projections.measuring.figures import Figure
from tests.conftest import Many
from tests.intruder import Intruder, Part, in_part, recovered
from tests.projections.disclosure.tables_of_figures import OUTSIDE, RandomTable, random_table

OUTCOMES = ("yes", "no", "unknown")
TABLES, SOME = 200, 20


def intruder_on(table: RandomTable, shown: Mapping[Part, Figure], knows_residual: bool) -> Intruder:
    """One who knows all that is shown of every figure and how parts and months add up; perhaps also who is in no part."""
    intruder = Intruder([(*leaf, outcome) for leaf in table.leaves for outcome in OUTCOMES])
    for part, figure in shown.items():
        if figure.denominator is not None:
            intruder.learns(_in(part, *OUTCOMES), figure.denominator)
        for name in OUTCOMES:
            if getattr(figure, name) is not None:
                intruder.learns(_in(part, name), getattr(figure, name))
    for leaf, of in table.leaves.items():
        if OUTSIDE in leaf and knows_residual:
            for name in OUTCOMES:
                intruder.learns(_in(leaf, name), getattr(of, name))
    return intruder


def _in(part: Part, *outcomes: str) -> Callable[[Any], bool]:
    return lambda leaf: in_part(part)(leaf[:-1]) and leaf[-1] in outcomes


def _numbers(table: RandomTable, part: Part, names: Sequence[str]) -> dict[str, int]:
    """The numbers of a part that must not be disclosed; of a share also how many are not counted."""
    of = table.counted(part)
    numbers = {name: getattr(of, name) for name in names if name in OUTCOMES}
    return numbers | ({"others": of.not_counted} if "yes" in numbers and table.measure.shape == "share" else {})


def _narrow(intruder: Intruder, part: Part, numbers: Mapping[str, int], whole: bool) -> list[tuple[Part, str]]:
    """Those of the numbers that the intruder can tell; of a small count that it is one of less than five."""
    narrow = []
    for name, number in numbers.items():
        low, high = intruder.span(_in(part, *(("no", "unknown") if name == "others" else (name,))), whole)
        if number and high - low < (PROTECTION_LEVEL if small(number) else 1):
            narrow.append((part, name))
    return narrow


def disclosed(table: RandomTable, shown: Mapping[Part, Figure], by_whole_people: bool = False) -> list[tuple[Part, str]]:
    """What an intruder can tell of what is hidden, and of those who are in no part where they are few."""
    intruder = intruder_on(table, shown, knows_residual=False)
    hidden = {part: _numbers(table, part, figure.hidden) for part, figure in shown.items()}
    judged = OUTCOMES if table.measure.shape == "share" else ("yes",)
    hidden |= {leaf: _few(_numbers(table, leaf, judged)) for leaf in table.leaves if OUTSIDE in leaf}
    return [each for part, numbers in hidden.items() for each in _narrow(intruder, part, numbers, by_whole_people)]


def disclosed_to_who_knows_the_residual(table: RandomTable, shown: Mapping[Part, Figure]) -> list[tuple[Part, str]]:
    """What of small counts one can tell who knows those who are in no part."""
    intruder = intruder_on(table, shown, knows_residual=True)
    hidden = {part: _few(_numbers(table, part, figure.hidden)) for part, figure in shown.items()}
    return [each for part, numbers in hidden.items() for each in _narrow(intruder, part, numbers, whole=False)]


def _few(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if small(number)}


def test_the_intruder_recovers_nothing(many: Many) -> None:
    hidden = 0
    for seed in range(many(TABLES, SOME)):
        table = random_table(Random(seed))
        shown = dict(zip(table.figures, disclose(table.measure, list(table.figures.values())), strict=True))
        hidden += sum(figure.suppressed for figure in shown.values())
        assert disclosed(table, shown) == [], seed
        assert disclosed_to_who_knows_the_residual(table, shown) == [], seed
    assert hidden > many(TABLES, SOME)


def test_neither_does_one_who_knows_that_people_are_whole(many: Many) -> None:
    for seed in range(many(TABLES, 6)):
        table = random_table(Random(seed))
        shown = dict(zip(table.figures, disclose(table.measure, list(table.figures.values())), strict=True))
        assert disclosed(table, shown, by_whole_people=True) == [], seed


def test_the_intruder_recovers_much_where_only_small_cells_are_hidden(many: Many) -> None:
    """The control: the same tables and the same intruder, and nothing hidden besides."""
    broken, followed, hidden = 0, 0, 0
    for seed in range(many(TABLES, SOME)):
        table = random_table(Random(seed))
        main = aspects(table.measure)[0]
        cells = {part: None if main.is_small(numbers_of(f)) else table.counted(part).yes for part, f in table.figures.items()}
        cells_recovered = recovered(cells, table.outside("yes"))
        broken, followed, hidden = (
            broken + bool(cells_recovered),
            followed + len(cells_recovered),
            hidden + list(cells.values()).count(None),
        )
    assert broken > many(TABLES, SOME) / 4
    assert followed > hidden / 5


def hidden(*values: float, primary: Sequence[int] = (), margins: Sequence[Margin] = (), **given: Any) -> set[int]:
    return secondary_suppression(SuppressionProblem(values, margins, primary, **given))


def whole(parts: int, first: int = 0) -> Margin:
    """The first cell is the sum of so many that follow it."""
    return Margin(first, tuple(range(first + 1, first + 1 + parts)))


def test_nothing_is_suppressed_where_nothing_is_primary() -> None:
    assert hidden(64, 4, 60, margins=[whole(2)]) == set()


def test_the_smallest_of_the_rest_goes_and_the_whole_stays() -> None:
    assert hidden(64, 4, 60, primary=[1], margins=[whole(2)]) == {1, 2}
    assert hidden(90, 4, 60, 26, primary=[1], margins=[whole(3)]) == {1, 3}


def test_a_nought_covers_last() -> None:
    assert hidden(64, 4, 0, 60, primary=[1], margins=[whole(3)]) == {1, 3}


def test_a_primary_cell_has_an_interval_of_five() -> None:
    """Of two primary cells in six each can be anything up to six; of two in three each would be narrower, and a third goes."""
    assert hidden(66, 3, 3, 60, primary=[1, 2], margins=[whole(3)]) == {1, 2}
    assert hidden(63, 2, 1, 60, primary=[1, 2], margins=[whole(3)]) == {1, 2, 3}


def test_what_is_hidden_besides_does_not_follow_from_another_margin() -> None:
    rows = [whole(2), whole(2, 3), whole(2, 6)]
    columns = [Margin(6, (0, 3)), Margin(7, (1, 4)), Margin(8, (2, 5))]
    assert hidden(64, 4, 60, 70, 20, 50, 134, 24, 110, primary=[1], margins=[*rows, *columns]) == {1, 2, 4, 5}


def test_parts_that_overlap_are_no_sum() -> None:
    assert hidden(64, 4, 60, 30, primary=[1], margins=[whole(3)]) == {1}


def test_what_is_already_out_is_not_hidden_in_vain() -> None:
    assert hidden(64, 4, 60, primary=[1], margins=[whole(2)], known=[2]) == {0, 1}
    assert hidden(64, 4, 60, primary=[1], margins=[whole(2)], known=[0, 2]) == {1}, "nothing is left to hide"


def test_a_difference_that_nobody_published_is_covered_too() -> None:
    """67 after 64 tells of three persons: one of the two is hidden."""
    assert hidden(67, 64, 3, primary=[2], unpublished=[2], margins=[whole(2)]) == {1}


def test_cells_that_are_hidden_together_each_tell_nothing() -> None:
    """In the third part nobody is counted, so that it covers nothing of those who are; only of those who are not."""
    yes, not_counted = (34, 4, 30, 0), (200, 60, 70, 70)
    pairs = [(n, n + 4) for n in range(4)]
    assert hidden(*yes, *not_counted, primary=[1, 5], margins=[whole(3), whole(3, 4)], groups=pairs) == {1, 2, 5, 6}


def test_a_residual_that_is_small_is_covered_and_covers_nothing_small() -> None:
    """The last cell is who is in no part: of 24 the two others follow from ten and twelve; four are not safe behind them."""
    assert hidden(24, 10, 12, 2, primary=[3], unpublished=[3], residual=[3], margins=[whole(3)]) == {1}
    assert hidden(66, 4, 60, 2, primary=[1, 3], unpublished=[3], residual=[3], margins=[whole(3)]) == {1, 2}
    assert hidden(66, 4, 60, 2, primary=[1, 3], unpublished=[3], margins=[whole(3)]) == {1}, (
        "the control: nobody can know of them"
    )


def test_what_has_a_higher_rank_is_hidden_later_however_small_it_is() -> None:
    assert hidden(64, 4, 20, 40, primary=[1], margins=[whole(3)]) == {1, 2}
    assert hidden(64, 4, 20, 40, primary=[1], margins=[whole(3)], ranks={2: 1}) == {1, 3}
    assert hidden(64, 4, 20, 40, primary=[1], margins=[whole(3)], ranks={2: 2, 3: 1}, known=[0, 3]) == {1, 2}, "if it must be"


def test_amounts_are_covered_by_their_own_size() -> None:
    """Four cells, all hidden, whose margins are shown: the greatest is disclosed within 20, which will do for a count."""
    margins = [whole(2), whole(2, 3), whole(2, 6), Margin(6, (0, 3)), Margin(7, (1, 4)), Margin(8, (2, 5))]
    values = (200_010, 200_000, 10, 20, 10, 10, 200_030, 200_010, 20)
    assert hidden(*values, primary=[1, 2, 4, 5], margins=margins) == {1, 2, 4, 5}
    assert hidden(*values, primary=[1, 2, 4, 5], margins=margins, amounts=range(9)) > {1, 2, 4, 5}


def test_amounts_below_nought_can_cover() -> None:
    assert hidden(1, 3, -2, primary=[1], margins=[whole(2)], amounts=range(3)) == {1, 2}


@pytest.mark.parametrize("seed", range(10))
def test_the_same_figures_are_always_hidden_alike(seed: int) -> None:
    table = random_table(Random(seed))
    figures = list(table.figures.values())
    assert disclose(table.measure, figures) == disclose(table.measure, figures[::-1])[::-1]
