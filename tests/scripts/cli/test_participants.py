"""Timelines, participants and findings from the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.scripts.command_line import CommandResult, lines_of, rodtrad, write_lines


@pytest.fixture
def run(store: Path) -> Any:
    def ask(*words: object) -> CommandResult:
        return rodtrad(*words, "--store", store, "--as-of", "2023-12-31")

    return ask


def test_a_timeline_draws_bars_between_their_days(run: Any) -> None:
    result = run("timeline", "anna")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "anna  Kvinna, född 1990"
    years = next(line for line in lines if "2022" in line and "2023" in line)
    journey = next(line for line in lines if line.startswith("Resa 1"))
    job = next(line for line in lines if line.startswith("Tillsvidareanställning, 75 %"))
    assert years.index("2022") <= journey.index("█") < job.index("▓") < years.index("2023") < job.rindex("▓")
    assert "2022-01-10 – 2022-09-30  A1 Tillsvidareanställning" in journey
    assert any(line.startswith("Resa 2, åter efter 214 dagar") and "▶" in line for line in lines)


def test_a_timeline_tells_plans_days_and_findings(run: Any) -> None:
    out = " ".join(run("timeline", "anna").out.split())
    assert "◆ Cv: 2022-03-01 → 2022-04-01 (omdaterat 2022-02-20), nått 2022-03-28" in out
    assert "Uppföljd: 2022-03-30" in out
    assert "Praktik (Köksbiträde: Måltidsvärd)" in out
    assert "Försörjningsstöd" in out
    assert "2 mån, 18 000 kr" in out
    assert "2022-01-12 Försörjningshinder Arbetslös, ingen ersättning" in out
    assert "utrikes född: nej" in out
    assert "Avvikelser" in out


def test_a_timeline_speaks_english_on_request(run: Any) -> None:
    out = " ".join(run("timeline", "bo", "--lang", "en").out.split())
    assert "bo Man, born 1985" in out
    assert "Journey 1" in out
    assert "no reason given" in out
    assert "The exit on 2022-09-15 has no reason, so its outcome is unknown." in out


def test_a_timeline_is_as_of_a_day_and_as_known_at_another(store: Path) -> None:
    payload = rodtrad("timeline", "anna", "--store", store, "--as-of", "2022-03-15", "-f", "json").json
    assert [(journey["number"], journey["ended_on"]) for journey in payload["journeys"]] == [(1, None)]
    known = rodtrad(
        "timeline", "anna", "--store", store, "--as-of", "2023-12-31", "--known-at", "2022-09-15", "-f", "json"
    ).json
    assert (len(known["journeys"]), known["journeys"][0]["ended_on"]) == (1, None)
    assert known["known_at"] == "2022-09-15T23:59:59.999999+02:00"
    before = rodtrad("timeline", "anna", "--store", store, "--known-at", "2021-01-01")
    assert (before.code, before.out) == (1, "")


def test_who_is_not_there_and_who_is_erased_is_answered_in_words(store: Path, tmp_path: Path) -> None:
    nobody = rodtrad("timeline", "nobody", "--store", store)
    assert nobody.code == 1
    assert "Hen är inte registrerad" in nobody.err
    where = tmp_path / "store"
    lines = lines_of("2022-01-01 dan participant_registered sex=M\n2022-02-01 dan erased basis=request")
    rodtrad("import", write_lines(tmp_path / "dan.ndjson", lines[:1]), "--store", where)
    rodtrad("import", write_lines(tmp_path / "erased.ndjson", lines[1:]), "--store", where)
    erased = rodtrad("timeline", "dan", "--store", where)
    assert erased.code == 1
    assert "Hen är gallrad." in erased.err


def test_merged_keys_are_named_and_either_finds_the_timeline(tmp_path: Path) -> None:
    lines = lines_of(
        """
2022-01-01 anna participant_registered sex=K
2022-02-01 anna enrolled enrolment_id=e1 unit=AME
2022-01-01 ann2 participant_registered sex=K
2022-03-01 ann2 insats_started insats_id=i insats=coaching
2022-04-01 anna participants_merged absorbed=ann2
"""
    )
    where = tmp_path / "store"
    rodtrad("import", write_lines(tmp_path / "merged.ndjson", lines), "--store", where)
    first, second = (rodtrad("timeline", key, "--store", where, "--as-of", "2022-12-31") for key in ("anna", "ann2"))
    assert first.out == second.out
    assert "Sammanförd med: ann2" in first.out
    assert "Jobbcoachning" in first.out


def test_participants_are_listed_with_how_they_stand(run: Any) -> None:
    payload = run("participants", "-f", "json").json
    assert list(payload[0]) == ["participant", "sex", "born", "protection", "journeys", "open", "last_event_on"]
    assert [tuple(row.values()) for row in payload] == [
        ("anna", "K", 1990, "none", 2, True, "2023-05-20"),
        ("bo", "M", 1985, "none", 1, False, "2022-12-10"),
        ("cia", "K", 1970, "none", 1, False, "2022-10-31"),
    ]
    assert ["anna", "Kvinna", "1990", "–", "2", "ja", "2023-05-20"] in run("participants").rows
    assert "3 participants." in run("participants", "--lang", "en").out


def test_findings_are_written_in_sentences_and_can_be_narrowed(run: Any) -> None:
    payload = run("findings", "--kind", "exit_without_reason", "-f", "json").json
    assert [(finding["participant"], finding["on"], finding["says"]) for finding in payload] == [
        ("bo", "2022-09-15", "Avslutet 2022-09-15 saknar orsak, så utfallet är okänt.")
    ]
    annas = run("findings", "--participant", "anna", "-f", "json").json
    assert {finding["participant"] for finding in annas} == {"anna"}
    assert "1 finding." in run("findings", "--kind", "exit_without_reason", "--lang", "en").out
    unknown = run("findings", "--kind", "bad_luck")
    assert unknown.code == 1
    assert "Avvikelsen ”bad_luck” finns inte." in unknown.err


def test_a_finding_that_only_time_makes_is_listed_from_its_day_on(store: Path) -> None:
    def at(day: str) -> int:
        words = ("findings", "--kind", "no_follow_up", "--participant", "cia", "--as-of", day)
        return len(rodtrad(*words, "-f", "json", "--store", store).json)

    assert (at("2022-12-31"), at("2023-12-31")) == (0, 1)


@pytest.mark.parametrize(
    ("day", "quiet"), [("2022-05-31", False), ("2022-06-01", True), ("2022-09-14", True), ("2022-09-15", False)]
)
def test_what_was_odd_before_something_happened_is_listed_as_of_then(store: Path, day: str, quiet: bool) -> None:
    def at(*words: str) -> Any:
        return rodtrad(*words, "--as-of", day, "-f", "json", "--store", store).json

    for findings in (at("findings", "--participant", "bo"), at("timeline", "bo")["findings"]):
        assert [finding["code"] for finding in findings].count("no_activity") == int(quiet)
    counted = {row["code"]: row["number"] for row in at("health", "--period", "2021")["findings"]["by_kind"]}
    assert counted.get("no_activity", 0) == len(at("findings", "--kind", "no_activity"))


def test_findings_and_participants_are_as_known_at_a_day_too(store: Path) -> None:
    for command in ("findings", "participants"):
        results = [
            rodtrad(command, "--store", store, "--as-of", "2023-12-31", "--known-at", day, "-f", "json")
            for day in ("2021-01-01", "2023-12-31")
        ]
        assert [(result.code, bool(result.json)) for result in results] == [(0, False), (0, True)]
