"""The event catalogue: every kind of event, by its stored name.

A new kind is one class in one of this package's modules, which declares everything that facts, timelines, forms and exports
show of it, and a golden sample; unless it is a point event, it also has a handler in `domain.participant.handlers`. A changed
shape gets a new `version` and an upcaster here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from domain.events import corrections, person, support, way
from domain.events.event import Entry, Event, kind_of
from domain.events.records import CasesPublished, DeliveryRecorded, FigurePublished, FigureWithdrawn, ReferenceValueSet


def _kinds(*modules: ModuleType) -> Iterator[type[Event]]:
    """Yields the kinds that the modules declare, in order."""
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Event) and value.__module__ == module.__name__:
                yield value


EVENTS: tuple[type[Event], ...] = (*_kinds(person, support, way, corrections),)
RECORDS: tuple[type[Entry], ...] = (ReferenceValueSet, DeliveryRecorded, FigurePublished, CasesPublished, FigureWithdrawn)
"""Entries that are not about a participant; each kind has its own stream."""

KINDS: Mapping[str, type[Entry]] = {kind_of(model): model for model in (*EVENTS, *RECORDS)}

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {
    ("figure_published", 1): dict,  # version 2 names a figure's cases; version 1 had no cases
}
"""From a stored kind and version to the next version's shape."""


def upcast(
    kind: str, version: int, stored: dict[str, Any], upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS
) -> dict[str, Any]:
    """Upgrades stored fields, one version at a time, to the current version's shape."""
    while (step := upcasters.get((kind, version))) is not None:
        stored, version = step(stored), version + 1
    return stored
