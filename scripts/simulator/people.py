"""Who people are: registration, identity, circumstances and what changes in them, protection, moves and death."""

from typing import Final

from scripts.simulator.almanac import OFFICE_SECONDS
from scripts.simulator.dossier import Dossier
from scripts.simulator.household import Household
from scripts.simulator.identity import Numbers
from scripts.simulator.odds import DIES_A_YEAR, LEAVES_TOWN_A_YEAR, MARKED_LATER, MOVED_IN, PROTECTED, urn

_AREAS: Final = {
    "support": urn({"1": 22, "2": 25, "3": 30, "4": 14, "5": 9}),
    "else": urn({"1": 10, "2": 16, "3": 34, "4": 24, "5": 16}),
}
_EDUCATION: Final = {
    "support": urn({"none": 16, "compulsory": 34, "upper_secondary": 30, "post_secondary": 11, "unknown": 9}),
    "sfi": urn({"none": 22, "compulsory": 28, "upper_secondary": 22, "post_secondary": 22, "unknown": 6}),
    "else": urn({"none": 4, "compulsory": 28, "upper_secondary": 48, "post_secondary": 15, "unknown": 5}),
}
_CAME_WITHOUT_NUMBER: Final = 0.09
"""Of the foreign-born, who first have a samordningsnummer."""
_BIRTH_DATE_DELAY: Final = 60
"""Days after a registration without a birth date."""
_FIRST_NAMES: Final = {"K": ("Testa", "Provia", "Exempla"), "M": ("Teston", "Provius", "Exemplar")}
_UNITS: Final = ("UJC-A", "Jobbcentrum", "AME", "Ekonomiskt bistånd")


def decide_leaving(household: Household) -> None:
    """Until when each lives here: households move together, death comes to one."""
    head = household.adults[0] if household.adults else household.youths[0]
    moves = household.begins + 20 + int(head.chance.expovariate(LEAVES_TOWN_A_YEAR / 365))
    for person in household.members:
        dies = household.begins + 30 + int(person.chance.expovariate(DIES_A_YEAR * person.age(household.begins) / 42 / 365))
        if min(moves, dies) <= person.almanac.last:
            person.until, person.leaving = (moves, "E3") if moves < dies else (dies, "E4")


def register(person: Dossier, household: Household, numbers: Numbers) -> None:
    """The first that is written down of somebody."""
    day = household.begins
    person.protected = person.likely(PROTECTED)
    born = {} if person.likely(0.002) else {"born_on": person.almanac.date(person.born).isoformat()}
    protected = {"protected": True} if person.protected else {}
    person.note("participant_registered", day, sex=person.stated_sex, **born, **protected)
    if not born:
        _find_out_birth(person, day + _BIRTH_DATE_DELAY)
    if not person.protected:
        _identify(person, day, numbers)
    _circumstances(person, household, day)
    if household.door != "vocational" and person.likely(0.52):
        person.note("caseworker_assigned", day, caseworker=person.by, unit=person.pick(_UNITS))
        if person.likely(0.15):
            later = day + person.among(100, 900)
            person.note("caseworker_assigned", later, caseworker=f"h{int(person.by[1:]) // 2:04d}", unit=person.pick(_UNITS))
    if person.likely(MOVED_IN):
        person.note("moved_in", day)
    if not person.protected and person.likely(MARKED_LATER):
        marked = day + person.among(30, 700)
        person.note("protection_set", marked, level=person.pick(("marked", "protected")))
        if person.likely(0.4):
            person.note("protection_set", marked + 365, level="none")


def _find_out_birth(person: Dossier, day: int) -> None:
    """Another table knows when they were born. No chance is drawn: everybody else's life stays as it is."""
    day = person.almanac.office[day]
    if day < person.until:
        born = {"born_on": person.almanac.date(person.born).isoformat()}
        person.put("particulars_recorded", day, (day + 1) * OFFICE_SECONDS, born)


def _identify(person: Dossier, day: int, numbers: Numbers) -> None:
    born, woman = person.almanac.date(person.born), person.sex == "K"
    coordination = person.foreign and person.likely(_CAME_WITHOUT_NUMBER)
    number, sort = numbers.next(born, woman=woman, coordination=coordination)
    name = f"{person.pick(_FIRST_NAMES[person.sex])} Deltagare {person.key[1:]}"
    person.note("identity_registered", day, number=number, number_type=sort, name=name)
    if coordination and person.likely(0.6):
        number, sort = numbers.next(born, woman=woman, coordination=False)
        person.note("identity_replaced", day + person.among(60, 600), number=number, number_type=sort, name=name)


def _circumstances(person: Dossier, household: Household, day: int) -> None:
    door = household.door
    fields: dict[str, object] = {
        "household": household.key,
        "household_type": household.type_code if person.likely(0.97) else "9",
        "foreign_born": person.foreign,
        "education": person.pick(_EDUCATION.get(door, _EDUCATION["else"])),
    }
    if not person.protected and person.likely(0.96):
        fields["area_class"] = person.pick(_AREAS.get(door, _AREAS["else"]))
    if household.children:
        fields["children"] = household.children
        if household.youngest_born is not None:
            fields["youngest_child_born_on"] = person.almanac.date(household.youngest_born).isoformat()
    if door == "sfi" and person.likely(0.6):
        fields |= _establishment(person, day)
    person.note("circumstances_recorded", day, **fields)
    if household.door == "support" and household.adults and person.likely(0.12):
        _changes(person, household, day + person.among(120, 1200))


def _establishment(person: Dossier, day: int) -> dict[str, object]:
    """Up to 24 months from arrival (domain-and-law §6.8)."""
    arrived = day - person.among(10, 300)
    period = {"establishment_from": person.almanac.iso[arrived], "establishment_to": person.almanac.iso[arrived + 729]}
    person.duty = person.likely(0.4)
    return period | {"education_duty": person.duty}


def _changes(person: Dossier, household: Household, day: int) -> None:
    """A move within town, or a child is born."""
    if household.kind == "couple" and person.likely(0.5) and day <= person.until:
        born = person.almanac.iso[day - 5]
        children = household.children + 1
        person.note("circumstances_recorded", day, children=children, youngest_child_born_on=born, household_type="8")
    else:
        person.note("circumstances_recorded", day, area_class=None if person.protected else person.pick(_AREAS["else"]))


def close(person: Dossier) -> None:
    """What is last written of who moved away or died."""
    if person.leaving == "E3":
        person.note("moved_out", person.until)
    elif person.leaving == "E4":
        person.note("deceased", person.until)


def assess_ability(person: Dossier, day: int) -> None:
    """Work ability as somebody judges it, by what stands in the way."""
    sick = person.first_obstacle.startswith(("sick", "social"))
    person.note("work_ability_assessed", day, ability=person.pick(("none", "reduced") if sick else ("reduced", "full", "full")))
