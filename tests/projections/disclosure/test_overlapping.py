"""Parts that overlap: beside the whole, and crossed, no hidden number follows, nor how few are not in a part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

import pytest

from projections.disclosure.aspects import SMALLEST, aspects, numbers_of, small
from projections.disclosure.gate import disclose
from projections.disclosure.suppression import PROTECTION_LEVEL
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Figure
from tests.conftest import Many
from tests.intruder import Intruder
from tests.projections.disclosure.tables_of_figures import Counted, figure_of

TABLES, SOME = 120, 12
COUNT, SHARE = CATALOGUE["ENK-JC4"], CATALOGUE["OUT-0.kas"]
Leaf = tuple[bool, ...]
"""In which of the parts a person is."""
Cell = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Overlapping:
    """Persons by the parts that they are in: of one breakdown, or of two that are crossed."""

    parts: tuple[tuple[str, str], ...]
    leaves: Mapping[Leaf, int]

    @property
    def cells(self) -> Iterator[Cell]:
        """The whole, each part, and each two parts of different breakdowns."""
        yield ()
        yield from ((part,) for part in self.parts)
        yield from (
            (one, other) for one, other in product(self.parts, repeat=2) if (one[0], other[0]) == ("had_provider", "had_funder")
        )

    def within(self, leaf: Leaf, cell: Cell, outside: Cell = ()) -> bool:
        of = dict(zip(self.parts, leaf, strict=True))
        return all(of[part] for part in cell) and not any(of[part] for part in outside)

    def counted(self, cell: Cell, outside: Cell = ()) -> int:
        return sum(number for leaf, number in self.leaves.items() if self.within(leaf, cell, outside))

    @property
    def figures(self) -> dict[Cell, Figure]:
        return {cell: figure_of(COUNT, "2023", dict(cell), Counted(self.counted(cell))) for cell in self.cells}

    @property
    def derived(self) -> Iterator[tuple[Cell, Cell]]:
        """What follows from two figures: those of a cell who are not in a further part, and those in neither of two."""
        cells = set(self.cells)
        for cell in cells:
            yield from ((tuple(p for p in cell if p != part), (part,)) for part in cell)
        yield from (((), cell) for cell in cells if len(cell) == 2)


def random_parts(chance: Random) -> Overlapping:
    names = [("had_provider", f"p{n}") for n in range(chance.randint(1, 3))]
    names += [("had_funder", f"f{n}") for n in range(chance.randint(0, 2))]
    mean, few_outside = chance.choice((2, 5, 12, 40)), chance.random() < 0.5
    leaves = {}
    for leaf in product((False, True), repeat=len(names)):
        is_few = few_outside and not leaf[0]
        drawn = int(chance.expovariate(1 / (1 if is_few else mean)))
        leaves[leaf] = drawn if chance.random() < 0.8 else 0
    return Overlapping(tuple(names), leaves)


def narrow(table: Overlapping, shown: Mapping[Cell, float | None]) -> list[tuple[Cell, Cell]]:
    """The hidden numbers, and the small ones of those who are not in a part, that an intruder can tell within five."""
    intruder = Intruder(list(table.leaves))
    for cell, value in shown.items():
        if value is not None:
            intruder.learns(lambda leaf, cell=cell: table.within(leaf, cell), value)
    hidden = [(cell, ()) for cell, value in shown.items() if value is None]
    found = []
    for cell, outside in (*hidden, *(each for each in table.derived if small(table.counted(*each)))):
        number = table.counted(cell, outside)
        low, high = intruder.span(lambda leaf, cell=cell, outside=outside: table.within(leaf, cell, outside))
        if number and high - low < (PROTECTION_LEVEL if small(number) else 1):
            found.append((cell, outside))
    return found


def disclosed(table: Overlapping) -> dict[Cell, float | None]:
    figures = table.figures
    return {cell: figure.yes for cell, figure in zip(figures, disclose(COUNT, list(figures.values())), strict=True)}


def test_the_intruder_recovers_nothing_of_parts_that_overlap(many: Many) -> None:
    for seed in range(many(TABLES, SOME)):
        table = random_parts(Random(seed))
        assert narrow(table, disclosed(table)) == [], seed


def test_the_intruder_recovers_much_where_only_small_cells_are_hidden(many: Many) -> None:
    """The control: the same tables and the same intruder, and nothing hidden besides."""
    broken = 0
    for seed in range(many(TABLES, SOME)):
        table = random_parts(Random(seed))
        main = aspects(COUNT)[0]
        alone = {cell: None if main.is_small(numbers_of(figure)) else figure.yes for cell, figure in table.figures.items()}
        broken += bool(narrow(table, alone))
    assert broken > many(TABLES, SOME) / 4


def shown_of(*counts: tuple[dict[str, str], int]) -> list[int | None]:
    return [figure.yes for figure in disclose(COUNT, [figure_of(COUNT, "2023", part, Counted(yes)) for part, yes in counts])]


def test_a_part_that_all_but_a_few_are_in_is_hidden_and_the_whole_stays() -> None:
    assert shown_of(({}, 64), ({"had_provider": "a"}, 61)) == [64, None]
    assert shown_of(({}, 64), ({"had_provider": "a"}, 61), ({"had_provider": "b"}, 40)) == [64, None, 40]


def test_parts_that_overlap_are_shown_where_enough_are_in_them_and_enough_are_not() -> None:
    assert shown_of(({}, 64), ({"had_provider": "a"}, 50), ({"had_provider": "b"}, 40)) == [64, 50, 40]
    assert shown_of(({}, 64), ({"had_provider": "a"}, 64)) == [64, 64], "nobody is outside"


def test_a_small_part_is_hidden_alone() -> None:
    assert shown_of(({}, 64), ({"had_provider": "a"}, SMALLEST - 1)) == [64, None]


def test_those_in_neither_of_two_crossed_parts_do_not_follow() -> None:
    """64 in all, 40 of a and 40 of f, 19 of both: three are in neither."""
    both = {"had_provider": "a", "had_funder": "f"}
    shown = shown_of(({}, 64), ({"had_provider": "a"}, 40), ({"had_funder": "f"}, 40), (both, 19))
    assert None in shown
    assert shown_of(({}, 64), ({"had_provider": "a"}, 40), ({"had_funder": "f"}, 40), (both, 26)) == [64, 40, 40, 26]


@pytest.mark.parametrize("name", ["had_provider", "group"])
def test_of_a_share_neither_the_few_outside_follow(name: str) -> None:
    part = {name: "18-25"}
    figures = [figure_of(SHARE, "2023", {}, Counted(40, 24)), figure_of(SHARE, "2023", part, Counted(38, 24))]
    whole, shown = disclose(SHARE, figures)
    assert (whole.suppressed, shown.suppressed) == (False, True)
