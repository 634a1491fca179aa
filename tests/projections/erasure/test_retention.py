"""Retention: five years after the last note, in the calendar year after; who is kept for research, and who is held."""

from datetime import date, timedelta
from random import Random

import pytest

from projections.erasure.candidates import candidates
from projections.erasure.retention import Person, keeps_everybody, latest_day, outcome
from tests.conftest import Many
from tests.stores import Shop

UPPSALA, LINKOPING, GOTEBORG, MOLNDAL = "0380", "0580", "1480", "1481"


@pytest.mark.parametrize(
    ("last_note", "latest"),
    [("2018-01-01", "2024-12-31"), ("2018-12-31", "2024-12-31"), ("2019-01-01", "2025-12-31"), ("2016-02-29", "2022-12-31")],
)
def test_the_erasure_is_done_by_the_end_of_the_calendar_year_after_five_years(last_note: str, latest: str) -> None:
    assert latest_day(date.fromisoformat(last_note)) == date.fromisoformat(latest)


def test_nobody_is_erased_before_five_years_and_nobody_is_left_after_the_year_after(many: Many) -> None:
    chance = Random(13)
    for _ in range(many(10_000)):
        last_note, today = (date(2010, 1, 1) + timedelta(days=chance.randrange(6_000)) for _ in range(2))
        given = outcome(Person(last_note, {1}), UPPSALA, today)
        five_years_have_passed = (today.year, today.month, today.day) > (last_note.year + 5, last_note.month, last_note.day)
        assert given == "not_yet" or five_years_have_passed
        assert given == "due" or today <= date(last_note.year + 6, 12, 31)


@pytest.mark.parametrize("municipality", [LINKOPING, GOTEBORG, "0980", "2281"])
def test_in_the_counties_of_research_and_goteborg_nobody_is_ever_erased(municipality: str) -> None:
    assert keeps_everybody(municipality)
    assert outcome(Person(date(2000, 1, 1), {1}), municipality, date(2030, 1, 1)) == "research"
    assert not keeps_everybody(UPPSALA)
    assert not keeps_everybody(MOLNDAL)


@pytest.mark.parametrize("day", range(1, 32))
def test_elsewhere_who_is_born_on_the_fifth_fifteenth_or_twenty_fifth_is_kept(day: int) -> None:
    expected = "research" if day in (5, 15, 25) else "due"
    assert outcome(Person(date(2000, 1, 1), {day}), UPPSALA, date(2030, 1, 1)) == expected


def test_whoever_may_be_born_on_such_a_day_is_kept_and_so_is_whoever_is_held() -> None:
    today, long_ago = date(2030, 1, 1), date(2000, 1, 1)
    assert outcome(Person(long_ago, {14, 15}), UPPSALA, today) == "research"
    assert outcome(Person(long_ago, set()), UPPSALA, today) == "no_birth_day"
    assert outcome(Person(long_ago, {1}, is_held=True), UPPSALA, today) == "held"


def registered(
    who: str, born: str | None, recorded: str = "2015-02-01T09:00:00+01:00", on: str = "2015-02-01"
) -> dict[str, object]:
    line = {
        "kind": "participant_registered",
        "participant": who,
        "on": on,
        "recorded_at": recorded,
        "sex": "K",
        "id": f"r-{who}",
    }
    return line if born is None else {**line, "born_on": born}


def test_the_log_says_whose_time_has_come_all_merged_keys_of_a_person_together(shop: Shop) -> None:
    numbered = {"kind": "identity_registered", "participant": "by number", "on": "2015-02-01", "number": "199005152386",
                "number_type": "personnummer", "recorded_at": "2015-02-01T09:00:00+01:00", "id": "n"}  # fmt: skip
    later = {
        "kind": "moved_out",
        "participant": "merged",
        "on": "2015-02-01",
        "recorded_at": "2021-02-01T09:00:00+01:00",
        "id": "m",
    }
    joined = {"kind": "participants_merged", "participant": "survivor", "absorbed": "merged", "on": "2015-02-02",
              "recorded_at": "2015-02-02T09:00:00+01:00", "id": "j"}  # fmt: skip
    retracted = [
        {"kind": "moved_out", "participant": "retracted", "on": "2020-02-01", "id": "x",
         "recorded_at": "2020-02-01T09:00:00+01:00"},
        {"kind": "retracted", "participant": "retracted", "on": "2020-02-01", "event": "x", "reason": "fel",
         "recorded_at": "2020-02-02T09:00:00+01:00", "id": "y"},
    ]  # fmt: skip
    summary = shop.take_in([
        registered("due", "1990-05-14"), registered("fifteenth", "1990-05-15"), registered("no day", None),
        registered("by number", None), numbered, registered("lately", "1990-05-14", recorded="2021-03-01T09:00:00+01:00"),
        registered("survivor", "1990-05-14"), registered("merged", "1990-05-14"), joined, later,
        registered("retracted", "1990-05-14"), *retracted,
    ])  # fmt: skip
    assert not summary.refused
    merges = [
        {"kind": kind, "participant": "parted", "absorbed": "gone on", "on": "2015-02-02", "id": kind,
         "recorded_at": f"2015-02-0{day}T09:00:00+01:00"}
        for day, kind in enumerate(("participants_merged", "merge_undone"), 2)
    ]  # fmt: skip
    parted = [registered("parted", "1990-05-14"), registered("gone on", "1990-05-14"), *merges]
    assert not shop.take_in([*parted, {**later, "participant": "gone on", "id": "g"}]).refused
    found = {each.participant: each.outcome for each in candidates(shop.log, UPPSALA, date(2021, 6, 1))}
    assert found.pop("parted") == "due", "merged once, and parted again: two persons"
    assert found == {"due": "due", "fifteenth": "research", "no day": "no_birth_day", "by number": "research"}
    assert {each.outcome for each in candidates(shop.log, LINKOPING, date(2021, 6, 1))} == {"research"}
    assert not list(candidates(shop.log, UPPSALA, date(2020, 12, 31)))
    (both,) = [each for each in candidates(shop.log, UPPSALA, date(2027, 1, 1)) if len(each.streams) == 2]
    assert (both.outcome, both.latest) == ("due", date(2027, 12, 31))
