"""Who comes, when, and in what household: the draw before any life is told."""

from random import Random
from typing import Final

from scripts.simulator.almanac import Almanac
from scripts.simulator.dossier import Dossier
from scripts.simulator.household import Household, Kind
from scripts.simulator.odds import (
    AGES,
    BOND_ARRIVES,
    BONDS,
    CHILDREN,
    DOORS,
    FOREIGN,
    HOUSEHOLDS,
    NEED_MONTHS,
    RESTLESS,
    SEX_NOT_STATED,
    WOMEN,
    YEARS,
    YOUTH_AT_HOME,
)

_KINDS: Final[dict[str, Kind]] = {"K": "K", "M": "M", "couple": "couple"}
_BAND_BEGINS: Final = {band: int(band[:2]) for urn in AGES.values() for band in urn}
_BAND_YEARS: Final = {band: int(band[3:]) - int(band[:2]) + 1 for band in _BAND_BEGINS}


class Arrivals:
    """Draws households one by one, each of persons with keys of their own."""

    def __init__(self, chance: Random, almanac: Almanac) -> None:
        self.chance, self.almanac = chance, almanac
        self.households = self.persons = 0
        months = len(almanac.months)
        self._bonds = {kind: _bonds(kind, months) for kind in _KINDS}

    def next(self, room: int) -> Household:
        """A household of at most so many participants."""
        door = self._pick(DOORS)
        self.households += 1
        if door == "support":
            return self._in_need(room)
        day = self._day(YEARS[door])
        sex = "K" if self.chance.random() < WOMEN[door] else "M"
        bond = "medium" if self.chance.random() < 0.35 else "short"
        household = Household(f"h{self.households:07d}", door, _KINDS[sex], day, bond, running=False)
        person = self.person(door, sex, day)
        (household.youths if door == "youth" else household.adults).append(person)
        self._children(household)
        return household

    def _in_need(self, room: int) -> Household:
        kind = _KINDS[self._pick(HOUSEHOLDS)] if room > 1 else "K"
        bonds, weights = self._bonds[kind]
        bond, running = self.chance.choices(bonds, cum_weights=weights)[0]
        day = self.almanac.first if running else self.chance.randrange(self.almanac.first, self.almanac.last)
        household = Household(f"h{self.households:07d}", "support", kind, day, bond, running=running)
        sexes = ("K", "M") if kind == "couple" else (kind,)
        household.adults = [self.person("support", sex, day) for sex in sexes]
        if self.chance.random() < 0.5:
            household.adults.reverse()
        self._children(household)
        if household.children and room > len(sexes) and self.chance.random() < YOUTH_AT_HOME:
            household.youths.append(self.person("youth", "K" if self.chance.random() < 0.5 else "M", day))
        return household

    def person(self, door: str, sex: str, day: int) -> Dossier:
        chance = self.chance
        band = self._pick(AGES.get(door) or AGES[f"{door} {sex}"])
        years = _BAND_BEGINS[band] + chance.random() * _BAND_YEARS[band]
        self.persons += 1
        person = Dossier(self.persons, sex, day - int(years * 365.25), chance, self.almanac)
        if chance.random() < SEX_NOT_STATED:
            person.stated_sex = "U"
        person.foreign = chance.random() < FOREIGN[door]
        person.restless = chance.random() < RESTLESS[door]
        return person

    def _children(self, household: Household) -> None:
        if household.adults and self.chance.random() < CHILDREN[household.kind]:
            household.children = 1 + int(self.chance.expovariate(0.9)) % 6
            household.youngest_born = household.begins - int(self.chance.random() * 16 * 365)

    def _day(self, years: tuple[int, ...]) -> int:
        """A day of the log, by the weather of its years; in a longer log the last year's weather goes on."""
        span = self.almanac.last_year - self.almanac.first_year + 1
        weights = [*years[:span], *[years[-1]] * (span - len(years))]
        (year,) = self.chance.choices(range(span), weights)
        first = self.almanac.months[12 * year].first
        return first + int(self.chance.random() * 365)

    def _pick(self, urn: list[str]) -> str:
        return urn[int(self.chance.random() * len(urn))]


def _bonds(kind: str, months: int) -> tuple[list[tuple[str, bool]], list[float]]:
    """How bound a household is, and whether its need was running when the log began, as shares added up.

    Of each sort as many arrive in the log's months as its share says; as many are there on any day as arrive in the
    months that its need lasts on average. How long one that runs has yet to go is as how long one that begins lasts.
    """
    drawn: list[tuple[str, bool]] = []
    weights: list[float] = []
    lasts = "M" if kind == "M" else "K"
    for bond, arrives in zip(BONDS, BOND_ARRIVES[kind], strict=True):
        for running, during in ((False, float(months)), (True, NEED_MONTHS[bond][lasts])):
            drawn.append((bond, running))
            weights.append((weights[-1] if weights else 0.0) + arrives * during)
    return drawn, weights
