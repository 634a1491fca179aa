"""A simulated town as the tables that its systems send whole each night: at each night the store says what the truth does.

In the suite the nights of a month after which something differs, of a few persons; with `--long` every night, of many.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from domain.intake.bearers import bearers_in
from domain.intake.mapping import Mapping as TableMapping
from domain.intake.mapping import load_mapping
from domain.intake.pipeline import Importing
from domain.intake.snapshots.delivering import delivery_of
from domain.intake.snapshots.differences import Differing
from domain.intake.snapshots.registered import Extracted
from domain.intake.snapshots.taking_in import take_in
from domain.intake.sources import Sources
from domain.log.mapper import exported
from projections.facts.tables import TABLES
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from scripts.simulate_tables import EXTRACTED, TRUTH, write_nights
from scripts.simulator import simulate
from scripts.simulator.table_rows import Line, identity_numbers
from tests.conftest import Many
from tests.stores import Shop

LAST = date(2023, 10, 28)
MONTH = [LAST - timedelta(nr) for nr in reversed(range(30))]
QUIET = date(2023, 10, 8)
PERSONS, SEED = 16, 58
"""A few persons in whose month rows come, some of them late, change and go."""
OF_REGISTERING = ("identity_registered", "identity_replaced", "protection_set")
"""The moments whose day the tables do not have: that of an identity number is that of the registration, 2000-01-01."""
NOT_COMPARED = {"keys", "deliveries", "findings"}
"""What is of how it was registered, and no fact of the town."""
REGISTRATION = {"registered_on", "ended_registered_on", "unit_from"}
"""The columns of when something was registered: before the first night the tables do not say."""
NAMES = {
    "pid", "journey", "participant", "enrolment", "referral", "employment", "insats", "placement", "study", "plan",
    "milestone", "application", "about", "named",
}  # fmt: skip


@dataclass(frozen=True)
class Town:
    """The nights of a town, and who bears which number."""

    folders: Sequence[Path]
    truth: Sequence[bytes]

    @property
    def nights(self) -> list[date]:
        return [date.fromisoformat(folder.name) for folder in self.folders]

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        lines: list[Line] = [orjson.loads(line) for line in self.truth]
        return identity_numbers(lines)

    @cached_property
    def mappings(self) -> Mapping[str, TableMapping]:
        return {path.stem: load_mapping(str(path)) for path in self.folders[0].parent.glob("*.toml")}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, many: Many) -> Town:
    out = tmp_path_factory.mktemp("town")
    lines = list(simulate(many(150, PERSONS), SEED))
    nights = MONTH if many(1, 2) == 1 else _nights_of_change(lines)
    folders = write_nights(out, lines, nights)
    return Town(folders, (out / TRUTH).read_bytes().splitlines())


def _nights_of_change(lines: Sequence[bytes]) -> list[date]:
    """The first night and the last, a quiet one, and those before which something late was registered, or corrected."""
    given = [orjson.loads(line) for line in lines]
    days = {datetime.fromisoformat(line["recorded_at"]).date() for line in given if _is_late(line) or "replaces" in line}
    return sorted({MONTH[0], QUIET, LAST} | {night for night in MONTH if night - timedelta(1) in days})


def _is_late(line: Line) -> bool:
    """Whether it was registered days after it happened, as what is retracted is."""
    return "on" in line and line["recorded_at"][:10] > f"{date.fromisoformat(line['on']) + timedelta(2)}"


def at(night: date) -> datetime:
    return datetime.combine(night, EXTRACTED)


def sent(shop: Shop, town: Town) -> list[tuple[date, int]]:
    """Takes in every night; returns each with the position of the log after it."""
    positions: list[tuple[date, int]] = []
    for night, folder in zip(town.nights, town.folders, strict=True):
        for table in sorted(folder.glob("*.csv")):
            _take_in(shop, town.mappings[table.stem], table, night)
        positions.append((night, shop.log.rows.head()[0]))
    return positions


def _take_in(shop: Shop, mapping: TableMapping, table: Path, night: date) -> None:
    sources = Sources([table], mapping, lookup=bearers_in(shop.log), now=at(night))
    taken = take_in(Importing(shop.log, at(night), processes=1), sources, delivery_of(mapping, [table], at(night), at(night)))
    assert [(refusal.code, refusal.text.en) for refusal in taken.summary.refused] == [], (night, table.stem)


def facts(world: World, who: Mapping[str, str], *without: str) -> Iterator[tuple[str, list[str]]]:
    """Every table's rows, by person. `who`: a name for each participant, in whichever store."""
    people = world["participants"].select("pid", who=pl.col("participant").replace(who))
    for table in TABLES:
        if table.name not in NOT_COMPARED:
            frame = world[table.name].join(people, on="pid", how="left").sort(pl.all())
            if table.name == "moments":
                frame = frame.filter(~pl.col("kind").is_in(OF_REGISTERING))
            names = [name for name in frame.columns if name not in without and not name.endswith("event")]
            yield table.name, sorted(map(repr, frame.select(names).iter_rows()))


def unlike(first: World, second: World, who: Mapping[str, str], *without: str) -> list[str]:
    """The tables of facts that two Worlds do not have alike."""
    pairs = zip(facts(first, who, *without), facts(second, who, *without), strict=True)
    return [name for (name, rows), (_, others) in pairs if rows != others]


@pytest.fixture
def truth(town: Town, tmp_path: Path, shops: Callable[[str], Shop]) -> Shop:
    shop = shops(str(tmp_path / "truth"))
    assert shop.take_in(town.truth).refused == []
    return shop


def names(town: Town, shop: Shop) -> dict[str, str]:
    """Everybody's key in the truth and in the store, as the same name."""
    bearers = bearers_in(shop.log)(town.numbers.values())
    return {key: key for key in town.numbers} | {bearers[number].participant: key for key, number in town.numbers.items()}


def worlds(shop: Shop, truth: Shop, night: date, position: int) -> tuple[World, World, World]:
    """What the store said a night, what the last store knows of that night, and the truth as known then."""
    day = night - timedelta(1)
    known = Coordinates(day, at(night))
    return (
        shop.worlds.world(Coordinates(day, position=position)),
        shop.worlds.world(known),
        truth.worlds.world(known),
    )


def test_at_each_night_the_facts_are_those_of_the_truth_as_known_then(shop: Shop, truth: Shop, town: Town) -> None:
    positions = sent(shop, town)
    who = names(town, shop)
    for night, position in positions:
        then, known, true = worlds(shop, truth, night, position)
        assert unlike(then, true, who, *NAMES, *REGISTRATION) == [], night
        assert unlike(then, known, who, "pid", "journey") == [], night


def values(world: World, nth: int) -> dict[str, list[Any]]:
    """The figures of each measure, or of some, with what they say of themselves."""
    periods = [period("2022"), period("2023")]
    asked = {key: Ask(measure, periods) for key, measure in [*CATALOGUE.items()][::nth]}
    return {
        key: [(each.value, each.undetermined, each.basis, each.complete_to, each.status) for each in figures(ask, world)]
        for key, ask in asked.items()
    }


def declared_alike(truth: Shop, shop: Shop) -> None:
    """States of the truth what has been delivered of the tables: what is not known for lack of it is not known of either."""
    deliveries = shop.log.keys.system_stream("delivery_recorded")
    lines = [exported(deliveries, row) for row in shop.log.rows.stream(deliveries.stream)]
    assert truth.take_in(lines).refused == []


def test_at_each_night_the_measures_are_those_of_the_truth_as_known_then(
    sqlite_where: str, shops: Callable[[str], Shop], truth: Shop, town: Town, many: Many
) -> None:
    shop = shops(sqlite_where)
    positions = sent(shop, town)
    declared_alike(truth, shop)
    known_values = 0
    for night, position in positions if len(positions) == len(MONTH) else positions[-1:]:
        then, known, true = (values(world, many(1, 4)) for world in worlds(shop, truth, night, position))
        assert {key: (of, true[key]) for key, of in then.items() if of != true[key]} == {}, night
        assert {key: (of, known[key]) for key, of in then.items() if of != known[key]} == {}, night
        known_values += sum(value is not None for of in then.values() for value, *_ in of)
    assert known_values > len(then) // 2


def test_with_a_rule_of_deliveries_switched_off_a_night_differs(
    sqlite_where: str, shops: Callable[[str], Shop], truth: Shop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison sees late rows that are dated back, and rows that are gone but stand."""
    monkeypatch.setattr(Extracted, "dated", lambda _, line, __: line)
    monkeypatch.setattr(Differing, "_of_gone", lambda *_: None)
    shop = shops(sqlite_where)
    positions = sent(shop, town)
    who = names(town, shop)
    compared = [worlds(shop, truth, night, position) for night, position in positions]
    assert [unlike(then, known, who, "pid", "journey") for then, known, _ in compared if unlike(then, known, who, "pid")]
    assert [then for then, _, true in compared if unlike(then, true, who, *NAMES, *REGISTRATION)]
