"""Derives the figure and its rows from a bundle's entries, with the same fold, facts, cases and figures as from the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from domain.events.event import Entry, Event
from domain.events.person import MergeUndone, ParticipantsMerged
from domain.events.records import DeliveryRecorded, FigurePublished, ReferenceValueSet
from domain.log.mapper import read_data
from domain.log.rows import Stored
from domain.participant.merging import clusters
from projections.bundles.contents import Stream
from projections.bundles.entries import Keyed
from projections.facts.folding import Opened, SealedEvent
from projections.measuring.breakdowns import column
from projections.measuring.figures import Ask, the_figure
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.publishing.published import coordinates_of, kept
from projections.publishing.register import Pseudonyms
from projections.publishing.rows import COLUMNS, case_rows
from projections.worlds.world import World

JOINING = ParticipantsMerged | MergeUndone


@dataclass(frozen=True)
class Derivation:
    """What can be derived from the entries, at the coordinates of the published figure."""

    entry: FigurePublished
    measure: Measure
    entries: Iterable[Keyed]
    streams: Iterable[Stream]
    pseudonyms: Pseudonyms

    @cached_property
    def opened(self) -> list[tuple[Stored, Entry]]:
        """The decoded data parts. A participant is named by the source's key if the stream has it, else by pseudonym."""
        names = {bytes.fromhex(stream.stream): stream.key or stream.who for stream in self.streams}
        return [(stored, read_data(plain, stored, names.get(stored.stream, ""))) for stored, _, plain in self.entries]

    @cached_property
    def world(self) -> World:
        entries: dict[str, list[SealedEvent]] = {}
        for stored, entry in self.opened:
            if isinstance(entry, Event):
                entries.setdefault(entry.participant, []).append(SealedEvent(stored, event=entry))
        merges = (entry for _, entry in self.opened if isinstance(entry, JOINING))
        kin = clusters((event.participant, event.absorbed) for event in merges)
        together = {kin.get(name, (name,)) for name in entries}
        records = [entry for _, entry in self.opened if isinstance(entry, ReferenceValueSet | DeliveryRecorded)]
        coordinates = coordinates_of(self.entry)
        opened = Opened(entries, {name: of[0].stored.stream.hex() for name, of in entries.items()})
        return World.at(coordinates, opened.folded(sorted(together), lambda _: True, records, coordinates.rules))

    def figure(self) -> dict[str, Any] | None:
        """Returns the figure with every field; None if its part has no case."""
        figure = the_figure(self._ask(()), self.world, period(self.entry.figure["period"]), self.entry.figure["breakdown"])
        return kept(figure) if figure else None

    def rows(self, by: tuple[str, ...]) -> pl.DataFrame:
        """Returns the rows of every participant whose entries are in the bundle."""
        if self.world["participants"].is_empty():
            return pl.DataFrame(schema=dict.fromkeys((*COLUMNS, *map(column, by)), pl.String))
        everyone = self.pseudonyms.of_everyone(self.world)
        return case_rows(self._ask(by), self.world, period(self.entry.figure["period"]), everyone, self.pseudonyms.of_unit)

    def _ask(self, by: tuple[str, ...]) -> Ask:
        return Ask(self.measure, [period(self.entry.figure["period"])], by, self.entry.view)


def breakdowns_of(rows: pl.DataFrame) -> tuple[str, ...]:
    """Returns the breakdowns that have a column in the rows."""
    return tuple(name.removeprefix(column("")) for name in rows.columns if name not in COLUMNS)
