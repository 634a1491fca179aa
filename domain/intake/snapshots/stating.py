"""What a delivery of a table would state, before any import: kinds, days, units, and the fields that the table never gives."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.events import KINDS
from domain.events.event import Event
from domain.events.lines import read_line
from domain.events.records import DeliveryRecorded
from domain.intake.mapping.contents import by_headers, names_in
from domain.intake.snapshots.delivering import Delivery, check_record
from domain.intake.tables.form import DeliveryForm, MappedColumn, Value
from domain.intake.tables.form import Mapping as TableMapping
from domain.intake.tables.repeating import stem

_OF_ALL_DAYS = date(1900, 1, 1)


@dataclass(frozen=True)
class StatedDelivery:
    """`record`: as an import would record it; of a mapping that says nothing of deliveries, as if all days were stated."""

    record: DeliveryRecorded
    is_declared: bool
    never_given: Mapping[str, Sequence[str]]
    """The fields that the table never gives, by kind."""


def stated_delivery(mapping: TableMapping, columns: Sequence[str], now: datetime) -> StatedDelivery | None:
    """Returns what a table with these columns would state; None for a table that is about nobody.

    Raises `Unreadable` if the mapping's description of its deliveries cannot be recorded.
    """
    kinds = dict.fromkeys(event.kind for event in mapping.events)
    if not all(issubclass(KINDS[kind], Event) for kind in kinds):
        return None
    form = mapping.delivery or DeliveryForm.model_validate({"table": "-", "from": _OF_ALL_DAYS})
    named = {*columns, *(stem(column, mapping.table.repeat) for column in columns)}
    delivery = Delivery(mapping, form, (), now, is_dated=False, digest="", contents=by_headers(mapping, [named]))
    check_record(delivery, now)
    record = read_line(delivery.record(refused=0), now).entry
    assert isinstance(record, DeliveryRecorded)
    never = {kind: _never_given(kind, mapping, named) for kind in record.kinds}
    return StatedDelivery(record, mapping.delivery is not None, {kind: fields for kind, fields in never.items() if fields})


def _never_given(kind: str, mapping: TableMapping, columns: Collection[str]) -> list[str]:
    values = [form.fields for form in mapping.events if form.kind == kind]
    given = {field for of in values for field, value in of.items() if _is_there(value, mapping, columns)}
    return [field for field in KINDS[kind].model_fields if field not in given and field not in Event.model_fields]


def _is_there(value: Value, mapping: TableMapping, columns: Collection[str]) -> bool:
    """Whether the table has the columns that a value is read from: only optional ones may be absent."""
    read = {name: mapping.table.columns.get(name, MappedColumn()) for name in names_in(value)}
    return all(not column.optional or any(own in columns for own in column.parts(name)) for name, column in read.items())
