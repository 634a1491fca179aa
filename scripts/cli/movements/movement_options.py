"""The options of the commands about movements, and their values: happenings, steps, days."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import polars as pl

from domain.errors import BadOption, Unknown
from domain.normal_form import normal_form
from domain.vocabulary.code_lists import LABELS
from domain.vocabulary.text import Text
from projections.measuring.definitions import MOST
from projections.measuring.limits import bounded_period, few_days
from projections.measuring.periods import Period
from projections.movements.between import Happening
from projections.movements.happenings import CODE_LISTS, FREE_CODES, happenings, known_kind
from projections.movements.steps import PROGRAMMES, Within, happening_steps, programme_steps
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from scripts.cli.console import options
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import option
from scripts.cli.console.session import Session
from scripts.cli.movements.tables.step_labels import happening_word

Of = Annotated[
    str | None,
    option(
        "--of",
        metavar=Text("STEG,…", "STEP,…"),
        help=Text(
            "Bara dessa steg: insats, placement, study, employment. Förval: alla fyra.",
            "These steps only: insats, placement, study, employment. Default: all four.",
        ),
    ),
]
Events = Annotated[
    str | None,
    option(
        "--events",
        metavar=Text("SLAG,…", "KIND,…"),
        help=Text("Händelser som steg i stället: deras slag, eller all.", "Happenings as steps instead: their kinds, or all."),
    ),
]
PerCase = Annotated[
    Within,
    option(
        "--within", help=Text("Stegen tas per deltagare, eller per resa.", "Steps are taken by participant, or by journey.")
    ),
]
Began = Annotated[
    str | None,
    option(
        "--period",
        "-p",
        metavar=Text.same("PERIOD"),
        help=Text("Bara det som började i perioden.", "Only what began in the period."),
    ),
]
ONLY = option(
    "--only",
    help=Text("Bara den tabellen. CSV har en: den första, eller denna.", "That table only. CSV has one: the first, or this."),
)
Top = Annotated[
    int | None,
    option(
        "--top",
        metavar=Text.same("N"),
        min=1,
        help=Text("Så många rader. Förval: 20 i tabeller, annars alla.", "So many rows. Default: 20 in tables, else all."),
    ),
]
Days = Annotated[
    str,
    option(
        "--days", metavar=Text("DAGAR,…", "DAYS,…"), help=Text("Dagarna som det berättas om.", "The days that are told of.")
    ),
]
CountFrom = Annotated[
    Literal["every", "first", "last"],
    option(
        "--count-from",
        help=Text(
            "Från varje händelse, eller personens första eller sista.", "From every happening, or a person's first or last."
        ),
    ),
]


@contextmanager
def opened(session: Session, when: Coordinates) -> Iterator[World]:
    with session.worlds() as worlds:
        yield world_at(worlds, when)


def happening(text: str) -> Happening:
    """Parses `KIND` or `KIND:CODE`. Raises `Unknown` for a kind or a code that does not exist."""
    kind, _, code = text.partition(":")
    codes = CODE_LISTS.get(known_kind(kind))
    if code and codes is not None and code not in LABELS[codes]:
        raise no_code(code, LABELS[codes])
    if code and codes is None and kind not in FREE_CODES:
        raise BadOption(option=text, why=Text(f"{kind} har inga koder.", f"{kind} has no codes."))
    return Happening(kind, normal_form(code) or None)


def no_code(code: str, known: Collection[str]) -> Unknown:
    codes = ", ".join(known)
    return Unknown(what=Text("Koden", "code"), name=code, hint=Text(f"Det finns: {codes}.", f"There are: {codes}."))


def must_occur(world: World, what: Happening) -> None:
    """Raises `Unknown` for a unit without happenings of the kind: it is more likely misspelled than empty."""
    if what.code is not None and what.kind in FREE_CODES:
        known = happenings(world, (what.kind,))["code"].drop_nulls().unique().sort()
        if what.code not in known:
            raise no_code(what.code, known.head(20).to_list())


def within_period(given: str | None) -> Period | None:
    return None if given is None else bounded_period(given)


def days(given: str) -> list[int]:
    try:
        numbers = sorted({int(day) for day in given.split(",")})
    except ValueError:
        numbers = [-1]
    if numbers[0] < 0 or numbers[-1] > MOST:
        raise BadOption(
            option="--days",
            why=Text(
                f"skriv hela dagar med komma emellan, högst {MOST}.", f"write whole days with commas between, at most {MOST}."
            ),
        )
    few_days(len(numbers))
    return numbers


def words(given: str | None) -> list[str]:
    return [word.strip() for word in (given or "").split(",") if word.strip()]


@dataclass(frozen=True)
class StepSelection:
    """A selection of steps: programmes or happenings, whose, and begun when."""

    of: Sequence[str]
    kinds: Sequence[str] | None
    codes: bool
    within: Within
    period: Period | None

    def steps(self, world: World) -> pl.DataFrame:
        if self.of:
            rows = programme_steps(world, self.within, self.of)
        else:
            rows = happening_steps(world, self.kinds, self.within, self.codes)
        return rows.filter(pl.col("on").is_between(self.period.first_on, self.period.last_on)) if self.period else rows

    def record(self) -> dict[str, Any]:
        return {
            "steps": list(self.of) or None,
            "events": None if self.of else self.kinds or "all",
            "codes": self.codes or bool(self.of),
            "within": self.within,
            "period": self.period.label if self.period else None,
        }

    def sentence(self) -> Text:
        labels = [happening_word(kind) for kind in (*self.of, *(self.kinds or ()))]
        named = labels or [Text("alla händelser", "all events")]
        whose = Text("per resa", "by journey") if self.within == "journey" else Text("per deltagare", "by participant")
        began = Text(f", började {self.period.label}", f", begun {self.period.label}") if self.period else Text.same("")
        return Text("Steg: {steps}; {whose}{began}.", "Steps: {steps}; {whose}{began}.").format(
            steps=Text.joined(", ", named), whose=whose, began=began
        )


@dataclass(frozen=True)
class StepOptions:
    """The options that select steps."""

    of: Of = None
    events: Events = None
    codes: options.Codes = False
    within: PerCase = "participant"
    period_text: Began = None

    def selection(self) -> StepSelection:
        """Raises `Unknown` for a step or kind that does not exist, `BadOption` for options that cannot be combined."""
        if self.of and self.events:
            raise BadOption(option="--of", why=Text("går inte ihop med --events.", "cannot stand beside --events."))
        if self.codes and not self.events:
            raise BadOption(option="--codes", why=Text("hör till --events.", "belongs to --events."))
        period = within_period(self.period_text)
        if self.events:
            kinds = None if self.events == "all" else [known_kind(kind) for kind in dict.fromkeys(words(self.events))]
            return StepSelection((), kinds, self.codes, self.within, period)
        return StepSelection(_steps(self.of), None, self.codes, self.within, period)


def _steps(given: str | None) -> list[str]:
    steps = list(dict.fromkeys(words(given))) or list(PROGRAMMES)
    for step in steps:
        if step not in PROGRAMMES:
            known = ", ".join(PROGRAMMES)
            hint = Text(f"Det finns: {known}.", f"There are: {known}.")
            raise Unknown(what=Text("Steget", "step"), name=step, hint=hint)
    return steps
