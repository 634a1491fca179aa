"""Of which World something is asked: as of when, known when, how far in the log. From options."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import calendar
from domain.calendar import STOCKHOLM
from domain.fold import RULES, Rules
from domain.log.application import Log, microseconds
from projections.folding import Used
from projections.questions import not_to_come, within_log
from projections.world import World
from projections.worlds import Worlds
from scripts.commands.session import BadOption, today


@dataclass(frozen=True)
class Moment:
    """As of which day, known when, and how far in the log."""

    as_of: date
    known_at: datetime | None = None
    position: int | None = None
    learned_by: date | None = None

    def __post_init__(self) -> None:
        not_to_come(self.as_of, today(), "as-of")
        not_to_come(self.known_at, today(), "known-at")

    def world(self, worlds: Worlds, rules: Rules = RULES) -> World:
        return worlds.world(self.as_of, self.known_at, self._position(worlds.log), rules, self.learned_by)

    def used(self, log: Log) -> Used:
        """Which events are used, for whoever reads the log itself."""
        return Used.of(self.known_at, self._position(log))

    def _position(self, log: Log) -> int | None:
        if self.learned_by is None:
            return within_log(self.position, log.rows.head()[0])
        next_day = datetime.combine(self.learned_by + timedelta(days=1), datetime.min.time(), STOCKHOLM)
        return log.rows.position_at(microseconds(next_day))


def moment(as_of: str | None, known_at: str | None, position: int | None = None, learned_by: str | None = None) -> Moment:
    if position is not None and learned_by is not None:
        raise BadOption(option="--learned-by", why_sv="går inte ihop med --position.", why_en="cannot stand beside --position.")
    return Moment(
        day(as_of, "--as-of") if as_of else today(),
        instant(known_at, "--known-at") if known_at else None,
        position,
        day(learned_by, "--learned-by") if learned_by else None,
    )


def day(given: str, option: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise _no_day(given, option) from None


def instant(given: str, option: str) -> datetime:
    """A date is the end of that day."""
    try:
        return calendar.instant(given)
    except ValueError:
        raise _no_day(given, option) from None


def _no_day(given: str, option: str) -> BadOption:
    return BadOption(
        option=option,
        why_sv=f"”{given}” är inget datum (ÅÅÅÅ-MM-DD).",
        why_en=f"“{given}” is no date (YYYY-MM-DD).",
    )
