"""Writes a simulated town as the shipped tables, with the truth beside them as an event file.

    python -m scripts.simulate_tables --participants 1000 --seed 1 --out town

Each table is read with the mapping of its name: `rodtrad import town/lifecare-insatser.csv --mapping lifecare-insatser`.

    python -m scripts.simulate_tables --participants 1000 --seed 1 --out town --nights 30 --last-night 2023-11-30

With `--nights`, the tables as the systems send them whole each night: a folder for each night, called by its date, and beside
them the mappings that say so. A night's tables hold what was registered before two o'clock that night; so rows come, some of
them late, change and go. The truth is of those whom tables can tell of: nobody is
merged, erased, without a birth date, or at a school that the tables have no word for.

    rodtrad import town/2023-11-30/lifecare-insatser.csv --mapping town/lifecare-insatser.toml --extracted-at 2023-11-30T02:00
"""

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import orjson

from domain.calendar import STOCKHOLM
from domain.intake.drafting.template import Template
from domain.intake.mapping import load_mapping, mapping_text
from scripts.simulator import simulate
from scripts.simulator.table_activities import TownOfTables
from scripts.simulator.table_rows import Line, Row, identity_numbers

TRUTH = "truth.ndjson"
EXTRACTED = time(2, tzinfo=STOCKHOLM)
"""When the systems take out their tables each night."""
Tables = dict[str, dict[str, Row]]
"""The rows of each table, by its mapping's name and by what the row is about."""
_IN_NO_TABLE = frozenset({"participants_merged", "erased"})
_ABOUT_NOBODY = "referensvarden"
_DELIVERY = '\n[delivery]\ntable = "{name}"\nfull = true\nfrom = {first}-01-01\npause_above = 1.0\n\n[table]\n'


def write_tables(out: Path, lines: Iterable[bytes]) -> list[Path]:
    """Writes the truth and its tables; returns the tables, in the order of their names."""
    truth = [orjson.loads(line) for line in lines]
    _write_truth(out, truth)
    return _write_town(out, TownOfTables(standing(truth), identity_numbers(truth)).rows)


def write_nights(out: Path, lines: Iterable[bytes], nights: Sequence[date], first_year: int = 2019) -> list[Path]:
    """Writes the truth, the mappings, and the tables of each night; returns the folders of the nights, in order."""
    truth = [*in_tables([orjson.loads(line) for line in lines])]
    _write_truth(out, truth)
    numbers = identity_numbers(truth)
    names: Tables = {name: {} for name in TownOfTables(standing(truth), numbers).rows}
    folders = [out / night.isoformat() for night in nights]
    for night, folder in zip(nights, folders, strict=True):
        _write_town(folder, names | TownOfTables(standing(known_by(truth, datetime.combine(night, EXTRACTED))), numbers).rows)
    for name in names:
        text = mapping_text(name)
        delivery = "\n[table]\n" if name == _ABOUT_NOBODY else _DELIVERY.format(name=name, first=first_year)
        (out / f"{name}.toml").write_text(text.replace("\n[table]\n", delivery, 1), "utf-8")
    return folders


def standing(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines that no other line retracts or replaces: a provider's system shows only what holds now."""
    gone = {(line.get("of_source") or line.get("source"), line.get("replaces") or line.get("event")) for line in lines}
    return [line for line in lines if line["kind"] != "retracted" and (line.get("source"), line.get("id")) not in gone]


def known_by(lines: Iterable[Line], at: datetime) -> list[Line]:
    """Returns the lines that were registered by an instant."""
    return [line for line in lines if datetime.fromisoformat(line["recorded_at"]) <= at]


def in_tables(lines: Sequence[Line]) -> Iterator[Line]:
    """Yields the lines about participants of whom tables can tell all."""
    programmes = set(load_mapping("extens").codes["skolform"].values())
    others: set[str] = set()
    for line in lines:
        without_word = line["kind"].startswith("study_") and line.get("programme", "sfi") not in programmes
        without_birth = line["kind"] == "participant_registered" and "born_on" not in line
        if line["kind"] in _IN_NO_TABLE or without_word or without_birth:
            others |= {line["participant"], line.get("absorbed", "")}
    yield from (line for line in lines if line.get("participant") not in others)


def _write_truth(out: Path, truth: Sequence[Line]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / TRUTH).write_bytes(b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in truth))


def _write_town(out: Path, tables: Tables) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    return [_write(out / f"{name}.csv", name, [*rows.values()]) for name, rows in sorted(tables.items())]


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
    parser.add_argument("--nights", type=int, default=0, help="so many nights of full tables instead of one table each")
    parser.add_argument("--last-night", type=date.fromisoformat, default=date(2023, 11, 30))
    given = parser.parse_args()
    town = simulate(given.participants, given.seed)
    nights = [given.last_night - timedelta(nr) for nr in reversed(range(given.nights))]
    for path in write_nights(given.out, town, nights) if nights else write_tables(given.out, town):
        print(path)


if __name__ == "__main__":
    main()
