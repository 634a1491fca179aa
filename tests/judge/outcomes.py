"""Outcomes of any exit: OUT, RET, LIN-5, LIN-9, LIN-10, RET-SUPPORT (measures.md §5, §7, §8 R1)."""

from collections.abc import Callable
from datetime import date

from .days import Period, plus_days, plus_years
from .facts import Journey, Person
from .figures import Case, World, leaver, settle
from .going_round import left_out
from .status import IMMATURE, NO, UNKNOWN, YES, outcome_at_exit, status

Cases = Callable[[World, Period], list[Case]]


def window_end(day: date, window: int) -> date:
    """365 and 730 mean one and two years by date (§7); anything else days."""
    return plus_years(day, window // 365) if window % 365 == 0 and window else plus_days(day, window)


def exits(world: World, period: Period) -> list[tuple[Person, Journey]]:
    """Journey ends in the period; X1 is no exit (§2.6)."""
    return [(person, journey) for person in world.persons for journey in exits_of(person, period)]


def exits_of(person: Person, period: Period) -> list[Journey]:
    return [journey for journey in person.journeys if period.holds(journey.end)]


def exit_case(person: Person, journey: Journey, outcome: str) -> Case:
    """reading: the unit is the exit's enrolment; so is the breakdown by unit."""
    return Case(person, journey.last.id, outcome, journey.ended_on(), journey.last)


def judged(world: World, person: Person, journey: Journey, window: int, outcome: Callable[[], str]) -> Case:
    """§1.3 and §1.5 for a case on an exit: immature until the exit stands and its window is over."""
    first = journey.ended_on()
    last = window_end(first, window)
    mature = journey.stands(world.as_of) and last <= world.as_of
    has_left = mature and leaver(person, first, last, journey.exit)
    return exit_case(person, journey, settle(world, outcome() if mature else IMMATURE, has_left))


def at_exit(definition: str) -> Cases:
    def cases(world: World, period: Period) -> list[Case]:
        return [
            judged(world, p, j, 0, lambda p=p, j=j: outcome_at_exit(p, j, definition))  # type: ignore[misc]
            for p, j in exits(world, period)
        ]

    return cases


def after_exit(window: int, definition: str) -> Cases:
    """Status on exit + W, or on the same date one year on."""

    def cases(world: World, period: Period) -> list[Case]:
        return [
            judged(world, p, j, window, lambda p=p, j=j: status(p, window_end(j.ended_on(), window), definition))  # type: ignore[misc]
            for p, j in exits(world, period)
        ]

    return cases


def re_entered(person: Person, journey: Journey, window: int) -> str:
    """R1: a new journey starting in [exit + 15, exit + W]. Those left out in §8 are no return."""
    end = journey.ended_on()
    starts = [other.start for other in person.journeys if not left_out(person, other)]
    return YES if any(plus_days(end, 15) <= start <= window_end(end, window) for start in starts) else NO


def _may_be(person: Person, journey: Journey) -> bool:
    """Whether the outcome at exit is taken for the one asked about, since no reason was ever recorded."""
    exit_, assumed = journey.exit, bool(person.assumed.get("reason"))
    return assumed and exit_ is not None and exit_.get("reason") is None and person.named(exit_, "employment") is None


def re_entry(window: int, left_with: str | None = None) -> Cases:
    """R1 by exit; `left_with`: apart for exits with outcome yes and with outcome no."""

    def cases(world: World, period: Period) -> list[Case]:
        return [
            judged(world, p, j, window, lambda p=p, j=j: re_entered(p, j, window))  # type: ignore[misc]
            for p, j in exits(world, period)
            if not left_out(p, j) and (left_with in (None, outcome_at_exit(p, j)) or _may_be(p, j))
        ]

    return cases


def support_begins(person: Person, first: date, last: date) -> bool:
    """A support month that begins in (first, last]."""
    return any(first < month <= last for month in person.support_months)


def returned_to_support(person: Person, end: date) -> bool:
    """UPP-2.3: any `support_applied`, or a support month beginning, within one year after (§1.2)."""
    last = plus_years(end, 1)
    applied = any(end < event.on <= last for event in person.of("support_applied"))
    return applied or support_begins(person, end, last)


def no_support_after_exit(world: World, period: Period) -> list[Case]:
    """RET-SUPPORT = UPP-2.3 by exit. reading: of every exit, also of persons who never had support."""
    return [
        judged(world, p, j, 365, lambda p=p, j=j: NO if returned_to_support(p, j.ended_on()) else YES)  # type: ignore[misc]
        for p, j in exits(world, period)
    ]


def lasting(person: Person, journey: Journey) -> str:
    """LIN-10: KAS yes on exit + 90 and on exit + 1 year, and no support month beginning in between.

    reading: an immature part (a job whose month cannot be said) comes first, then any no, then any unknown.
    """
    early, late = plus_days(journey.ended_on(), 90), plus_years(journey.ended_on(), 1)
    parts = [status(person, early), status(person, late)]
    parts.append(NO if support_begins(person, early, late) else YES)
    return next(outcome for outcome in (IMMATURE, NO, UNKNOWN, YES) if outcome in parts)


def lasting_outcome(world: World, period: Period) -> list[Case]:
    return [
        judged(world, p, j, 365, lambda p=p, j=j: lasting(p, j))  # type: ignore[misc]
        for p, j in exits(world, period)
    ]


def of_parents(world: World, period: Period) -> list[Case]:
    """LIN-9: LIN-5 for parents (children > 0 on the exit day)."""
    return [case for case in at_exit("kas")(world, period) if (case.person.circumstance("children", case.day) or 0) > 0]
