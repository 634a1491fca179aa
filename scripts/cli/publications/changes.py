"""The commands `changes`, why a figure changed, and `revisions`, how it changed with each month of knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from domain.errors import BadQuestion
from domain.vocabulary.text import Lang, Text
from projections.changes.parting import Difference
from projections.changes.revisions import revisions as revised
from projections.measuring.limits import bounded_period, few_revisions
from projections.measuring.periods import Period, month
from projections.publishing.register import the_published
from projections.worlds.coordinates import check_has_been
from scripts.cli.console import options
from scripts.cli.console.comparison import Compared, Side, since
from scripts.cli.console.coordinates import coordinates
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import OpenAnswerOptions, TextAnswerOptions
from scripts.cli.console.rendering import as_json, as_tables, write_text
from scripts.cli.console.session import Session, today
from scripts.cli.measures.openings import Release, what_of
from scripts.cli.measures.question_options import CaseOptions, FigureOptions, MeasureOptions
from scripts.cli.publications.change_tables import change_grids, revision_grids, revision_records

Key = Annotated[
    str | None,
    argument(
        metavar=Text.same("[MÅTT]"),
        help=Text(
            "Måttets nyckel; behövs inte med --from-publication.", "The measure's key; not needed with --from-publication."
        ),
    ),
]
FromAsOf = Annotated[
    str | None,
    option(
        "--from-as-of",
        metavar=Text("DATUM", "DATE"),
        help=Text("Den första siffrans mätdag. Förval: --as-of.", "The first figure's day. Default: --as-of."),
    ),
]
FromKnown = Annotated[
    str | None,
    option(
        "--from-known",
        metavar=Text("DATUM|TIDPUNKT", "DATE|INSTANT"),
        help=Text("Vad som var känt vid den första siffran.", "What was known at the first figure."),
    ),
]
ToKnown = Annotated[
    str | None,
    option(
        "--to-known",
        metavar=Text("DATUM|TIDPUNKT", "DATE|INSTANT"),
        help=Text("Vad som var känt vid den andra. Förval: allt.", "What was known at the second. Default: everything."),
    ),
]
FromPosition = Annotated[
    int | None,
    option(
        "--from-position",
        metavar=Text.same("N"),
        min=0,
        help=Text("Hur långt loggen hade kommit vid den första.", "How far the log had come at the first."),
    ),
]
ToPosition = Annotated[
    int | None,
    option(
        "--to-position",
        metavar=Text.same("N"),
        min=0,
        help=Text("Hur långt loggen hade kommit vid den andra.", "How far the log had come at the second."),
    ),
]
FromPublication = Annotated[
    str | None,
    option(
        "--from-publication",
        metavar=Text.same("SIFFRA"),
        help=Text("Den första siffran är en publicerad.", "The first figure is a published one."),
    ),
]
FromDefinition = Annotated[
    str | None,
    option(
        "--from-definition",
        metavar=Text.same("DEFINITION"),
        help=Text(
            "Den första siffrans definition, till exempel UPP-2.3/1?gap=2.",
            "The first figure's definition, for example UPP-2.3/1?gap=2.",
        ),
    ),
]
ToDefinition = Annotated[
    str | None,
    option(
        "--to-definition",
        metavar=Text.same("DEFINITION"),
        help=Text("Den andra siffrans definition. Förval: måttets.", "The second figure's definition. Default: the measure's."),
    ),
]
FromMonth = Annotated[
    str | None,
    option(
        "--from-month",
        metavar=Text.same("MÅNAD"),
        help=Text(
            "Den första månaden med kunskap. Förval: periodens sista.",
            "The first month of knowledge. Default: the period's last.",
        ),
    ),
]
ToMonth = Annotated[
    str | None,
    option(
        "--to-month",
        metavar=Text.same("MÅNAD"),
        help=Text(
            "Den sista månaden med kunskap. Förval: ett år senare.", "The last month of knowledge. Default: a year later."
        ),
    ),
]


@dataclass(frozen=True)
class SideOptions:
    """The options for the two points of a comparison."""

    as_of: options.AsOf = None
    from_as_of: FromAsOf = None
    from_known: FromKnown = None
    to_known: ToKnown = None
    from_position: FromPosition = None
    to_position: ToPosition = None
    from_publication: FromPublication = None
    from_definition: FromDefinition = None
    to_definition: ToDefinition = None

    def start(self) -> Side:
        return Side("from", self.from_definition, self.from_as_of or self.as_of, self.from_known, self.from_position)

    def end(self) -> Side:
        return Side("to", self.to_definition, self.as_of, self.to_known, self.to_position)


@command(COMMANDS["changes"].help)
def changes(
    session: Session,
    *,
    key: Key = None,
    periods: options.SomePeriods = None,
    sides: SideOptions,
    part: options.Parts = None,
    choices: CaseOptions,
    output: TextAnswerOptions,
) -> None:
    compared = Compared(key, periods or (), part or (), choices.view, choices.sets or ())
    differences = _differences(session, compared, sides.start(), sides.end(), sides.from_publication)
    text = _as_tables(differences, session.lang) if output.form == "table" else _as_json(differences)
    write_text(session, text, output.out)


def _as_tables(differences: Sequence[Difference], lang: Lang) -> str:
    return as_tables([grid for difference in differences for grid in change_grids(difference, lang)], lang)


def _as_json(differences: Sequence[Difference]) -> str:
    """One difference is an object; several are a list."""
    return as_json(differences[0].fields() if len(differences) == 1 else [difference.fields() for difference in differences])


def _differences(session: Session, compared: Compared, start: Side, end: Side, name: str | None) -> Sequence[Difference]:
    """`name`: of the published figure to compare from, which also gives the other parts of the question."""
    if name is not None and (compared != Compared(None) or start != Side("from", as_of=end.as_of)):
        raise BadQuestion(
            part="from-publication",
            why=Text(
                "siffran säger själv mått, period, del, mätdag och vad som var känt; ange bara vart jämförelsen går.",
                "the figure itself says measure, period, part, day and what was known; give only where the comparison goes.",
            ),
        )
    with session.worlds() as worlds:
        published = None if name is None else the_published(worlds.log, name)
        differences = [since(worlds, published, end)] if published else list(compared.between(worlds, start, end))
        session.permit.show_cases([difference.fields() for difference in differences])
        return differences


@command(COMMANDS["revisions"].help)
def revisions(
    session: Session,
    measures: MeasureOptions,
    *,
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    as_of: options.AsOf = None,
    choices: FigureOptions,
    output: OpenAnswerOptions,
) -> None:
    request = choices.question(measures)
    known = _known(request.periods, from_month, to_month)
    release = Release(session, "revisions", output.open_counts)
    with session.worlds() as worlds:
        at, compute = coordinates(as_of).as_of if as_of else None, release.computed_by(worlds.log)
        revised_figures = [
            revision for ask in request.asks() for revision in revised(worlds, ask, known, compute, today(), at, request.rules)
        ]
    release.record(what_of(request))
    output.write(session, revision_records(revised_figures), revision_grids(revised_figures, session.lang))


def _known(periods: Sequence[Period], from_month: str | None, to_month: str | None) -> list[Period]:
    """Returns the months of knowledge: by default from the first period's end to a year after the last period's end."""
    ends = [month(period.last_on.replace(day=1)) for period in periods]
    first = bounded_period(from_month) if from_month else min(ends)
    last = bounded_period(to_month) if to_month else _a_year_on(max(ends))
    check_has_been(last.months[-1].first_on, today(), "to-month")
    known = _months(first, last)
    few_revisions(known, periods)
    return [replace(period, last_on=min(period.last_on, today())) for period in known]


def _a_year_on(period: Period) -> Period:
    return month(min(period.first_on.replace(year=period.first_on.year + 1), today()))


def _months(first: Period, last: Period) -> list[Period]:
    """Returns every month from `first` to `last`. Raises `BadQuestion` if `first` is later."""
    if first.first_on > last.last_on:
        raise BadQuestion(part="from-month", why=Text("är senare än --to-month.", "is later than --to-month."))
    return Period(first.first_on, last.last_on, "").months
