"""When a delivery was extracted, which of a table was the newest, and the record that a delivery leaves in the log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from domain.calendar import day_of
from domain.errors import DeliveryHeldBack, Unreadable
from domain.events.event import kind_of
from domain.events.lines import BadLine, read_line
from domain.events.records import DeliveryRecorded, with_refused
from domain.intake.mapping.contents import TableContents, contents, missing_too
from domain.intake.tables.form import DeliveryForm, Mapping
from domain.log.application import Log
from domain.log.mapper import open_row
from domain.vocabulary.text import Text

KIND = kind_of(DeliveryRecorded)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a table: its files, and when they were extracted from the source."""

    mapping: Mapping
    form: DeliveryForm
    files: Sequence[Path]
    extracted_at: datetime
    is_dated: bool
    """Whether somebody stated when it was extracted; otherwise that is the moment of the import."""
    digest: str
    contents: TableContents

    def record(self, *, refused: int) -> bytes:
        """Returns the line that records the delivery. Where rows were refused, that all was sent is only assumed."""
        form = self.form
        kinds = form.kinds or self.contents.kinds
        never_filled = {kind: names for kind, names in self.contents.missing.items() if kind in kinds}
        missing = missing_too(form.missing, never_filled)
        name = f"{with_refused(f'{form.table}/{self.extracted_at.isoformat()}', refused)}/{self.digest}"
        line: dict[str, Any] = {"kind": KIND, "source": self.mapping.source, "id": name, "kinds": kinds}
        line |= {"recorded_at": self.extracted_at.isoformat(), "from": form.from_on.isoformat()}
        line |= {"to": max(form.from_on, form.to or day_of(self.extracted_at) - timedelta(days=1)).isoformat()}
        line |= {"full": form.full, "assumed": form.assumed or bool(refused), "final": form.final}
        line |= {name: value for name, value in (("units", form.units), ("missing", missing)) if value}
        return orjson.dumps(line)


def delivery_of(mapping: Mapping, files: Sequence[Path], now: datetime, extracted_at: datetime | None) -> Delivery | None:
    """Returns the delivery that an import of these files is; None if the mapping says nothing of deliveries."""
    if mapping.delivery is None:
        return None
    digest = sha256()
    for path in files:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    dated = extracted_at is not None
    tells = contents(mapping, files)
    return Delivery(mapping, mapping.delivery, files, extracted_at or now, dated, digest.hexdigest()[:16], tells)


class Earlier:
    """The deliveries of the same table that have been taken in."""

    def __init__(self, log: Log, delivery: Delivery) -> None:
        self._delivery = delivery
        self._records = sorted(_of_table(log, delivery), key=lambda record: record.recorded_at)
        self._newest = self._records[-1] if self._records else None

    def refuse_older(self) -> None:
        """Raises `DeliveryHeldBack` if a newer delivery of the table has been taken in: an older never undoes a newer."""
        if self._newest is None:
            return
        if self._newest.recorded_at > self._delivery.extracted_at:
            raise _held_back(self._delivery, self._newest, _OLDER)
        again = any(self._is_again(record) for record in self._records)
        if again and not self._delivery.is_dated and not self._is_again(self._newest):
            raise _held_back(self._delivery, self._newest, _SENT_BEFORE)

    @property
    def have_it(self) -> bool:
        """Whether the delivery is the newest of its table, and has been taken in already."""
        return self._newest is not None and self._is_again(self._newest) and not self._delivery.is_dated

    @property
    def last_full(self) -> datetime | None:
        """When the newest full delivery was extracted."""
        return max((record.recorded_at for record in self._records if record.full), default=None)

    def _is_again(self, record: DeliveryRecorded) -> bool:
        return record.id.endswith(f"/{self._delivery.digest}")


def _of_table(log: Log, delivery: Delivery) -> Iterator[DeliveryRecorded]:
    subject = log.keys.system_stream(KIND)
    for row in log.rows.stream(subject.stream):
        entry = open_row(subject, row, with_person=True)
        is_delivery = isinstance(entry, DeliveryRecorded) and entry.source == delivery.mapping.source
        if is_delivery and entry.id.startswith(f"{delivery.form.table}/"):
            assert isinstance(entry, DeliveryRecorded)
            yield entry


_OLDER = Text(
    "är äldre än leveransen från {newest}, som redan är inläst. Inget har lagrats; läs in den nyaste.",
    "is older than the delivery of {newest}, which has been taken in. Nothing was stored; take in the newest.",
)
_SENT_BEFORE = Text(
    "har lästs in förr, och sedan dess en annan leverans ({newest}). Inget har lagrats. Är innehållet ändå det senaste: ange "
    "när det togs ut med --extracted-at.",
    "was taken in before, and since then another delivery ({newest}). Nothing was stored. If its content is the latest "
    "nevertheless, say when it was extracted with --extracted-at.",
)


def _held_back(delivery: Delivery, newest: DeliveryRecorded, why: Text) -> DeliveryHeldBack:
    at = newest.recorded_at.isoformat(sep=" ", timespec="minutes")
    return DeliveryHeldBack(where=delivery.files[0].name, why=why.format(newest=at))


def check_record(delivery: Delivery, now: datetime) -> None:
    """Raises `Unreadable` if the mapping's description of its deliveries cannot be recorded."""
    try:
        read_line(delivery.record(refused=0), now)
    except BadLine as fault:
        raise Unreadable(where=f"delivery.{fault.field}", why=fault.text) from None
