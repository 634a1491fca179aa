"""Every field of the catalogue has its label, which is the same in every kind."""

from typing import Annotated

import pytest
from pydantic import BaseModel

from domain.events import KINDS
from domain.events.field_labels import FieldLabel, labels_of
from domain.events.person import ParticipantRegistered
from domain.events.way import Milestone

MODELS: tuple[type[BaseModel], ...] = (*KINDS.values(), Milestone)


def test_every_field_has_a_label_in_both_languages() -> None:
    for model in MODELS:
        labels = labels_of(model)
        assert labels.keys() == model.model_fields.keys()
        assert all(label.sv and label.en for label in labels.values())


def test_a_field_is_called_the_same_in_every_kind() -> None:
    by_name: dict[str, set[FieldLabel]] = {}
    for model in MODELS:
        for name, label in labels_of(model).items():
            by_name.setdefault(name, set()).add(label)
    assert {name: labels for name, labels in by_name.items() if len(labels) > 1} == {}


def test_the_label_is_in_the_language_that_is_wanted() -> None:
    assert ParticipantRegistered.labels["born_on"]["sv"] == "födelsedatum"
    assert ParticipantRegistered.labels["born_on"]["en"] == "date of birth"


def test_a_field_that_is_declared_anew_keeps_the_label_it_had_or_gets_its_own() -> None:
    class Parent(BaseModel):
        kind: Annotated[str, FieldLabel("slag", "kind")]
        of: Annotated[str, FieldLabel("av", "of")]

    class Child(Parent):
        kind: str = "child"
        of: Annotated[str, FieldLabel("hos", "at")]

    assert labels_of(Child) == {"kind": FieldLabel("slag", "kind"), "of": FieldLabel("hos", "at")}


def test_a_field_without_a_label_is_refused() -> None:
    class Nameless(BaseModel):
        given: str

    with pytest.raises(TypeError, match="Nameless: no label for given"):
        labels_of(Nameless)
