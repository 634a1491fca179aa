"""What is asked of the measures, as it stands in a URL: periods, A and K, breakdown, view and parameters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.store import Store
from domain.calendar import STOCKHOLM, end_of_day
from domain.errors import RodTradError
from domain.fold import RULES, Rules
from projections.figures import Ask
from projections.measure import Measure, Value, View
from projections.measures import find
from projections.periods import Period, period
from projections.world import World


class BadQuestion(RodTradError):
    """A question that cannot be meant."""

    sv = "{name}: {why_sv}"
    en = "{name}: {why_en}"


def now() -> datetime:
    """The one place where the server looks at the clock."""
    return datetime.now(STOCKHOLM)


def _nothing(given: Any) -> Any:
    """A form sends what was left empty as an empty text."""
    return None if given == "" else given


def _instant(given: Any) -> Any:
    """A date is the end of that day in Stockholm; an instant without an offset is one in Stockholm."""
    if not isinstance(given, str):
        return given
    try:
        if len(given) == len("2024-01-31"):
            return end_of_day(date.fromisoformat(given))
        at = datetime.fromisoformat(given)
    except ValueError:
        return given
    return at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)


Day = Annotated[date | None, BeforeValidator(_nothing)]
Instant = Annotated[
    datetime | None,
    BeforeValidator(_instant),
    BeforeValidator(_nothing),
    WithJsonSchema({"anyOf": [{"type": "string", "examples": ["2024-01-31", "2024-01-31T12:00:00+01:00"]}, {"type": "null"}]}),
]


class When(BaseModel):
    """As of which day, and known when."""

    model_config = ConfigDict(extra="forbid")

    as_of: Annotated[Day, Field(description="Mätdag (A): det som hänt senare räknas inte. Förval: i dag.")] = None
    known_at: Annotated[Instant, Field(description="Bara det som var registrerat då (K). Förval: allt som är känt.")] = None

    @property
    def day(self) -> date:
        return self.as_of or now().date()


class Asked(When):
    """What figures, cases and explanations are asked with."""

    period: Annotated[
        list[str],
        Field(min_length=1, description="2023, 2023-04, 2023-Q2, 2023-T1 eller 2023-01..2023-08.", examples=[["2023"]]),
    ]
    position: Annotated[int | None, Field(ge=0, description="Bara de N första händelserna i loggen.")] = None
    view: Annotated[View, Field(description="official, eller adjusted: de som lämnat räknas inte.")] = "official"
    set: Annotated[list[str], Field(description="namn=värde: sätter en parameter.", examples=[["journey_gap_days=30"]])] = []


@dataclass(frozen=True)
class Question:
    """Some measures, some periods, and everything that the answer is for."""

    measures: Sequence[Measure]
    periods: Sequence[Period]
    by: Sequence[str]
    view: View
    values: dict[str, Value]
    world: World

    def asks(self) -> Iterator[Ask]:
        for measure in self.measures:
            own = {name: value for name, value in self.values.items() if name in measure.parameters}
            yield Ask(measure, self.periods, self.by, self.view, own)


def question(store: Store, key: str, asked: Asked, by: str = "") -> Question:
    """Raises `Unknown` for a measure or period that does not exist, `BadQuestion` for what does not go together."""
    measures = find(key)
    periods = [period(label) for label in dict.fromkeys(asked.period)]
    for measure in measures:
        _refuse_part_of_year(measure, periods)
    rules, values = _settings(measures, asked.set)
    names = tuple(dict.fromkeys(name.strip() for name in by.split(",") if name.strip()))
    world = store.world(asked.day, asked.known_at, asked.position, rules)
    return Question(measures, periods, names, asked.view, values, world)


def _refuse_part_of_year(measure: Measure, periods: Sequence[Period]) -> None:
    for one in periods:
        if measure.years_only and not one.is_year:
            raise BadQuestion(
                name="period",
                why_sv=f"{measure.key} finns bara för hela år, inte {one.label}; skriv till exempel {one.first_on.year}.",
                why_en=f"{measure.key} exists for whole years only, not {one.label}; write for example {one.first_on.year}.",
            )


def _settings(measures: Sequence[Measure], sets: Sequence[str]) -> tuple[Rules, dict[str, Value]]:
    """The parameters that are set: those of the fold, and those of the measures."""
    rules, values = RULES, dict[str, Value]()
    own = {field.name for field in fields(Rules)}
    known = {name: default for measure in measures for name, default in measure.parameters.items()}
    for setting in sets:
        name, _, given = setting.partition("=")
        if name in own:
            rules = replace(rules, **{name: _whole(name, given)})
        elif name in known:
            values[name] = _whole(name, given) if isinstance(known[name], int) else given
        else:
            names = ", ".join([*known, *sorted(own)])
            raise BadQuestion(
                name="set",
                why_sv=f"skriv namn=värde; ”{name}” är ingen parameter. Det finns: {names}.",
                why_en=f"write name=value; “{name}” is no parameter. There are: {names}.",
            )
    return rules, values


def _whole(name: str, given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise BadQuestion(
            name=f"set {name}", why_sv=f"”{given}” är inget heltal.", why_en=f"“{given}” is no whole number."
        ) from None


def parts(given: Sequence[str]) -> dict[str, str]:
    """`sex=K` as the part of a breakdown."""
    told: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign:
            raise BadQuestion(name="part", why_sv=f"skriv namn=värde, inte ”{one}”.", why_en=f"write name=value, not “{one}”.")
        told[name] = value
    return told
