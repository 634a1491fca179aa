"""Texts that are already in the one form of all texts are taken as they stand: rows of tables mostly are."""

from hypothesis import example, given
from hypothesis import strategies as st

from domain.normal_form import are_on_one_line, on_one_line

ODD = "aÅ |-\u030a\u0301\u2010\u2011\u00ad\u200b\u2060\ufeff\u00a0\u2003\t\n\x1f\x85"
"""Characters that a text in that form does not have, or not everywhere."""


@given(st.lists(st.text(ODD, max_size=4) | st.text(max_size=4), max_size=3))
@example(["Sökande", "två ord", ""])
def test_cells_that_are_taken_as_they_stand_are_in_the_form_of_all_texts(cells: list[str]) -> None:
    assert not are_on_one_line(cells) or cells == [on_one_line(cell) for cell in cells]


def test_most_rows_are_taken_as_they_stand() -> None:
    assert are_on_one_line(["7", "Sökande", "två ord", "", "2024-01-31"])
    assert not any(are_on_one_line([odd]) for odd in (" a", "a ", "a  b", "a\u00a0b", "A\u030a", "a\u2011b", "a\nb"))
