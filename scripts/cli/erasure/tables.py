"""An erasure's effect and receipt, and who is due for erasure, as records and as tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from domain.calendar import in_stockholm
from domain.events import KINDS
from domain.vocabulary.text import Lang, Text
from projections.erasure.candidates import Candidate
from projections.erasure.erasing import Effect, Receipt
from scripts.cli.console.rendering import Column, Grid

OUTCOMES = {
    "due": Text("ska gallras", "to be erased"),
    "research": Text("bevaras för forskning", "kept for research"),
    "held": Text("undantagen tills vidare", "held until further notice"),
    "no_birth_day": Text("bevaras: födelsedatum saknas", "kept: no birth date is known"),
}
_NAMED = (Column("name", Text.same("")), Column("value", Text.same(""), number=True))
_WORDS = {
    "keys": Text("Nycklar", "Keys"),
    "entries": Text("Händelser", "Entries"),
    "numbers": Text("Identitetsnummer i registret", "Identity numbers in the index"),
    "published": Text(
        "Publicerade siffror med fall av gallrade, och hur många", "Published figures with cases of the erased, and how many"
    ),
}
_STAYS = Text(
    "Kvar står: händelsernas löv i trädet, spärren som hindrar att nyckeln används igen, och publicerade siffror.",
    "What stays: the entries' leaves in the tree, the fence that keeps the key from use, and published figures.",
)


def effect_record(effect: Effect) -> dict[str, Any]:
    return {
        "keys": effect.keys,
        "entries": dict(effect.entries),
        "numbers": effect.numbers,
        "published": dict(effect.published),
    }


def effect_grid(effect: Effect, lang: Lang) -> Grid:
    rows: list[dict[str, Any]] = [
        {"name": _WORDS["keys"][lang], "value": effect.keys},
        {"name": _WORDS["entries"][lang], "value": sum(effect.entries.values())},
        *({"name": f"  {KINDS[kind].text[lang]}", "value": number} for kind, number in effect.entries.items()),
        {"name": _WORDS["numbers"][lang], "value": effect.numbers},
        {"name": _WORDS["published"][lang], "value": len(effect.published)},
    ]
    rows += [{"name": f"  {name}", "value": number} for name, number in effect.published.items()]
    return Grid(_NAMED, rows, Text("Det som går bort", "What goes")[lang], [_STAYS[lang]], headings=False)


def receipt_record(receipt: Receipt) -> dict[str, Any]:
    order = receipt.order
    return {
        "at": order.now,
        "by": order.by,
        "basis": order.basis,
        "erasures": [{"position": position, "fence": stream.hex()} for position, stream in receipt.fences],
        "position": receipt.position,
        "root": receipt.root.hex(),
        "removed": effect_record(receipt.effect),
        "facts": "sealed anew",
        "master_key": "replaced" if receipt.is_finished else "to be replaced at the next start",
        "is_finished": receipt.is_finished,
        "remains": {
            "leaves": sum(receipt.effect.entries.values()),
            "back_ups_until": order.gone_elsewhere,
            "server_journal_until": order.gone_elsewhere if receipt.journal else None,
            "mirrors": list(receipt.mirrors),
        },
    }


def receipt_grid(receipt: Receipt, lang: Lang) -> Grid:
    record = receipt_record(receipt)
    remains = record["remains"]
    rows = [
        {"name": Text("När", "When")[lang], "value": f"{in_stockholm(record['at']):%Y-%m-%d %H:%M:%S}"},
        {"name": Text("Av", "By")[lang], "value": record["by"]},
        {"name": Text("Grund", "Basis")[lang], "value": record["basis"]},
        {"name": Text("Gallrade nycklar", "Keys erased")[lang], "value": len(record["erasures"])},
        {"name": Text("Loggens position", "Log position")[lang], "value": record["position"]},
        {"name": Text("Trädets rot", "Root of the tree")[lang], "value": record["root"]},
        {"name": Text("Säkerhetskopior från före, till", "Back-ups from before, until")[lang],
         "value": str(remains["back_ups_until"])},
    ]  # fmt: skip
    if receipt.journal:
        rows.append(
            {"name": Text("Serverns journal (WAL), till", "The server's journal (WAL), until")[lang],
             "value": str(remains["server_journal_until"])}
        )  # fmt: skip
    notes = [
        Text(f"Förnya eller radera spegeln {place}.", f"Refresh or delete the mirror {place}.")[lang]
        for place in receipt.mirrors
    ]
    return Grid(_NAMED, rows, Text("Kvitto på gallringen", "Receipt of the erasure")[lang], notes, headings=False)


def candidate_records(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    return [
        {"participant": each.participant, "last_note": each.last_note, "latest": each.latest, "outcome": each.outcome}
        for each in candidates
    ]


def retention_grid(candidates: Sequence[Candidate], lang: Lang) -> Grid:
    """How many are due, and why the others whose time has come are not; nobody is named."""
    numbers = Counter(each.outcome for each in candidates)
    rows: list[Mapping[str, Any]] = [{"name": text[lang], "value": numbers[name]} for name, text in OUTCOMES.items()]  # type: ignore[index]
    title = Text("De vars tid är inne i år", "Those whose time has come this year")[lang]
    return Grid(_NAMED, rows, title, headings=False)
