"""No export holds a name, an identity number or free text; by default nothing that a source calls its things either."""

from pathlib import Path

import polars as pl
import pytest

from projections.exports.frames import TABLES
from tests.scripts.command_line import rodtrad
from tests.scripts.exports.conftest import BORN, MARK

_OF_PERSON_A = [["export-facts", "enrolments"], ["export-facts", "circumstances"], ["export-facts", "findings"]]
_OF_PERSON_A += [["export-facts", "placements"], ["export-facts", "milestones"], ["export-cases", "OUT-90"]]
EVERY = [
    *(["export-facts", table, "-f", form] for table in TABLES for form in ("csv", "parquet")),
    *(["export-cases", "OUT-90", "UPP-2.3", "LT9", "-p", "2022", "--everyone", "-f", form] for form in ("csv", "parquet")),
    ["export-figures", "OUT-90", "-p", "2022", "--by", "sex,unit"],
    ["export-kolada", "OUT-90", "-p", "2022", "--municipality", "0380"],
    ["export-ocel"],
    ["export-spells"],
    ["export-spells", "-p", "2022"],
    ["export-events", "--codes"],
]
OF_PERSONS = [
    words for words in EVERY if words[:2] in _OF_PERSON_A or words[0] in ("export-ocel", "export-spells", "export-events")
]
TEXTS = ("namn", "1990", "skäl", "syfte", "mål", "titel", "plats", "text", "företag", "grund", "anledning")


def written(words: list[str], secrets: Path, out: Path) -> str:
    result = rodtrad(*words, "--as-of", "2023-12-31", "--out", out, "--store", secrets)
    assert result.code == 0, result.err
    if "parquet" in words:
        frame = pl.read_parquet(out)
        return "\n".join([";".join(frame.columns), *(repr(row) for row in frame.rows())])
    return out.read_text("utf-8")


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_nothing_that_is_secret_leaves_the_store(words: list[str], secrets: Path, tmp_path: Path) -> None:
    text = written(words, secrets, tmp_path / "out")
    assert MARK not in text
    assert BORN not in text


@pytest.mark.parametrize("words", OF_PERSONS, ids=" ".join)
def test_source_keys_are_exported_with_keys_but_never_texts(words: list[str], secrets: Path, tmp_path: Path) -> None:
    text = written([*words, "--keys"], secrets, tmp_path / "out")
    assert f"{MARK}-a" in text
    assert not [word for word in TEXTS if f"{MARK}-{word}" in text]


def test_exports_fit_together(secrets: Path, tmp_path: Path) -> None:
    enrolments = written(["export-facts", "enrolments"], secrets, tmp_path / "facts").splitlines()[1:]
    ocel = written(["export-ocel"], secrets, tmp_path / "ocel")
    cases = written(["export-cases", "OUT-90.kas", "-p", "2022"], secrets, tmp_path / "cases").splitlines()[1]
    assert len(enrolments) == 2
    for row in enrolments:
        participant, _, _, event, _, _, enrolment, *_ = row.split(";")
        assert f'"participant:{participant}"' in ocel
        assert f'"enrolment:{enrolment}"' in ocel
        assert f'{{"id":"{event}","type":"enrolled"' in ocel
    participant, unit = cases.split(";")[2:4]
    assert any(row.startswith(participant) and f";{unit};" in row for row in enrolments)


def test_the_same_export_twice_is_the_same(secrets: Path, tmp_path: Path) -> None:
    first, second = (written(["export-ocel"], secrets, tmp_path / name) for name in "ab")
    assert first == second
