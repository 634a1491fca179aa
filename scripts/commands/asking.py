"""What is asked of the measures: which, for which periods, as of when, known when, set how. From options to a question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from domain.calendar import STOCKHOLM, end_of_day
from domain.errors import Unknown
from domain.fold import RULES, Rules
from domain.log.application import Log, microseconds
from projections.figures import Ask
from projections.folding import Used
from projections.measure import Measure, Value, View
from projections.measures import find
from projections.periods import Period, period
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

    def world(self, worlds: Worlds, rules: Rules = RULES) -> World:
        return worlds.world(self.as_of, self.known_at, self._position(worlds.log), rules)

    def used(self, log: Log) -> Used:
        """Which events are used, for whoever reads the log itself."""
        return Used(microseconds(self.known_at) if self.known_at else None, self._position(log))

    def _position(self, log: Log) -> int | None:
        if self.learned_by is None:
            return self.position
        next_day = datetime.combine(self.learned_by + timedelta(days=1), datetime.min.time(), STOCKHOLM)
        return log.rows.position_at(microseconds(next_day))


@dataclass(frozen=True)
class Question:
    """Some measures, some periods, and everything that the answer is for."""

    measures: Sequence[Measure]
    periods: Sequence[Period]
    moment: Moment
    view: View = "official"
    by: Sequence[str] = ()
    rules: Rules = RULES
    values: Mapping[str, Value] | None = None

    def asks(self) -> Iterator[Ask]:
        for measure in self.measures:
            own = {name: value for name, value in (self.values or {}).items() if name in measure.parameters}
            yield Ask(measure, self.periods, self.by, self.view, own)


def moment(as_of: str | None, known_at: str | None, position: int | None = None, learned_by: str | None = None) -> Moment:
    if position is not None and learned_by is not None:
        raise BadOption(option="--learned-by", why_sv="går inte ihop med --position.", why_en="cannot stand beside --position.")
    return Moment(
        day(as_of, "--as-of") if as_of else today(),
        instant(known_at, "--known-at") if known_at else None,
        position,
        day(learned_by, "--learned-by") if learned_by else None,
    )


def question(
    keys: Sequence[str], periods: Sequence[str], when: Moment, view: View, by: str = "", sets: Sequence[str] = ()
) -> Question:
    """Raises `Unknown` for a measure, period, breakdown or parameter that does not exist, `BadOption` for a bad value."""
    measures = list({measure.key: measure for key in keys for measure in find(key)}.values())
    asked = [period(label) for label in dict.fromkeys(periods)]
    for measure in measures:
        _refuse_part_of_year(measure, asked)
    rules, values = _settings(measures, sets)
    names = [name.strip() for name in by.split(",") if name.strip()]
    return Question(measures, asked, when, view, tuple(dict.fromkeys(names)), rules, values)


def _refuse_part_of_year(measure: Measure, asked: Sequence[Period]) -> None:
    for one in asked:
        if measure.years_only and not one.is_year:
            raise BadOption(
                option="--period",
                why_sv=f"{measure.key} finns bara för hela år, inte {one.label}; skriv till exempel {one.first_on.year}.",
                why_en=f"{measure.key} exists for whole years only, not {one.label}; write for example {one.first_on.year}.",
            )


def _settings(measures: Sequence[Measure], sets: Sequence[str]) -> tuple[Rules, dict[str, Value]]:
    """The parameters that are set: those of the fold, and those of the measures."""
    rules, values = RULES, dict[str, Value]()
    own = {field.name for field in fields(Rules)}
    known = {name: default for measure in measures for name, default in measure.parameters.items()}
    for setting in sets:
        name, sign, given = setting.partition("=")
        if not sign:
            raise BadOption(option="--set", why_sv=f"skriv namn=värde, inte ”{setting}”.", why_en="write name=value.")
        if name in own:
            rules = replace(rules, **{name: _whole(name, given)})
        elif name in known:
            values[name] = _whole(name, given) if isinstance(known[name], int) else given
        else:
            raise _no_parameter(name, [*known, *sorted(own)])
    return rules, values


def _no_parameter(name: str, known: Sequence[str]) -> Unknown:
    names = ", ".join(known)
    return Unknown(
        what_sv="Parametern",
        what_en="parameter",
        name=name,
        hint_sv=f"Det finns: {names}.",
        hint_en=f"There are: {names}.",
    )


def _whole(name: str, given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise BadOption(
            option=f"--set {name}", why_sv=f"”{given}” är inget heltal.", why_en=f"“{given}” is no whole number."
        ) from None


def parts(given: Sequence[str]) -> dict[str, str]:
    """`sex=K` as the part of a breakdown."""
    told: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign:
            raise BadOption(option="--part", why_sv=f"skriv namn=värde, inte ”{one}”.", why_en="write name=value.")
        told[name] = value
    return told


def day(given: str, option: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise _no_day(given, option) from None


def instant(given: str, option: str) -> datetime:
    """A date is the end of that day in Stockholm; an instant without an offset is one in Stockholm."""
    try:
        if len(given) == len("2024-01-31"):
            return end_of_day(date.fromisoformat(given))
        at = datetime.fromisoformat(given)
    except ValueError:
        raise _no_day(given, option) from None
    return at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)


def _no_day(given: str, option: str) -> BadOption:
    return BadOption(
        option=option,
        why_sv=f"”{given}” är inget datum (ÅÅÅÅ-MM-DD).",
        why_en=f"“{given}” is no date (YYYY-MM-DD).",
    )
