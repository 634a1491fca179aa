"""The lines of a full delivery that an import takes in: new rows as they are, corrections, and retractions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.errors import DeliveryHeldBack
from domain.intake.bins import LinesOnDisk, Numbered
from domain.intake.mapping.origin import TableLine
from domain.intake.snapshots.comparing import Comparing, Comparison
from domain.intake.snapshots.delivering import Delivery
from domain.intake.snapshots.differences import Differences, Differing
from domain.intake.snapshots.registered import Extracted
from domain.intake.sources import Sources
from domain.log.application import Log
from domain.normal_form import normal_form
from domain.vocabulary.text import Text

FEW = 10
"""So many changed and gone events never hold a delivery back: of a small table they are soon a large share."""


@dataclass(slots=True)
class FullDelivery:
    """What a full delivery changes."""

    comparison: Comparison
    differences: Differences

    @property
    def new(self) -> int:
        return self.comparison.new.count

    @property
    def changed(self) -> int:
        return len(self.differences.corrections)

    @property
    def gone(self) -> int:
        return len(self.differences.retractions)

    @property
    def same(self) -> int:
        return len(self.comparison.same) + self.differences.same

    @property
    def of_erased(self) -> int:
        return self.comparison.of_erased

    def lines(self) -> Iterator[Numbered]:
        """Yields the lines that differ from what the table said before."""
        yield from self.comparison.new
        yield from self.differences.corrections
        yield from self.differences.retractions


def compared(log: Log, sources: Sources, extracted: Extracted, now: datetime, new: LinesOnDisk) -> FullDelivery:
    """Compares a full delivery with what its table said before. `new`: takes the lines that are new.

    An event of a row that cannot be read is not gone. While it cannot be read which row one is, none is held to be gone.
    """
    assert sources.mapping is not None
    comparing = Comparing(log, sources.mapping, extracted, new)
    for number, line in sources.lines():
        assert isinstance(line, TableLine)
        comparing.take(number, line)
    unreadable = None if sources.nameless_rows else frozenset(map(normal_form, sources.ids_of_bad_rows))
    differences = Differing(comparing, extracted.at, now).differences(unreadable)
    return FullDelivery(comparing.result, differences)


def refuse_too_many_changes(full: FullDelivery, delivery: Delivery, is_first: bool) -> None:
    """Raises `DeliveryHeldBack` if so much changed or is gone that the table may not be the whole, or not the right one.

    Also if nothing of what it said before is known again: then its rows would count twice.
    """
    differing, before = full.changed + full.gone, full.changed + full.gone + full.same
    if not (is_first or before) and full.new > FEW:
        raise DeliveryHeldBack(where=delivery.files[0].name, why=_UNKNOWN.format(new=full.new))
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


_UNKNOWN = Text(
    "{new} händelser är nya, och inget känns igen av det som tabellen sade förr. Inget har lagrats. Har mappningens id "
    "ändrats, räknas allt två gånger. Stämmer det ändå: --accept-changes.",
    "{new} events are new, and nothing of what the table said before is known again. Nothing was stored. If the ids of the "
    "mapping have changed, all would count twice. If it is right nevertheless: --accept-changes.",
)
