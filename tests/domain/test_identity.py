"""A samordningsnummer whose birth is not proved (month 00, day 60) is one (events.md §2), and tells no birth date."""

import json
from datetime import UTC, date, datetime

import pytest

from domain.events.event import Event
from domain.events.lines import read_line
from domain.identity import born_on, can_be, one_form
from domain.participant.fold import fold
from domain.participant.soft_findings import soft_findings

NOT_PROVED = {
    "19730070-9818": "197300709818",
    "19730060-9836": "197300609836",
    "730060-9836": "197300609836",
    "730060+9836": "187300609836",
    "7300609836": "197300609836",
}


@pytest.mark.parametrize("number", NOT_PROVED)
def test_a_samordningsnummer_of_a_birth_that_is_not_proved_is_one_of_one_form(number: str) -> None:
    assert can_be(number, "samordningsnummer")
    assert not can_be(number, "personnummer")
    assert one_form(number) == NOT_PROVED[number]
    assert born_on(one_form(number)) is None


@pytest.mark.parametrize("number", ["197300609837", "197300129818", "197313609836", "197300929818"])
def test_another_check_digit_month_or_day_makes_it_none(number: str) -> None:
    assert not can_be(number, "samordningsnummer")


def test_a_birth_that_is_proved_is_still_read() -> None:
    assert born_on(one_form("19730372-9821")) == date(1973, 3, 12)


@pytest.mark.parametrize("number", ["197300709818", "19730060-9836"])
def test_such_a_number_is_no_finding(number: str) -> None:
    at = {"participant": "p", "on": "2024-01-02", "recorded_at": "2024-01-02T10:00:00+01:00"}
    lines = (
        {"kind": "participant_registered", "sex": "K"},
        {"kind": "identity_registered", "number": number, "number_type": "samordningsnummer"},
    )
    entries = [read_line(json.dumps(at | line).encode(), datetime(2024, 2, 1, tzinfo=UTC)).entry for line in lines]
    assert soft_findings(fold([entry for entry in entries if isinstance(entry, Event)])) == []
