"""Kolada-shaped rows: our own ids, gender by gender, what is missing or hidden has its status."""

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from projections.exports.kolada import COMPARED, kolada, rows
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from tests.projections.worlds_of import of_lives
from tests.scripts.command_line import rodtrad

AS_OF = ("--as-of", "2023-12-31")


def some_figures() -> list[Figure]:
    return figures(Ask(CATALOGUE["OUT-90.kas"], [period("2022")], ("sex", "unit")), of_lives(3))


def test_every_comparison_is_of_a_measure_that_exists() -> None:
    assert COMPARED.keys() <= CATALOGUE.keys()


def test_a_record_has_koladas_shape_and_our_own_id(store: Path) -> None:
    words = ("export-kolada", "OUT-90.scb90", "-p", "2022", "--municipality", "0380", *AS_OF, "--open-counts")
    result = rodtrad(*words, "--store", store)
    assert (result.code, result.json["count"], result.json["next_url"]) == (0, 1, None)
    (record,) = result.json["values"]
    values = record.pop("values")
    assert record | {"position": None} == {
        "kpi": "LOK-OUT-90.scb90",
        "jfr_kolada": "N00973",
        "jfr_through": None,
        "municipality": "0380",
        "period": 2022,
        "definition_version": "OUT-90.scb90/1",
        "view": "official",
        "journey_gap_days": 14,
        "as_of": "2023-12-31",
        "known_at": None,
        "position": None,
        "unit": "percent",
        "status": "",
    }
    assert [(v["gender"], v["count"], v["n"], v["value"]) for v in values] == [
        ("T", 1, 3, pytest.approx(100 / 3)),
        ("K", 1, 2, 50.0),
        ("M", 1, 1, 0.0),
    ]


def test_a_row_a_value_for_a_spreadsheet(store: Path) -> None:
    words = (
        "export-kolada",
        "UPP-2.3",
        "OUT-90.kas",
        "-p",
        "2022",
        "--municipality",
        "0380",
        *AS_OF,
        "-f",
        "csv",
        "--open-counts",
    )
    records = list(csv.DictReader(io.StringIO(rodtrad(*words, "--store", store).out), delimiter=";"))
    assert [(row["kpi"], row["gender"]) for row in records] == [
        (kpi, gender) for kpi in ("LOK-OUT-90.kas", "LOK-UPP-2.3") for gender in "TKM"
    ]
    assert (records[0]["value"], records[0]["status"]) == ("33,333333333333336", "")
    assert (records[3]["value"], records[3]["status"], records[3]["jfr_kolada"]) == ("", "missing", "U31462")
    assert records[3]["jfr_through"] == "2024"


def test_only_sexes_and_the_whole_are_exported() -> None:
    (record,) = kolada(some_figures(), "0380")
    assert [value["gender"] for value in record["values"]] == ["T", "K", "M"]


def test_what_is_hidden_has_neither_value_nor_number() -> None:
    (record,) = kolada([replace(figure, suppressed=True) for figure in some_figures()], "0380")
    for value in record["values"]:
        assert (value["status"], value["value"], value["n"]) == ("suppressed", None, None)


def test_what_is_preliminary_says_so_in_every_row() -> None:
    (record,) = kolada([replace(figure, status="preliminary", value=1.0) for figure in some_figures()], "0380")
    assert record["status"] == "prel"
    assert {row["status"] for row in rows([record])} == {"prel"}


def test_a_period_that_is_no_year_keeps_its_name() -> None:
    (figure,) = figures(Ask(CATALOGUE["OUT-90.kas"], [period("2022-T1")]), of_lives(3))
    (record,) = kolada([figure], "0380")
    assert record["period"] == "2022-T1"
    assert record["as_of"] <= date(2024, 12, 31)


@pytest.mark.parametrize("code", ["380", "Uppsala", "03800"])
def test_a_municipality_is_four_digits(store: Path, code: str) -> None:
    result: Any = rodtrad("export-kolada", "R3", "-p", "2022", "--municipality", code, "--store", store)
    assert result.code == 2
    assert "--municipality: skriv fyra siffror" in result.err
