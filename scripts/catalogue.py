"""The catalogue of measures as a document: each entry in both languages, with its worked example.

`python -m scripts.catalogue` writes it anew as docs/catalogue.md.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from projections.measures.catalogue import CATALOGUE, VERSIONS, called
from projections.measures.entries import entry, note_in_any_world
from projections.measuring.measure import Measure

WRITTEN = Path(__file__).parents[1] / "docs" / "catalogue.md"
_HEAD = """# Måtten / The measures

Skriven av `python -m scripts.catalogue`; ändra måttet självt, i `projections/measures/`. Ett mått för sig:
`rodtrad measures NYCKEL`. Reglerna som alla delar står i [measures.md](measures.md); vilka krav måtten svarar på i
[demands.md](demands.md).

*Written by `python -m scripts.catalogue`; change the measure itself, in `projections/measures/`. What all measures share is
in [measures.md](measures.md). An example is a line an event: day, participant, kind, fields.*
"""
_DOCUMENTS = {"UPP": "Uppsala", "ENK": "Enköping", "LIN": "Linköping", "SOD": "Södertälje"}
"""Whose document asks for a measure, by how its key begins; what is left is everybody's."""


def as_markdown(measures: Sequence[Measure]) -> str:
    groups = groupby(measures, key=_document)
    return "\n".join([_HEAD, *(line for document, group in groups for line in _group(document, list(group)))])


def _document(measure: Measure) -> str:
    return _DOCUMENTS.get(measure.key.partition("-")[0], "Alla / Everyone")


def _group(document: str, measures: Sequence[Measure]) -> Iterator[str]:
    yield from (f"## {document}", "", "| Mått | Vad | What |", "|---|---|---|")
    yield from (f"| `{measure.key}` | {_cell(measure.sv)} | {_cell(measure.en)} |" for measure in measures)
    yield ""
    for measure in measures:
        yield from _entry(measure)


def _entry(measure: Measure) -> Iterator[str]:
    yield from (f"### {called(measure)}", "", f"{measure.sv} · *{measure.en}*", "", "| | Svenska | English |", "|---|---|---|")
    swedish, english = entry(measure, "sv", options="--"), entry(measure, "en", options="--")
    if measure.says_sv:
        swedish, english = (
            [*swedish, ("Observera", note_in_any_world(measure).sv)],
            [*english, ("Note", note_in_any_world(measure).en)],
        )
    for (name_sv, says_sv), (name_en, says_en) in zip(swedish, english, strict=True):
        yield f"| {_both(name_sv, name_en)} | {_cell(says_sv)} | {_cell(says_en) if says_en != says_sv else ''} |"
    yield from ("", *_example(measure), "")


def _both(sv: str, en: str) -> str:
    return sv if sv == en else f"{sv} / {en}"


def _cell(says: str | Sequence[str]) -> str:
    return (says if isinstance(says, str) else " → ".join(says)).replace("|", "\\|")


def _example(measure: Measure) -> Iterator[str]:
    example = measure.example
    gives = ", ".join(f"{name} {'–' if value is None else f'{value:g}'}" for name, value in example.expects.items())
    worked = VERSIONS[measure.key][measure.version].name
    yield from ("```text", *(line.strip() for line in example.events.strip().splitlines()), "```", "")
    yield f"{worked} {example.period}, mätt till och med / as of {example.as_of}: **{gives}**"


if __name__ == "__main__":
    WRITTEN.write_text(as_markdown(list(CATALOGUE.values())), "utf-8")
