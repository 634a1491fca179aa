"""A difference and its causes as tables; revisions as a triangle: periods down, months of knowledge across."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from domain.calendar import in_stockholm
from domain.participant.folding import RULES, Rules
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.changes.comparing import Change
from projections.changes.parting import Difference
from projections.changes.revisions import Revision
from projections.exports.csv_text import Record
from projections.measuring import labels
from projections.measuring.figures import Figure
from scripts.cli.console.rendering import Column, Grid, shown

_CAUSES = (
    Column("cause", "Orsak", "Cause"),
    Column("value", "Värde", "Value", number=True),
    Column("numerator", "Täljare", "Numerator", number=True),
    Column("denominator", "Nämnare", "Denominator", number=True),
    Column("cases", "Fall", "Cases", number=True),
    Column("events", "Händelser", "Events", number=True),
)
_CASES = (
    Column("cause", "Orsak", "Cause"),
    Column("participant", "Deltagare", "Participant", whole=True),
    Column("period", "Period", "Period", whole=True),
    Column("unit", "Enhet", "Unit"),
    Column("before", "Förut", "Before"),
    Column("after", "Nu", "Now"),
    Column("events", "Händelser", "Events"),
)
SHOWN = 4
"""So many of a case's events stand in the table."""


_MONTHS = (
    *(("jan", "Jan"), ("feb", "Feb"), ("mar", "Mar"), ("apr", "Apr"), ("maj", "May"), ("jun", "Jun")),
    *(("jul", "Jul"), ("aug", "Aug"), ("sep", "Sep"), ("okt", "Oct"), ("nov", "Nov"), ("dec", "Dec")),
)


def change_grids(told: Difference, lang: Lang) -> list[Grid]:
    """The sums first, then case by case."""
    moved = [one for one in told.causes if one.cases or one.events or one.value or one.numerator or one.denominator]
    rows = [_end(told.before, "from", lang), *(_sum(one, lang) for one in moved), _end(told.after, "to", lang)]
    about = told.after if told.after["definition"] else told.before
    part = "".join(f", {name}={value}" for name, value in (about["breakdown"] or {}).items())
    title = f"{about['definition']}  {about['period']}{part}"
    cases = [_case(one, case, told, lang) for one in moved for case in one.cases]
    grids = [Grid(_CAUSES, rows, title, notes=[_order(lang)])]
    return [*grids, Grid(_CASES, cases)] if cases else grids


def _end(figure: Mapping[str, Any], which: str, lang: Lang) -> Record:
    words = {"from": ("från", "from"), "to": ("till", "to")}[which]
    sv = [f"mätt {figure['as_of']}"]
    en = [f"as of {figure['as_of']}"]
    if figure["known_at"]:
        known = str(figure["known_at"])[:10]
        sv, en = [*sv, f"känt {known}"], [*en, f"known {known}"]
    if figure["position"] is not None:
        sv, en = [*sv, f"position {figure['position']}"], [*en, f"position {figure['position']}"]
    if figure["view"] == "adjusted":
        sv, en = [*sv, "justerad vy"], [*en, "adjusted view"]
    if figure["journey_gap_days"] not in (None, RULES.journey_gap_days):
        days = figure["journey_gap_days"]
        sv, en = [*sv, f"resor inom {counted(days, 'day', 'sv')}"], [*en, f"journeys within {counted(days, 'day', 'en')}"]
    told = Text(f"{words[0]}: {', '.join(sv)}", f"{words[1]}: {', '.join(en)}")[lang]
    unit = labels.unit(figure["unit"], lang) if figure["unit"] else ""
    value = f"{_plain(figure['value'], lang)} {unit}" if figure["value"] is not None else None
    return {
        "cause": told,
        "value": value,
        "numerator": _plain(figure["numerator"], lang),
        "denominator": _plain(figure["denominator"], lang),
    }


def _sum(one: Change, lang: Lang) -> Record:
    moved = {name: _signed(getattr(one, name), lang) for name in ("value", "numerator", "denominator")}
    return {"cause": f"  {one.cause.text[lang]}", **moved, "cases": len(one.cases), "events": len(one.events)}


def _plain(value: float | None, lang: Lang) -> str:
    return shown(int(value) if value is not None and value == int(value) else value, lang)


def _signed(value: float, lang: Lang) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "±") + _plain(abs(value), lang)


def _case(one: Change, case: Mapping[str, Any], told: Difference, lang: Lang) -> Record:
    return {
        **case,
        "cause": one.cause.text[lang],
        "before": _side(case["before"], told.before, lang),
        "after": _side(case["after"], told.after, lang),
        "events": _some(case["events"], lang),
    }


def _some(events: Sequence[str], lang: Lang) -> str:
    """The first few; JSON has them all."""
    more = len(events) - SHOWN
    rest = (Text(f" och {more} till", f" and {more} more")[lang]) if more > 0 else ""
    return " ".join(events[:SHOWN]) + rest


def _side(side: Mapping[str, Any] | None, figure: Mapping[str, Any], lang: Lang) -> str:
    if side is None:
        return Text("inte med", "not a case")[lang]
    return f"{labels.outcome(side['outcome'], lang)}: {labels.why(side['why'], lang, _rules(figure))}"


def _rules(figure: Mapping[str, Any]) -> Rules:
    """Those of the World that the figure is of."""
    days = figure["journey_gap_days"]
    return RULES if days is None else Rules(days)


def _order(lang: Lang) -> str:
    if lang == "sv":
        return "Orsakerna räknas i denna ordning; delarna blir alltid hela skillnaden. Där inget värde fanns räknas 0."
    return "The causes are reckoned in this order; the parts always make the whole difference. Where there was no value, 0."


def revision_records(found: Sequence[Revision]) -> list[dict[str, Any]]:
    return [one.figure.fields() for one in found]


def _value(figure: Figure, lang: Lang) -> str:
    return labels.HIDDEN if figure.suppressed else shown(figure.value, lang)


def revision_grids(found: Sequence[Revision], lang: Lang) -> list[Grid]:
    """One triangle a definition, in a table for each year of knowledge: so wide is a page."""
    grids = []
    for definition in dict.fromkeys(one.figure.definition for one in found):
        of = [one for one in found if one.figure.definition == definition]
        for year, known in groupby(sorted(of, key=_known), lambda one: _known(one)[0]):
            title = Text(f"{definition}, känd {year}", f"{definition}, known {year}")[lang]
            grids.append(_year_of_knowledge(title, list(known), lang))
    note = Text(
        "Kolumnerna är månaden vid vars slut siffran var känd.", "The columns are the months at whose end it was known."
    )[lang]
    return [*grids[:-1], replace(grids[-1], notes=[note])] if grids else []


def _known(one: Revision) -> tuple[str, str]:
    year, month = f"{in_stockholm(one.known_at):%Y %m}".split()
    return year, month


def _year_of_knowledge(title: str, of: Sequence[Revision], lang: Lang) -> Grid:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in of:
        part = " ".join(one.figure.breakdown.values()) or (Text("alla", "all")[lang])
        row = rows.setdefault((one.figure.period, part), {"period": one.figure.period, "part": part})
        row[_known(one)[1]] = _value(one.figure, lang)
    whole = [Column("period", "Period", "Period", whole=True), Column("part", "Del", "Part", whole=True)]
    months = [Column(f"{nr:02}", sv, en, number=True) for nr, (sv, en) in enumerate(_MONTHS, 1)]
    return Grid(
        [*whole, *(month for month in months if any(month.name in row for row in rows.values()))], [*rows.values()], title
    )
