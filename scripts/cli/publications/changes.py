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
from scripts.cli.console.rendering import answer, as_json, as_tables, tell
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
    one = Side("from", from_definition, from_as_of or as_of, from_known, from_position)
    told = _told(session, compared, one, Side("to", to_definition, as_of, to_known, to_position), from_publication)
    tell(session, _as_tables(told, session.lang) if form == "table" else _as_json(told), out)


def _as_tables(told: Sequence[Difference], lang: Lang) -> str:
    return as_tables([grid for one in told for grid in change_grids(one, lang)], lang)


def _as_json(told: Sequence[Difference]) -> str:
    """One is itself; several are a list."""
    return as_json(told[0].fields() if len(told) == 1 else [one.fields() for one in told])


def _told(session: Session, compared: Compared, one: Side, other: Side, name: str | None) -> Sequence[Difference]:
    """`name`: of the published figure that the comparison is from, which says itself what else is asked for."""
    if name is not None and (compared != Compared(None) or one != Side("from", as_of=other.as_of)):
        raise BadQuestion(
            part="from-publication",
            why=Text(
                "siffran säger själv mått, period, del, mätdag och vad som var känt; ange bara vart jämförelsen går.",
                "the figure itself says measure, period, part, day and what was known; give only where the comparison goes.",
            ),
        )
    with session.worlds() as worlds:
        if name is not None:
            return [since(worlds, the_published(worlds.log, name), other)]
        return list(compared.between(worlds, one, other))


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
    asked = question(keys, periods, view, by, sets or ())
    known = _known(asked.periods, from_month, to_month)
    with session.worlds() as worlds:
        at, told = coordinates(as_of).as_of if as_of else None, leaving(worlds.log, open_counts)
        found = [one for ask in asked.asks() for one in revised(worlds, ask, known, told, today(), at, asked.rules)]
    if open_counts:
        record(session, "revisions", what_of(asked))
    answer(session, form, revision_records(found), revision_grids(found, session.lang), out)


def _known(asked: Sequence[Period], from_month: str | None, to_month: str | None) -> list[Period]:
    """The months of knowledge: from the periods' last for a year, where nothing else is said."""
    ends = [month(one.last_on.replace(day=1)) for one in asked]
    first = bounded_period(from_month) if from_month else min(ends)
    last = bounded_period(to_month) if to_month else _a_year_on(max(ends))
    check_has_been(last.months[-1].first_on, today(), "to-month")
    known = _months(first, last)
    few_revisions(known, asked)
    return [replace(one, last_on=min(one.last_on, today())) for one in known]


def _a_year_on(one: Period) -> Period:
    return month(min(one.first_on.replace(year=one.first_on.year + 1), today()))


def _months(first: Period, last: Period) -> list[Period]:
    """Every month from the one to the other. Raises `BadQuestion` where the first is the later."""
    if first.first_on > last.last_on:
        raise BadQuestion(part="from-month", why=Text("är senare än --to-month.", "is later than --to-month."))
    return Period(first.first_on, last.last_on, "").months
