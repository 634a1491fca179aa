"""The coordinates of a question, from options, and their position in a log."""

from dataclasses import replace
from datetime import date, datetime

from domain import calendar
from domain.calendar import STOCKHOLM, microseconds
from domain.errors import BadOption
from domain.log.application import Log
from domain.participant.folding import RULES, Rules
from domain.vocabulary.text import Text
from projections.worlds.coordinates import Coordinates, within_log
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.cli.console.session import now, today

NAMES = {"as_of": "as-of", "known_at": "known-at", "learned_by": "learned-by"}
"""The names of the options."""


def located(requested: Coordinates, log: Log) -> Coordinates:
    """Returns the coordinates in this log: checks the position, or sets the one reached by the end of the `learned_by` day."""
    if requested.learned_by is None:
        within_log(requested.position, log.rows.head()[0])
        return requested
    end = microseconds(calendar.end_of_day(requested.learned_by)) + 1
    for after, until in log.rows.clocks_ahead(microseconds(now())):
        if after < end <= until:
            raise _unsure(after, until)
    return replace(requested, position=log.rows.position_at(end))


def world_at(worlds: Worlds, requested: Coordinates) -> World:
    """Returns the World at the requested coordinates."""
    return worlds.world(located(requested, worlds.log))


def _unsure(after: int, until: int) -> BadOption:
    first, last = day_of(after), day_of(until)
    return BadOption(
        option="--learned-by",
        why=Text(
            "går inte att avgöra. En klocka gick före: från {first} till {last} vet loggen inte vad som kom när.",
            "cannot be told. A clock was ahead: from {first} to {last} the log does not know what came when.",
        ).format(first=first or Text("början", "the beginning"), last=last),
    )


def day_of(instant: int) -> str:
    """Returns the date in Stockholm of an instant of the log; empty for zero."""
    return f"{datetime.fromtimestamp(instant / 1_000_000, STOCKHOLM):%Y-%m-%d}" if instant else ""


def coordinates(
    as_of: str | None,
    known_at: str | None = None,
    position: int | None = None,
    learned_by: str | None = None,
    rules: Rules = RULES,
) -> Coordinates:
    """Builds coordinates from the options of a command."""
    if position is not None and learned_by is not None:
        raise BadOption(option="--learned-by", why=Text("går inte ihop med --position.", "cannot stand beside --position."))
    return Coordinates.at(
        today(),
        day(as_of, "--as-of") if as_of else None,
        instant(known_at, "--known-at") if known_at else None,
        position,
        rules,
        day(learned_by, "--learned-by") if learned_by else None,
        names=NAMES,
    )


def day(given: str, option: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise _no_day(given, option) from None


def instant(given: str, option: str) -> datetime:
    """Parses an instant; a date is the end of that day."""
    try:
        at = calendar.instant(given)
        at.utctimetuple()  # an instant outside the calendar is invalid
    except (ValueError, OverflowError):
        raise _no_day(given, option) from None
    return at


def _no_day(given: str, option: str) -> BadOption:
    return BadOption(
        option=option,
        why=Text(f"”{given}” är inget datum (ÅÅÅÅ-MM-DD).", f"“{given}” is no date (YYYY-MM-DD)."),
    )
