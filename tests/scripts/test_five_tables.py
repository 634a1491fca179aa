"""A town of which a municipality has five tables, stated to be complete: no figure of its report is false (measures.md §11).

Each is what it is by the truth, or says that it is not delivered or incomplete, with bounds that hold the truth where its
population was delivered.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from math import inf
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

import pytest

from domain.intake.bearers import bearers_in
from domain.intake.drafting.template import Template
from domain.intake.mapping import Mapping as TableMapping
from domain.intake.mapping import load_mapping
from domain.intake.pipeline import Importing
from domain.intake.snapshots.completeness import completeness_of
from domain.intake.snapshots.taking_in import take_in
from domain.intake.sources import Sources
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import Period, period
from projections.reports.catalogue import asks, report
from projections.reports.parts.course import course
from projections.reports.parts.model import Absent
from projections.reports.writers import WRITERS
from projections.rules.lacking import LACKING
from projections.worlds.coordinates import Coordinates
from projections.worlds.coverage import Coverage
from projections.worlds.world import World
from scripts.simulate_tables import TRUTH, write_tables
from scripts.simulator import simulate
from tests.stores import IMPORTED, Shop

FIVE = ("extens", "lifecare-arenden", "lifecare-bistand", "lifecare-insatser", "lifecare-placeringar")
AT = Coordinates(date(2024, 12, 31))
YEAR = period("2022")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("town")
    write_tables(out, simulate(60, 3))
    return out


@pytest.fixture(scope="module")
def truth(town: Path) -> Iterator[World]:
    shop = Shop.open(str(town / "truth"), town / "truth.key")
    shop.take_in((town / TRUTH).read_bytes().splitlines())
    yield shop.worlds.world(AT)
    shop.close()


@pytest.fixture(scope="module")
def five(town: Path) -> Iterator[World]:
    yield from world_of(town, "five")


def world_of(town: Path, name: str, tables: Sequence[str] = FIVE, without: str = "") -> Iterator[World]:
    """The World of some of the town's tables, with no column that a table may lack; `without`: a field that nothing reads."""
    shop = Shop.open(str(town / name), town / f"{name}.key")
    for table in tables:
        path, mapping = bare(town / f"{table}.csv", town / name), lacking(load_mapping(table), without)
        sources = Sources([path], mapping, lookup=bearers_in(shop.log), now=IMPORTED)
        stated = completeness_of(mapping, [path], date(2019, 1, 1), date(2024, 12, 31))
        assert take_in(Importing(shop.log, IMPORTED, processes=1), sources, stated).recorded
    yield shop.worlds.world(AT)
    shop.close()


def bare(table: Path, folder: Path) -> Path:
    with table.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file, delimiter=";")]
    path = folder.with_name(f"{folder.name}-{table.name}")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, Template(table.stem).required, delimiter=";", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def lacking(mapping: TableMapping, field: str) -> TableMapping:
    kept = [
        event.model_copy(update={"fields": {name: of for name, of in event.fields.items() if name != field}})
        for event in mapping.events
    ]
    return mapping.model_copy(update={"events": kept})


Key = tuple[str, str, str]
"""Measure, period and part."""
Known = Mapping[Key, Figure]


def known(world: World, requests: Sequence[Ask]) -> Known:
    every = (figure for ask in requests for figure in figures(ask, world))
    return {(figure.measure, figure.period, str(figure.breakdown)): figure for figure in every}


def false_in(world: World, truth: World, name: str = "uppsala", periods: Sequence[Period] = (YEAR,)) -> list[Key]:
    """The figures of a report that are not the truth and do not say so, and those whose course is not that of the truth."""
    requests = [replace(ask, periods=[each for each in ask.periods if each in periods]) for ask in asks(name, YEAR, world)]
    true = known(truth, requests)
    return [key for key, figure in known(world, requests).items() if not holds(figure, true.get(key))]


def holds(figure: Figure, true: Figure | None) -> bool:
    value = None if true is None else true.value
    if course(figure) not in (None, "within_bounds", "not_known") and (true is None or course(figure) != course(true)):
        return False
    if figure.value is None or figure.value == pytest.approx(value):
        return True
    if figure.status not in LACKING:
        return False
    lowest, highest = (wide if bound is None else bound for bound, wide in ((figure.lower, -inf), (figure.upper, inf)))
    return not figure.bounds_hold or (value is not None and lowest - 1e-9 <= value <= highest + 1e-9)


@pytest.mark.parametrize("name", ["uppsala", "sodertalje"])
def test_no_figure_of_a_report_from_five_tables_is_false(five: World, truth: World, name: str) -> None:
    assert false_in(five, truth, name, (*YEAR.months, period("2022-01..2022-04"), YEAR)) == []


@pytest.mark.parametrize(
    ("tables", "without"), [(FIVE, "born_on"), ([table for table in FIVE if table != "lifecare-bistand"], "reason")]
)
def test_nor_is_one_where_less_was_sent(
    town: Path, truth: World, tables: Sequence[str], without: str, request: pytest.FixtureRequest
) -> None:
    worlds = world_of(town, f"without-{without}", tables, without)
    request.addfinalizer(lambda: [*worlds] and None)
    assert false_in(next(worlds), truth) == []


def test_with_the_rule_switched_off_many_are(five: World, truth: World) -> None:
    with patch.object(Coverage, "declared", property(lambda _: False)):
        assert len(false_in(five, truth)) >= 10


WORDS = ("ej känt", "inte levererad", "ofullständig", "går inte att veta", "försörjningshinder är inte levererade")


def test_every_writer_says_in_words_what_cannot_be_known(five: World) -> None:
    of = report("uppsala", YEAR, five, None)
    written = {name: write(of) for name, write in WRITERS.items()}
    with ZipFile(BytesIO(written["xlsx"])) as book:
        written["xlsx"] = book.read("xl/sharedStrings.xml")
    for name, text in written.items():
        shown = " ".join(text.decode().split())
        assert [words for words in WORDS if words not in shown] == [], name


def test_no_row_of_a_report_tells_a_course_where_its_value_is_not_known(five: World) -> None:
    tables = [table for section in report("uppsala", YEAR, five, None).sections for table in section.tables]
    rows = [row for table in tables for row in table.rows if Absent.NOT_KNOWN in row]
    assert len(rows) > 100
    assert not [row for row in rows if "rätt håll" in row or "fel håll" in row]
