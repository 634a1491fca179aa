"""Measures, cases and explanations from the command line."""

import csv
import io
import stat
from pathlib import Path
from typing import Any

import pytest

from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import FIGURE_FIELDS, NO_FIELDS
from scripts.cli.console.session import today
from tests.scripts.command_line import CommandResult, lines_of, rodtrad, write_lines
from tests.two_versions import two_versions

AS_OF = ("--as-of", "2023-12-31")
OPEN = ("--open-counts",)
"""Three lives are few: what they are counted in is told only when the gate is opened."""
LEAD = {"n", "median", "p25", "p75", "p90", "mean", "km_median", "waiting", "withdrawn", "under_way"}


@pytest.fixture
def run(store: Path) -> Any:
    def ask(*words: object) -> CommandResult:
        return rodtrad(*words, "--store", store)

    return ask


def test_a_figure_in_json_has_exactly_the_fields_of_a_figure(run: Any) -> None:
    result = run("measure", *OPEN, "OUT-90.kas", "--period", "2022", *AS_OF, "--format", "json")
    assert (result.code, result.err) == (0, "")
    (figure,) = result.json
    assert list(figure) == [name for name in FIGURE_FIELDS if name not in NO_FIELDS]
    assert [*figure][:8] == ["measure", "definition", "period", "as_of", "known_at", "position", "view", "journey_gap_days"]
    assert (figure["measure"], figure["period"], figure["breakdown"]) == ("OUT-90.kas", "2022", {})
    assert (figure["as_of"], figure["known_at"], figure["suppressed"]) == ("2023-12-31", None, False)
    assert (figure["yes"], figure["no"], figure["unknown"]) == (1, 1, 1)
    assert figure["value"] == pytest.approx(100 / 3)


def test_a_lead_time_in_json_carries_its_own_fields_too(run: Any) -> None:
    (figure,) = run("measure", *OPEN, "LT9", "-p", "2022", *AS_OF, "-f", "json").json
    assert set(figure) >= LEAD
    assert (figure["n"], figure["median"], figure["value"], figure["waiting"]) == (1, 214.0, 214.0, 2)


def test_several_measures_periods_and_breakdowns_are_answered_at_once(run: Any) -> None:
    result = run("measure", *OPEN, "OUT-90", "R3", "-p", "2022", "-p", "2022-Q3", *AS_OF, "--by", "sex,unit", "-f", "json")
    counts = {(f["measure"], f["period"], tuple(f["breakdown"].items())): f["yes"] for f in result.json}
    assert {key for key, _, _ in counts} == {"OUT-90.kas", "OUT-90.scb90", "OUT-90.regular", "R3"}
    assert counts["OUT-90.kas", "2022", (("sex", "K"), ("unit", "AME"))] == 1
    assert counts["OUT-90.kas", "2022-Q3", ()] == 1
    assert ("OUT-90.kas", "2022", (("unit", "Jobbcentrum"),)) in counts


def test_a_measure_named_twice_is_answered_once(run: Any) -> None:
    result = run("measure", "R3", "R3", "-p", "2022", "-p", "2022", *AS_OF, "-f", "json")
    assert len(result.json) == 1


def test_as_known_earlier_is_another_figure(store: Path, tmp_path: Path) -> None:
    late = lines_of("2022-01-01 a participant_registered sex=K\n2022-02-01 a enrolled enrolment_id=e unit=AME")
    late += lines_of("\n2022-03-01 a exited enrolment_id=e reason=A1 id=3 recorded_at=2022-09-01T12:00:00+02:00")
    where = tmp_path / "store"
    rodtrad("import", write_lines(tmp_path / "late.ndjson", late), "--store", where)

    def yes(*words: str) -> Any:
        (figure,) = rodtrad("measure", *OPEN, "OUT-0.kas", "-p", "2022-03", *AS_OF, *words, "-f", "json", "--store", where).json
        return figure["yes"], figure["known_at"]

    assert yes("--known-at", "2022-08-31") == (0, "2022-08-31T23:59:59.999999+02:00")
    assert yes("--known-at", "2022-09-01") == (1, "2022-09-01T23:59:59.999999+02:00")
    assert yes("--known-at", "2022-09-01T11:59:59+02:00")[0] == 0
    assert yes("--known-at", "2022-09-01 12:00") == (1, "2022-09-01T12:00:00+02:00")


def test_positions_are_given_by_number_or_by_the_day_they_were_learned(run: Any) -> None:
    def at(*words: str) -> Any:
        (figure,) = run("measure", *OPEN, "R4", "-p", "2022", *AS_OF, *words, "-f", "json").json
        return figure["position"], figure["yes"] + figure["no"]

    assert at() == at("--learned-by", today().isoformat())  # the day of the import, which is Stockholm's
    assert at("--learned-by", "2001-01-01") == (0, 0)
    assert at("--position", "5")[0] == 5
    beyond = run("measure", "R4", "-p", "2022", "--position", "99999")
    assert (beyond.code, "loggen har" in beyond.err) == (2, True)
    refused = run("measure", *OPEN, "R4", "-p", "2022", "--position", "5", "--learned-by", "2022-01-01")
    assert refused.code == 2


def test_a_figure_of_a_day_on_which_nothing_had_been_learned_has_no_status(run: Any) -> None:
    def status(*words: str) -> Any:
        return run("measure", "OUT-90.kas", "-p", "2022", "--as-of", "2024-12-31", *words, "-f", "json").json[0]["status"]

    assert (status(), status("--learned-by", "2022-06-30")) == ("final", None)


@pytest.mark.parametrize(
    ("command", "option"), [("measure", "--as-of"), ("measure", "--known-at"), ("changes", "--from-known")]
)
def test_what_is_still_to_come_is_not_known(run: Any, command: str, option: str) -> None:
    result = run(command, "R3", "-p", "2022", option, "2999-01-01")
    assert (result.code, result.out, result.err) == (2, "", f"{option}: 2999-01-01 har inte varit än.\n")


def test_a_text_that_speaks_of_the_usual_value_is_written_with_the_one_that_was_set(run: Any) -> None:
    for words in (("UPP-1.2", "--set", "months=8"), ("UPP-1.2/1?months=8",)):
        assert "Här är months 8, inte 10." in run("measure", *words, "-p", "2022", *AS_OF).out
    assert "Här är" not in run("measure", "UPP-1.2", "-p", "2022", *AS_OF).out


def test_a_parameter_changes_the_definition_and_one_of_the_fold_the_world(run: Any) -> None:
    (own,) = run("measure", *OPEN, "R3", "-p", "2022", *AS_OF, "--set", "look_back_days=30", "-f", "json").json
    assert own["definition"] == "R3/1?look_back_days=30"
    usual = run("measure", *OPEN, "RET-365", "-p", "2022", *AS_OF, "-f", "json").json[0]
    joined = run("measure", *OPEN, "RET-365", "-p", "2022", *AS_OF, "--set", "journey_gap_days=400", "-f", "json").json[0]
    assert (usual["yes"], joined["yes"]) == (1, 0)


def test_the_adjusted_view_can_be_requested(run: Any) -> None:
    result = run("measure", "OUT-90.kas", "-p", "2022", *AS_OF, "--view", "adjusted")
    assert "justerad vy" in result.out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["NOPE", "-p", "2022"], 1, "Måttet ”NOPE” finns inte."),
        (["R3", "-p", "2022-13"], 1, "Perioden ”2022-13” finns inte."),
        (
            ["R3", "-p", "2022", "--set", "foo=1"],
            1,
            "Parametern ”foo” finns inte. Det finns: look_back_days, journey_gap_days.",
        ),
        (["R3", "-p", "2022", "--by", "shoe"], 1, "Uppdelningen ”shoe” finns inte."),
        (["R3", "-p", "2022", "--set", "foo"], 2, "skriv namn=värde"),
        (["R3", "-p", "2022", "--set", "look_back_days=x"], 2, "”x” är inget heltal"),
        (["R3", "-p", "2022", "--set", "look_back_days=-3"], 2, "-3 är inte mellan 1 och 10000."),
        (["R3", "-p", "2022", "--set", "journey_gap_days=-1"], 2, "-1 är inte mellan 0 och 10000."),
        (["UPP-1.2", "-p", "2022", "--set", "months=13"], 2, "13 är inte mellan 1 och 12."),
        (["UPP-1.2", "R5", "-p", "2022", "--set", "months=24"], 2, "24 är inte mellan 1 och 12."),
        (["R3", "-p", "2022", "--as-of", "31/12"], 2, "--as-of: ”31/12” är inget datum (ÅÅÅÅ-MM-DD)."),
        (["R3", "-p", "2022", "--known-at", "i går"], 2, "--known-at"),
        (["UPP-2.3", "-p", "2022-04"], 2, "UPP-2.3 finns bara för hela år, inte 2022-04; skriv till exempel 2022."),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(run: Any, words: list[str], code: int, says: str) -> None:
    result = run("measure", *words)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert len(result.err.splitlines()) == 1


def test_the_table_speaks_swedish_and_tells_what_makes_it_reproducible(run: Any) -> None:
    result = run(
        "measure", "OUT-90.kas", "R4", "-p", "2022", *AS_OF, "--known-at", "2023-06-30", "--by", "sex", "--open-counts"
    )
    out = " ".join(result.out.split())
    assert "33,3 %" in out
    assert "33,3–66,7" in out
    assert "Kvinna" in out
    assert "aldrig en grund för sanktion" in out
    assert "Mätt till och med 2023-12-31; känt 2023-06-30 23:59; loggens position" in out


def test_the_table_speaks_english_on_request(run: Any) -> None:
    result = run("measure", *OPEN, "OUT-90.kas", "LT9", "-p", "2022", *AS_OF, "--lang", "en")
    assert "33.3 %" in result.out
    assert "Work or studies 90 days after exit" in result.out
    assert "KM median" in result.out


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_csv_has_semicolons_decimal_commas_and_a_column_for_each_breakdown(run: Any) -> None:
    rows = rows_of(run("measure", *OPEN, "OUT-90.kas", "LT9", "-p", "2022", *AS_OF, "--by", "sex", "-f", "csv").out)
    assert [row["sex"] for row in rows] == ["", "K", "M"] * 2
    assert rows[0]["value"] == "33,333333333333336"
    assert (rows[0]["suppressed"], rows[0]["median"], rows[3]["median"]) == ("false", "", "214,0")
    english = rows_of(run("measure", *OPEN, "OUT-90.kas", "-p", "2022", *AS_OF, "-f", "csv", "--lang", "en").out)
    assert english[0]["value"] == "33.333333333333336"


def test_a_cell_that_would_be_a_formula_is_text(tmp_path: Path) -> None:
    lines = lines_of("2022-01-01 =1+1 participant_registered sex=K")
    where = tmp_path / "store"
    rodtrad("import", write_lines(tmp_path / "odd.ndjson", lines), "--store", where)
    assert rows_of(rodtrad("participants", "-f", "csv", "--store", where).out)[0]["participant"] == "'=1+1"


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_an_answer_can_be_written_to_a_file_that_only_its_owner_reads(run: Any, tmp_path: Path, form: str) -> None:
    out = tmp_path / "answer"
    result = run("measure", "R3", "-p", "2022", *AS_OF, "-f", form, "--out", out)
    assert (result.code, result.out) == (0, "")
    written = out.read_text("utf-8")
    assert written.startswith("\ufeff") == (form == "csv")
    assert written.removeprefix("\ufeff").replace("\r\n", "\n") == run(
        "measure", "R3", "-p", "2022", *AS_OF, "-f", form
    ).out.replace("\r\n", "\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert run("measure", "R3", "-p", "2022", "-o", tmp_path / "no" / "where").code == 1


def test_a_case_in_json_has_exactly_its_fields_and_the_cases_make_the_figure(run: Any) -> None:
    result = run("cases", "OUT-90.kas", "-p", "2022", *AS_OF, "-f", "json")
    assert {tuple(case) for case in result.json} == {("participant", "unit", "in", "outcome", "reason", "events", "dates")}
    assert {case["participant"]: case["outcome"] for case in result.json} == {"anna": "yes", "bo": "no", "cia": "unknown"}
    anna = result.json[0]
    assert (anna["unit"], anna["in"], anna["dates"]["ended_on"]) == ("e1", True, "2022-09-30")
    assert set(anna["events"]) >= {"3", "17"}


def test_cases_of_several_measures_and_months_say_which(run: Any) -> None:
    cases = run("cases", "OUT-90", "-p", "2022-09", "-p", "2022-10", *AS_OF, "-f", "json").json
    assert {case["measure"] for case in cases} == {"OUT-90.kas", "OUT-90.scb90", "OUT-90.regular"}
    assert {case["period"] for case in cases} == {"2022-09", "2022-10"}


def test_cases_can_be_of_one_part_and_of_everyone(run: Any) -> None:
    part = run("cases", "OUT-90.kas", "-p", "2022", *AS_OF, "--part", "sex=M", "-f", "json").json
    assert [case["participant"] for case in part] == ["bo"]
    every = run("cases", "OUT-90.kas", "-p", "2022-09", *AS_OF, "--everyone", "-f", "json").json
    assert {case["participant"]: case["in"] for case in every} == {"anna": True, "bo": True, "cia": False}
    assert run("cases", "OUT-90.kas", "-p", "2022", "--part", "sex").code == 2


def test_cases_as_a_table_and_as_csv(run: Any) -> None:
    table = run("cases", "OUT-90.kas", "-p", "2022", *AS_OF)
    assert "hade ett arbete som räknas" in " ".join(table.out.split())
    assert "3 fall." in table.out
    rows = rows_of(run("cases", "OUT-90.kas", "-p", "2022", *AS_OF, "-f", "csv").out)
    assert [row["outcome"] for row in rows] == ["yes", "no", "unknown"]


def test_an_explanation_in_json_tells_each_step(run: Any) -> None:
    explanation = run("explain", "OUT-90.kas", "-p", "2022", *AS_OF, "--participant", "anna", "-f", "json").json
    assert (explanation["participant"], explanation["in"], explanation["outcome"]) == ("anna", True, "yes")
    assert set(explanation) == {"participant", "in", "outcome", "steps"}
    assert {tuple(step) for step in explanation["steps"]} == {("rule", "result", "says", "dates", "events")}
    none = run("explain", "OUT-90.kas", "-p", "2021", *AS_OF, "--participant", "anna", "-f", "json").json
    assert (none["in"], none["outcome"]) == (False, None)


def test_explanations_of_several_say_of_which_measure(run: Any) -> None:
    explanations = run(
        "explain", "OUT-90", "-p", "2022", *AS_OF, "--participant", "anna", "--participant", "bo", "-f", "json"
    ).json
    assert [(explanation["measure"], explanation["participant"]) for explanation in explanations[:3]] == [
        ("OUT-90.kas", "anna"),
        ("OUT-90.kas", "bo"),
        ("OUT-90.scb90", "anna"),
    ]


def test_an_explanation_is_read_aloud_in_both_languages(run: Any) -> None:
    sv = run("explain", "OUT-90.kas", "-p", "2022", *AS_OF, "--participant", "anna")
    assert "anna: med, utfall ja" in sv.out
    en = run("explain", "LIN-1.t1", "-p", "2022-03", *AS_OF, "--participant", "bo", "--lang", "en")
    assert "bo: not a case" in en.out
    nobody = run("explain", "R3", "-p", "2022", "--participant", "nobody")
    assert nobody.code == 1
    assert "Deltagaren ”nobody” finns inte." in nobody.err


def test_the_catalogue_lists_every_measure() -> None:
    listed = rodtrad("measures").out
    assert all(f"\n{key} " in listed for key in CATALOGUE)
    entries = rodtrad("measures", "-f", "json").json
    assert [entry["key"] for entry in entries] == list(CATALOGUE)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("key", list(CATALOGUE))
def test_an_entry_is_written_whole_with_its_example(key: str, lang: str) -> None:
    result = rodtrad("measures", key, "--lang", lang)
    measure = CATALOGUE[key]
    out = " ".join(result.out.split())
    assert measure.title(lang) in out
    assert measure.source in out
    assert all(step.says(lang) in out for step in (measure.units, *measure.who, measure.counted))
    assert all(" ".join(line.split()) in out for line in measure.example.events.strip().splitlines())


def test_an_entry_in_json_carries_its_worked_example() -> None:
    (entry,) = rodtrad("measures", "LT9", "-f", "json").json
    assert entry["example"]["expects"] == {"n": 1, "median": 15.0, "waiting": 1}
    assert entry["example"]["events"][0].startswith("2010-01-01 a participant_registered")
    assert rodtrad("measures", "NOPE").code == 1


def test_an_older_definition_is_requested_by_its_version_beside_the_one_that_holds(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = two_versions(monkeypatch)
    when = ("-p", "2022", *AS_OF)
    figures = run("measure", *OPEN, "R3", "R3/1", *when, "-f", "json").json
    assert [figure["definition"] for figure in figures] == [
        version.definition(version.parameters) for version in (newer, older)
    ]
    assert run("measure", *OPEN, figures[1]["definition"], *when, "-f", "json").json == figures[1:]
    table = run("measure", *OPEN, "R3", "R3/1", *when)
    assert [row[0] for row in table.rows if row[1:2] == ["2022"]] == ["R3", "R3/1?look_back_days=1095"]
    cases = run("cases", "R3", "R3/1", *when, "-f", "json").json
    assert [(case["measure"], case["participant"]) for case in cases] == [
        *(("R3", name) for name in ("anna", "cia")),
        *(("R3/1?look_back_days=1095", name) for name in ("anna", "bo", "cia")),
    ]
    assert run("explain", "R3", *when, "--participant", "bo", "-f", "json").json["in"] is False
    assert "R3/1?look_back_days=1095  Varv" in run("explain", "R3/1", *when, "--participant", "bo").out
    unknown = run("measure", *OPEN, "R3/7", *when)
    assert (unknown.code, unknown.err) == (1, "Versionen ”R3/7” finns inte. Det finns: R3/2, R3/1.\n")


def test_an_entry_lists_its_versions_and_the_catalogue_has_the_one_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    two_versions(monkeypatch)
    for key in ("R3", "R3/1"):
        assert ["Versioner", "R3/2", "(gäller),", "R3/1"] in rodtrad("measures", key).rows
        assert rodtrad("measures", key, "-f", "json").json[0]["versions"] == [2, 1]
    assert [entry["version"] for entry in rodtrad("measures", "-f", "json").json if entry["key"] == "R3"] == [2]
    assert "Versioner" not in rodtrad("measures", "R4").out


def test_an_entry_whose_parameters_are_set_says_with_which_its_example_is_worked_out() -> None:
    assert "Exempel: händelserna (UPP-2.3/1?gap=1)" in rodtrad("measures", "UPP-2.3/1?gap=2").out
    assert "Exempel: händelserna\n" in rodtrad("measures", "UPP-2.3/1?gap=1").out


def test_a_target_is_written_with_the_day_it_is_to_be_reached_by(run: Any) -> None:
    table = run("measure", "UPP-0", "-p", "2022", *AS_OF)
    assert "Senast" in table.out
    assert [row[-2:] for row in table.rows if row[:2] == ["UPP-0", "2022"]] == [["1,0", "2026-12-31"]]
    assert any("By" in row for row in run("measure", "UPP-0", "-p", "2022", *AS_OF, "--lang", "en").rows)
    assert "Senast" not in run("measure", "LIN-1.t3", "-p", "2022", *AS_OF).out
    (figure,) = run("measure", "UPP-0", "-p", "2022", *AS_OF, "-f", "json").json
    assert (figure["target"], figure["deadline"]) == (1.0, "2026-12-31")
    assert rodtrad("measures", "UPP-0", "-f", "json").json[0]["deadline"] == "2026-12-31"
