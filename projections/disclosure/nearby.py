"""Which earlier releases a new answer must be held against: those that its cells can be computed with, and no others.

A number that was shown is known, whatever else leaves: what lies beyond it tells nothing more. So from each requested cell
one looks as far as the next cells that were shown, over parts and over periods.
"""

from collections.abc import Collection, Iterator, Sequence

from projections.disclosure.additivity import CellKey
from projections.disclosure.linked import cell_key
from projections.disclosure.release import ReleasedFigure

MOST_LINKED = 1_000
"""Cells of which something is hidden. Beside more than these nothing new is released: no answer waits for all of history."""


def near(requested: Collection[CellKey], releases: Sequence[ReleasedFigure]) -> tuple[list[ReleasedFigure], bool]:
    """Returns the releases that are linked with requested cells through cells of which something is hidden, and if these are
    too many; then the releases of the requested cells alone."""
    by_cell: dict[CellKey, list[ReleasedFigure]] = {}
    for release in releases:
        by_cell.setdefault(cell_key(release.figure), []).append(release)
    tables = _Tables({*by_cell, *requested})
    reached, waiting = {*requested}, list(requested)
    for cell in waiting:  # grows
        for other in tables.beside(cell):
            if other not in reached:
                reached.add(other)
                if len(waiting) <= MOST_LINKED + len(requested) and any(each.figure.hidden for each in by_cell[other]):
                    waiting.append(other)
    too_many = len(waiting) > MOST_LINKED + len(requested)
    return [
        release for cell in (requested if too_many else by_cell) for release in by_cell.get(cell, ()) if cell in reached
    ], too_many


class _Tables:
    """Cells by what they add up with."""

    def __init__(self, cells: Collection[CellKey]) -> None:
        self._of_part: dict[frozenset[tuple[str, str]], list[CellKey]] = {}
        self._parts_of: dict[tuple[CellKey, str], list[CellKey]] = {}
        self._names: dict[CellKey, set[str]] = {}
        for label, part in cells:
            self._of_part.setdefault(part, []).append((label, part))
            for name, value in part:
                total = label, part - {(name, value)}
                self._parts_of.setdefault((total, name), []).append((label, part))
                self._names.setdefault(total, set()).add(name)
        self._cells = cells

    def beside(self, cell: CellKey) -> Iterator[CellKey]:
        """Yields the cells of other periods, the totals and their other parts, and the parts of a cell."""
        label, part = cell
        yield from self._of_part[part]
        for name, value in part:
            total = label, part - {(name, value)}
            yield from self._parts_of[total, name]
            if total in self._cells:
                yield total
        for name in self._names.get(cell, ()):
            yield from self._parts_of[cell, name]
