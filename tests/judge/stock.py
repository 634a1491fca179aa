"""Persons judged on a month's last day: the cases of every monthly stock."""

from collections.abc import Callable

from .days import Period
from .facts import Person
from .figures import Case, World
from .status import NO, YES, adult


def month_name(month: Period) -> str:
    return month.first.isoformat()[:7]


def stock(
    world: World,
    month: Period,
    among: Callable[[Person], bool],
    outcome: Callable[[Person], str],
) -> list[Case]:
    """Persons judged on a month's last day: one case a person and month."""
    return [Case(person, month_name(month), outcome(person), month.last) for person in world.persons if among(person)]


def supported_adult(month: Period) -> Callable[[Person], bool]:
    return lambda person: adult(person, month.last) and person.supported(month.first)


def yes_if(true: bool) -> str:
    return YES if true else NO
