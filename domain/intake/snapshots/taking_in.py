"""Takes in the deliveries of tables: only the differences of a full delivery; and the record that a delivery leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.events.records import DeliveryRecorded
from domain.intake.bins import LinesOnDisk
from domain.intake.pipeline import Importing, Summary
from domain.intake.refusal import ERASED
from domain.intake.snapshots.completeness import Completeness
from domain.intake.snapshots.delivering import Delivery, Earlier, check_record
from domain.intake.snapshots.full_delivery import FullDelivery, compared, refuse_too_many_changes
from domain.intake.snapshots.registered import Extracted
from domain.intake.sources import Sources


@dataclass(slots=True)
class IntakeResult:
    """What an import took in. `full`: what a full delivery changed; `recorded`: whether the delivery was recorded."""

    summary: Summary
    full: FullDelivery | None = None
    recorded: bool = False
    is_empty: bool = False
    """Whether files that are stated to be complete hold no event, so that there is no kind to record."""
    is_declared: bool = True
    """Whether the log states anything of what was delivered."""
    is_again: bool = False
    """Whether it is the content of the last delivery, and nobody has said that it was extracted anew."""

    @property
    def refused(self) -> int:
        """The number of lines or rows of which something is not in the log, of others than those who are erased."""
        return len({refusal.number for refusal in self.summary.refused if refusal.code != ERASED})


def take_in(
    importing: Importing,
    sources: Sources,
    delivery: Delivery | Completeness | None,
    *,
    accept_changes: bool = False,
) -> IntakeResult:
    """Imports files. Raises `DeliveryHeldBack` for a full delivery that is older than another or changes too much."""
    taken = _taken_in(importing, sources, delivery, accept_changes)
    taken.is_declared = importing.log.has_records(DeliveryRecorded)
    return taken


def _taken_in(
    importing: Importing, sources: Sources, delivery: Delivery | Completeness | None, accept_changes: bool
) -> IntakeResult:
    if delivery is None:
        return IntakeResult(_with_bad_rows(importing.run(sources.lines, sources.expected), sources))
    if isinstance(delivery, Completeness):
        taken = IntakeResult(_with_bad_rows(importing.run(delivery.noting(sources.lines), sources.expected), sources))
        taken.is_empty = not delivery.kinds
        return _recording(importing, delivery.records(refused=taken.refused), taken)
    check_record(delivery, importing.now)
    earlier = Earlier(importing.log, delivery)
    if not delivery.form.full:
        taken = IntakeResult(_with_bad_rows(importing.run(sources.lines, sources.expected), sources))
    else:
        earlier.refuse_older()
        extracted = Extracted(delivery.extracted_at, earlier.last_full)
        taken = _differences(importing, sources, delivery, extracted, accept_changes)
    if earlier.have_it:
        return replace(taken, is_again=True)
    return _recording(importing, [delivery.record(refused=taken.refused)], taken)


def _recording(importing: Importing, records: Sequence[bytes], taken: IntakeResult) -> IntakeResult:
    if not importing.dry and records:
        recorded = replace(importing, progress=_silent).run(lambda: list(enumerate(records, 1)), len(records))
        taken.recorded = not recorded.refused
    return taken


def _differences(
    importing: Importing, sources: Sources, delivery: Delivery, extracted: Extracted, accept_changes: bool
) -> IntakeResult:
    with LinesOnDisk() as new:
        full = compared(importing.log, sources, extracted, importing.now, new)
        if not accept_changes and not importing.dry:
            refuse_too_many_changes(full, delivery, is_first=extracted.last is None)
        summary = importing.run(full.lines, full.new + full.changed + full.gone)
    summary.already += full.same
    summary.read += full.same + full.of_erased
    summary.refused.extend(full.comparison.repeated)
    return IntakeResult(_with_bad_rows(summary, sources), full)


def _with_bad_rows(summary: Summary, sources: Sources) -> Summary:
    summary.read += len({refusal.number for refusal in sources.bad_rows})
    summary.refused = sorted([*summary.refused, *sources.bad_rows], key=lambda refusal: refusal.number)
    return summary


def _silent(_: int) -> None:
    """Progress of the record, which is no line of the file."""
