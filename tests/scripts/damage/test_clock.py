"""A clock that was once ahead: stored times never decrease, and what cannot be told by day is not told."""

from datetime import datetime, timedelta

import pytest

from domain.calendar import STOCKHOLM
from tests.scripts.command_line import CommandResult
from tests.scripts.damage.harmed import Harmed, person

FIGURE = ("measure", "UPP-1.1", "-p", "2022", "-f", "json", "--learned-by")


def at(town: Harmed, day: str, text: str, monkeypatch: pytest.MonkeyPatch) -> CommandResult:
    """An import by a clock that shows this day."""
    clock = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=STOCKHOLM)
    with monkeypatch.context() as patch:
        patch.setattr("scripts.cli.store.importing.now", lambda: clock)
        return town.take_in(text)


@pytest.fixture
def ahead(nowhere: Harmed, monkeypatch: pytest.MonkeyPatch) -> Harmed:
    """Anna in 2024, Bo by a clock of 2028, then Cia when it had been set right, in 2025."""
    for day, name in (("2024-03-01", "anna"), ("2028-01-01", "bo"), ("2025-03-01", "cia")):
        assert at(nowhere, day, person(name), monkeypatch).code == 0
    return nowhere


def test_stored_times_never_decrease(ahead: Harmed) -> None:
    stored = [stored_at for (stored_at,) in ahead.sql("log", "SELECT stored_at FROM events ORDER BY position")]
    assert stored == sorted(stored)
    assert stored[2:] == [stored[2]] * 4


@pytest.mark.parametrize("day", ["2024-03-01", "2024-06-01", "2025-03-01", "2026-01-01"])
def test_what_was_learned_by_a_day_in_question_cannot_be_decided(ahead: Harmed, day: str) -> None:
    refused = ahead.run(*FIGURE, day)
    assert (refused.code, refused.out) == (2, "")
    says = "En klocka gick före: från 2024-03-01 till 2028-01-01 vet loggen inte vad som kom när."
    assert refused.err == f"--learned-by: går inte att avgöra. {says}\n"


def test_what_was_learned_before_is_answered(ahead: Harmed) -> None:
    assert ahead.run(*FIGURE, "2024-02-29").json[0]["position"] == 0


def test_the_status_names_the_days(ahead: Harmed) -> None:
    assert ahead.run("status", "-f", "json").json["clock_ahead"] == ["2024-03-01/2028-01-01"]
    assert "En klocka gick före" in ahead.run("status").out


def test_it_is_known_also_when_that_time_has_come(ahead: Harmed, monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(ahead, "2028-06-01", person("dan"), monkeypatch).code == 0
    monkeypatch.setattr("scripts.cli.store.commands.now", lambda: datetime(2028, 6, 2, tzinfo=STOCKHOLM))
    assert ahead.run("status", "-f", "json").json["clock_ahead"] == ["2024-03-01/2028-01-01"]


def test_a_clock_that_is_still_ahead_is_seen(nowhere: Harmed, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, name in (("2024-03-01", "anna"), ("2031-01-01", "bo")):
        at(nowhere, day, person(name), monkeypatch)
    assert nowhere.run("status", "-f", "json").json["clock_ahead"] == ["2024-03-01/2031-01-01"]
    assert nowhere.run(*FIGURE, "2024-06-01").code == 2


def test_an_import_that_takes_its_time_is_no_clock_ahead(town: Harmed, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps the instant it began at, and others write meanwhile."""
    began = datetime.now(STOCKHOLM) - timedelta(hours=5)
    monkeypatch.setattr("scripts.cli.store.importing.now", lambda: began)
    town.take_in(person("dan"))
    assert town.run("status", "-f", "json").json["clock_ahead"] == []
