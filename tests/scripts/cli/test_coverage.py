"""What was delivered, and what can be known by it, from the command line (measures.md §11)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.command_line import rodtrad, write_lines

CONFORMANCE = Path(__file__).parents[2] / "conformance"
ASKED = ("coverage", "ENK-7", "UPP-1.6", "-p", "2023", "--as-of", "2024-06-30")


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    return taken_in(tmp_path, "111-a-no-needs-a-delivery-a")


def taken_in(tmp_path: Path, story: str) -> Path:
    events: list[dict[str, Any]] = json.loads((CONFORMANCE / f"{story}.json").read_text("utf-8"))["events"]
    assert rodtrad("import", write_lines(tmp_path / "in.ndjson", events), "--store", tmp_path / "s").code == 0
    return tmp_path / "s"


def test_coverage_says_what_was_delivered_and_what_is_lacking_for_each_measure(declared: Path) -> None:
    answer = rodtrad(*ASKED, "-f", "json", "--store", declared).json
    sent = {row["kind"]: (row["source"], row["from_on"], row["to_on"]) for row in answer["deliveries"]}
    assert sent["enrolled"] == ("t", "2023-01-01", "2023-12-31")
    known = {row["measure"]: row for row in answer["measures"]}
    assert (known["ENK-7"]["knowable"], known["UPP-1.6"]["knowable"]) == ("in_part", "unknown")
    assert "planer är inte levererade" in known["ENK-7"]["lacking_sv"]
    assert "support months were not delivered" in known["UPP-1.6"]["lacking_en"]


def test_coverage_is_shown_in_the_requested_language(declared: Path) -> None:
    assert "planer är inte levererade" in rodtrad(*ASKED, "--store", declared).out
    assert "plans were not delivered" in rodtrad(*ASKED, "--store", declared, "--lang", "en").out


def test_a_small_count_of_who_cannot_be_determined_is_not_shown(tmp_path: Path) -> None:
    store = taken_in(tmp_path, "116-an-age-that-was-never-sent-a")
    lacking = {row["measure"]: row["lacking_sv"] for row in rodtrad(*ASKED, "-f", "json", "--store", store).json["measures"]}
    assert lacking["UPP-1.6"] == ["födelsedatum saknas: några kan inte avgöras"]


def test_a_log_that_states_no_delivery_is_told_once_and_plainly(tmp_path: Path) -> None:
    store = taken_in(tmp_path, "113-a-no-needs-a-delivery-c")
    answer = rodtrad(*ASKED, "--store", store)
    assert "ENK-7" not in answer.out
    assert "inget om vad som är levererat" in answer.err
    assert rodtrad(*ASKED, "-f", "json", "--store", store).json["declared"] is False


def test_a_publication_keeps_its_basis_and_its_bundle_holds(declared: Path, tmp_path: Path) -> None:
    asked = ("publish", "ENK-7", "-p", "2023-05", "--as-of", "2024-06-30", "--store", declared)
    assert rodtrad(*asked).code == 0
    (published,) = rodtrad("publications", "-f", "json", "--store", declared).json
    assert (published["basis"], published["complete_to"], published["status"]) == ("declared", None, "incomplete")
    bundle = tmp_path / "bundle.zip"
    assert rodtrad("bundle", published["id"], "--out", bundle, "--store", declared).code == 0
    assert rodtrad("verify-bundle", bundle, "--store", declared).code == 0


def test_where_values_are_compared_it_is_said_in_words_which_could_be_others(declared: Path) -> None:
    """Two publications beside today's values, the causes between two figures, and what was known month by month."""
    asked = ("-p", "2023-05", "--store", declared)
    assert rodtrad("publish", "ENK-7", "--as-of", "2024-06-30", *asked).code == 0
    listed = rodtrad("publications", "--compare", "--store", declared).out
    assert ("Läge i dag" in listed, listed.count("ofullständig") >= 2) == (True, True)
    compared = rodtrad("publications", "--compare", "-f", "json", "--store", declared).json
    assert {each["today_status"] for each in compared} == {"incomplete"}
    between = rodtrad("changes", "ENK-7", "--from-as-of", "2023-06-30", "--as-of", "2024-06-30", *asked).out
    assert "ofullständig" in between
    triangle = rodtrad("revisions", "ENK-7", "--open-counts", *asked).out
    assert "*  ofullständig eller inte levererad" in triangle
