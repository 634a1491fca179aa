"""Every field of the catalogue has its words, and no word is for a field that is gone."""

from domain.events import KINDS
from domain.events.way import Milestone
from domain.vocabulary.field_labels import FIELD_WORDS, field_word


def test_every_field_has_words_and_every_word_a_field() -> None:
    fields = {name for model in (*KINDS.values(), Milestone) for name in model.model_fields}
    assert fields == set(FIELD_WORDS)


def test_the_word_is_in_the_language_asked_for() -> None:
    assert field_word("born_on", "sv") == "födelsedatum"
    assert field_word("born_on", "en") == "date of birth"
