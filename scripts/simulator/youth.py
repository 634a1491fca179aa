"""The young: talks offered and held, the municipality's responsibility for activity (KAA), holiday work, first journeys."""

from datetime import date
from typing import Final

from scripts.simulator.dossier import Dossier
from scripts.simulator.household import Household
from scripts.simulator.insatser import place
from scripts.simulator.way import ENDLESS, Way

_OFFERED, _HELD, _IN_KAA, _HOLIDAY_WORK, _LONGER = 0.7, 0.66, 0.25, 0.4, 0.12
_SCHOOL_YEAR: Final = 365


def grow_up(youth: Dossier, household: Household) -> None:
    """Until twenty, year by year; those in KAA have a journey of their own."""
    day = household.begins
    if household.door == "youth" or youth.likely(_IN_KAA):
        _be_in_kaa(youth, day + youth.among(5, 90))
    while youth.age(day) < 20 and day <= youth.until:
        if youth.age(day) >= 17:
            _talk(youth, day + youth.among(10, 200))
        if 16 <= youth.age(day) < 19 and youth.likely(_HOLIDAY_WORK):
            _work_in_summer(youth, day)
        day += _SCHOOL_YEAR


def _talk(youth: Dossier, day: int) -> None:
    if youth.likely(_OFFERED):
        youth.note("youth_talk_offered", day)
        if youth.likely(_HELD):
            youth.note("youth_talk_held", day + youth.among(5, 60))


def _work_in_summer(youth: Dossier, day: int) -> None:
    year = youth.almanac.year(day)
    start = youth.almanac.day(date(year, 6, 15)) + youth.among(0, 45)
    if start < day:
        return
    place(youth, None, "feriearbete", start, start + 20)
    if youth.likely(_LONGER):
        autumn = youth.almanac.day(date(year, 9, 1)) + youth.among(0, 30)
        place(youth, None, "forlangd_ferietjanst", autumn, youth.almanac.day(date(year, 12, 31)))


def _be_in_kaa(youth: Dossier, day: int) -> None:
    """Known to the municipality from the day it is told until twenty, or until school takes over."""
    youth.note("circumstances_recorded", day, in_kaa=True)
    out = min(day + youth.about(300, 60), youth.born + 20 * 365 + 5)
    youth.note("circumstances_recorded", max(out, day + 1), in_kaa=False)
    if youth.likely(0.6):
        Way(youth, "youth").walk(day + youth.among(5, 60), ENDLESS, "", in_need=False)
