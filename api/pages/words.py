"""What a measure is, in Swedish sentences, and the words for parts, outcomes and verdicts."""

from collections.abc import Mapping, Sequence
from datetime import date
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
_DAYS: Mapping[str, str] = {
    "again_on": "började om",
    "agreed_on": "överenskommelse",
    "back_on": "åter",
    "before_on": "före",
    "began_on": "började",
    "born_on": "född",
    "cut_on": "klipps",
    "due_on": "ska nås",
    "ended_on": "slutade",
    "ended_registered_on": "slutet registrerat",
    "ends_on": "slutar",
    "exit_on": "avslut",
    "first_coach_on": "första coach",
    "first_on": "första",
    "followed_on": "uppföljd",
    "from_month": "från",
    "from_on": "från",
    "last_began_on": "sista började",
    "last_ended_on": "sista slutade",
    "last_on": "sista",
    "month": "månad",
    "moved_on": "flyttad",
    "next_on": "nästa",
    "on": "",
    "plan_on": "plan",
    "planned_end_on": "planerat slut",
    "reached_on": "nådd",
    "registered_on": "registrerad",
    "sfi_on": "sfi",
    "since": "sedan",
    "since_on": "sedan",
    "spell_began": "perioden började",
    "spell_ended": "perioden slutade",
    "stable_on": "stadigt",
    "talk_on": "samtal",
    "to_on": "till",
    "withdrawn_on": "avbröts",
}
"""What the days that decided a case are called; one that is not here is told by its date alone."""
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


def days(decided: Mapping[str, date]) -> str:
    return ", ".join(f"{_DAYS.get(name, '')} {day}".strip() for name, day in decided.items())


def outcome(code: str | None) -> str:
    return wording.outcome(code, "sv") if code else "–"


def verdict(unit: Mapping[str, Any]) -> str:
    return f"Inräknad, utfall {outcome(unit['outcome'])}" if unit["in"] else "Ej inräknad"
