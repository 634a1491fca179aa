"""The commands `changes`, why a figure changed, and `revisions`, how it moved with each month of knowledge."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from domain.errors import BadQuestion
from domain.vocabulary.text import Lang, Text
from projections.changes.parting import Difference
from projections.changes.revisions import revisions as revised
from projections.measures.questions import question
from projections.measuring.limits import bounded_period, few_revisions
from projections.measuring.periods import Period, month
from projections.publishing.register import the_published
from projections.worlds.coordinates import check_has_been
from scripts.cli.console import options
from scripts.cli.console.comparison import Compared, Side, since
from scripts.cli.console.coordinates import coordinates
from scripts.cli.console.rendering import answer, as_json, as_tables, write_text
from scripts.cli.console.session import Session, today
from scripts.cli.measures.openings import leaving, record, what_of
from scripts.cli.publications.change_tables import change_grids, revision_grids, revision_records

Key = Annotated[str | None, typer.Argument(metavar="[MÅTT]", help="Måttets nyckel; behövs inte med --from-publication.")]
FromAsOf = Annotated[
    str | None, typer.Option("--from-as-of", metavar="DATUM", help="Den första siffrans mätdag. Förval: --as-of.")
]
FromKnown = Annotated[
    str | None, typer.Option("--from-known", metavar="DATUM|TIDPUNKT", help="Vad som var känt vid den första siffran.")
]
ToKnown = Annotated[
    str | None, typer.Option("--to-known", metavar="DATUM|TIDPUNKT", help="Vad som var känt vid den andra. Förval: allt.")
]
FromPosition = Annotated[
    int | None, typer.Option("--from-position", metavar="N", min=0, help="Hur långt loggen hade kommit vid den första.")
]
ToPosition = Annotated[
    int | None, typer.Option("--to-position", metavar="N", min=0, help="Hur långt loggen hade kommit vid den andra.")
]
FromPublication = Annotated[
    str | None, typer.Option("--from-publication", metavar="SIFFRA", help="Den första siffran är en publicerad.")
]
FromDefinition = Annotated[
    str | None,
    typer.Option(
        "--from-definition", metavar="DEFINITION", help="Den första siffrans definition, till exempel UPP-2.3/1?gap=2."
    ),
]
ToDefinition = Annotated[
    str | None, typer.Option("--to-definition", metavar="DEFINITION", help="Den andra siffrans definition. Förval: måttets.")
]
FromMonth = Annotated[
    str | None, typer.Option("--from-month", metavar="MÅNAD", help="Den första månaden med kunskap. Förval: periodens sista.")
]
ToMonth = Annotated[
    str | None, typer.Option("--to-month", metavar="MÅNAD", help="Den sista månaden med kunskap. Förval: ett år senare.")
]


def changes(
    ctx: typer.Context,
    key: Key = None,
    periods: options.SomePeriods = None,
    as_of: options.AsOf = None,
    from_as_of: FromAsOf = None,
    from_known: FromKnown = None,
    to_known: ToKnown = None,
    from_position: FromPosition = None,
    to_position: ToPosition = None,
    from_publication: FromPublication = None,
    from_definition: FromDefinition = None,
    to_definition: ToDefinition = None,
    part: options.Parts = None,
    view: options.OfView = "official",
    sets: options.Sets = None,
    form: options.AsForm = "table",
    out: options.Out = None,
) -> None:
    """Varför en siffra ändrades: skillnaden delad på sina orsaker, var och en med sina fall och händelser."""
    session: Session = ctx.obj
    compared = Compared(key, periods or (), part or (), view, sets or ())
    start = Side("from", from_definition, from_as_of or as_of, from_known, from_position)
    end = Side("to", to_definition, as_of, to_known, to_position)
    differences = _differences(session, compared, start, end, from_publication)
    write_text(session, _as_tables(differences, session.lang) if form == "table" else _as_json(differences), out)


def _as_tables(differences: Sequence[Difference], lang: Lang) -> str:
    return as_tables([grid for difference in differences for grid in change_grids(difference, lang)], lang)


def _as_json(differences: Sequence[Difference]) -> str:
    """One is itself; several are a list."""
    return as_json(differences[0].fields() if len(differences) == 1 else [difference.fields() for difference in differences])


def _differences(session: Session, compared: Compared, start: Side, end: Side, name: str | None) -> Sequence[Difference]:
    """`name`: of the published figure that is compared from; the rest of the question is read from it."""
    if name is not None and (compared != Compared(None) or start != Side("from", as_of=end.as_of)):
        raise BadQuestion(
            part="from-publication",
            why=Text(
                "siffran säger själv mått, period, del, mätdag och vad som var känt; ange bara vart jämförelsen går.",
                "the figure itself says measure, period, part, day and what was known; give only where the comparison goes.",
            ),
        )
    with session.worlds() as worlds:
        if name is not None:
            return [since(worlds, the_published(worlds.log, name), end)]
        return list(compared.between(worlds, start, end))


def revisions(
    ctx: typer.Context,
    keys: options.Keys,
    periods: options.Periods,
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    as_of: options.AsOf = None,
    by: options.By = "",
    view: options.OfView = "official",
    sets: options.Sets = None,
    form: options.AsForm3 = "table",
    out: options.Out = None,
    open_counts: options.OpenCounts = False,
) -> None:
    """Revideringstriangeln: vad siffran var med det som var känt vid varje månads slut."""
    session: Session = ctx.obj
    request = question(keys, periods, view, by, sets or ())
    known = _known(request.periods, from_month, to_month)
    with session.worlds() as worlds:
        at, release = coordinates(as_of).as_of if as_of else None, leaving(worlds.log, open_counts)
        revised_figures = [
            revision for ask in request.asks() for revision in revised(worlds, ask, known, release, today(), at, request.rules)
        ]
    if open_counts:
        record(session, "revisions", what_of(request))
    answer(session, form, revision_records(revised_figures), revision_grids(revised_figures, session.lang), out)


def _known(periods: Sequence[Period], from_month: str | None, to_month: str | None) -> list[Period]:
    """The months of knowledge: from the periods' last for a year, unless given."""
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
    """Every month from the one to the other. Raises `BadQuestion` where the first is the later."""
    if first.first_on > last.last_on:
        raise BadQuestion(part="from-month", why=Text("är senare än --to-month.", "is later than --to-month."))
    return Period(first.first_on, last.last_on, "").months
