"""What a measure is, in Swedish sentences, and the words for parts, outcomes and verdicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from projections import wording
from projections.breakdowns import BREAKDOWNS
from projections.measure import Measure
from projections.reports.cells import DIRECTIONS, UNITS, part_name

_YEARS: Mapping[str, str] = {
    "mean": "medel av månaderna",
    "december": "december, eller periodens sista månad",
    "sum": "summan av månaderna",
    "cohort": "hela periodens fall tillsammans",
    "as_of": "mätdagen, oavsett period",
}
_SHAPES: Mapping[str, str] = {
    "share": "andel",
    "count": "antal",
    "sum": "summa",
    "mean": "medelvärde",
    "ratio": "kvot av två andelar",
    "lead_time": "ledtid; värdet är medianen av dem som är framme",
}
STATUS: Mapping[str, str] = {"final": "slutlig", "preliminary": "preliminär"}


def definition(measure: Measure) -> list[tuple[str, str | Sequence[str]]]:
    """Each thing that is to be known of it, with its name; who is a case is a list of rules in their order."""
    year = _YEARS[measure.year] + (" (bara hela år)" if measure.years_only else "")
    told: list[tuple[str, str | Sequence[str]]] = [
        ("Vilka är med", [measure.units.sv, *(step.sv for step in measure.who)]),
        ("Vad räknas", measure.counted.sv),
        ("Värde", f"{_SHAPES[measure.shape]}, {UNITS[measure.unit]}"),
        ("Över flera månader", year),
        ("Fönster", _window(measure.window)),
        ("Preliminärt", f"till {measure.grace_days} dagar efter fönstret"),
        ("Parametrar", ", ".join(f"{name}={value}" for name, value in measure.parameters.items())),
        ("Ska", DIRECTIONS[measure.direction] if measure.direction else ""),
        ("Källa", measure.source),
        ("Definition", measure.definition(measure.parameters)),
    ]
    return [(name, says) for name, says in told if says]


def _window(window: int | str) -> str:
    """Days, or years by date (`1y`)."""
    return f"{window.removesuffix('y')} år, räknat på datum" if isinstance(window, str) else f"{window} dagar" if window else ""


def part(name: str, value: str) -> str:
    """A part of a breakdown, as people call it."""
    return part_name(name, value)


def parts_of(only: Mapping[str, str]) -> str:
    return ", ".join(
        f"{BREAKDOWNS[name].sv if name in BREAKDOWNS else name}: {part(name, value)}" for name, value in only.items()
    )


def outcome(code: str | None) -> str:
    return wording.outcome(code, "sv") if code else "–"


def verdict(unit: Mapping[str, Any]) -> str:
    return f"Inräknad, utfall {outcome(unit['outcome'])}" if unit["in"] else "Ej inräknad"
