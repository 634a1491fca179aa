"""Facts, cases and figures as CSV and Parquet, and files for sequence analysis."""

import csv
import stat
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from projections.exports.naming import Naming
from projections.exports.sequences import spells, timestamped
from projections.measuring.periods import period
from projections.movements.sequences import by_calendar
from tests.projections.worlds_of import of_lives
from tests.scripts.command_line import rodtrad

AS_OF = ("--as-of", "2023-12-31")


def rows_of(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_a_table_for_a_spreadsheet_has_no_formula_and_the_decimal_sign_of_the_language(secrets: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    result = rodtrad("export-facts", "enrolments", "-o", units, *AS_OF, "--store", secrets)
    assert (result.code, result.out, result.err) == (0, "", f"Skrivet till {units}: 2 rader.\n")
    assert {row["unit"] for row in rows_of(units)} == {"AME", "'=1+1"}
    assert units.read_bytes().startswith("\ufeff".encode())
    assert stat.S_IMODE(units.stat().st_mode) == 0o600
    figures = tmp_path / "figures.csv"
    for lang, value in (("sv", "100,0"), ("en", "100.0")):
        words = (
            "export-figures",
            "OUT-90.kas",
            "-p",
            "2022",
            "-o",
            figures,
            *AS_OF,
            "--force",
            "--lang",
            lang,
            "--open-counts",
        )
        assert rodtrad(*words, "--store", secrets).code == 0
        assert rows_of(figures)[0]["värde" if lang == "sv" else "value"] == value


def test_a_file_that_is_there_is_not_written_over_without_force(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("export-facts", "plans", "-o", out, "--store", store)
    assert rodtrad(*words).code == 0
    assert rodtrad(*words).code == 2
    assert rodtrad(*words, "--force").code == 0


def test_a_table_that_does_not_exist_is_refused_by_name(store: Path, tmp_path: Path) -> None:
    result = rodtrad("export-facts", "keys", "-o", tmp_path / "out", "--store", store)
    assert result.code == 1
    assert "Tabellen ”keys” finns inte" in result.err
    assert not (tmp_path / "out").exists()


def test_parquet_has_types(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert rodtrad("export-facts", "insatser", "-f", "parquet", "-o", out, *AS_OF, "--store", store).code == 0
    frame = pl.read_parquet(out)
    assert (frame.schema["began_on"], frame.schema["language_support"]) == (pl.Date(), pl.Boolean())
    assert frame["began_on"].to_list() == [date(2022, 1, 20)]


def test_the_cases_are_those_of_the_figure(store: Path, tmp_path: Path) -> None:
    cases, figures = tmp_path / "cases.parquet", tmp_path / "figures.parquet"
    for name, out, more in (("export-cases", cases, ()), ("export-figures", figures, ("--by", "sex", "--open-counts"))):
        words = (name, "OUT-90.kas", "R4", "-p", "2022", *AS_OF, *more, "-f", "parquet", "-o", out)
        assert rodtrad(*words, "--store", store).code == 0
    counted = dict(pl.read_parquet(cases).filter(measure="OUT-90.kas").group_by("outcome").len().iter_rows())
    whole = pl.read_parquet(figures).filter(pl.col("sex").is_null(), measure="OUT-90.kas")
    assert {name: whole[name].item() for name in ("yes", "no", "unknown")} == counted == {"yes": 1, "no": 1, "unknown": 1}
    assert pl.read_parquet(cases).schema["ended_on"] == pl.Date()
    assert whole.schema["value"] == pl.Float64()


def test_an_organisations_unit_is_another_column_than_a_figures_unit(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.parquet"
    words = (
        "export-figures",
        "OUT-90.kas",
        "-p",
        "2022",
        *AS_OF,
        "--by",
        "sex,unit",
        "--open-counts",
        "-f",
        "parquet",
        "-o",
        out,
    )
    assert rodtrad(*words, "--store", store).code == 0
    frame = pl.read_parquet(out)
    assert set(frame["unit"]) == {"percent"}
    assert {"AME", "Jobbcentrum"} <= set(frame["by_unit"].drop_nulls())
    assert frame.select("sex", "by_unit").is_unique().all()


def test_figures_of_which_there_are_none_are_an_empty_table(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases.csv"
    assert rodtrad("export-cases", "OUT-90.kas", "-p", "1999", "-o", out, "--store", store).code == 0
    assert rows_of(out) == []


@pytest.mark.parametrize("seed", range(8))
def test_spells_of_a_period_are_its_states_and_never_two_at_once(seed: int) -> None:
    world, year = of_lives(seed), period("2022")
    exported = spells(world, Naming(None), year)
    keys = dict(world["participants"].select("pid", "participant").iter_rows())
    by_month = {
        (keys[pid], month + 1): state for pid, month, state in by_calendar(world, year)["pid", "month", "state"].iter_rows()
    }
    months = [(who, month) for who, begin, end, _ in exported.iter_rows() for month in range(begin, end + 1)]
    assert len(months) == len(set(months)) == len(by_month)
    assert all(
        by_month[who, month] == state for who, begin, end, state in exported.iter_rows() for month in range(begin, end + 1)
    )
    runs = exported.select((pl.col("status") == pl.col("status").shift().over("id")).sum()).item()
    assert runs == 0


@pytest.mark.parametrize("seed", range(8))
def test_spells_by_day_are_the_facts_and_none_is_open(seed: int) -> None:
    world = of_lives(seed)
    exported = spells(world, Naming(None))
    for state, table in (("enrolled", "enrolments"), ("insats", "insatser"), ("work", "employments")):
        assert exported.filter(pl.col("status").str.split(":").list.first() == state).height == world[table].height
    assert exported["end"].null_count() == 0
    assert (exported["end"] <= world.as_of).all()


def test_sequence_files_have_the_columns_that_others_read(store: Path, tmp_path: Path) -> None:
    by_day, by_month, events = (tmp_path / name for name in ("day", "month", "events"))
    for words in (
        ("export-spells", "-o", by_day),
        ("export-spells", "-o", by_month, "-p", "2022"),
        ("export-events", "-o", events, "--time", "number", "--codes"),
    ):
        assert rodtrad(*words, *AS_OF, "--keys", "--store", store).code == 0
    assert {"id": "anna", "begin": "2022-02-01", "end": "2022-03-31", "status": "support"} in rows_of(by_day, ",")
    assert {"id": "anna", "begin": "1", "end": "5", "status": "insats"} in rows_of(by_month, ",")
    assert {"id": "anna", "time": "0", "event": "referred:af"} in rows_of(events, ",")
    assert {"id": "anna", "time": "7", "event": "enrolled:AME"} in rows_of(events, ",")


def test_events_are_by_date_too() -> None:
    exported: Any = timestamped(of_lives(1), Naming(None))
    assert exported.columns == ["id", "time", "event"]
    assert exported.schema["time"] == pl.Date()
    assert not exported["event"].str.contains(":").any()
