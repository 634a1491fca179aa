"""The catalogue for the eye and for programs: the list of measures, and one whole entry with its worked example."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary import Lang
from projections.measure import Measure, Step, Units
from scripts.showing.figures import DIRECTIONS, UNITS, word
from scripts.showing.telling import Column, Grid, shown

_COLUMNS = (
    Column("key", "Mått", "Measure", whole=True),
    Column("title", "Vad", "What"),
    Column("source", "Källa", "Source"),
    Column("unit", "Enhet", "Unit", whole=True),
    Column("direction", "Riktning", "Direction", whole=True),
    Column("baseline", "Utgångsvärde", "Baseline", number=True),
    Column("target", "Mål", "Target", number=True),
)
_YEARS = {
    "mean": ("medel av månaderna", "mean of the months"),
    "december": ("december, eller periodens sista månad", "December, or the period's last month"),
    "sum": ("summan av månaderna", "sum of the months"),
    "cohort": ("hela periodens fall tillsammans", "all the period's cases together"),
    "as_of": ("mätdagen, oavsett period", "the day it is measured, whatever period"),
}
_SHAPES = {
    "share": ("andel", "share"),
    "count": ("antal", "count"),
    "sum": ("summa", "sum"),
    "mean": ("medel per fall", "mean a case"),
    "ratio": ("kvot mellan två andelar", "ratio of two shares"),
    "lead_time": ("ledtid; värdet är medianen av dem som är framme", "lead time; the value is the median of the completed"),
}


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
    "window",
    "grace_days",
    "direction",
    "target",
)


def record(measure: Measure) -> dict[str, Any]:
    """One entry as data, in both languages."""
    example = measure.example
    who: list[tuple[str, Units | Step]] = [("unit", measure.units), *((step.name, step) for step in measure.who)]
    return {
        **{name: getattr(measure, name) for name in _PLAIN},
        "views": ["official", "adjusted"] if measure.views else ["official"],
        "parameters": dict(measure.parameters),
        "baseline": dict(measure.baseline),
        "who": [{"rule": name, "sv": step.sv, "en": step.en} for name, step in who],
        "counted": {"rule": measure.counted.name, "sv": measure.counted.sv, "en": measure.counted.en},
        "note": {"sv": measure.says_sv, "en": measure.says_en} if measure.says_sv else None,
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
            "unit": word(UNITS, measure.unit, lang),
            "direction": word(DIRECTIONS, measure.direction, lang) if measure.direction else None,
            "baseline": measure.baseline.get("all"),
            "target": measure.target,
        }
        for measure in measures
    ]
    columns = [column for column in _COLUMNS if any(row[column.name] is not None for row in rows)]
    return Grid(columns, rows)


def entry(measure: Measure, lang: Lang) -> list[Grid]:
    """The whole entry: what it is, who is among its cases, who is counted, and an example worked out."""
    sv = lang == "sv"
    what = Grid(
        (Column("name", "", "", whole=True), Column("says", "", "")),
        [{"name": name, "says": says} for name, says in _lines(measure, lang) if says],
        f"{measure.key}  {measure.title(lang)}",
        headings=False,
    )
    example = measure.example
    heading = "Exempel: händelserna" if sv else "Example: the events"
    when = f"{example.period}, mätt till och med {example.as_of}" if sv else f"{example.period}, as of {example.as_of}"
    gives = Grid(
        (Column("name", "Ger", "Gives", whole=True), Column("value", when, when, number=True)),
        [{"name": name, "value": value} for name, value in example.expects.items()],
    )
    events = [{"line": line.strip()} for line in example.events.strip().splitlines()]
    return [what, Grid((Column("line", heading, heading),), events), gives]


def _lines(measure: Measure, lang: Lang) -> list[tuple[str, str]]:
    sv = lang == "sv"
    ways = {name: texts[0 if sv else 1] for name, texts in (_YEARS | _SHAPES).items()}
    steps = [measure.units.says(lang), *(step.says(lang) for step in measure.who)]
    parameters = ", ".join(f"{name}={value}" for name, value in measure.parameters.items())
    baseline = ", ".join(f"{_whose(who, sv)} {shown(float(value), lang)}" for who, value in measure.baseline.items())
    year = ways[measure.year] + ((" (bara hela år)" if sv else " (whole years only)") if measure.years_only else "")
    said = [
        ("Vilka är med", "Who is a case", " → ".join(steps)),
        ("Vad räknas", "What is counted", measure.counted.says(lang)),
        ("Värde", "Value", f"{ways[measure.shape]}, {word(UNITS, measure.unit, lang)}"),
        ("Över flera månader", "Over several months", year),
        ("Fönster", "Window", _window(measure.window, sv)),
        ("Preliminärt", "Preliminary", _grace(measure.grace_days, sv)),
        ("Vyer", "Views", "official, adjusted (--view)" if measure.views else ""),
        ("Parametrar (--set)", "Parameters (--set)", parameters),
        ("Riktning", "Direction", word(DIRECTIONS, measure.direction, lang) if measure.direction else ""),
        ("Utgångsvärde", "Baseline", baseline),
        ("Mål", "Target", shown(measure.target, lang) if measure.target is not None else ""),
        ("Källa", "Source", measure.source),
        ("Observera", "Note", measure.note(lang)),
        ("Definition", "Definition", measure.definition(measure.parameters)),
    ]
    return [(name_sv if sv else name_en, says) for name_sv, name_en, says in said]


def _whose(who: str, sv: bool) -> str:
    words = {"all": ("alla", "all"), "K": ("kvinnor", "women"), "M": ("män", "men")}
    return words[who][0 if sv else 1]


def _window(window: int | str, sv: bool) -> str:
    """Days, or months or years by date (`6mo`, `1y`)."""
    if isinstance(window, str) and window.endswith("mo"):
        months = window.removesuffix("mo")
        return f"{months} månader efter, till datum" if sv else f"{months} months after, by date"
    if isinstance(window, str):
        years = int(window.removesuffix("y"))
        return f"{years} år, räknat på datum" if sv else f"{years} year{'s' if years > 1 else ''}, by date"
    return (f"{window} dagar" if sv else f"{window} days") if window else ""


def _grace(days: int, sv: bool) -> str:
    return f"till {days} dagar efter fönstret" if sv else f"until {days} days after the window"
