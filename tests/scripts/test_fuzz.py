"""Every field at and beyond its limits, from an event file and from a table: refused in words or kept, and all still runs."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from domain.events import EVENTS
from domain.events.event import Event, kind_of
from domain.events.records import ReferenceValueSet
from projections.worlds.coordinates import Coordinates
from tests.conftest import Many
from tests.histories import line_of
from tests.limits import ALL
from tests.scripts.command_line import rodtrad
from tests.scripts.everything import run_everything
from tests.stores import Shop


def wild_lines(chance: Random, most: int) -> Iterator[str]:
    """Of every kind, every field with values of every type, each on a participant of its own."""
    who = 0
    for model in (*EVENTS, ReferenceValueSet):
        for name in (*model.model_fields, "unknown", "participant\ud800"):
            for value in chance.sample(ALL, min(most, len(ALL))):
                who += 1
                yield from lines_with(model, f"w{who}", name, value, chance)


def lines_with(model: Any, key: str, name: str, value: Any, chance: Random) -> Iterator[str]:
    at = {"participant": key, "recorded_at": "2023-06-01T10:00:00+02:00", "source": "t"}
    yield json.dumps({"kind": "participant_registered", "on": "2023-01-02", "sex": "K"} | at | {"id": f"r{key}"})
    if issubclass(model, Event):
        fields = line_of(model, chance, key, 0.5) | at | {"id": key, "participant": key}
    else:
        fields = {"kind": kind_of(model), "series": "s", "period": "2023", "value": 1} | at | {"id": key}
        del fields["participant"]
    yield json.dumps(fields | {name: value})


def test_an_event_file_at_its_limits_is_read_to_its_end_and_everything_runs(tmp_path: Path, many: Many) -> None:
    lines = list(wild_lines(Random(5), many(len(ALL), 1)))
    lines += ["[" * n + "]" * n for n in (31, 33, 300, 2000)] + ['{"kind":"moved_in","x":' + "[" * 300 + "]" * 300 + "}"]
    path, store = tmp_path / "wild.ndjson", str(tmp_path / "store")
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    imported = rodtrad("import", path, "--store", store, "--refused", tmp_path / "refused", "--format", "json")
    assert imported.code in (0, 1), imported.err
    assert sum(imported.json[name] for name in ("added", "already", "purged", "refused")) == len(lines)
    assert imported.json["added"] > len(lines) // 2
    again = rodtrad("import", tmp_path / "refused", "--store", store, "--format", "json")
    assert (again.json["added"], again.json["refused"]) == (0, imported.json["refused"])
    run_everything(store, tmp_path, briefly=True)


UNWRITABLE = ("\0", "\ud800", "\udfff")
CELLS = tuple(str(value) for value in ALL if value is not None and not any(char in str(value) for char in UNWRITABLE))
COLUMNS = {
    "Ärendenr": "1", "Personnr": "19730372-9821", "Enhet": "AME", "Anvisad av": "Socialtjänsten", "Anvisad": "2023-01-09",
    "Inskriven": "2023-01-16", "Avslutad": "2023-06-30", "Avslutsorsak": "Visstidsanställning",
}  # fmt: skip


def test_a_table_at_its_limits_is_read_to_its_end_and_everything_runs(tmp_path: Path, many: Many) -> None:
    chance = Random(6)
    rows = [
        COLUMNS | {"Ärendenr": str(nr)} | {name: cell}
        for name in COLUMNS
        for nr, cell in enumerate(chance.sample(CELLS, min(len(CELLS), many(len(CELLS), 12))), len(COLUMNS))
    ]
    path, store = tmp_path / "wild.csv", str(tmp_path / "store")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    imported = rodtrad("import", path, "--mapping", "lifecare-arenden", "--store", store, "--format", "json")
    assert imported.code in (0, 1), imported.err
    assert imported.json["added"]
    run_everything(store, tmp_path, briefly=True)


def test_each_database_takes_lines_at_their_limits(shop: Shop, many: Many) -> None:
    lines = list(wild_lines(Random(1), many(20, 1)))
    summary = shop.take_in(lines)
    assert summary.added + summary.already + summary.purged + len(summary.refused) == len(lines)
    assert shop.worlds.world(Coordinates(date(2024, 6, 30)))["participants"].height
