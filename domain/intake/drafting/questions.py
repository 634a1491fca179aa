"""What a table does not say of itself: a question to whoever drafts its mapping, answered at once or left in the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.vocabulary.text import Text

UNKNOWN = "?"
"""Stands in the draft for a value that nobody has given yet; the mapping is refused there until it is replaced."""


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question about the table. `about`: the column or word that it concerns, as (what, name)."""

    about: tuple[str, str]
    text: Text
    choices: Sequence[str]


Ask = Callable[[DraftQuestion], str | None]
"""Returns the answer to a question, or None if nobody answers."""


def unanswered(_: DraftQuestion) -> str | None:
    return None
