"""Writes a simulated town as the shipped tables, with the truth beside them as an event file.

    python -m scripts.simulate_tables --participants 1000 --seed 1 --out town

Each table is read with the mapping of its name: `rodtrad import town/lifecare-insatser.csv --mapping lifecare-insatser`.
"""

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from domain.intake.drafting.template import Template
from scripts.simulator import simulate
from scripts.simulator.table_activities import TownOfTables
from scripts.simulator.table_rows import Row

TRUTH = "truth.ndjson"


def write_tables(out: Path, lines: Iterable[bytes]) -> list[Path]:
    """Writes the truth and its tables; returns the tables, in the order of their names."""
    out.mkdir(parents=True, exist_ok=True)
    truth = [*lines]
    (out / TRUTH).write_bytes(b"".join(truth))
    town = TownOfTables(standing([orjson.loads(line) for line in truth]))
    return [_write(out / f"{name}.csv", name, [*rows.values()]) for name, rows in sorted(town.rows.items())]


def standing(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Returns the lines that no other line retracts or replaces: a provider's system shows only what holds now."""
    gone = {(line.get("of_source") or line.get("source"), line.get("replaces") or line.get("event")) for line in lines}
    return [line for line in lines if line["kind"] != "retracted" and (line.get("source"), line.get("id")) not in gone]


def _write(path: Path, name: str, rows: Sequence[Row]) -> Path:
    columns = list(dict.fromkeys([*Template(name).required, *(column for row in rows for column in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    for path in write_tables(given.out, simulate(given.participants, given.seed)):
        print(path)


if __name__ == "__main__":
    main()
