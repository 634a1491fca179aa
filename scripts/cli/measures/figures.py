"""Figures and their cases as tables: the question's dimensions in columns, the necessary notes below."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.exports.figure_records import with_hidden
from projections.measures.breakdown_names import overlap_note, part_label
from projections.measures.catalogue import called, find
from projections.measures.questions import Question
from projections.measuring import labels
from projections.measuring.breakdowns import BREAKDOWNS
from projections.measuring.figures import Ask, Figure
from projections.measuring.measure import Measure
from scripts.cli.console.rendering import Column, Grid, shown

_WHAT = (Column("measure", Text("Mått", "Measure"), whole=True), Column("period", Text.same("Period"), whole=True))
_COUNTED = (
    Column("value", Text("Värde", "Value"), number=True),
    Column("yes", Text("Ja", "Yes"), number=True),
    Column("no", Text("Nej", "No"), number=True),
    Column("unknown", Text("Okänt", "Unknown"), number=True),
    Column("immature", Text("Omog-\nna", "Imma-\nture"), number=True),
    Column("excluded", Text("Undan-\ntagna", "Ex-\ncluded"), number=True),
    Column("bounds", Text("Lägst–\nhögst", "Lowest–\nhighest"), number=True),
    Column("coverage", Text("Täck-\nning", "Cover-\nage"), number=True),
)
LEAD_TIMES = (
    Column("n", Text("Antal", "Number"), number=True),
    Column("median", Text.same("Median"), number=True),
    Column("p25", Text.same("P25"), number=True),
    Column("p75", Text.same("P75"), number=True),
    Column("p90", Text.same("P90"), number=True),
    Column("mean", Text("Medel", "Mean"), number=True),
    Column("km_median", Text("KM-median", "KM median"), number=True),
    Column("waiting", Text("Väntar", "Waiting"), number=True),
    Column("withdrawn", Text("Avbröt", "Withdrew"), number=True),
    Column("under_way", Text("Pågick", "Under way"), number=True),
)
_BESIDE = (
    Column("status", Text("Läge", "Status"), whole=True),
    Column("undetermined", Text("Kan ej\navgöras", "Undeter-\nmined"), number=True),
    Column("basis", Text("Underlag", "Basis"), whole=True),
    Column("complete_to", Text("Full-\nständigt\ntill", "Com-\nplete\nto"), whole=True),
    Column("baseline", Text("Utgångs-\nvärde", "Base-\nline"), number=True),
    Column("target", Text("Mål", "Target"), number=True),
    Column("deadline", Text("Senast", "By"), whole=True),
)


def figure_grids(question: Question, all_figures: Sequence[Figure], lang: Lang) -> list[Grid]:
    """Returns one table for counted measures and one for lead times; the coordinates follow the last."""
    asks = {ask.definition: ask for ask in question.asks()}
    grids = []
    for timed, group in groupby(
        sorted(all_figures, key=lambda figure: figure.lead is not None), key=lambda figure: figure.lead is not None
    ):
        figures = list(group)
        rows = [_row(figure, asks[figure.definition].measure, question.by, lang) for figure in figures]
        parts = tuple(Column(name, _heading(name)) for name in question.by)
        beside = tuple(column for column in _BESIDE if any(row[column.name] is not None for row in rows))
        bases = {figure.definition: figure.basis for figure in figures}
        notes = [_legend(asks[name], basis != "undeclared", lang) for name, basis in bases.items()]
        if question.by:
            notes.append(
                Text(
                    "Den vars del är okänd räknas bara i raden för alla.",
                    "Who has no known part is counted in the row of all alone.",
                )[lang]
            )
        if (overlap := overlap_note(question.by)) is not None:
            notes.append(overlap[lang])
        notes += _of_hidden(figures, lang)
        grids.append(Grid((*_WHAT, *parts, *(LEAD_TIMES if timed else _COUNTED), *beside), rows, notes=notes))
    return [*grids[:-1], _with_footing(grids[-1], all_figures[0], question, lang)] if grids else []


def _of_hidden(figures: Sequence[Figure], lang: Lang) -> Iterator[str]:
    """Yields what the sign for hidden means, and which earlier releases stand in the way of what is hidden."""
    if any(figure.hidden for figure in figures):
        yield f"{labels.HIDDEN}  {labels.hidden(lang)}"
    yield from dict.fromkeys(figure.withheld[lang] for figure in figures if figure.withheld)


def _heading(name: str) -> Text:
    text = BREAKDOWNS[name].text
    return Text.of(lambda lang: text[lang].capitalize())


def _row(figure: Figure, measure: Measure, by: Sequence[str], lang: Lang) -> dict[str, Any]:
    fields = figure.fields()
    exact = (lambda value: value) if figure.unit == "percent" else _whole
    lowest, highest = (shown(exact(bound), lang) for bound in (figure.lower, figure.upper))
    everyone = Text("alla", "all")[lang]
    of = labels.out_of(measure, figure.judged, lang)
    value = f"{shown(exact(figure.value), lang)}{of} {labels.unit(figure.unit, lang)}" if figure.value is not None else None
    bounds = f"{lowest}–{highest}" if figure.upper is not None else None
    return {
        **with_hidden(fields | {"value": value, "bounds": bounds}, figure),
        "measure": called(measure),
        **{name: _part(name, figure.breakdown[name], lang) if name in figure.breakdown else everyone for name in by},
        "baseline": exact(figure.baseline),
        "status": labels.status(figure.standing, lang) if figure.standing else None,
        **_declared(figure, lang),
    }


def _declared(figure: Figure, lang: Lang) -> dict[str, Any]:
    """Returns what a figure says of deliveries; nothing of it is shown where none were ever stated."""
    if figure.basis == "undeclared":
        return dict.fromkeys(("undetermined", "basis", "complete_to"))
    return {"basis": labels.basis(figure.basis, lang)}


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _part(name: str, value: str, lang: Lang) -> str:
    if value in ("true", "false"):
        return shown(value == "true", lang)
    return part_label(name, value, lang)


def _legend(ask: Ask, declared: bool, lang: Lang) -> str:
    measure = ask.with_values.measure
    sentences = [f"{ask.definition}  {measure.title(lang)}.", measure.note(lang, declared=declared)]
    if measure.year == "as_of":
        sentences.append(Text("Gäller mätdagen, oavsett period.", "As of the day, whichever the period.")[lang])
    return " ".join(filter(None, [*sentences, *_set(ask, lang)]))


def _set(ask: Ask, lang: Lang) -> Iterator[str]:
    """Yields the parameters that differ from their defaults."""
    (usual,) = find(ask.measure.name)
    for name, value in {**ask.measure.parameters, **(ask.values or {})}.items():
        if value != (default := usual.parameters[name]):
            yield Text(f"Här är {name} {value}, inte {default}.", f"Here {name} is {value}, not {default}.")[lang]


def _with_footing(grid: Grid, figure: Figure, question: Question, lang: Lang) -> Grid:
    descriptions = figure.coordinates.describe(lang)
    if question.view != "official":
        descriptions.append(
            Text("justerad vy: de som lämnat räknas inte", "adjusted view: those who left are not counted")[lang]
        )
    days = question.rules.journey_gap_days
    descriptions.append(f"{Text('resor hänger ihop inom', 'journeys chain within')[lang]} {counted(days, 'day', lang)}")
    return Grid(grid.columns, grid.rows, grid.title, [*grid.notes, "; ".join(descriptions) + "."])
