"""How people move, from the command line: three lives whose numbers are reckoned by hand, as of two days."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projections.movements.happenings import EVENT_KINDS
from scripts.cli.movements.commands import movements
from tests.scripts.command_line import CommandResult, lines_of, rodtrad, write_lines

ROUNDS = """
2022-01-01 anna participant_registered sex=K
2022-01-01 anna enrolled enrolment_id=e1 unit=AME
2022-01-11 anna insats_started insats_id=a1 insats=coaching
2022-01-31 anna insats_ended insats_id=a1 result=completed
2022-03-01 anna insats_started insats_id=a2 insats=coaching
2022-03-31 anna insats_ended insats_id=a2 result=completed
2022-05-01 anna placement_started placement_id=a3 form=praktik sector=private
2022-05-31 anna placement_ended placement_id=a3 result=completed
2022-07-01 anna insats_started insats_id=a4 insats=coaching
2022-07-31 anna insats_ended insats_id=a4 result=completed
2022-08-31 anna exited enrolment_id=e1 reason=E9
2022-01-01 bo participant_registered sex=M
2022-01-01 bo enrolled enrolment_id=e2 unit=Jobbcentrum
2022-01-21 bo insats_started insats_id=b1 insats=coaching
2022-02-28 bo insats_ended insats_id=b1 result=completed
2022-02-28 bo exited enrolment_id=e2 reason=A1
2022-03-10 bo employment_started employment_id=b2 form=permanent
2022-01-01 cia participant_registered sex=K
2022-02-01 cia enrolled enrolment_id=e3 unit=AME
"""
"""Anna goes through coaching, coaching, praktik, coaching; Bo through coaching to work; Cia waits."""

SPRING, LATER = ("--as-of", "2022-04-30"), ("--as-of", "2023-12-31")
COACHING, PRAKTIK, WORK = "insats:coaching", "placement:praktik", "employment:permanent"
COMMANDS = (
    ["flows"],
    ["variants"],
    ["rework"],
    ["between", "enrolled", "insats_started"],
    ["destinations"],
    ["states", "-p", "2022"],
    ["returns"],
    ["sensitivity"],
)
Ask = Callable[..., CommandResult]


@pytest.fixture(scope="module")
def went(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("went")
    assert rodtrad("import", write_lines(room / "lives.ndjson", lines_of(ROUNDS)), "--store", room / "store").code == 0
    return room / "store"


@pytest.fixture
def ask(went: Path) -> Ask:
    def run(*words: object) -> CommandResult:
        return rodtrad("movements", *words, "--store", went)

    return run


def parsed(result: CommandResult) -> Any:
    assert (result.code, result.err) == (0, "")
    return result.json


def sheet(result: CommandResult) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.out), delimiter=";"))


def rows(records: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(record[name] for name in names) for record in records]


# Ways


def test_a_flow_goes_from_each_step_to_the_next_and_loops_are_shown(ask: Ask) -> None:
    payload = parsed(ask("flows", *LATER, "-f", "json"))
    assert rows(payload["moves"], "step", "next", "times", "cases", "median_days", "median_gap") == [
        (COACHING, WORK, 1, 1, 48, 10),
        (COACHING, COACHING, 1, 1, 49, 29),
        (COACHING, PRAKTIK, 1, 1, 61, 31),
        (PRAKTIK, COACHING, 1, 1, 61, 31),
    ]
    assert rows(payload["loops"], "step", "via", "times") == [(COACHING, None, 1), (COACHING, PRAKTIK, 1)]
    assert rows(payload["steps"], "step", "times", "cases", "began_here", "ended_here") == [
        (COACHING, 4, 2, 2, 1),
        (WORK, 1, 1, 0, 1),
        (PRAKTIK, 1, 1, 0, 0),
    ]
    spring = parsed(ask("flows", *SPRING, "-f", "json"))
    assert rows(spring["moves"], "step", "next") == [(COACHING, WORK), (COACHING, COACHING)]


def test_an_answer_tells_what_it_was_made_from(ask: Ask) -> None:
    payload = parsed(ask("flows", *LATER, "--known-at", "2023-01-31", "--position", "7", "--within", "journey", "-f", "json"))
    when = {name: payload[name] for name in ("as_of", "known_at", "position")}
    assert when == {"as_of": "2023-12-31", "known_at": "2023-01-31T23:59:59.999999+01:00", "position": 7}
    assert payload["asked"]["steps"] == ["insats", "placement", "study", "employment"]
    assert payload["asked"]["within"] == "journey"
    table = ask("flows", *LATER, "--known-at", "2023-01-31", "--within", "journey").out
    assert "Steg: insats, placering, studier, arbete; per resa." in table
    assert "Mätt till och med 2023-12-31; känt 2023-01-31 23:59; loggens position 19." in table


def test_steps_can_be_some_programmes_some_happenings_or_of_a_period(ask: Ask) -> None:
    def steps(*words: str) -> list[tuple[Any, ...]]:
        return rows(parsed(ask("flows", *words, *LATER, "--only", "steps", "-f", "json"))["steps"], "step", "times")

    assert steps("--of", "placement,employment") == [(WORK, 1), (PRAKTIK, 1)]
    assert steps("--events", "enrolled,exited") == [("enrolled", 3), ("exited", 2)]
    assert steps("--events", "exited", "--codes") == [("exited:A1", 1), ("exited:E9", 1)]
    assert steps("-p", "2022-03") == [(WORK, 1), (COACHING, 1)]
    assert ("insats_ended", 4) in steps("--events", "all")


def test_variants_are_whole_ways_with_their_loops_or_without(ask: Ask) -> None:
    payload = parsed(ask("variants", *LATER, "-f", "json"))
    ways = [([COACHING, WORK], 1, 50), ([COACHING, COACHING, PRAKTIK, COACHING], 1, 50)]
    assert sorted(rows(payload["variants"], "steps", "cases", "share")) == sorted(ways)
    assert payload["totals"] == {"ways": 2, "cases": 2, "alone": 2}
    folded = parsed(ask("variants", *LATER, "--fold", "runs", "-f", "json"))["variants"]
    assert [COACHING, PRAKTIK, COACHING] in [way["steps"] for way in folded]
    spring = parsed(ask("variants", *SPRING, "--fold", "runs", "-f", "json"))
    assert sorted(rows(spring["variants"], "steps")) == [([COACHING],), ([COACHING, WORK],)]


def test_a_way_in_a_journey_has_what_began_in_it(ask: Ask) -> None:
    payload = parsed(ask("variants", *LATER, "--within", "journey", "-f", "json"))["variants"]
    assert sorted(rows(payload, "steps")) == [([COACHING],), ([COACHING, COACHING, PRAKTIK, COACHING],)]


def test_a_way_in_a_spreadsheet_is_one_cell(ask: Ask) -> None:
    first, second = sheet(ask("variants", *LATER, "-f", "csv"))
    assert {first["steps"], second["steps"]} == {f"{COACHING} → {WORK}", f"{COACHING} → {COACHING} → {PRAKTIK} → {COACHING}"}
    assert first["share"] == "50,0"


def test_rework_tells_a_straight_repeat_from_one_after_something_else(ask: Ask) -> None:
    def coaching(*words: str) -> Any:
        (row,) = (row for row in parsed(ask("rework", *words, "-f", "json"))["rework"] if row["step"] == COACHING)
        return row

    assert coaching(*LATER) == {
        "step": COACHING, "cases": 2, "repeated": 1, "share": 50, "in_a_row": 1, "after_other": 1, "extra": 2,
    }  # fmt: skip
    assert (coaching(*SPRING)["extra"], coaching(*SPRING)["after_other"]) == (1, 0)
    assert sheet(ask("rework", *LATER, "-f", "csv"))[0]["extra"] == "2"


def test_kinds_that_are_meant_to_come_again_are_no_rework(ask: Ask) -> None:
    def repeated(*words: str) -> dict[str, int]:
        payload = parsed(ask("rework", "--events", "all", *words, *LATER, "-f", "json"))
        return {row["step"]: row["repeated"] for row in payload["rework"]}

    assert repeated()["insats_started"] == repeated("--may-repeat", "none")["insats_started"] == 1
    assert "insats_started" not in repeated("--may-repeat", "insats_started")
    assert (
        "Ska komma igen och räknas inte: insats påbörjad."
        in ask("rework", "--events", "all", "--may-repeat", "insats_started", *LATER).out
    )


# Waits


def test_the_time_between_two_happenings_has_those_still_waiting_in_it(ask: Ask) -> None:
    payload = parsed(ask("between", "enrolled", "insats_started", "--days", "10,30", *LATER, "-f", "json"))
    assert payload["times"] == [
        {
            "n": 2, "median": 15, "p25": 12.5, "p75": 17.5, "p90": 19, "mean": 15,
            "km_median": 20, "waiting": 1, "withdrawn": 0, "under_way": 0,
        }
    ]  # fmt: skip
    assert rows(payload["arrived"], "days", "arrived") == [(10, 1), (30, 2)]
    assert [row["share"] for row in payload["arrived"]] == pytest.approx([100 / 3, 200 / 3])
    (early,) = parsed(ask("between", "enrolled", "insats_started", "--as-of", "2022-01-15", "-f", "json"))["times"]
    assert (early["n"], early["waiting"], early["km_median"]) == (1, 1, 10)


def test_the_cases_of_a_wait_are_listed_on_request(ask: Ask) -> None:
    command = ["between", "enrolled:AME", "insats_started:coaching"]
    cases = parsed(ask(*command, *LATER, "--only", "cases", "-f", "json"))["cases"]
    assert rows(cases, "participant", "outcome", "days") == [("anna", "completed", 10), ("cia", "waiting", 698)]
    assert "anna" not in ask(*command, *LATER).out
    assert "väntar" in ask(*command, *LATER, "--only", "cases").out


def test_which_start_and_which_end_is_written_and_counts(ask: Ask) -> None:
    def days(*words: str) -> list[int]:
        command = ["between", "insats_started", "insats_ended", *words, "--only", "cases", "-f", "json"]
        return [case["days"] for case in parsed(ask(*command, *LATER))["cases"]]

    assert days() == [20, 30, 30, 38]
    assert days("--count-from", "last") == [30, 38]
    assert days("--count-from", "first", "--until", "last") == [201, 38]
    assert days("-p", "2022-01") == [20, 38]
    table = ask("between", "insats_started:coaching", "exited", "--count-from", "first", "-p", "2022", *LATER).out
    assert "Från insats påbörjad: Jobbcoachning till avslutad, dagar" in table
    assert "Från personens första sådana händelse under 2022 till den som kommer härnäst." in table


def test_destinations_compete_and_kaplan_meier_says_too_much(ask: Ask) -> None:
    payload = parsed(ask("destinations", "--from", "journey", "--days", "100,300,700", *LATER, "-f", "json"))
    shares = {(row["days"], row["destination"]): (row["incidence"], row["naive"]) for row in payload["shares"]}
    assert shares[100, "work"] == pytest.approx((100 / 3, 100 / 3))
    assert shares[300, "other_exit"] == pytest.approx((100 / 3, 50))
    assert shares[700, "work"] == (None, None)
    assert rows(payload["risk"], "days", "at_risk", "work", "other_exit", "censored") == [
        (100, 2, 1, 0, 0),
        (300, 1, 1, 1, 0),
        (700, 0, 1, 1, 1),
    ]
    spring = parsed(ask("destinations", "--from", "journey", "--days", "80", *SPRING, "-f", "json"))
    assert rows(spring["risk"], "work", "other_exit") == [(1, 0)]


def test_after_an_exit_the_days_are_counted_from_it(ask: Ask) -> None:
    cases = parsed(ask("destinations", *LATER, "--only", "cases", "-f", "json"))["cases"]
    assert rows(cases, "participant", "destination", "days") == [("anna", None, 487), ("bo", "work", 10)]
    assert rows(parsed(ask("destinations", "-p", "2022-02", *LATER, "--only", "cases", "-f", "json"))["cases"], "days") == [
        (10,)
    ]
    curve = sheet(ask("destinations", *LATER, "--only", "curve", "-f", "csv"))
    assert (curve[0]["days"], curve[0]["destination"], curve[0]["incidence"]) == ("10", "work", "50,0")


# States


def test_states_are_those_of_each_months_last_day(ask: Ask) -> None:
    command = ["states", "-p", "2022-01..2022-03", "-f", "json"]
    payload = parsed(ask(*command, *LATER))
    assert rows(payload["months"], "month", "state", "cases") == [
        ("2022-01", "insats", 2),
        ("2022-01", "none", 1),
        ("2022-02", "insats", 1),
        ("2022-02", "enrolled", 2),
        ("2022-03", "work", 1),
        ("2022-03", "insats", 1),
        ("2022-03", "enrolled", 1),
    ]
    assert {row["state"]: row["months"] for row in payload["time"]} == pytest.approx(
        {"work": 1 / 3, "insats": 4 / 3, "enrolled": 1, "none": 1 / 3}
    )
    assert (["insats", "work"], [2, 1], 1) in rows(payload["sequences"], "states", "months", "cases")
    early = parsed(ask(*command, "--as-of", "2022-02-28"))
    assert {row["month"] for row in early["months"]} == {"2022-01", "2022-02"}


def test_states_can_be_counted_since_a_happening_and_among_some(ask: Ask) -> None:
    def months(*words: str) -> list[tuple[Any, ...]]:
        payload = parsed(ask("states", *words, *LATER, "--only", "months", "-f", "json"))
        return rows(payload["months"], "month", "state", "cases")

    since = ["--since", "insats_started:coaching", "--months", "1"]
    assert months(*since) == [("0", "insats", 2), ("1", "insats", 1), ("1", "enrolled", 1)]
    assert months(*since, "-p", "2022-07") == []
    assert months(*since, "--count-from", "every")[0] == ("0", "insats", 4)
    assert months(*since, "--among", "enrolled:Jobbcentrum") == [("0", "insats", 1), ("1", "insats", 1)]
    assert months("-p", "2022-01", "--among", "exited", "--codes") == [("2022-01", COACHING, 2)]


def test_months_stand_side_by_side_a_year_and_one_at_a_time(ask: Ask) -> None:
    lines = ask("states", "-p", "2022-01..2023-02", *LATER, "--only", "months").rows
    headings = [row[1:] for row in lines if row[:1] == ["Tillstånd"] and row[1] != "per"]
    assert [(months[0], len(months)) for months in headings] == [("2022-01", 13), ("2023-02", 1)]
    insats = [row[1:] for row in lines if row[:1] == ["insats"]]
    assert insats == [["66,7", "33,3", "33,3", *["–"] * 3, "33,3", *["–"] * 6]]
    assert [row[1:3] for row in lines if row[:1] == ["antal"]] == [["3", "3"], ["3"]]


# Rounds


def test_three_definitions_of_coming_back_give_three_numbers(ask: Ask) -> None:
    names = ("definition", "cases", "yes", "not_yet", "lower", "upper")
    payload = parsed(ask("returns", *LATER, "-f", "json"))
    assert rows(payload["definitions"], *names) == [
        ("return", 5, 3, 0, 60, 60),
        ("cycler", 2, 1, 1, 50, 100),
        ("rundgang", 2, 1, 0, 50, 50),
    ]
    outcomes = {row["outcome"]: row["exits"] for row in payload["outcomes"]}
    assert outcomes == {"unproductive": 3, "after_productive": 0, "not_returned": 2, "past_help": 0, "not_yet": 0}
    assert rows(payload["months"], "month", "exits", "followed", "share") == [
        ("2022-07", 1, 1, 0),
        ("2022-05", 1, 1, 100),
        ("2022-03", 1, 1, 100),
        ("2022-02", 1, 1, 0),
        ("2022-01", 1, 1, 100),
    ]
    spring = parsed(ask("returns", *SPRING, "-f", "json"))
    (first, *_) = rows(spring["definitions"], *names)
    assert first == ("return", 3, 1, 2, pytest.approx(100 / 3), 100)
    assert rows(spring["months"], "followed", "share") == [(0, None)] * 3


def test_what_came_first_after_an_exit_competes_too(ask: Ask) -> None:
    payload = parsed(ask("returns", "--days", "30,60", *LATER, "-f", "json"))
    shares = {(row["days"], row["destination"]): row["incidence"] for row in payload["shares"]}
    assert (shares[30, "returned"], shares[60, "productive"]) == (60, 20)
    assert rows(payload["risk"], "days", "returned", "productive") == [(30, 3, 0), (60, 3, 1)]


def test_the_parameters_of_the_definitions_can_be_set_and_are_written(ask: Ask) -> None:
    def yes(*words: str) -> list[int]:
        return [row["yes"] for row in parsed(ask("returns", *words, *LATER, "-f", "json"))["definitions"]]

    assert yes() == [3, 1, 1]
    assert yes("--set", "bridge_days=31") == [0, 0, 1]
    assert yes("--set", "moves=4") == [3, 1, 0]
    assert yes("--set", "spells=5") == [3, 0, 1]
    assert yes("--set", "moves=3", "--ladder", "coaching,praktik") == [3, 1, 0]
    assert yes("--set", "moves=3", "--ladder", "coaching,praktik@2023-01-01..2023-12-31") == [3, 1, 1]
    assert yes("--set", "left_out=coaching") == [0, 0, 0]
    terms = parsed(ask("returns", "--set", "productive_days=never", "--ladder", "coaching+course,praktik", "-f", "json"))
    assert terms["asked"]["terms"]["productive_days"] is None
    assert terms["asked"]["terms"]["ladders"][0]["rungs"] == {"coaching": 1, "course": 1, "praktik": 2}
    assert "inget arbete räknas som stadigt" in " ".join(ask("returns", "--set", "productive_days=never").out.split())


def test_the_persons_of_a_definition_are_listed_on_request(ask: Ask) -> None:
    def only(name: str, *columns: str) -> list[tuple[Any, ...]]:
        return rows(parsed(ask("returns", "--only", name, *LATER, "-f", "json"))[name], *columns)

    assert only("rounds", "participant", "outcome", "moves", "revisits") == [("anna", "yes", 3, 2), ("bo", "no", 0, 0)]
    assert only("cyclers", "participant", "spells", "outcome") == [("anna", 4, "yes"), ("bo", 1, "not_yet")]
    assert only("exits", "participant", "again_on")[:2] == [("anna", "2022-03-01"), ("anna", "2022-05-01")]
    assert "anna" not in ask("returns", *LATER).out


def test_sensitivity_has_a_row_for_each_setting(ask: Ask) -> None:
    def table(*words: str) -> list[dict[str, Any]]:
        return list(parsed(ask("sensitivity", *words, *LATER, "-f", "json"))["sensitivity"])

    usual, *others = table()
    counts = ("exits", "returned", "unproductive_returners", "persons", "cyclers", "rundgang")
    assert rows([usual], *counts) == [(5, 3, 1, 2, 1, 1)]
    assert [rows([row], *counts) for row in others if row["bridge_days"] == 90] == [[(2, 0, 0, 2, 0, 1)]]
    assert rows(table("--vary", "moves=2,4"), "moves", "rundgang") == [(2, 1), (4, 0)]
    both = table("--vary", "moves=2,4", "--vary", "bridge_days=14,90", "--every")
    assert rows(both, "moves", "bridge_days", "exits", "rundgang") == [
        (2, 14, 5, 1),
        (2, 90, 2, 1),
        (4, 14, 5, 0),
        (4, 90, 2, 0),
    ]
    assert parsed(ask("sensitivity", *SPRING, "-f", "json"))["sensitivity"][0]["exits"] == 3
    named = ask("sensitivity", "--vary", "productive_days=30,never", *LATER).out
    assert [line for line in named.splitlines() if line.startswith("inget arbete räknas som stadigt ")]


NEVER = "aldrig en grund för sanktion", "never a ground for a sanction"
NO_LADDER = "Ingen trappa är angiven", "No ladder is declared"


@pytest.mark.parametrize("command", ["returns", "sensitivity"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_going_round_is_never_shown_without_saying_what_it_is_no_ground_for(ask: Ask, command: str, form: str) -> None:
    for nr, lang in enumerate(("sv", "en")):
        text = ask(command, *LATER, "-f", form, "--lang", lang).out
        assert NEVER[nr] in text
        assert NO_LADDER[nr] in text
    assert NO_LADDER[0] not in ask(command, *LATER, "-f", form, "--ladder", "coaching").out
    assert NEVER[0] not in ask("flows", *LATER, "-f", form).out


@pytest.mark.parametrize("only", ["definitions", "months", "rounds", "cyclers", "exits", "curve"])
def test_each_part_of_it_says_so_by_itself(ask: Ask, only: str) -> None:
    assert all(NEVER[0] in row["note"] for row in sheet(ask("returns", *LATER, "--only", only, "-f", "csv")))
    assert NEVER[0] in ask("returns", *LATER, "--only", only).out


# All of them


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_tables_have_words_and_no_codes(ask: Ask, words: list[str]) -> None:
    for lang in ("sv", "en"):
        out = ask(*words, *LATER, "--lang", lang).out
        assert re.findall(r"\b[a-z]+_[a-z_]+", out) == []
        assert (f"{'Mätt till och med' if lang == 'sv' else 'As of'} 2023-12-31; ") in out


def test_the_eye_sees_the_same_numbers(ask: Ask) -> None:
    def lines(*words: str) -> list[str]:
        return [" ".join(row) for row in ask(*words, *LATER).rows]

    assert "Jobbcoachning (insats) Jobbcoachning (insats) 1 1 49,0 29,0" in lines("flows")
    assert "Jobbcoachning (insats) Praktik (placering) 1 1" in lines("flows")
    assert "1 50,0 Jobbcoachning (insats) → Tillsvidareanställning (arbete)" in lines("variants")
    assert "Jobbcoachning (insats) 2 1 50,0 1 1 2" in lines("rework")
    assert "2 15,0 12,5 17,5 19,0 15,0 20 1 0 0" in lines("between", "enrolled", "insats_started")
    assert "annat avslut 33,3 50,0" in lines("destinations", "--from", "journey", "--days", "300")
    assert "300 1 1 0 0 0 1 0 0" in lines("destinations", "--from", "journey", "--days", "300")
    assert "1 33,3 insats 2 → arbete 1" in lines("states", "-p", "2022-01..2022-03")
    assert "Återinträde efter avslutad period 5 avslut 3 0 60,0 60,0" in lines("returns")
    assert "anna ja 3 3 0 2 2022-01-11 202" in lines("returns", "--only", "rounds")
    assert "parametrarna nedan 5 3 3 0 2 1 1 1 1" in lines("sensitivity")


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_day_before_anything_happened_has_empty_tables(ask: Ask, words: list[str]) -> None:
    for form in ("table", "csv", "json"):
        assert ask(*words, "--as-of", "2000-01-01", "-f", form).code == 0


def test_a_long_table_is_cut_for_the_eye_and_says_so(ask: Ask) -> None:
    out = ask("flows", *LATER, "--only", "moves", "--top", "3").out
    assert "3 rader av 4; --top 4 visar alla." in out
    assert "visar alla" not in ask("flows", *LATER, "--only", "moves").out
    assert len(parsed(ask("flows", *LATER, "--top", "3", "-f", "json"))["moves"]) == 3


def test_a_spreadsheet_has_the_first_table_or_the_requested_one(ask: Ask, tmp_path: Path) -> None:
    assert list(sheet(ask("flows", *LATER, "-f", "csv"))[0]) == ["step", "next", "times", "cases", "median_days", "median_gap"]
    assert list(sheet(ask("flows", *LATER, "--only", "loops", "-f", "csv"))[0]) == ["step", "via", "times", "cases"]
    out = tmp_path / "flows.csv"
    assert ask("flows", *LATER, "-f", "csv", "--out", out).out == ""
    assert out.read_text("utf-8").startswith("\ufeffstep;next;")


def test_every_kind_of_happening_is_listed_with_its_words_and_codes() -> None:
    kinds = {row["kind"]: row for row in rodtrad("movements", "kinds", "-f", "json").json}
    assert kinds.keys() == EVENT_KINDS
    assert (kinds["exited"]["sv"], kinds["exited"]["en"]) == ("avslutad", "exited")
    assert "coaching" in kinds["insats_started"]["codes"]
    assert "journey_ended" in rodtrad("movements", "kinds").out
    assert "the unit" in rodtrad("movements", "kinds", "--lang", "en").out


@pytest.mark.parametrize(
    ("words", "code", "sv"),
    [
        (["between", "began", "exited"], 1, "Händelseslaget ”began” finns inte. Det finns: absence_recorded"),
        (["between", "enrolled", "exited:A9"], 1, "Koden ”A9” finns inte. Det finns: A1, A2"),
        (["between", "enrolled:Ame", "exited"], 1, "Koden ”Ame” finns inte. Det finns: AME, Jobbcentrum."),
        (["between", "deceased:x", "exited"], 2, "deceased:x: deceased har inga koder."),
        (["between", "enrolled", "exited", "--days", "x"], 2, "--days: skriv hela dagar med komma emellan, högst 10000."),
        (["between", "enrolled", "exited", "-p", "20222"], 1, "Perioden ”20222” finns inte."),
        (["between", "enrolled"], 2, "TILL saknas."),
        (["flows", "--of", "journey"], 1, "Steget ”journey” finns inte. Det finns: insats, placement, study, employment."),
        (["flows", "--of", "insats", "--events", "all"], 2, "--of: går inte ihop med --events."),
        (["flows", "--codes"], 2, "--codes: hör till --events."),
        (["flows", "--events", "began"], 1, "Händelseslaget ”began” finns inte."),
        (["flows", "--only", "edges"], 2, "”edges” är inget av"),
        (["variants", "--top", "0"], 2, "skriv ett heltal, minst 1."),
        (["variants", "--as-of", "31/12"], 2, "--as-of: ”31/12” är inget datum"),
        (["rework", "--may-repeat", "began"], 1, "Händelseslaget ”began” finns inte."),
        (["states"], 2, "--period: ange en period, eller --since."),
        (["states", "--since", "began"], 1, "Händelseslaget ”began” finns inte."),
        (["states", "-p", "2022", "--among", "enrolled:Ame"], 1, "Koden ”Ame” finns inte."),
        (["returns", "--set", "gap=3"], 1, "Parametern ”gap” finns inte. Det finns: bridge_days"),
        (["returns", "--set", "spells"], 2, "--set: skriv namn=värde, inte ”spells”."),
        (["returns", "--set", "spells=1"], 2, "--set spells: ”1” duger inte; skriv ett heltal, minst 2, högst 10000."),
        (["returns", "--set", "productive_days=x"], 2, "skriv ett heltal, minst 1, eller never, högst 10000."),
        (["returns", "--set", "left_out=dance"], 1, "Koden ”dance” finns inte."),
        (["returns", "--ladder", "coaching,dance"], 1, "Koden ”dance” finns inte."),
        (["returns", "--ladder", "@2022-01-01..2022-12-31"], 2, "--ladder: skriv koderna, lägsta steget först."),
        (["returns", "--ladder", "coaching@2022"], 2, "--ladder: ”2022” är inget datum"),
        (["sensitivity", "--vary", "left_out=course"], 1, "Parametern ”left_out” finns inte."),
        (["sensitivity", "--vary", "moves=2,x"], 2, "--vary moves: ”x” duger inte; skriv ett heltal, minst 1, högst 10000."),
        (["sensitivity", "--every"], 2, "--every: hör till --vary."),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(ask: Ask, words: list[str], code: int, sv: str) -> None:
    result = ask(*words)
    assert (result.code, result.out) == (code, "")
    assert sv in result.err
    assert len(result.err.splitlines()) == 1
    english = ask(*words, "--lang", "en")
    assert (english.code, english.out) == (code, "")
    assert sv not in english.err


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_command_has_its_help(lang: str) -> None:
    for command in movements.commands:
        result = rodtrad("movements", command, "--help", "--lang", lang)
        assert result.code == 0
        assert ("Visar hjälpen." if lang == "sv" else "Shows this help.") in result.out
