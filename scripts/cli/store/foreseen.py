"""What `mapping check` says of coverage: what a delivery of the table would state, and what could not be known by it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from json import dumps
from textwrap import wrap

from domain.events import KINDS
from domain.events.records import DeliveryRecorded
from domain.intake.snapshots.stating import StatedDelivery
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Lang, Text
from projections.health.foreseen import covered_by, facts_that_decide, foreseen
from projections.health.lacks import by_lack
from projections.measures.catalogue import CATALOGUE

_WIDTH = 110


def describe_coverage(stated: StatedDelivery, earlier: Sequence[DeliveryRecorded], today: date, lang: Lang) -> str:
    """`earlier`: what is delivered to the store already."""
    return "".join(f"{line}\n" for line in _lines(stated, earlier, today, lang))


def _lines(stated: StatedDelivery, earlier: Sequence[DeliveryRecorded], today: date, lang: Lang) -> Iterator[str]:
    record, never = stated.record, _that_decide(stated.never_given)
    yield f"\n{Text('Underlag: det som en leverans av tabellen säger', 'Coverage: what a delivery of the table states')[lang]}:"
    yield from _wrapped(_statement(stated, today)[lang])
    yield from _wrapped(", ".join(KIND_PLURALS[kind][lang] for kind in record.kinds))
    for kind, fields in stated.never_given.items():
        labels = ", ".join(f"{KINDS[kind].labels[field][lang]} ({field})" for field in fields)
        yield from _wrapped(f"{_NEVER.format(kinds=KIND_PLURALS[kind])[lang]}: {labels}")
    if not stated.is_declared:
        yield from _wrapped(_HOW[lang])
    if never:
        yield from _wrapped(_MISSING[lang])
        yield f"    {_as_toml(never)}"
    known = [*foreseen(CATALOGUE.values(), covered_by([*earlier, _with_missing(record, never)], today), *_span(record, today))]
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


def _that_decide(never: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Returns the fields that some measure rests on."""
    decide = {fact for measure in CATALOGUE.values() for fact in facts_that_decide(measure)}
    of = {kind: [field for field in fields if f"{kind}.{field}" in decide] for kind, fields in never.items()}
    return {kind: fields for kind, fields in of.items() if fields}


def _with_missing(record: DeliveryRecorded, never: Mapping[str, Sequence[str]]) -> DeliveryRecorded:
    """Returns the record with the fields that the table never gives among those that it names as missing."""
    missing = {kind: sorted({*record.missing.get(kind, ()), *never.get(kind, ())}) for kind in {*record.missing, *never}}
    return record.model_copy(update={"missing": missing})


def _as_toml(missing: Mapping[str, Sequence[str]]) -> str:
    """`missing = { exited = ["reason"] }`."""
    return f"missing = {{ {', '.join(f'{kind} = {dumps(fields)}' for kind, fields in missing.items())} }}"


_NEVER = Text("Fält som tabellen aldrig ger, i {kinds}", "Fields that the table never gives, of {kinds}")
_HOW = Text(
    "Det som inte sägs vara levererat räknas som att det inte hände. Säg det i mappningen ([delivery]) eller vid importen "
    "(--complete-from --complete-to).",
    "What is not stated to be delivered counts as if it did not happen. State it in the mapping ([delivery]) or with the "
    "import (--complete-from --complete-to).",
)
_MISSING = Text(
    "Ger ingen annan tabell från källan de fält som siffror vilar på, skriv i [delivery]:",
    "If no other table of the source gives the fields that figures rest on, write in [delivery]:",
)
_ALONE = Text("Med bara den leveransen", "With that delivery alone")
_TOGETHER = Text("Med den leveransen och dem som lagret redan har", "With that delivery and those that the store has already")
