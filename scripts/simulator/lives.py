"""What the people of a household do, by the door they came through."""

from collections.abc import Callable, Mapping
from typing import Final

from scripts.simulator.household import Household
from scripts.simulator.odds import PRIORITY, REFERRED_BY_OBSTACLE, REFERRED_ELSE, urn
from scripts.simulator.people import assess_ability
from scripts.simulator.studies import learn_occupation, read_sfi
from scripts.simulator.support import Need, needs
from scripts.simulator.way import ENDLESS, Way
from scripts.simulator.youth import grow_up

_TRACKS: Final = urn({"1": 26, "2": 50, "3": 24})
_SFI_IN_SUPPORT, _SUPPORT_WITH_SFI, _SUPPORT_LATER, _ASSESSED = 0.28, 0.22, 0.1, 0.3
_SFI_TO_WORK, _SFI_TO_OCCUPATION, _JOB_SEEKER_AFTER_COURSE = 0.48, 0.08, 0.16
_PREVENTIVE: Final = 0.12


def in_support(household: Household) -> None:
    """Adults in need, each with a way of their own; the one whose way leads out ends the need."""
    _live_through(household, household.adults[0].almanac.month_number(household.begins))
    for adult in household.adults:
        if adult.foreign and adult.likely(_SFI_IN_SUPPORT):
            read_sfi(adult, household.begins + adult.among(20, 220), adult.pick(_TRACKS))
    for youth in household.youths:
        grow_up(youth, household)


def _live_through(household: Household, month: int, ways: Mapping[str, Way] | None = None) -> None:
    all_needs = needs(household, month)
    ways = ways or {adult.key: Way(adult, household.door) for adult in household.adults}
    for number, adult in enumerate(household.adults):
        if adult.likely(_ASSESSED):
            assess_ability(adult, household.begins + adult.among(20, 200))
        for turn, need in enumerate(all_needs):
            _seek(ways[adult.key], need, leads_out=(turn + number) % len(household.adults) == 0)


def _seek(way: Way, need: Need, *, leads_out: bool) -> None:
    """The journeys of one time of need, if what stands in the way lets the person seek work at all."""
    adult = way.person
    if not adult.likely(REFERRED_BY_OBSTACLE.get(adult.first_obstacle.split("_")[0], REFERRED_ELSE)):
        return
    begin = need.applied + adult.about(24, 3)
    over = adult.almanac.months[need.last_month].last
    if not need.cause:
        way.walk(begin, ENDLESS, "", in_need=True)
    elif leads_out:
        way.walk(begin, over + adult.among(-18, 24), need.cause, in_need=True)
    else:
        way.walk(begin, over + adult.among(-10, 80), "other", in_need=True)


def job_seeking(household: Household) -> None:
    """Looking for work without support; for some, support comes when it did not help."""
    (person,) = household.adults
    way = Way(person, household.door)
    way.walk(household.begins, ENDLESS, "", in_need=False)
    if person.likely(_SUPPORT_LATER):
        _fall_into_support(household, person.exits[-1] + person.among(20, 400) if person.exits else household.begins, way)


def _fall_into_support(household: Household, day: int, way: Way) -> None:
    if day < way.person.until:
        _live_through(household, way.person.almanac.month_number(day), {way.person.key: way})


def learning_swedish(household: Household) -> None:
    """Sfi, perhaps with support beside it, and then work, an occupation, or a journey."""
    (person,) = household.adults
    if person.likely(_PREVENTIVE):
        person.note("preventive_agreement", household.begins + person.among(100, 500), with_party="af")
    over = read_sfi(person, household.begins + person.among(5, 60), person.pick(_TRACKS))
    way = Way(person, household.door)
    if person.likely(_SUPPORT_WITH_SFI):
        _fall_into_support(household, household.begins + person.among(0, 300), way)
    if person.likely(_SFI_TO_WORK):
        way.walk(over + person.among(-90, 120), ENDLESS, "", in_need=False)
    elif person.likely(_SFI_TO_OCCUPATION):
        learn_occupation(person, over + person.among(30, 200), groups=person.likely(PRIORITY[person.sex]))


def learning_an_occupation(household: Household) -> None:
    (person,) = household.adults
    over = learn_occupation(person, household.begins, groups=person.likely(PRIORITY[person.sex]))
    if person.likely(_JOB_SEEKER_AFTER_COURSE):
        Way(person, household.door).walk(over + person.among(20, 200), ENDLESS, "", in_need=False)


def being_young(household: Household) -> None:
    for youth in household.youths:
        grow_up(youth, household)


LIVES: Final[Mapping[str, Callable[[Household], None]]] = {
    "support": in_support,
    "job_seeker": job_seeking,
    "sfi": learning_swedish,
    "vocational": learning_an_occupation,
    "youth": being_young,
}
