"""Publishing, comparing and withdrawing from the command line, as somebody types it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from projections.measuring.labels import HIDDEN, hidden
from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines

Run = Callable[..., CommandResult]
AS_OF = ("--as-of", "2023-12-31")
LATER = """
2022-01-01 dan participant_registered sex=K born_on=1980-01-01
2022-02-01 dan enrolled enrolment_id=e9 unit=AME
2022-05-01 dan exited enrolment_id=e9 reason=A1
2022-05-02 dan employment_started employment_id=w form=permanent
"""


def later(**changed: object) -> list[dict[str, object]]:
    """What comes in afterwards, under ids of its own."""
    return [{**line, "id": f"later-{number}", **changed} for number, line in enumerate(lines_of(LATER))]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def ask(*words: object) -> CommandResult:
        return rodtrad(*words, "--store", tmp_path / "store")

    assert ask("import", write_lines(tmp_path / "first.ndjson", lines_of(THREE_LIVES))).code == 0
    return ask


@pytest.fixture
def published(run: Run) -> str:
    result = run("publish", "OUT-90.kas", "-p", "2022", *AS_OF, "--title", "Årsbokslut", "-f", "json", "--open-counts")
    assert (result.code, result.err) == (0, "")
    (record,) = result.json
    assert (record["measure"], record["title"], record["withdrawn"]) == ("OUT-90.kas", "Årsbokslut", None)
    assert (record["numerator"], record["denominator"]) == (1, 3)
    return str(record["id"])


def test_what_was_published_is_listed_as_it_was_beside_what_it_is_today(run: Run, published: str, tmp_path: Path) -> None:
    run("import", write_lines(tmp_path / "later.ndjson", later()))
    (record,) = run("publications", "--compare", "-f", "json", "--open-counts").json
    assert (record["id"], record["value"], record["today"]) == (published, pytest.approx(100 / 3), 50)
    table = run("publications", published, "--open-counts").out
    assert "33,3 %" in table
    assert "50 %" not in table  # an id may hold any two digits


def test_why_a_published_figure_changed_is_explained_with_the_case(run: Run, published: str, tmp_path: Path) -> None:
    assert {cause["value"] for cause in run("changes", "--from-publication", published, "-f", "json").json["causes"]} == {0}
    run("import", write_lines(tmp_path / "later.ndjson", later()))
    payload = run("changes", "--from-publication", published, "-f", "json").json
    assert set(payload) == {"from", "to", "causes"}
    assert (payload["from"]["denominator"], payload["to"]["denominator"]) == (3, 4)
    (late,) = (cause for cause in payload["causes"] if cause["cases"])
    assert (late["cause"], late["numerator"], late["denominator"]) == ("late_registration", 1, 1)
    assert late["cases"][0]["participant"] == "dan"
    assert (late["cases"][0]["before"], late["cases"][0]["after"]["outcome"]) == (None, "yes")
    assert sum(cause["value"] for cause in payload["causes"]) == pytest.approx(
        payload["to"]["value"] - payload["from"]["value"]
    )
    table = run("changes", "--from-publication", published).out
    assert "sent registrerat" in table
    assert "late registration" in run("--lang", "en", "changes", "--from-publication", published).out


def test_two_positions_two_days_and_two_definitions_are_compared(run: Run, tmp_path: Path) -> None:
    before = run("measure", "R3", "-p", "2022", *AS_OF, "-f", "json", "--open-counts").json[0]["position"]
    run("import", write_lines(tmp_path / "later.ndjson", later()))
    payload = run("changes", "OUT-90.kas", "-p", "2022", *AS_OF, "--from-position", before, "-f", "json").json
    assert [cause["cause"] for cause in payload["causes"] if cause["cases"]] == ["late_registration"]
    payload = run("changes", "OUT-90.kas", "-p", "2022", *AS_OF, "--from-as-of", "2022-11-30", "-f", "json").json
    assert [cause["cause"] for cause in payload["causes"] if cause["cases"]] == ["matured_window"]
    other = ("--from-definition", "OUT-90.scb90/1", "--to-definition", "OUT-90.regular/1")
    payload = run("changes", "-p", "2022", *AS_OF, *other, "-f", "json").json
    assert (payload["from"]["measure"], payload["to"]["measure"]) == ("OUT-90.scb90", "OUT-90.regular")


def test_each_period_is_compared_for_itself(run: Run) -> None:
    payload = run(
        "changes", "OUT-90.kas", "-p", "2022", "-p", "2023", "--part", "sex=K", "--from-position", "3", "-f", "json"
    ).json
    assert [(difference["to"]["period"], difference["to"]["breakdown"]) for difference in payload] == [
        ("2022", {"sex": "K"}),
        ("2023", {"sex": "K"}),
    ]


def test_a_withdrawn_figure_is_listed_with_its_reason(run: Run, published: str) -> None:
    assert run("withdraw", published, "--reason", "fel enhet").code == 0
    (record,) = run("publications", "-f", "json").json
    assert record["withdrawn"]["reason"] == "fel enhet"
    assert "fel enhet" in run("publications").out
    again = run("withdraw", published, "--reason", "igen")
    assert (again.code, "redan återkallad: fel enhet" in again.err) == (1, True)


def test_what_is_withdrawn_is_seen_in_a_narrow_terminal_too(run: Run, published: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("withdraw", published, "--reason", "fel enhet")
    monkeypatch.setenv("COLUMNS", "80")
    assert "Återkallad" in run("publications").out


def test_what_dots_mean_is_written_below_what_was_published(run: Run, published: str) -> None:
    assert f"{HIDDEN}  {hidden('sv')}" in run("publications", published).out
    assert hidden("sv") not in run("publications", published, "--open-counts").out


def test_a_comparison_of_today_with_today_is_refused(run: Run) -> None:
    refused = run("changes", "OUT-90.kas", "-p", "2022")
    assert (refused.code, "--from-known" in refused.err) == (2, True)


def test_small_counts_of_what_was_published_are_hidden_unless_opened_which_is_recorded(run: Run, published: str) -> None:
    (record,) = run("publications", "--compare", "-f", "json").json
    assert (record["value"], record["numerator"], record["today"]) == (None, None, None)
    assert (record["suppressed"], record["today_hidden"]) == (True, True)
    assert run("publications", published).rows[2].count("..") == 1
    (opening,) = run("openings", "-f", "json").json
    assert (opening["command"], opening["what"]) == ("publish", published)
    (figure,) = run(
        "revisions", "OUT-90.kas", "-p", "2022", "--from-month", "2023-01", "--to-month", "2023-01", "-f", "json"
    ).json
    assert (figure["value"], figure["suppressed"]) == (None, True)


def test_what_was_hidden_when_it_was_published_stays_hidden_and_is_not_given_away(run: Run, tmp_path: Path) -> None:
    """Four women are hidden, and the men with them; a fifth that comes later does not open what was hidden."""
    lines = [
        {"kind": kind, "participant": f"p{number}", "on": "2023-12-20", "recorded_at": "2023-12-21T09:00:00+01:00", **fields}
        for number in range(24)
        for kind, fields in (
            ("participant_registered", {"id": f"r{number}", "sex": "K" if number < 4 else "M", "born_on": "2003-05-15"}),
            ("support_paid", {"id": f"s{number}", "month": "2023-12", "amount": 8000}),
        )
    ]
    run("import", write_lines(tmp_path / "four.ndjson", lines))
    ask = ("UPP-1.6", "-p", "2023-12", "--as-of", "2024-03-31", "-f", "json")
    values = {figure["breakdown"].get("sex"): figure["value"] for figure in run("publish", *ask, "--by", "sex").json}
    assert values == {None: 24, "K": None, "M": None}
    more = [
        {**line, "participant": "q", "id": f"q{line['id']}", **({"sex": "K"} if "sex" in line else {})} for line in lines[:2]
    ]
    run("import", write_lines(tmp_path / "fifth.ndjson", more))
    assert [figure["value"] for figure in run("measure", *ask, "--by", "sex", "--open-counts").json] == [25, 5, 20]
    shown = {figure["breakdown"].get("sex"): figure["value"] for figure in run("measure", *ask, "--by", "sex").json}
    assert (shown["K"], shown["M"]) == (None, None)


def test_a_whole_report_is_published(run: Run) -> None:
    result = run("publish", "report", "enkoping", "2022", *AS_OF, "-f", "json")
    assert result.code == 0, result.err
    assert {"ENK-1", "ENK-JC1", "ENK-7"} <= {record["measure"] for record in result.json}
    assert len({record["id"].split(".")[0] for record in result.json}) == 1


def test_the_revision_triangle_has_a_column_for_each_month_of_knowledge(run: Run, tmp_path: Path) -> None:
    late = later(recorded_at="2023-02-10T12:00:00+01:00")
    run("import", write_lines(tmp_path / "later.ndjson", late))
    months = ("--from-month", "2023-01", "--to-month", "2023-03", "--open-counts")
    payload = run("revisions", "OUT-90.kas", "-p", "2022", *months, *AS_OF, "-f", "json").json
    assert [(figure["known_at"][:10], figure["denominator"]) for figure in payload] == [
        ("2023-01-31", 3),
        ("2023-02-28", 4),
        ("2023-03-31", 4),
    ]
    assert run("revisions", "OUT-90.kas", "-p", "2022", *months, *AS_OF).rows[1][2:] == ["jan", "feb", "mar"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("changes", "-p", "2022"), "ange ett mått"),
        (("changes", "OUT-90", "-p", "2022"), "ett mått i taget"),
        (("changes", "R3"), "ange en period"),
        (("changes", "R3", "--from-publication", "pub-0.1"), "siffran säger själv"),
        (("changes", "--from-publication", "pub-0.1"), "finns inte"),
        (("publish", "R3"), "ange en period"),
        (("publish", "report", "uppsala"), "report KOMMUN PERIOD"),
        (("publish", "report", "malmo", "2022"), "report KOMMUN PERIOD"),
        (("publications", "pub-0.1"), "finns inte"),
        (("revisions", "R3", "-p", "2022", "--from-month", "2024-01", "--to-month", "2023-01"), "senare"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.code in (1, 2)
    assert says in result.err
    assert "Traceback" not in result.err
