"""A ledger of releases in memory: what it holds went through its text, as in a store."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from projections.disclosure.outward import OutwardGate
from projections.disclosure.release import ReleasedFigure
from projections.measuring.periods import period

TODAY = date(2026, 11, 28)


class InMemory:
    def __init__(self) -> None:
        self.texts: list[bytes] = []

    @contextmanager
    def deciding(self) -> Iterator["InMemory"]:
        yield self

    def released(self, units: str, first_on: date, last_on: date) -> Sequence[ReleasedFigure]:
        releases = [ReleasedFigure.from_text(text) for text in self.texts]
        spans = {label: period(label) for label in {release.figure.period for release in releases}}
        return [
            release
            for release in releases
            if release.identity.units == units
            and spans[release.figure.period].first_on <= last_on
            and first_on <= spans[release.figure.period].last_on
        ]

    def add(self, releases: Iterable[ReleasedFigure]) -> None:
        self.texts += [release.text() for release in releases]


def outward() -> OutwardGate:
    return OutwardGate(ledger=InMemory(), today=TODAY)
