"""The command about states: people's state month by month, over a period or since a happening."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any, Literal

import polars as pl

from domain.errors import BadOption
from domain.vocabulary.text import Lang, Text
from projections.measuring.limits import MOST_MONTHS
from projections.measuring.periods import Period
from projections.movements.between import CountFrom, Happening
from projections.movements.happenings import happenings
from projections.movements.sequences import by_calendar, sequences, since
from projections.worlds.world import World
from scripts.cli.console.declarations import command, option
from scripts.cli.console.option_groups import AnswerOptions, CoordinateOptions
from scripts.cli.console.session import Session
from scripts.cli.movements import movement_options
from scripts.cli.movements.movement_options import ONLY, Top, happening, must_occur, opened, within_period
from scripts.cli.movements.tables import states as state_tables
from scripts.cli.movements.tables.answer import AnswerPart, MovementsAnswer, write_answer
from scripts.cli.movements.tables.step_labels import happening_word

PeriodOption = Annotated[
    str | None,
    option(
        "--period",
        "-p",
        metavar=Text.same("PERIOD"),
        help=Text("Månaderna; med --since perioden då det började.", "The months; with --since the period in which it began."),
    ),
]
Since = Annotated[
    str | None,
    option(
        "--since",
        metavar=Text("SLAG[:KOD]", "KIND[:CODE]"),
        help=Text(
            "Månader sedan en händelse i stället för kalendermånader.", "Months since a happening instead of calendar months."
        ),
    ),
]
Months = Annotated[
    int,
    option(
        "--months",
        metavar=Text.same("N"),
        min=1,
        max=MOST_MONTHS,
        help=Text("Så många månader efter händelsen.", "So many months after the happening."),
    ),
]
Among = Annotated[
    str | None,
    option(
        "--among",
        metavar=Text("SLAG[:KOD]", "KIND[:CODE]"),
        help=Text(
            "Bara de som det har hänt, till exempel enrolled:UJC-A.",
            "Only those to whom it has happened, such as enrolled:UJC-A.",
        ),
    ),
]
WithCode = Annotated[
    bool,
    option(
        "--codes",
        help=Text(
            "Även vilken insats, placering, utbildning eller anställning.", "Also which insats, placement, study or employment."
        ),
    ),
]
Only = Annotated[Literal["months", "time", "sequences"] | None, ONLY]


@dataclass(frozen=True)
class Followed:
    """Who is followed, from when and for how long."""

    period: Period | None
    since: Happening | None
    months: int
    count_from: CountFrom
    among: Happening | None
    codes: bool

    def states(self, world: World) -> pl.DataFrame:
        people = _days(world, self.among)["pid"].unique() if self.among else None
        if self.since is None:
            assert self.period is not None
            return by_calendar(world, self.period, self.codes, people)
        return since(world, self._starts(world, self.since, people), self.months, self.codes)

    def _starts(self, world: World, what: Happening, people: pl.Series | None) -> pl.DataFrame:
        starts = _days(world, what).sort("pid", "on", "event")
        if self.count_from != "every":
            starts = starts.unique("pid", keep=self.count_from, maintain_order=True)
        if self.period is not None:
            starts = starts.filter(pl.col("on").is_between(self.period.first_on, self.period.last_on))
        return starts if people is None else starts.filter(pl.col("pid").is_in(people.implode()))

    def labels(self) -> list[str]:
        """Returns the labels of the months."""
        if self.since is None and self.period is not None:
            return [month.label for month in self.period.months]
        return [str(nr) for nr in range(self.months + 1)]

    def record(self) -> dict[str, Any]:
        chosen = {name: asdict(what) if what else None for name, what in (("since", self.since), ("among", self.among))}
        since_only = {"months": self.months, "count_from": self.count_from} if self.since else {}
        return {"period": self.period.label if self.period else None, **chosen, **since_only, "codes": self.codes}

    def sentence(self) -> Text:
        return Text.joined(" ", self._sentences())

    def _sentences(self) -> list[Text]:
        label = f" ({self.period.label})" if self.period else ""
        if self.since:
            since = Text(
                "Månader sedan {what}{label}, samma datum varje månad.", "Months since {what}{label}, the same date each month."
            )
            sentences = [since.format(what=happening_word(self.since.kind, self.since.code), label=label)]
        else:
            sentences = [Text("Som det var månadens sista dag.", "As it was on the month's last day.")]
        if self.among:
            among = Text("Bara de som har händelsen {what}.", "Only those to whom it has happened: {what}.")
            sentences.append(among.format(what=happening_word(self.among.kind, self.among.code)))
        return sentences


def _days(world: World, what: Happening) -> pl.DataFrame:
    must_occur(world, what)
    occurrences = happenings(world, (what.kind,))
    return occurrences if what.code is None else occurrences.filter(pl.col("code") == what.code)


@command(
    Text(
        "Vad man gjorde månad för månad: tillstånden, tiden i vart och ett, och hela följder.",
        "What people did month by month: the states, the time in each, and whole sequences.",
    )
)
def states(
    session: Session,
    *,
    period_text: PeriodOption = None,
    since_what: Since = None,
    months: Months = 12,
    count_from: movement_options.CountFrom = "first",
    among: Among = None,
    codes: WithCode = False,
    top: Top = None,
    only: Only = None,
    when: CoordinateOptions,
    output: AnswerOptions,
) -> None:
    known = [happening(text) if text else None for text in (since_what, among)]
    followed = Followed(within_period(period_text), known[0], months, count_from, known[1], codes)
    if followed.period is None and followed.since is None:
        raise _no_months()
    with opened(session, when.coordinates()) as world:
        monthly = followed.states(world)
    write_answer(session, _answer(monthly, followed, session.lang, top), world, output, only)


def _no_months() -> BadOption:
    return BadOption(option="--period", why=Text("ange en period, eller --since.", "give a period, or --since."))


def _answer(monthly: pl.DataFrame, followed: Followed, lang: Lang, top: int | None) -> MovementsAnswer:
    labels = followed.labels()
    parts: dict[str, Callable[[], AnswerPart]] = {
        "months": partial(state_tables.months_part, monthly, labels, lang),
        "time": partial(state_tables.time_part, monthly, lang),
        "sequences": lambda: state_tables.sequences_part(sequences(monthly), lang, top),
    }
    return MovementsAnswer(followed.record(), parts, footing=[followed.sentence()])
