"""What is lacking and whom it hits: measures grouped by what they lack, and all of it as data, the same on every face."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.vocabulary.text import Text
from domain.vocabulary.undeclared import UNDECLARED
from projections.disclosure.aspects import small
from projections.health.delivered import delivered
from projections.health.knowable import BORN_ON, Knowable, KnownFigure, counted, missing, named
from projections.measuring.measure import LANGS
from projections.measuring.periods import Period
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World


@dataclass(frozen=True)
class SharedLack:
    """Something that is lacking, and the measures that it hits."""

    text: Text
    unknown: tuple[str, ...]
    in_part: tuple[str, ...]

    @property
    def sentence(self) -> Text:
        """`planer är inte levererade: ENK-7, LIN-8 kan inte räknas; UPP-1.2 bara delvis`."""
        hit = (
            (self.unknown, Text("{keys} kan inte räknas", "{keys} cannot be counted")),
            (self.in_part, Text("{keys} bara delvis", "{keys} only in part")),
        )
        each = [text.format(keys=", ".join(keys)) for keys, text in hit if keys]
        return Text.joined(": ", (self.text, Text.joined("; ", each)))


def shared_lacks(known: Iterable[KnownFigure], world: World) -> list[SharedLack]:
    """Returns what is lacking, each with the measures that it hits: what hits most first."""
    lacks = by_lack((each.figure.measure, each.knowable, each.lacks) for each in known)
    return [replace(lack, text=_with_number(lack.text, world)) for lack in lacks]


def by_lack(measures: Iterable[tuple[str, Knowable, Sequence[Text]]]) -> list[SharedLack]:
    """Groups measures, each with what can be known of it and what it lacks, by what they lack."""
    hit: dict[Text, dict[str, Knowable]] = {}
    for key, knowable, lacks in measures:
        for text in lacks:
            hit.setdefault(text, {})[key] = knowable
    grouped = [SharedLack(text, *(_of(knowable, of) for knowable in ("unknown", "in_part"))) for text, of in hit.items()]
    return sorted(grouped, key=lambda lack: (-len(lack.unknown), -len(lack.in_part), lack.text.sv))


def _of(knowable: str, measures: Mapping[str, Knowable]) -> tuple[str, ...]:
    return tuple(key for key, how in measures.items() if how == knowable)


def _with_number(text: Text, world: World) -> Text:
    """Adds of how many participants a date of birth is missing, where neither number nor the others are few."""
    if text != missing(named(BORN_ON)):
        return text
    participants = world["participants"]
    number, every = participants["born_on"].null_count(), participants.height
    if small(number) or small(every - number):
        return text
    return counted(number, Text(f"{text.sv} för {{n}} av {{of}}", f"{text.en} for {{n}} of {{of}}"), every)


def coverage_record(known: Sequence[KnownFigure], world: World, of: Period) -> dict[str, Any]:
    """Returns all of it as data, the same on every face."""
    declared = coverage_of(world).declared
    return {
        **world.coordinates.fields(),
        "period": of.label,
        "declared": declared,
        **_bilingual("note", None if declared else UNDECLARED),
        "deliveries": delivered(world).to_dicts(),
        "lacking": [
            {**_bilingual("lacking", lack.text), "unknown": lack.unknown, "in_part": lack.in_part}
            for lack in shared_lacks(known, world)
        ],
        "measures": [_record(each) for each in known],
    }


def _record(known: KnownFigure) -> dict[str, Any]:
    return {
        "measure": known.figure.measure,
        "period": known.figure.period,
        "knowable": known.knowable,
        "status": known.figure.standing,
        "complete_to": known.figure.complete_to,
        **{f"lacking_{lang}": [text[lang] for text in known.lacking] for lang in LANGS},
    }


def _bilingual(name: str, text: Text | None) -> dict[str, str | None]:
    return {f"{name}_{lang}": None if text is None else text[lang] for lang in LANGS}
