"""The review of looks: samples that are the same for all who draw them, the rules, verdicts, and a participant's extract."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.access.access_log import AccessEntry
from domain.access.reviewing import LookedAt, LookRule, broken_rules, opened_by, sampled, verdicts
from scripts.cli.console.session import now
from tests.scripts.access.test_operators import Run, run, staffed  # noqa: F401 the fixtures

BO = bytes(15) + b"b"


def entry(number: int, at: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC), **more: object) -> AccessEntry:
    fields = {"issuer": "local", "sub": "kim", "role": "caseworker", "units": ("A",), "purpose": None, "session": ""}
    fields |= {"client": "", "action": "thread", "what": "GET", "outcome": "done", "persons": (BO,)}
    return AccessEntry(number, at, **{**fields, **more})  # type: ignore[arg-type]


def test_a_sample_is_of_each_unit_the_same_for_the_same_seed_and_another_for_another() -> None:
    looks = [entry(number, units=("AB"[number % 2],)) for number in range(1, 41)]
    first = sampled(looks, b"root", 5)
    assert [look.units for look in first].count(("A",)) == [look.units for look in first].count(("B",)) == 5
    assert sampled(looks[::-1], b"root", 40) == looks
    assert sampled(looks, b"root", 5) == first != sampled(looks, b"other", 5)
    assert sampled([entry(1, persons=())], b"root") == []


@pytest.mark.parametrize(
    ("more", "person", "rules"),
    [
        ({}, LookedAt(), []),
        ({}, LookedAt(frozenset({"bo", "ek"})), ["same_surname"]),
        ({}, LookedAt(ended_on=date(2026, 8, 3)), ["closed_case"]),
        ({}, LookedAt(ended_on=date(2026, 8, 4)), []),
        ({"at": datetime(2026, 11, 2, 4, 59, tzinfo=UTC)}, LookedAt(), ["odd_hours"]),
        ({"at": datetime(2026, 11, 2, 18, 0, tzinfo=UTC)}, LookedAt(), ["odd_hours"]),
        ({"at": datetime(2026, 11, 7, 9, tzinfo=UTC)}, LookedAt(), ["odd_hours"]),
        ({"action": "search"}, LookedAt(), ["searched_not_opened"]),
        ({}, LookedAt(is_protected=True), ["protected"]),
    ],
)
def test_each_rule_asks_about_what_it_is_for(more: dict[str, object], person: LookedAt, rules: list[LookRule]) -> None:
    assert broken_rules(entry(1, **more), "Kim Ek", [person], ()) == rules  # type: ignore[arg-type]


def test_whom_one_opens_after_the_search_is_opened() -> None:
    search = entry(2, action="search")
    for later, is_opened in (
        (entry(3), True),
        (entry(1), False),
        (entry(3, sub="bea"), False),
        (entry(3, persons=(bytes(16),)), False),
        (entry(3, at=datetime(2026, 11, 3, 9, tzinfo=UTC)), False),
    ):
        rules = broken_rules(search, "Kim Ek", [LookedAt()], opened_by([search, later], search))
        assert (rules == []) == is_opened


def test_the_last_verdict_of_a_look_holds() -> None:
    given = [entry(number, action="reviewed", what=what) for number, what in ((5, "3 unclear"), (6, "3 proper kollat allt"))]
    assert verdicts([entry(3), *given]) == {3: "proper"}


def test_a_manager_reviews_the_looks_of_their_own_units_staff(run: Run, staffed: Path) -> None:  # noqa: F811
    month = f"{now():%Y-%m}"
    run("kim", "timeline", "anna")
    run("ada", "users", "purpose", "eva", "uppföljning", "--until", f"{now().year + 1}-01-01")
    run("eva", "export-cases", "R4", "-p", "2022", "--out", staffed.parent / "x.csv")
    own = run("bea", "looks", "list", "--month", month, "-f", "json").json
    everybodys = run("dag", "looks", "list", "--month", month, "-f", "json").json
    assert {row["who"] for row in own} == {"kim"}
    assert {"kim", "eva"} <= {row["who"] for row in everybodys}
    (sample, *_) = run("bea", "looks", "sample", "--month", month, "-f", "json").json
    assert sample["verdict"] is None
    assert run("bea", "looks", "review", sample["number"], "proper", "--comment", "känt ärende").code == 0
    again = run("bea", "looks", "sample", "--month", month)
    assert "Granskade: 1 av" in again.out
    others = next(row["number"] for row in everybodys if row["who"] == "eva")
    assert run("bea", "looks", "review", others, "proper").code == 1
    assert run("dag", "looks", "verify").code == 0


def test_a_participants_extract_says_who_has_seen_them_and_their_thread_in_words(run: Run) -> None:  # noqa: F811
    run("kim", "timeline", "anna")
    extract = run("dag", "looks", "extract", "anna")
    assert extract.code == 0
    assert "kim" in extract.out
    assert "Jobbcoachning" in extract.out
    assert run("dag", "looks", "extract", "nobody").code == 1


def test_passwords_codes_and_tokens_are_given_by_an_administrator(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("sys.stdin.readline", lambda: "kort\n", raising=False)
    assert run("ada", "users", "password", "kim").code == 2
    monkeypatch.setattr("sys.stdin.readline", lambda: "häst batteri häftstift\n", raising=False)
    assert run("ada", "users", "password", "kim").code == 0
    assert run("ada", "users", "totp", "kim").out.startswith("otpauth://totp/")
    until = f"{now().year}-12-31"
    assert run("ada", "users", "token", "sys", "bi", "--scope", "figures", "--until", until).out.startswith("rodtrad_")
    assert run("ada", "users", "token", "sys", "bi", "--scope", "accounts", "--until", until).code == 2
    assert run("ada", "users", "token", "sys", "bi", "--end", "--until", until).code == 0
    assert run("ada", "users", "assign", "kim", "bo").code == 0
    assert run("kim", "timeline", "bo").code == 0
    assert run("ada", "users", "assign", "kim", "bo", "--end").code == 0
    assert run("kim", "timeline", "bo").code == 1
    assert "handläggare" in run("ada", "users", "list").out
