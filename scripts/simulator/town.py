"""The town: household by household, life by life, as a stream of event lines."""

from collections.abc import Iterator
from random import Random
from typing import Final

import orjson

from scripts.simulator.almanac import Almanac
from scripts.simulator.arrivals import Arrivals
from scripts.simulator.dossier import Dossier, Line
from scripts.simulator.household import Household
from scripts.simulator.identity import Numbers
from scripts.simulator.lives import LIVES
from scripts.simulator.odds import REGISTERED_TWICE
from scripts.simulator.people import close, decide_leaving, register
from scripts.simulator.reference import reference_lines
from scripts.simulator.registration import erase, join, mend, register_twice

_BLOCK: Final = 500


def simulate(participants: int, seed: int, first_year: int = 2019, last_year: int = 2024) -> Iterator[bytes]:
    """The lines of a town with so many participants; the same seed gives the same bytes.

    What is known of the town comes first. Then participants come by blocks, and within a block the lines by their time
    of registration, so that memory is bounded by the block.
    """
    almanac = Almanac(first_year, last_year)
    chance = Random(seed)
    yield from reference_lines(participants, almanac)
    arrivals, numbers = Arrivals(chance, almanac), Numbers()
    while arrivals.persons < participants:
        for _, line in _block(arrivals, numbers, participants):
            yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _block(arrivals: Arrivals, numbers: Numbers, participants: int) -> list[tuple[int, Line]]:
    """The lines of the households that come next, in the order in which they were registered."""
    last = min(arrivals.persons + _BLOCK, participants)
    lines: list[tuple[int, Line]] = []
    while arrivals.persons < last:
        for dossier in _lived(arrivals, numbers, participants):
            lines.extend(dossier.lines)
    lines.sort(key=lambda entry: entry[0])
    return lines


def _lived(arrivals: Arrivals, numbers: Numbers, participants: int) -> list[Dossier]:
    """One household's dossiers, all lines written."""
    household = arrivals.next(participants - arrivals.persons)
    decide_leaving(household)
    for person in household.members:
        register(person, household, numbers)
    LIVES[household.door](household)
    dossiers = household.members
    for person in household.members:
        close(person)
        mend(person)
        if arrivals.persons < participants and person.likely(REGISTERED_TWICE):
            dossiers.append(_twin(arrivals, person, household))
        else:
            erase(person)
    return dossiers


def _twin(arrivals: Arrivals, person: Dossier, household: Household) -> Dossier:
    """Somebody who was registered under two keys."""
    twin = arrivals.person(household.door, person.sex, household.begins)
    twin.born = person.born
    register_twice(twin, person, min(household.begins + person.among(0, 200), person.until))
    join(person, twin)
    return twin
