"""The lines of a full delivery that an import takes in: new rows as they are, corrections, and retractions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DeliveryHeldBack
from domain.intake.bins import Numbered
from domain.intake.mapping.origin import TableLine
from domain.intake.refusal import Refusal
from domain.intake.snapshots.comparing import Comparing
from domain.intake.snapshots.delivering import Delivery
from domain.intake.snapshots.differences import Differences, Differing
from domain.intake.sources import Sources
from domain.log.application import Log
from domain.normal_form import normal_form
from domain.vocabulary.text import Text

FEW = 10
"""So many changed and gone events never hold a delivery back: of a small table they are soon a large share."""


@dataclass(slots=True)
class FullDelivery:
    """What a full delivery changes."""

    sources: Sources
    comparing: Comparing
    differences: Differences
    unreadable: list[Refusal]

    @property
    def new(self) -> int:
        return self.comparing.result.new_count

    @property
    def changed(self) -> int:
        return len(self.differences.corrections)

    @property
    def gone(self) -> int:
        return len(self.differences.retractions)

    @property
    def same(self) -> int:
        return len(self.comparing.result.same) + self.differences.same

    def lines(self) -> Iterator[Numbered]:
        """Yields the lines that differ from what the table said before."""
        result = self.comparing.result
        if result.is_kept:
            yield from result.new
        else:
            for number, line in self.sources.lines():
                if isinstance(line, TableLine) and not self.comparing.is_unchanged(line):
                    yield number, line
        yield from self.differences.corrections
        yield from self.differences.retractions


def compared(log: Log, sources: Sources, delivery: Delivery, now: datetime) -> FullDelivery:
    """Compares a full delivery with what its table said before.

    An event of a row that cannot be read is not gone. While it cannot be read which row one is, none is held to be gone.
    """
    comparing = Comparing(log, delivery.mapping)
    for number, line in sources.lines():
        assert isinstance(line, TableLine)
        comparing.take(number, line)
    unreadable = None if sources.nameless_rows else frozenset(map(normal_form, sources.ids_of_bad_rows))
    differences = Differing(comparing, delivery.extracted_at, now).differences(unreadable)
    return FullDelivery(sources, comparing, differences, [*sources.bad_rows, *comparing.result.repeated])


def refuse_too_many_changes(full: FullDelivery, delivery: Delivery) -> None:
    """Raises `DeliveryHeldBack` if so much changed or is gone that the table may not be the whole, or not the right one."""
    differing, before = full.changed + full.gone, full.changed + full.gone + full.same
    if differing > FEW and differing > delivery.form.pause_above * before:
        raise DeliveryHeldBack(
            where=delivery.files[0].name,
            why=Text(
                "{changed} händelser har ändrats och {gone} är borta, av {before}; mappningen tillåter {share:.0%}. Inget har "
                "lagrats. Är alla delar av leveransen med i samma inläsning? Stämmer det ändå: --accept-changes.",
                "{changed} events changed and {gone} are gone, of {before}; the mapping allows {share:.0%}. Nothing was "
                "stored. Are all parts of the delivery in the same import? If it is right nevertheless: --accept-changes.",
            ).format(changed=full.changed, gone=full.gone, before=before, share=delivery.form.pause_above),
        )
