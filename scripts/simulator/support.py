"""Income support: a household applies, is supported month by month, leaves it for a reason, and perhaps comes back."""

from dataclasses import dataclass

from scripts.simulator.dossier import Dossier
from scripts.simulator.household import Household
from scripts.simulator.odds import (
    BACK_LATER,
    BACK_WITHIN_A_YEAR,
    CAUSES,
    DENIED,
    NEED_MONTHS,
    OBSTACLES,
    REASONS,
    SKIPPED_MONTH,
    TRIES_AGAIN,
    WITHDRAWN,
)

_REASON_CLASS = {"work": "A", "study": "B", "benefit": "C", "other": "E", "ama": "E"}


@dataclass(frozen=True, slots=True)
class Need:
    """A time of need: from a day to a month (by number), and why it ended; no cause: it goes on when the log is over."""

    applied: int
    last_month: int
    cause: str


def needs(household: Household, month: int) -> list[Need]:
    """Every time of need of a household from a month on, noted for each adult of it."""
    head, almanac = household.adults[0], household.adults[0].almanac
    all_needs: list[Need] = []
    running = household.running
    while month < len(almanac.months) and almanac.months[month].first <= head.until:
        applied = almanac.first if running else max(almanac.months[month].first + head.among(-22, 10), almanac.first)
        if not running and not _apply(head, applied):
            if not head.likely(TRIES_AGAIN):
                break
            month += head.among(1, 5)
            continue
        running = False
        last = month + head.about(NEED_MONTHS[household.bond][head.sex]) - 1
        cause = head.pick(CAUSES[household.bond]) if last < len(almanac.months) else ""
        all_needs.append(Need(applied, min(last, len(almanac.months) - 1), cause))
        _live(household, month, all_needs[-1])
        gap = _away(head, cause)
        if cause == "" or gap is None:
            break
        month = last + 1 + gap
    return all_needs


def _apply(head: Dossier, day: int) -> bool:
    """A new visit; whether it came to support."""
    application = head.spell("a")
    head.note("support_applied", day, application_id=application)
    decided = day + head.about(12, 1)
    if head.likely(WITHDRAWN):
        head.note("application_withdrawn", decided, application_id=application)
        return False
    denied = head.likely(DENIED)
    outcome = "denied" if denied else "partly" if head.likely(0.12) else "granted"
    ground = {"ground": "4 kap. 1 § socialtjänstlagen"} if head.likely(0.5) else {}
    head.note("support_decided", decided, application_id=application, outcome=outcome, **ground)
    return not denied


def _live(household: Household, first: int, need: Need) -> None:
    """The months of one need, and what stands in the way of each adult's own support."""
    head, almanac = household.adults[0], household.adults[0].almanac
    skipped = SKIPPED_MONTH[household.bond]
    size = 37 + 21 * (len(household.adults) - 1) + 19 * household.children
    for number in range(first, need.last_month + 1):
        month = almanac.months[number]
        if number not in (first, need.last_month) and head.likely(skipped):
            continue
        for adult, role in zip(household.adults, ("applicant", "co_applicant"), strict=False):
            amount = 100 * head.among(size * 2 // 3, size + 40)
            adult.note("support_paid", month.payday, month=month.label, amount=amount, role=role)
        if (number - first) % 12 == 11 and number < need.last_month:
            _renew(head, month.first + head.among(0, 20))
    for adult in household.adults:
        _obstacles(adult, household.bond, need)
    if need.cause and head.likely(0.75):
        reason = head.pick(REASONS[_REASON_CLASS[need.cause]])
        head.note("support_ended", almanac.months[need.last_month].last, reason=reason)


def _renew(head: Dossier, day: int) -> None:
    """What runs for long is applied for again; monthly renewals are no visits, and most are not told of."""
    application = head.spell("a")
    head.note("support_applied", day, application_id=application, new_visit=False)
    head.note("support_decided", day + head.among(1, 9), application_id=application, outcome="granted")


def _obstacles(adult: Dossier, bond: str, need: Need) -> None:
    """What stands in the way, now and then judged anew."""
    day, end = need.applied, adult.almanac.months[need.last_month].last
    while day <= end:
        obstacle = adult.pick(OBSTACLES[bond])
        if day == need.applied:
            adult.first_obstacle = obstacle
        adult.note("obstacle_recorded", day, obstacle=obstacle)
        day += adult.about(600, 90)


def _away(head: Dossier, cause: str) -> int | None:
    """Whole months without support before the next need, or nothing when there is none."""
    if cause and head.likely(BACK_WITHIN_A_YEAR[cause][head.sex]):
        return 1 + int(10.9 * head.chance.random() ** 1.5)
    return head.among(13, 44) if head.likely(BACK_LATER) else None
