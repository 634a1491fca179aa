"""The catalogue as text and as data: the list of measures, and one full entry with its worked example."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary.text import Lang, Text
from projections.measures import entries
from projections.measures.catalogue import VERSIONS, called
from projections.measuring import labels
from projections.measuring.measure import LANGS, Measure, Step, Units
from scripts.cli.console.rendering import Column, Grid

_COLUMNS = (
    Column("key", Text("Mått", "Measure"), whole=True),
    Column("title", Text("Vad", "What")),
    Column("source", Text("Källa", "Source")),
    Column("unit", Text("Enhet", "Unit"), whole=True),
    Column("direction", Text("Riktning", "Direction"), whole=True),
    Column("baseline", Text("Utgångsvärde", "Baseline"), number=True),
    Column("target", Text("Mål", "Target"), number=True),
)
_PLAIN = (
    "key",
    "version",
    "sv",
    "en",
    "source",
    "unit",
    "shape",
    "year",
    "years_only",
    "grace_days",
    "direction",
    "target",
    "deadline",
)


def record(measure: Measure) -> dict[str, Any]:
    """Returns one entry as data, in both languages."""
    example = measure.example
    who: list[tuple[str, Units | Step]] = [("unit", measure.units), *((step.name, step) for step in measure.who)]
    return {
        **{name: getattr(measure, name) for name in _PLAIN},
        "window": measure.window.stated(measure.parameters),
        "versions": list(VERSIONS[measure.key]),
        "views": ["official", "adjusted"] if measure.views else ["official"],
        "parameters": dict(measure.parameters),
        "baseline": dict(measure.baseline),
        "who": [{"rule": name, "sv": step.sv, "en": step.en} for name, step in who],
        "counted": {"rule": measure.counted.name, "sv": measure.counted.sv, "en": measure.counted.en},
        "note": {lang: entries.note_in_any_world(measure)[lang] for lang in LANGS} if measure.says_sv else None,
        "example": {
            "events": example.events.strip().splitlines(),
            "period": example.period,
            "as_of": example.as_of,
            "expects": dict(example.expects),
        },
    }


def catalogue_grid(measures: Sequence[Measure], lang: Lang) -> Grid:
    rows = [
        {
            "key": measure.key,
            "title": measure.title(lang),
            "source": measure.source,
            "unit": labels.unit(measure.unit, lang),
            "direction": labels.direction(measure.direction, lang) or None,
            "baseline": measure.baseline.get("all"),
            "target": measure.target,
        }
        for measure in measures
    ]
    columns = [column for column in _COLUMNS if any(row[column.name] is not None for row in rows)]
    return Grid(columns, rows)


def entry(measure: Measure, lang: Lang) -> list[Grid]:
    """Returns the full entry: what the measure is, which cases it has, which are counted, and a worked example."""
    lines = entries.entry(measure, lang, options="--")
    if entries.note_in_any_world(measure)[lang]:
        lines.append((Text("Observera", "Note")[lang], entries.note_in_any_world(measure)[lang]))
    what = Grid(
        (Column("name", Text.same(""), whole=True), Column("says", Text.same(""))),
        [{"name": name, "says": says if isinstance(says, str) else " → ".join(says)} for name, says in lines],
        f"{called(measure)}  {measure.title(lang)}",
        headings=False,
    )
    example, worked = measure.example, VERSIONS[measure.key][measure.version]
    heading = Text("Exempel: händelserna", "Example: the events")[lang]
    if worked != measure:  # the question's parameters differ from those of the worked example
        heading += f" ({worked.definition(worked.parameters)})"
    when = Text(f"{example.period}, mätt till och med {example.as_of}", f"{example.period}, as of {example.as_of}")[lang]
    gives = Grid(
        (Column("name", Text("Ger", "Gives"), whole=True), Column("value", Text.same(when), number=True)),
        [{"name": name, "value": value} for name, value in example.expects.items()],
    )
    events = [{"line": line.strip()} for line in example.events.strip().splitlines()]
    return [what, Grid((Column("line", Text.same(heading)),), events), gives]
