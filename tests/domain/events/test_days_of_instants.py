"""An instant becomes a day in Stockholm, wherever that is asked (events.md §1, Dates), and one place says so."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import polars as pl
import pytest

from domain.calendar import day_of, end_of_day, in_stockholm
from domain.events.event import Event
from domain.events.lines import read_line
from domain.participant.fold import fold
from domain.participant.soft_findings import soft_findings
from projections.facts.days import stockholm_day

HOUSE = Path(__file__).parents[3]
LATE_EVENING = ("2024-01-31T23:30:00Z", "2024-02-01T00:30:00+01:00", "2024-01-31T13:30:00-10:00")


@pytest.mark.parametrize("instant", LATE_EVENING)
def test_an_instant_is_of_stockholms_day_whatever_its_offset(instant: str) -> None:
    assert day_of(datetime.fromisoformat(instant)) == date(2024, 2, 1)


def test_the_end_of_a_day_is_of_that_day_also_at_the_ends_of_the_calendar() -> None:
    for day in (date(2023, 3, 26), date(2023, 10, 29), date.max, date(2, 1, 1)):
        assert day_of(end_of_day(day)) == day


def test_an_instant_beyond_stockholms_calendar_has_a_day_all_the_same() -> None:
    assert day_of(datetime.max.replace(tzinfo=UTC)) == date.max
    assert in_stockholm(datetime.fromisoformat("0001-01-01T00:00:00+01:30")).year == 1


@pytest.mark.parametrize("instant", LATE_EVENING)
def test_the_same_instant_is_equally_late_in_every_offset(instant: str) -> None:
    lines = (
        f'{{"kind":"participant_registered","participant":"p","on":"2024-01-01","recorded_at":"{instant}","sex":"K"}}',
        f'{{"kind":"moved_in","participant":"p","on":"2024-01-01","recorded_at":"{instant}"}}',
    )
    entries = [read_line(line.encode(), datetime.now(UTC)).entry for line in lines]
    thread = fold([entry for entry in entries if isinstance(entry, Event)])
    late = [finding for finding in soft_findings(thread) if finding.code == "registered_late"]
    assert [finding.detail for finding in late] == ["31", "31"]


def test_a_column_of_instants_has_the_days_that_they_have_alone() -> None:
    first = datetime(2023, 3, 25, 21, tzinfo=UTC)
    instants = [first + timedelta(minutes=17 * n) for n in range(200)]
    frame = pl.DataFrame({"at": [round(at.timestamp() * 1_000_000) for at in instants]})
    assert frame.select(stockholm_day(pl.col("at")))["at"].to_list() == [day_of(at) for at in instants]


def test_nobody_else_takes_the_day_of_an_instant() -> None:
    own = re.compile(r"astimezone\(|recorded_at\.date\(\)|known_at\.date\(\)|now\(\)\.date\(\)|convert_time_zone")
    rooms = ("domain", "projections", "api", "scripts")
    modules = {path for room in rooms for path in (HOUSE / room).rglob("*.py") if own.search(path.read_text())}
    assert {str(path.relative_to(HOUSE)) for path in modules} == {"domain/calendar.py", "projections/facts/days.py"}


def test_the_day_of_an_instant_near_stockholm_is_that_of_its_conversion() -> None:
    """Every third of an hour of two days a year, in offsets from -1 to +4 hours, around both changes of the clock."""
    for year in range(1900, 2101):
        for first in (datetime(year, 3, 26, tzinfo=UTC), datetime(year, 10, 29, tzinfo=UTC)):
            for step in range(72):
                at = (first + timedelta(minutes=20 * step)).astimezone(timezone(timedelta(hours=step % 6 - 1)))
                assert day_of(at) == in_stockholm(at).date()
