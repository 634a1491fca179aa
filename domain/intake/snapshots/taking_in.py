"""Takes in the deliveries of tables: only the differences of a full delivery; and the record that a delivery leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.intake.pipeline import Importing, Summary
from domain.intake.snapshots.completeness import Completeness
from domain.intake.snapshots.delivering import Delivery, check_record, is_recorded, refuse_older
from domain.intake.snapshots.full_delivery import FullDelivery, compared, refuse_too_many_changes
from domain.intake.sources import Sources


@dataclass(slots=True)
class IntakeResult:
    """What an import took in. `full`: what a full delivery changed; `recorded`: whether the delivery was recorded."""

    summary: Summary
    full: FullDelivery | None = None
    recorded: bool = False


def take_in(
    importing: Importing,
    sources: Sources,
    delivery: Delivery | Completeness | None,
    *,
    accept_changes: bool = False,
) -> IntakeResult:
    """Imports files. Raises `DeliveryHeldBack` for a full delivery that is older than another or changes too much."""
    if delivery is None:
        return IntakeResult(_with_bad_rows(importing.run(sources.lines, sources.expected), sources))
    if isinstance(delivery, Completeness):
        taken = IntakeResult(_with_bad_rows(importing.run(delivery.noting(sources.lines), sources.expected), sources))
        return _recording(importing, delivery.records(has_refused=bool(taken.summary.refused)), taken)
    check_record(delivery, importing.now)
    if not delivery.form.full:
        taken = IntakeResult(_with_bad_rows(importing.run(sources.lines, sources.expected), sources))
    else:
        refuse_older(importing.log, delivery)
        taken = _differences(importing, sources, delivery, accept_changes)
    if is_recorded(importing.log, delivery):
        return taken
    return _recording(importing, [delivery.record(has_refused=bool(taken.summary.refused))], taken)


def _recording(importing: Importing, records: Sequence[bytes], taken: IntakeResult) -> IntakeResult:
    if not importing.dry and records:
        recorded = replace(importing, progress=_silent).run(lambda: list(enumerate(records, 1)), len(records))
        taken.recorded = not recorded.refused
    return taken


def _differences(importing: Importing, sources: Sources, delivery: Delivery, accept_changes: bool) -> IntakeResult:
    full = compared(importing.log, sources, delivery, importing.now)
    if not accept_changes and not importing.dry:
        refuse_too_many_changes(full, delivery)
    summary = importing.run(full.lines, full.new + full.changed + full.gone)
    summary.already += full.same
    summary.read += full.same
    if full.comparing.result.is_kept:  # otherwise the table was read again, and they were refused as in any file
        summary.refused.extend(full.comparing.result.repeated)
    return IntakeResult(_with_bad_rows(summary, sources), full)


def _with_bad_rows(summary: Summary, sources: Sources) -> Summary:
    summary.read += len({refusal.number for refusal in sources.bad_rows})
    summary.refused = sorted([*summary.refused, *sources.bad_rows], key=lambda refusal: refusal.number)
    return summary


def _silent(_: int) -> None:
    """Progress of the record, which is no line of the file."""
