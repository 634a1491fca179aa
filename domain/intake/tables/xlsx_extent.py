"""Determines the extent of a sheet's cells, and whether any has a formula, from its XML tags without storing them."""

from functools import lru_cache
from xml.parsers import expat


class Extent:
    """Parses the XML of a part of a workbook, in pieces."""

    def __init__(self, *, is_sheet: bool) -> None:
        self.declares = False
        """Whether it has a document type: entities can expand or refer to other files, and no workbook needs them."""
        self.formula_at = ""
        self._row = self._column = 0
        self._rows = self._columns = 0
        self._cell = ""
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._on_doctype
        if is_sheet:
            self._parser.StartElementHandler = self._on_tag

    @property
    def cells(self) -> int:
        """The number of cells in the rectangle around all cells."""
        return self._rows * self._columns

    def feed(self, piece: bytes) -> None:
        """Parses a piece. Raises `expat.ExpatError` if it is not XML."""
        self._parser.Parse(piece, False)

    def _on_doctype(self, *_: object) -> None:
        self.declares = True

    def _on_tag(self, tag: str, given: dict[str, str]) -> None:
        if tag == "v":  # returns early: the most frequent tag
            return
        name = tag.rpartition(":")[2]
        if name == "c":
            self._on_cell(given.get("r", ""))
        elif name == "row":
            self._row = int(given.get("r") or self._row + 1)
            self._column = 0
            self._rows = max(self._rows, self._row)
        elif name == "f" and not self.formula_at:
            self.formula_at = self._cell or f"{self._row}:{self._column}"

    def _on_cell(self, cell: str) -> None:
        """Records a cell at its stated reference, or after the previous cell if it has no reference."""
        self._cell = cell
        if not cell:
            self._column += 1
        else:
            letters = cell.rstrip("0123456789")
            self._column = _number_of(letters)
            row = int(cell[len(letters) :])
            self._rows = max(self._rows, row)
        self._columns = max(self._columns, self._column)


@lru_cache(20_000)
def _number_of(letters: str) -> int:
    """Returns the number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
