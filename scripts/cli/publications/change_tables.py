"""A difference and its causes as tables; revisions as a triangle: periods as rows, months of knowledge as columns."""

from collections.abc import Iterator, Mapping, Sequence
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
from projections.rules.lacking import LACKING
from scripts.cli.console.rendering import Column, Grid, shown

_CAUSES = (
    Column("cause", Text("Orsak", "Cause")),
    Column("value", Text("Värde", "Value"), number=True),
    Column("numerator", Text("Täljare", "Numerator"), number=True),
    Column("denominator", Text("Nämnare", "Denominator"), number=True),
    Column("cases", Text("Fall", "Cases"), number=True),
    Column("events", Text("Händelser", "Events"), number=True),
)
_CASES = (
    Column("cause", Text("Orsak", "Cause")),
    Column("participant", Text("Deltagare", "Participant"), whole=True),
    Column("period", Text.same("Period"), whole=True),
    Column("unit", Text("Enhet", "Unit")),
    Column("before", Text("Förut", "Before")),
    Column("after", Text("Nu", "Now")),
    Column("events", Text("Händelser", "Events")),
)
SHOWN = 4
"""The maximum number of a case's events in the table."""


_MONTHS = (
    *(Text("jan", "Jan"), Text("feb", "Feb"), Text("mar", "Mar"), Text("apr", "Apr"), Text("maj", "May"), Text("jun", "Jun")),
    *(Text("jul", "Jul"), Text("aug", "Aug"), Text("sep", "Sep"), Text("okt", "Oct"), Text("nov", "Nov"), Text("dec", "Dec")),
)


def change_grids(difference: Difference, lang: Lang) -> list[Grid]:
    """Returns the sums first, then case by case."""
    moved = [change for change in difference.causes if change.cases or change.events or any(_sizes(change).values())]
    sums = [_sum(change, lang) for change in moved]
    rows = [_end(difference.before, "from", lang), *sums, _end(difference.after, "to", lang)]
    about = difference.after if difference.after["definition"] else difference.before
    part = "".join(f", {name}={value}" for name, value in (about["breakdown"] or {}).items())
    title = f"{about['definition']}  {about['period']}{part}"
    cases = [_case(change, case, difference, lang) for change in moved for case in change.cases]
    grids = [Grid(_CAUSES, rows, title, notes=[_order(lang)])]
    return [*grids, Grid(_CASES, cases)] if cases else grids


def _end(figure: Mapping[str, Any], which: str, lang: Lang) -> Record:
    words = {"from": Text("från", "from"), "to": Text("till", "to")}[which]
    description = Text.joined(": ", [words, Text.joined(", ", _coordinates(figure))])
    unit = labels.unit(figure["unit"], lang) if figure["unit"] else ""
    value = f"{_plain(figure['value'], lang)} {unit}" if figure["value"] is not None else None
    return {
        "cause": description[lang],
        "value": value,
        "numerator": _plain(figure["numerator"], lang),
        "denominator": _plain(figure["denominator"], lang),
    }


def _coordinates(figure: Mapping[str, Any]) -> Iterator[Text]:
    yield Text(f"mätt {figure['as_of']}", f"as of {figure['as_of']}")
    if figure["known_at"]:
        known = str(figure["known_at"])[:10]
        yield Text(f"känt {known}", f"known {known}")
    if figure["position"] is not None:
        yield Text.same(f"position {figure['position']}")
    if figure["status"] in LACKING:
        yield Text.of(lambda lang: labels.status(figure["status"], lang))
    if figure["view"] == "adjusted":
        yield Text("justerad vy", "adjusted view")
    if figure["journey_gap_days"] not in (None, RULES.journey_gap_days):
        days = Text.of(lambda lang: counted(figure["journey_gap_days"], "day", lang))
        yield Text("resor inom {days}", "journeys within {days}").format(days=days)


def _sizes(change: Change) -> dict[str, float]:
    return {name: getattr(change, name) for name in ("value", "numerator", "denominator")}


def _sum(change: Change, lang: Lang) -> Record:
    moved = {name: _signed(size, lang) for name, size in _sizes(change).items()}
    return {"cause": f"  {change.cause.text[lang]}", **moved, "cases": len(change.cases), "events": len(change.events)}


def _plain(value: float | None, lang: Lang) -> str:
    return shown(int(value) if value is not None and value == int(value) else value, lang)


def _signed(value: float, lang: Lang) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "±") + _plain(abs(value), lang)


def _case(change: Change, case: Mapping[str, Any], difference: Difference, lang: Lang) -> Record:
    return {
        **case,
        "cause": change.cause.text[lang],
        "before": _side(case["before"], difference.before, lang),
        "after": _side(case["after"], difference.after, lang),
        "events": _some(case["events"], lang),
    }


def _some(events: Sequence[str], lang: Lang) -> str:
    """Lists the first few events; JSON has all of them."""
    more = len(events) - SHOWN
    remainder = (Text(f" och {more} till", f" and {more} more")[lang]) if more > 0 else ""
    return " ".join(events[:SHOWN]) + remainder


def _side(side: Mapping[str, Any] | None, figure: Mapping[str, Any], lang: Lang) -> str:
    if side is None:
        return Text("inte med", "not a case")[lang]
    return f"{labels.outcome(side['outcome'], lang)}: {labels.why(side['why'], lang, _rules(figure))}"


def _rules(figure: Mapping[str, Any]) -> Rules:
    """Returns the rules of the figure's World."""
    days = figure["journey_gap_days"]
    return RULES if days is None else Rules(days)


def _order(lang: Lang) -> str:
    return Text(
        "Orsakerna räknas i denna ordning; delarna blir alltid hela skillnaden. Där inget värde fanns räknas 0.",
        "The causes are reckoned in this order; the parts always make the whole difference. Where there was no value, 0.",
    )[lang]


_LACKS = "*"
_LACK_NOTE = Text(
    "*  ofullständig eller inte levererad: det som inte är levererat kan ändra värdet.",
    "*  incomplete or not delivered: what was not delivered could change the value.",
)


def revision_records(revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    return [revision.figure.fields() for revision in revisions]


def _value(figure: Figure, lang: Lang) -> str:
    value = labels.HIDDEN if figure.suppressed else shown(figure.value, lang)
    return f"{value}{_LACKS}" if figure.status in LACKING else value


def revision_grids(revisions: Sequence[Revision], lang: Lang) -> list[Grid]:
    """Returns one triangle per definition, with one table per year of knowledge to fit the page width."""
    grids = []
    for definition in dict.fromkeys(revision.figure.definition for revision in revisions):
        of = [revision for revision in revisions if revision.figure.definition == definition]
        for year, known in groupby(sorted(of, key=_known), lambda revision: _known(revision)[0]):
            title = Text(f"{definition}, känd {year}", f"{definition}, known {year}")[lang]
            grids.append(_year_of_knowledge(title, list(known), lang))
    note = Text(
        "Kolumnerna är månaden vid vars slut siffran var känd.", "The columns are the months at whose end it was known."
    )[lang]
    notes = [note, _LACK_NOTE[lang]] if any(revision.figure.status in LACKING for revision in revisions) else [note]
    return [*grids[:-1], replace(grids[-1], notes=notes)] if grids else []


def _known(revision: Revision) -> tuple[str, str]:
    year, month = f"{in_stockholm(revision.known_at):%Y %m}".split()
    return year, month


def _year_of_knowledge(title: str, of: Sequence[Revision], lang: Lang) -> Grid:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for revision in of:
        part = " ".join(revision.figure.breakdown.values()) or (Text("alla", "all")[lang])
        row = rows.setdefault((revision.figure.period, part), {"period": revision.figure.period, "part": part})
        row[_known(revision)[1]] = _value(revision.figure, lang)
    whole = [Column("period", Text.same("Period"), whole=True), Column("part", Text("Del", "Part"), whole=True)]
    months = [Column(f"{nr:02}", name, number=True) for nr, name in enumerate(_MONTHS, 1)]
    return Grid(
        [*whole, *(month for month in months if any(month.name in row for row in rows.values()))], [*rows.values()], title
    )
