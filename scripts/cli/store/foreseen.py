"""What `mapping check` says of coverage: what a delivery of the table would state, and what could not be known by it."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap

from domain.events import KINDS
from domain.events.records import DeliveryRecorded
from domain.intake.snapshots.stating import StatedDelivery
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Lang, Text
from projections.health.foreseen import covered_by, foreseen
from projections.health.lacks import by_lack
from projections.measures.catalogue import CATALOGUE

_WIDTH = 110


def describe_coverage(stated: StatedDelivery, earlier: Sequence[DeliveryRecorded], today: date, lang: Lang) -> str:
    """`earlier`: what is delivered to the store already."""
    return "".join(f"{line}\n" for line in _lines(stated, earlier, today, lang))


def _lines(stated: StatedDelivery, earlier: Sequence[DeliveryRecorded], today: date, lang: Lang) -> Iterator[str]:
    record = stated.record
    yield f"\n{Text('Underlag: det som en leverans av tabellen säger', 'Coverage: what a delivery of the table states')[lang]}:"
    yield from _wrapped(_statement(stated, today)[lang])
    yield from _wrapped(", ".join(KIND_PLURALS[kind][lang] for kind in record.kinds))
    for says, fields_of in ((_NEVER, stated.never_given), (_MISSING, record.missing)):
        for kind, fields in fields_of.items():
            labels = ", ".join(f"{KINDS[kind].labels[field][lang]} ({field})" for field in fields)
            yield from _wrapped(f"{says.format(kinds=KIND_PLURALS[kind])[lang]}: {labels}")
    if not stated.is_declared:
        yield from _wrapped(_HOW[lang])
    known = [*foreseen(CATALOGUE.values(), covered_by([*earlier, record], today), *_span(record, today))]
    title = _TOGETHER if earlier else _ALONE
    whole = ", ".join(key for key, knowable, _ in known if knowable == "known") or "–"
    yield f"\n{title[lang]}:"
    yield from _wrapped(f"{Text('går att veta', 'can be known')[lang]}: {whole}")
    for lack in by_lack(known):
        yield from _wrapped(lack.sentence[lang])


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, break_on_hyphens=False, break_long_words=False, initial_indent="  ", subsequent_indent="    ")


def _statement(stated: StatedDelivery, today: date) -> Text:
    record = stated.record
    if not stated.is_declared:
        return Text(
            "mappningen säger inget om leveranser; tabellen kan ge, från {source}",
            "the mapping states nothing of deliveries; the table can give, from {source}",
        ).format(source=record.source)
    units = Text.same(", ".join(record.units)) if record.units else Text("alla enheter", "all units")
    says = Text("{source}, {first} till {last}, {units}", "{source}, {first} to {last}, {units}")
    return says.format(source=record.source, first=str(record.from_on), last=str(_span(record, today)[1]), units=units)


def _span(record: DeliveryRecorded, today: date) -> tuple[date, date]:
    return record.from_on, min(record.to or today, today)


_NEVER = Text("Fält som tabellen aldrig ger, i {kinds}", "Fields that the table never gives, of {kinds}")
_HOW = Text(
    "Det som inte sägs vara levererat räknas som att det inte hände. Säg det i mappningen ([delivery]) eller vid importen "
    "(--complete-from --complete-to).",
    "What is not stated to be delivered counts as if it did not happen. State it in the mapping ([delivery]) or with the "
    "import (--complete-from --complete-to).",
)
_MISSING = Text("Leveransen säger att de saknas, i {kinds}", "The delivery states that they are missing, of {kinds}")
_ALONE = Text("Med bara den leveransen", "With that delivery alone")
_TOGETHER = Text("Med den leveransen och dem som lagret redan har", "With that delivery and those that the store has already")
