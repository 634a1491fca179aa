"""The event catalogue: everything that can have happened, by its stored name.

A new kind is one class in one of this package's modules, which declares all that facts, timelines, forms and exports show of
it, and a golden sample; one that is no point event has a handler in `domain.participant.handlers` as well. A changed shape gets
a new `version` and an upcaster here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from domain.events import corrections, person, support, way
from domain.events.event import Entry, Event, kind_of
from domain.events.records import CasesPublished, FigurePublished, FigureWithdrawn, ReferenceValueSet


def _kinds(*modules: ModuleType) -> Iterator[type[Event]]:
    """The kinds that the modules declare, in their order."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Event) and value.__module__ == module.__name__:
                yield value


EVENTS: tuple[type[Event], ...] = (*_kinds(person, support, way, corrections),)
RECORDS: tuple[type[Entry], ...] = (ReferenceValueSet, FigurePublished, CasesPublished, FigureWithdrawn)
"""Entries about no participant; each kind has a stream of its own."""

KINDS: Mapping[str, type[Entry]] = {kind_of(model): model for model in (*EVENTS, *RECORDS)}

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {
    ("figure_published", 1): dict,  # the second names the cases of a figure; the first had none
}
"""From a stored kind and version to the next version's shape."""


def upcast(
    kind: str, version: int, stored: dict[str, Any], upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS
) -> dict[str, Any]:
    """Lift what an older version stored, one version at a time, to the shape that the code knows."""
    while (step := upcasters.get((kind, version))) is not None:
        stored, version = step(stored), version + 1
    return stored
