"""What left a store to all who may not see persons: by publication, in the log, and by answer, in the ledger of releases."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache

from domain.calendar import day_of
from domain.log.application import Log
from domain.log.releases import Deciding, LedgerEntry, Releases
from projections.disclosure.identity import identity
from projections.disclosure.outward import OutwardGate
from projections.disclosure.release import Memory, ReleasedFigure
from projections.measures.catalogue import VERSIONS
from projections.measuring.periods import period
from projections.publishing.published import Published, whole_published_figure
from projections.publishing.register import published


def outward_gate(log: Log, releases: Releases, today: date) -> OutwardGate:
    """Returns the gate for those who may not see persons, beside everything that left this store."""
    return OutwardGate(ledger=StoredLedger(releases), today=today, print=cache(lambda: list(_printed(published(log)))))


def _printed(publications: Iterable[Published]) -> Iterator[ReleasedFigure]:
    """Yields what was published of measures that the program still knows."""
    for each in publications:
        figure = whole_published_figure(each)
        key, _, version = figure.definition.partition("?")[0].partition("/")
        measure = VERSIONS.get(key, {}).get(int(version))
        if measure is not None:
            on = day_of(each.entry.recorded_at)
            yield ReleasedFigure(figure, identity(measure), dict.fromkeys(("main",) * figure.suppressed, "few"), on)


@dataclass(frozen=True)
class StoredLedger:
    """The ledger of releases of a store."""

    releases: Releases

    @contextmanager
    def deciding(self) -> Iterator[Memory]:
        with self.releases.deciding() as entries:
            yield _Stored(entries)


@dataclass(frozen=True)
class _Stored:
    entries: Deciding

    def released(self, units: str, first_on: date, last_on: date) -> Sequence[ReleasedFigure]:
        return [ReleasedFigure.from_text(text) for text in self.entries.overlapping(units, first_on, last_on)]

    def add(self, releases: Iterable[ReleasedFigure]) -> None:
        self.entries.add(_entry(release) for release in releases)


def _entry(release: ReleasedFigure) -> LedgerEntry:
    span = period(release.figure.period)
    return LedgerEntry(release.identity.units, span.first_on, span.last_on, release.text())
