"""How many of its lines each folder's tests must run, at least: `python -m tests.coverage_floors MEASURED.json`.

The floors are in pyproject.toml, and what was measured is what `coverage json` writes.
"""

import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

HOUSE = Path(__file__).parents[1]
Floors = Mapping[str, float]


def floors() -> Floors:
    """By folder, in percent."""
    table: Floors = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["roda-traden"]["coverage"]
    return table


def shortfalls(measured: Mapping[str, Any], floors: Floors) -> Iterator[str]:
    """A line for every folder below its floor, with the lines that no test runs; and for every floor without a folder."""
    folders: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, file in measured["files"].items():
        folders[PurePosixPath(path).parent.as_posix()][path] = file
    for folder, files in sorted(folders.items()):
        share, floor = _percent(files), _floor(folder, floors)
        if share < floor:
            missing = ", ".join(f"{path}:{line}" for path, file in sorted(files.items()) for line in file["missing_lines"])
            yield f"{folder}: {share:.1f} % < {floor} %: {missing}"
    for named in floors:
        if not any(PurePosixPath(folder).is_relative_to(named) for folder in folders):
            yield f"{named}: nothing measured"


def _percent(files: Mapping[str, Any]) -> float:
    statements = sum(file["summary"]["num_statements"] for file in files.values())
    missing = sum(len(file["missing_lines"]) for file in files.values())
    return 100 * (statements - missing) / statements if statements else 100.0


def _floor(folder: str, floors: Floors) -> float:
    """Of the nearest folder that has one; where none has, all lines."""
    within = PurePosixPath(folder)
    return next((floors[str(place)] for place in (within, *within.parents) if str(place) in floors), 100)


def main(path: Path) -> int:
    below = list(shortfalls(json.loads(path.read_text("utf-8")), floors()))
    print("\n".join(below) or "Every folder is at its floor of coverage or above it.")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
