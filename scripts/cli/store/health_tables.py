"""Data health as tables, each with a sentence, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from domain.participant.findings import LATE_DAYS
from domain.participant.follow_ups import DAYS_AFTER_EXIT
from domain.vocabulary.text import Lang, Text
from domain.vocabulary.undeclared import UNDECLARED
from projections.health import Health, says
from projections.measuring import labels
from projections.measuring.figures import Figure
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World
from scripts.cli.console.rendering import Column, Grid

_MONTHS = 12
"""The number of latest months in a table; JSON has all."""

_NUMBER = Column("number", Text("Antal", "Number"), number=True)
_PARTICIPANTS = Column("participants", Text("Deltagare", "Participants"), number=True)
_CODE = Column("code", Text("Slag", "Kind"), whole=True)
_UNIT = Column("unit", Text("Enhet", "Unit"))
_SOURCE = Column("source", Text("Källa", "Source"))
_MONTH = Column("month", Text("Månad", "Month"), whole=True)
_KINDS = (_CODE, Column("hard", Text("Hård", "Hard")), _NUMBER, _PARTICIPANTS, Column("says", Text("Vad", "What")))
_LAG = (
    _NUMBER,
    Column("median", Text("Median, dagar", "Median, days"), number=True),
    Column("p90", Text("90 %, dagar", "90 %, days"), number=True),
    Column("late", Text(f"Över {LATE_DAYS} dagar, %", f"Over {LATE_DAYS} days, %"), number=True),
)
_FOLLOW_UPS = (
    Column("exits", Text("Avslut", "Exits"), number=True),
    Column("followed_up", Text("Upp-\nföljda", "Followed\nup"), number=True),
    Column("known_otherwise", Text("Kända\nändå", "Known\notherwise"), number=True),
    Column("silent", Text("Okända", "Unknown"), number=True),
    Column("gone", Text("Borta", "Gone"), number=True),
    Column("waiting", Text("Väntar", "Waiting"), number=True),
    Column("coverage", Text("Täckning, %", "Coverage, %"), number=True),
)
_UNITS = (
    _UNIT,
    Column("open", Text("Inskrivna", "Enrolled"), number=True),
    Column("last_on", Text("Senaste händelse", "Last event"), whole=True),
    Column("days", Text("Dagar sedan", "Days since"), number=True),
    Column("silent", Text("Tyst", "Silent")),
)
_FIGURES = (
    Column("measure", Text("Mått", "Measure"), whole=True),
    Column("judged", Text("Fall", "Cases"), number=True),
    Column("unknown", Text("Okänt", "Unknown"), number=True),
    Column("immature", Text("Omogna", "Immature"), number=True),
    Column("coverage", Text("Täckning, %", "Coverage, %"), number=True),
    Column("status", Text("Läge", "Status"), whole=True),
)
_TITLES: Mapping[str, tuple[Text, Text]] = {
    "kinds": (
        Text("Avvikelser", "Findings"),
        Text(
            "Det som är ovanligt eller saknas, räknat per slag. ”rodtrad findings --kind SLAG” listar dem.",
            "What is unusual or missing, counted by kind. “rodtrad findings --kind KIND” lists them.",
        ),
    ),
    "units": (
        Text("Avvikelser per enhet", "Findings by unit"),
        Text(
            "Enheten där deltagaren var inskriven den dagen; streck: ingen.",
            "The unit where the participant was enrolled on the day; a dash: none.",
        ),
    ),
    "sources": (
        Text("Avvikelser per källa", "Findings by source"),
        Text("Varifrån händelsen kom.", "Where the event came from."),
    ),
    "lag": (
        Text("Eftersläpning i registreringen", "Registration lag"),
        Text(
            "Dagar från händelsen till registreringen. Rättelser räknas inte; streck: alla källor.",
            "Days from the event to its registration. Corrections are not counted; a dash: all sources.",
        ),
    ),
    "lag_months": (
        Text("Eftersläpning per månad", "Lag by month"),
        Text(
            "Månaden då något hände. I en månad som inte är avräknad kan sena registreringar ännu komma.",
            "The month in which something happened. In one that is not settled late registrations may still come.",
        ),
    ),
    "left": (
        Text(f"Uppföljning {DAYS_AFTER_EXIT} dagar efter avslut", f"Follow-up {DAYS_AFTER_EXIT} days after exit"),
        Text(
            "Täckning: uppföljda och på annat sätt kända, av dem vars dag har passerat och som inte flyttat eller avlidit.",
            "Coverage: followed up or known otherwise, of those whose day has passed and who have not moved or died.",
        ),
    ),
    "left_units": (Text("Uppföljning per enhet", "Follow-up by unit"), Text("Enheten som avslutade.", "The unit of the exit.")),
    "left_months": (Text("Uppföljning per avslutsmånad", "Follow-up by month of exit"), Text("", "")),
    "silent": (
        Text("Tysta enheter", "Silent units"),
        Text(
            "En tyst enhet med inskrivna registrerar sannolikt inte; en utan kan vara nedlagd.",
            "A silent unit with people enrolled is likely not registering; one without may be closed.",
        ),
    ),
    "figures": (
        Text("Siffrornas täckning", "The figures' coverage"),
        Text(
            "Hur stor del av fallen som är bedömda ja eller nej. Lägst först.",
            "How much of the cases came out yes or no. Lowest first.",
        ),
    ),
}
"""The title of each table, and a sentence that explains it."""


def health_grids(health: Health, world: World, lang: Lang) -> list[Grid]:
    """Returns the tables in reading order: errors, delays, unknowns, and their effect on figures."""
    return [
        _grid("kinds", _KINDS, list(_kinds(health, lang)), lang),
        _grid("units", (_UNIT, _CODE, _NUMBER, _PARTICIPANTS), health.findings_by_unit.to_dicts(), lang),
        _grid("sources", (_SOURCE, _CODE, _NUMBER, _PARTICIPANTS), health.findings_by_source.to_dicts(), lang),
        _grid("lag", (_SOURCE, *_LAG), health.lag_by_source.to_dicts(), lang),
        _grid(
            "lag_months", (_MONTH, *_LAG, Column("settled", Text("Avräknad", "Settled"))), _months(health.lag_by_month), lang
        ),
        _grid("left", _FOLLOW_UPS, health.follow_ups.to_dicts(), lang),
        _grid("left_units", (_UNIT, *_FOLLOW_UPS), health.follow_ups_by_unit.to_dicts(), lang),
        _grid("left_months", (_MONTH, *_FOLLOW_UPS), _months(health.follow_ups_by_month), lang),
        _grid("silent", _UNITS, health.units.to_dicts(), lang),
        _grid("figures", _FIGURES, _covered(health.figures, lang), lang, *_undeclared(world)),
    ]


def _grid(what: str, columns: Sequence[Column], rows: list[dict[str, Any]], lang: Lang, *more: Text) -> Grid:
    title, note = _TITLES[what]
    return Grid(columns, rows, title[lang], [text[lang] for text in (note, *more) if text[lang]])


def _undeclared(world: World) -> tuple[Text, ...]:
    return () if coverage_of(world).declared else (UNDECLARED,)


def _kinds(health: Health, lang: Lang) -> Iterator[dict[str, Any]]:
    for row in health.findings_by_kind.iter_rows(named=True):
        yield {**row, "says": says(row["code"], lang)}


def _months(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.tail(_MONTHS).with_columns(pl.col("month").dt.to_string("%Y-%m")).to_dicts()


def _covered(figures: Sequence[Figure], lang: Lang) -> list[dict[str, Any]]:
    judged = (figure for figure in figures if figure.coverage is not None)
    rows = [{**_figure(figure), "status": labels.status(str(figure.standing), lang)} for figure in judged]
    return sorted(rows, key=lambda row: (row["coverage"], row["measure"]))


def _figure(figure: Figure) -> dict[str, Any]:
    names = ("measure", "definition", "period", "value", "unknown", "immature", "coverage", "status")
    fields = figure.fields()
    return {name: fields[name] for name in names} | {"judged": figure.judged}


def health_record(health: Health, world: World) -> dict[str, Any]:
    """Returns all of it as data."""
    kinds = [
        {**row, "says_sv": says(row["code"], "sv"), "says_en": says(row["code"], "en")}
        for row in health.findings_by_kind.to_dicts()
    ]
    return {
        "as_of": world.as_of,
        "known_at": world.known_at,
        "position": world.position,
        "findings": {
            "by_kind": kinds,
            "by_unit": health.findings_by_unit.to_dicts(),
            "by_source": health.findings_by_source.to_dicts(),
        },
        "registration_lag": {"by_source": health.lag_by_source.to_dicts(), "by_month": health.lag_by_month.to_dicts()},
        "follow_up": {
            "all": health.follow_ups.to_dicts()[0],
            "by_unit": health.follow_ups_by_unit.to_dicts(),
            "by_month": health.follow_ups_by_month.to_dicts(),
        },
        "units": health.units.to_dicts(),
        "figures": [_figure(figure) for figure in health.figures],
    }
