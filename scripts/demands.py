"""The table of demands: what each document asks for, and the measure that answers it, or why none does.

`python -m scripts.demands` writes it anew as docs/demands.md, from `demands.toml` beside the catalogue.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from projections.measures.catalogue import CATALOGUE
from projections.measuring.breakdowns import BREAKDOWNS
from projections.rules.target_groups import GROUPS

WRITTEN = Path(__file__).parents[1] / "docs" / "demands.md"
_HEAD = """# Vad dokumenten begär, och vad som svarar

Skriven av `python -m scripts.demands`; ändra i `projections/measures/demands.toml`. Rader är dokumentens
egna; för målgrupper vilka dokument.
"""


@dataclass(frozen=True)
class Demand:
    """One thing that a document asks for."""

    id: str
    lines: str
    says: str
    measures: Sequence[str] = ()
    by: Sequence[str] = ()
    how: str = ""
    out: str = ""

    @property
    def is_answered(self) -> bool:
        """By a measure or a breakdown, or declared out of scope; never both."""
        return bool(self.measures or self.by) != bool(self.out)

    @property
    def unknown(self) -> list[str]:
        """What it names that does not exist."""
        parts = [part.partition("=") for part in self.by]
        wrong = [f"{name}={part}" for name, _, part in parts if name not in BREAKDOWNS or (part and part not in GROUPS)]
        return [*(key for key in self.measures if key not in CATALOGUE), *wrong]


@dataclass(frozen=True)
class Document:
    name: str
    demands: Sequence[Demand]


def documents() -> list[Document]:
    given = tomllib.loads(files("projections.measures").joinpath("demands.toml").read_text("utf-8"))
    return [Document(document["name"], [Demand(**demand) for demand in document["demands"]]) for document in given["document"]]


def as_markdown(every: Sequence[Document]) -> str:
    return "\n".join([_HEAD, *(line for document in every for line in _lines(document))])


def _lines(document: Document) -> Iterator[str]:
    yield from (f"## {document.name}", "", "| Krav | Rad | Vad som begärs | Vad som svarar |", "|---|---|---|---|")
    for demand in document.demands:
        yield f"| {demand.id} | {demand.lines} | {demand.says} | {_answer(demand)} |"
    yield ""


def _answer(demand: Demand) -> str:
    """The measures with their titles, the breakdowns, and what must be added; or why it is out of scope."""
    if demand.out:
        return f"Utanför: {demand.out}"
    measures = [f"`{key}` {CATALOGUE[key].sv}" for key in demand.measures]
    by = [f"uppdelat efter {', '.join(map(_part, demand.by))}"] if demand.by else []
    return "<br>".join([*measures, *by, *([demand.how] if demand.how else [])])


def _part(breakdown: str) -> str:
    name, _, part = breakdown.partition("=")
    return GROUPS[part].text.sv if part else BREAKDOWNS[name].text.sv


if __name__ == "__main__":
    WRITTEN.write_text(as_markdown(documents()), "utf-8")
