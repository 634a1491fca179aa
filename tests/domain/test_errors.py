"""The refusals: drawn as they are, told in two languages, and whole after crossing from another process."""

import pickle
import re

import domain.errors
from domain.errors import Conflict, KeyExposed, RodTradError


def all_errors(error: type[RodTradError]) -> list[type[RodTradError]]:
    ours = [below for below in error.__subclasses__() if below.__module__ == "domain.errors"]
    return [error, *(each for below in ours for each in all_errors(below))]


def test_the_tree_at_the_top_is_the_tree_of_the_classes() -> None:
    drawn = re.findall(r"^[ │├└─]*([A-Z]\w+Error|[A-Z][a-z]+[A-Z]?\w*)(?:  |$)", domain.errors.__doc__ or "", re.MULTILINE)
    assert sorted(drawn) == sorted(error.__name__ for error in all_errors(RodTradError))


def test_every_error_has_sentences_of_its_own_in_both_languages() -> None:
    errors = all_errors(RodTradError)
    assert len({error.text.sv for error in errors}) == len({error.text.en for error in errors}) == len(errors)


def test_an_error_crosses_from_another_process_with_what_it_is_about() -> None:
    for error in (KeyExposed(path="/k", mode="644"), Conflict(which="version")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.about, again.text.sv, str(again)) == (type(error), error.about, error.text.sv, error.text.en)
