"""Figures in Kolada's format, under our own ids (`LOK-…`), so that they are never mistaken for official values.

Kolada does not accept uploads; the format is for comparing our figures with Kolada's. A year is written as
Kolada's integer period; other periods keep their names. `jfr_kolada` is the official measure nearest to ours, and
`jfr_through` the last year of a series that has ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from projections.measuring.figures import Figure

COMPARED: Final[Mapping[str, str]] = {
    "UPP-0": "N31825",
    "UPP-1.2": "N31814",
    "UPP-1.2y": "N31814",
    "UPP-1.2v": "U31801",
    "UPP-1.6": "U31804",
    "UPP-2.1": "U40455",
    "UPP-2.2": "N31860",
    "UPP-2.3": "U31462",
    "UPP-3.2": "N18945",
    "UPP-4.1": "U40455",
    "UPP-4.3": "N18945",
    "ENK-1": "N00973",
    "ENK-2": "N03935",
    "ENK-5.match": "N18958",
    "ENK-6": "U40403",
    "ENK-JC1": "U40455",
    "ENK-JC4": "N40471",
    "LT1": "U31402",
    "LT6": "N40828",
    "OUT-0.kas": "U40455",
    "OUT-90.scb90": "N00973",
    "RET-SUPPORT": "U31462",
}
"""The official measure to compare with ours. Near does not mean equal: each entry of the catalogue says what it counts."""
ENDED: Final[Mapping[str, int]] = {"U31462": 2024, "U31463": 2024}

_GENDERS: Final[Mapping[str | None, str]] = {None: "T", "K": "K", "M": "M"}
FLAT: Final = (
    "kpi", "jfr_kolada", "jfr_through", "municipality", "period",
    "gender", "count", "status", "value", "n", "definition_version", "view", "as_of",
)  # fmt: skip


def kolada(figures: Iterable[Figure], municipality: str) -> list[dict[str, Any]]:
    """Returns one record per measure and period, with a value for all and for each sex. Ignores other breakdowns."""
    ours = sorted((figure for figure in figures if set(figure.breakdown) <= {"sex"}), key=_which)
    return [_record(list(group), municipality) for _, group in groupby(ours, key=_which)]


def _which(figure: Figure) -> tuple[str, str, str]:
    return figure.measure, figure.definition, figure.period


def _record(figures: Sequence[Figure], municipality: str) -> dict[str, Any]:
    first = figures[0]
    compared = COMPARED.get(first.measure)
    by_gender = {_GENDERS[figure.breakdown.get("sex")]: _value(figure) for figure in figures}
    return {
        "kpi": f"LOK-{first.measure}",
        "jfr_kolada": compared,
        "jfr_through": ENDED.get(compared) if compared else None,
        "municipality": municipality,
        "period": int(first.period) if first.period.isdigit() else first.period,
        "definition_version": first.definition,
        "view": first.view,
        "journey_gap_days": first.journey_gap_days,
        "as_of": first.as_of,
        "known_at": first.known_at,
        "position": first.position,
        "unit": first.unit,
        "status": "prel" if first.standing == "preliminary" else "",
        "values": [{"gender": gender, **by_gender[gender]} for gender in _GENDERS.values() if gender in by_gender],
    }


def _value(figure: Figure) -> dict[str, Any]:
    """Returns a value with its status. A hidden or missing value is null with status `suppressed` or `missing`, never 0."""
    status = "suppressed" if figure.suppressed else "missing" if figure.value is None else ""
    value = figure.value if not figure.suppressed else None
    return {"count": 1, "status": status, "value": value, "n": None if figure.suppressed else _cases(figure)}


def _cases(figure: Figure) -> int | None:
    """Returns the number of cases that the value is computed from."""
    if figure.lead is not None:
        return figure.lead.n
    return figure.judged


def envelope(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"count": len(records), "next_url": None, "values": records}


def rows(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields one row per value; a value without a status of its own has that of its record (`prel`)."""
    for record in records:
        for value in record["values"]:
            yield {**record, **value, "status": value["status"] or record["status"]}
