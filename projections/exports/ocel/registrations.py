"""Registration delays from the log: for each event its source, its day and the day it was registered.

Facts do not contain this: every command would load a row per event for a question that is rare.
Corrections are excluded, since the corrected event was registered before; erased events cannot be read.
"""

from collections.abc import Iterator
from itertools import groupby, islice
from operator import attrgetter
from sys import intern

import polars as pl

from domain.events import KINDS
from domain.events.corrections import Retracted
from domain.events.event import Event, kind_of
from domain.log.application import Log
from domain.log.mapper import opened
from domain.used import Used
from projections.facts.days import stockholm_day
from projections.health.lag import SCHEMA
from projections.worlds.coordinates import Coordinates

_PAGE = 50_000
_KINDS = frozenset(kind for kind, model in KINDS.items() if issubclass(model, Event)) - {kind_of(Retracted)}

_Row = tuple[str, str, int]


def registrations(log: Log, coordinates: Coordinates) -> pl.DataFrame:
    """Returns `source`, `on`, `recorded_on` of the events up to A, as input for `projections.health.lag`."""
    rows = _rows(log, coordinates.as_of.isoformat(), coordinates.used)
    pages = [pl.DataFrame(schema=SCHEMA)]
    while page := list(islice(rows, _PAGE)):
        pages.append(_frame(page))
    return pl.concat(pages)


def _rows(log: Log, until: str, used: Used) -> Iterator[_Row]:
    subjects = {subject.stream: subject for subject in log.keys.everyone()}
    for stream, group in groupby(log.rows.in_stream_order(upto=used.position), key=attrgetter("stream")):
        if (subject := subjects.get(stream)) is None:
            continue
        for stored in group:
            if stored.kind in _KINDS and used.has(stored):
                payload = opened(subject, stored, with_person=False)
                if payload["on"] <= until and "replaces" not in payload:
                    yield intern(payload["source"]), payload["on"], stored.recorded_at


def _frame(page: list[_Row]) -> pl.DataFrame:
    frame = pl.DataFrame(page, schema=["source", "on", "at"], orient="row")
    return frame.select("source", pl.col("on").str.to_date(), stockholm_day(pl.col("at")).alias("recorded_on"))
