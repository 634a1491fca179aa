"""A simulated town as tables: read with the shipped mappings they give the events of the town again."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from domain.intake.bearers import bearers_in
from domain.intake.mapping import BadRow, Bearer, load_mapping, shipped, table_lines
from domain.intake.pipeline import Importing
from domain.intake.sources import Sources
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from scripts.simulate_tables import TRUTH, standing, write_tables
from scripts.simulator import simulate
from scripts.simulator.table_rows import identity_numbers
from tests.stores import IMPORTED, Shop

Line = Mapping[str, Any]
NOT_COMPARED = {
    "participant_registered", "particulars_recorded", "identity_registered", "identity_replaced", "participants_merged",
    "circumstances_recorded", "protection_set", "plan_decided", "milestone_added", "plan_followed_up", "support_ended",
    "caseworker_assigned",
}  # fmt: skip
"""What each table of a source says again, what two lines of one day become one of, and what has no row of its own."""
IDS = {"id", "source", "recorded_at", "participant", "by", "of_source", "about", "replaces"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("town")
    write_tables(out, simulate(60, 3))
    return out


def truth(town: Path) -> list[Line]:
    return standing([orjson.loads(line) for line in (town / TRUTH).read_bytes().splitlines()])


def content(line: Line, who: str) -> tuple[Any, ...]:
    """What a line says, without names: `re_entered` is imported as `enrolled`."""
    kind = "enrolled" if line["kind"] == "re_entered" else line["kind"]
    fields = {name: value for name, value in line.items() if not name.endswith("_id") and name not in IDS | {"kind"}}
    if kind in ("appointment_held", "appointment_missed"):
        fields.pop("purpose", None)  # the row has one purpose, of the appointment
    said = {name: float(value) if type(value) is int else value for name, value in fields.items()}
    return kind, who, repr(sorted((name, value) for name, value in said.items() if value not in (False, None, "", {})))


def itself(numbers: Collection[str]) -> Mapping[str, Bearer]:
    """Everybody's number as their key."""
    return {number: Bearer(number, registered=False) for number in numbers}


def from_tables(town: Path) -> Counter[tuple[Any, ...]]:
    lines: dict[tuple[str, str], tuple[Any, ...]] = {}
    for path in sorted(town.glob("*.csv")):
        for row, line in table_lines(path, load_mapping(path.stem), {}, itself):
            assert not isinstance(line, BadRow), (path.stem, row)
            given = orjson.loads(bytes(line))
            lines[given["source"], given["id"]] = content(given, given.get("participant", ""))
    return Counter(of for of in lines.values() if of[0] not in NOT_COMPARED)


def test_the_tables_give_the_events_of_the_town_again(town: Path) -> None:
    given = truth(town)
    numbers = identity_numbers(given)
    expected = Counter(
        of
        for line in given
        for of in [content(line, numbers.get(line.get("participant", ""), ""))]
        if of[0] not in NOT_COMPARED
    )
    assert from_tables(town) - expected == Counter()
    assert expected - from_tables(town) == Counter()
    assert len(expected) > 1000


def test_the_same_seed_gives_the_same_tables(town: Path, tmp_path: Path) -> None:
    again = write_tables(tmp_path, simulate(60, 3))
    assert {path.name: path.read_bytes() for path in again} == {path.name: path.read_bytes() for path in town.glob("*.csv")}
    assert len(again) >= 15
    assert {path.stem for path in again} <= {*shipped()}


def test_the_tables_of_a_town_are_taken_in_whole(shop: Shop, town: Path) -> None:
    taken_in(shop, town)
    registered = Counter(line["kind"] for line in shop.lines())["participant_registered"]
    assert registered == len([line for line in truth(town) if line["kind"] == "participant_registered"])


def taken_in(shop: Shop, town: Path) -> None:
    for path in sorted(town.glob("*.csv")):
        sources = Sources([path], load_mapping(path.stem), lookup=bearers_in(shop.log), now=IMPORTED)
        summary = Importing(shop.log, IMPORTED, processes=1).run(sources.lines, sources.expected)
        assert [(refusal.code, refusal.text.en) for refusal in [*summary.refused, *sources.bad_rows]] == []


def test_every_measure_of_the_tables_is_that_of_the_truth(town: Path, tmp_path: Path) -> None:
    known: list[dict[str, list[Any]]] = []
    for name in ("truth", "tables"):
        shop = Shop.open(str(tmp_path / name), tmp_path / f"{name}.key")
        if name == "truth":
            assert shop.take_in((town / TRUTH).read_bytes().splitlines()).refused == []
        else:
            taken_in(shop, town)
        world = shop.worlds.world(Coordinates(date(2025, 6, 30)))
        asked = {key: Ask(measure, [period("2022"), period("2023")]) for key, measure in CATALOGUE.items()}
        known.append({key: [figure.value for figure in figures(ask, world)] for key, ask in asked.items()})
        shop.close()
    truth_of, of_tables = known
    assert {key: (value, of_tables[key]) for key, value in truth_of.items() if value != of_tables[key]} == {}
    assert sum(value is not None for values in truth_of.values() for value in values) > len(CATALOGUE)
