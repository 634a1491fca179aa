"""Of which World something is asked: as of when, known when, how far in the log. From options."""

from dataclasses import dataclass
from datetime import date, datetime

from domain import calendar
from domain.calendar import STOCKHOLM
from domain.errors import BadOption
from domain.log.application import Log, microseconds
from domain.participant.folding import RULES, Rules
from projections.facts.folding import Used
from projections.measures.questions import measuring_day, not_to_come, within_log
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.cli.console.session import now, today


@dataclass(frozen=True)
class Moment:
    """As of which day, known when, and how far in the log."""

    as_of: date
    known_at: datetime | None = None
    position: int | None = None
    learned_by: date | None = None

    @classmethod
    def of(
        cls,
        as_of: date | None,
        known_at: datetime | None = None,
        position: int | None = None,
        learned_by: date | None = None,
        named: str = "known-at",
    ) -> "Moment":
        """A moment that has been. `named`: what the option of K is called."""
        not_to_come(known_at, today(), named)
        not_to_come(as_of, today(), "as-of")
        not_to_come(learned_by, today(), "learned-by")
        return cls(measuring_day(as_of, known_at, today()), known_at, position, learned_by)

    def world(self, worlds: Worlds, rules: Rules = RULES) -> World:
        return worlds.world(self.as_of, self.known_at, self._position(worlds.log), rules, self.learned_by)

    def used(self, log: Log) -> Used:
        """Which events are used, for whoever reads the log itself."""
        return Used.of(self.known_at, self._position(log))

    def _position(self, log: Log) -> int | None:
        if self.learned_by is None:
            return within_log(self.position, log.rows.head()[0])
        end = microseconds(calendar.end_of_day(self.learned_by)) + 1
        for after, until in log.rows.clocks_ahead(microseconds(now())):
            if after < end <= until:
                raise _unsure(after, until)
        return log.rows.position_at(end)


def _unsure(after: int, until: int) -> BadOption:
    first, last = day_of(after), day_of(until)
    sv, en = f"från {first or 'början'} till {last}", f"from {first or 'the beginning'} to {last}"
    return BadOption(
        option="--learned-by",
        why_sv=f"går inte att avgöra. En klocka gick före: {sv} vet loggen inte vad som kom när.",
        why_en=f"cannot be told. A clock was ahead: {en} the log does not know what came when.",
    )


def day_of(instant: int) -> str:
    """The day in Stockholm of an instant of the log; empty where it is none."""
    return f"{datetime.fromtimestamp(instant / 1_000_000, STOCKHOLM):%Y-%m-%d}" if instant else ""


def moment(as_of: str | None, known_at: str | None, position: int | None = None, learned_by: str | None = None) -> Moment:
    if position is not None and learned_by is not None:
        raise BadOption(option="--learned-by", why_sv="går inte ihop med --position.", why_en="cannot stand beside --position.")
    return Moment.of(
        day(as_of, "--as-of") if as_of else None,
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
        at = calendar.instant(given)
        at.utctimetuple()  # beyond the calendar's ends it is no instant
    except (ValueError, OverflowError):
        raise _no_day(given, option) from None
    return at


def _no_day(given: str, option: str) -> BadOption:
    return BadOption(
        option=option,
        why_sv=f"”{given}” är inget datum (ÅÅÅÅ-MM-DD).",
        why_en=f"“{given}” is no date (YYYY-MM-DD).",
    )
