"""The floors of coverage: what is below one is seen, and none is lost when a folder gets another name."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.coverage_floors import HOUSE, floors, main, shortfalls

FLOORS = {"domain": 95, "domain/participant": 100}


def measured(**files: tuple[int, Sequence[int]]) -> dict[str, Any]:
    """As `coverage json` writes it: each file's statements, and which lines of them no test ran."""
    return {
        "files": {
            f"{name.replace('__', '/')}.py": {"summary": {"num_statements": statements}, "missing_lines": list(missing)}
            for name, (statements, missing) in files.items()
        }
    }


def test_what_is_at_its_floor_passes() -> None:
    files = measured(
        domain__text=(20, [7]), domain__participant__fold=(50, []), domain__participant__decisions____init__=(0, [])
    )
    assert list(shortfalls(files, FLOORS)) == []


def test_a_folder_below_its_floor_is_named_with_the_lines_that_no_test_runs() -> None:
    files = measured(domain__text=(20, [7, 9]), domain__participant__fold=(1000, [3]))
    assert list(shortfalls(files, FLOORS)) == [
        "domain: 90.0 % < 95 %: domain/text.py:7, domain/text.py:9",
        "domain/participant: 99.9 % < 100 %: domain/participant/fold.py:3",
    ]


def test_a_folder_is_not_carried_by_those_beside_or_above_it() -> None:
    files = measured(domain__text=(1000, []), domain__log__tree=(20, [1, 2]), domain__participant__fold=(1, []))
    assert list(shortfalls(files, FLOORS)) == ["domain/log: 90.0 % < 95 %: domain/log/tree.py:1, domain/log/tree.py:2"]


def test_a_folder_without_a_floor_must_be_covered_whole() -> None:
    files = measured(domain__participant__fold=(1, []), api__app=(100, [5]))
    assert list(shortfalls(files, FLOORS)) == ["api: 99.0 % < 100 %: api/app.py:5"]


def test_a_floor_of_what_is_not_measured_is_seen() -> None:
    assert list(shortfalls(measured(domain__text=(1, [])), FLOORS)) == ["domain/participant: nothing measured"]


def test_the_check_fails_below_a_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = {f"{room.replace('/', '__')}__x": (100, []) for room in floors()}
    (tmp_path / "whole.json").write_text(json.dumps(measured(**whole)), "utf-8")
    (tmp_path / "less.json").write_text(json.dumps(measured(**whole | {"api__x": (100, range(1, 7))})), "utf-8")
    assert (main(tmp_path / "whole.json"), main(tmp_path / "less.json")) == (0, 1)
    assert "api: 94.0 % < 95 %" in capsys.readouterr().out


def test_every_floor_is_of_a_folder_that_is_there() -> None:
    assert [folder for folder in floors() if not list((HOUSE / folder).glob("*.py"))] == []


def test_the_rules_and_the_fold_are_covered_whole_and_the_product_nearly() -> None:
    whole = {"domain/participant", "projections/rules", "projections/measuring", "projections/measures"}
    assert {folder for folder, floor in floors().items() if floor == 100} == whole
    assert {folder for folder, floor in floors().items() if floor == 95} == {"domain", "projections", "api", "scripts"}
