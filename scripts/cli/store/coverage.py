"""The command `coverage`: what was delivered, and what can be known by it."""

from collections.abc import Sequence
from typing import Annotated, Any

from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Lang, Text
from projections.health.delivered import KnownFigure, delivered, known_figures
from projections.measures.catalogue import CATALOGUE, find
from projections.measuring.limits import bounded_period
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World
from scripts.cli.console.coordinates import world_at
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import CoordinateOptions, TextAnswerOptions
from scripts.cli.console.rendering import Column, Grid, as_json, as_tables, write_text
from scripts.cli.console.session import PIPED_WIDTH, Session

Keys = Annotated[
    list[str] | None,
    argument(metavar=Text("[MÅTT…]", "[MEASURE…]"), help=Text("Förval: alla mått.", "Default: all measures.")),
]
PeriodOption = Annotated[
    str | None,
    option(
        "--period",
        "-p",
        metavar=Text.same("PERIOD"),
        help=Text("Perioden. Förval: året före mätdagen.", "The period. Default: the year before."),
    ),
]
_KNOWABLE = {
    "known": Text("går att veta", "can be known"),
    "in_part": Text("delvis", "in part"),
    "unknown": Text("går inte att veta", "cannot be known"),
}
_UNDECLARED = Text(
    "Loggen säger inget om vad som är levererat: det som inte finns räknas som att det inte hände. "
    "Säg det vid importen (rodtrad import --complete-from --complete-to), i mappningen ([delivery]) eller med en rad "
    "delivery_recorded för varje källa (rodtrad schema).",
    "The log states nothing of what was delivered: what is not there counts as if it did not happen. "
    "State it with the import (rodtrad import --complete-from --complete-to), in the mapping ([delivery]) or with a line "
    "delivery_recorded for each source (rodtrad schema).",
)


@command(COMMANDS["coverage"].help)
def coverage(
    session: Session,
    when: CoordinateOptions,
    *,
    keys: Keys = None,
    period_text: PeriodOption = None,
    output: TextAnswerOptions,
) -> None:
    at = when.coordinates()
    measures = [measure for key in keys or CATALOGUE for measure in find(key)]
    of = bounded_period(str(at.as_of.year - 1) if period_text is None else period_text)
    with session.worlds() as worlds:
        world = world_at(worlds, at)
        declared = coverage_of(world).declared
        known = list(known_figures(measures, world, of)) if declared else []
    if not declared:
        session.say(_UNDECLARED)
    if output.form == "json":
        write_text(session, as_json(_record(known, world, declared)), output.out)
    else:
        width = PIPED_WIDTH if output.out else None
        write_text(session, as_tables(_grids(known, world, session.lang), session.lang, width), output.out)


def _record(known: Sequence[KnownFigure], world: World, declared: bool) -> dict[str, Any]:
    measures = [
        {
            "measure": each.figure.measure,
            "period": each.figure.period,
            "knowable": each.knowable,
            "status": each.figure.standing,
            "complete_to": each.figure.complete_to,
            "lacking_sv": [text.sv for text in each.lacking],
            "lacking_en": [text.en for text in each.lacking],
        }
        for each in known
    ]
    return {
        **world.coordinates.fields(),
        "declared": declared,
        "deliveries": delivered(world).to_dicts(),
        "measures": measures,
    }


def _grids(known: Sequence[KnownFigure], world: World, lang: Lang) -> list[Grid]:
    rows = [
        row | {"kind": KIND_PLURALS[row["kind"]][lang], "units": ", ".join(row["units"]), "missing": ", ".join(row["missing"])}
        for row in delivered(world).to_dicts()
    ]
    figures = [
        {
            "measure": each.figure.measure,
            "knowable": _KNOWABLE[each.knowable][lang],
            "complete_to": each.figure.complete_to,
            "lacking": "; ".join(text[lang] for text in each.lacking),
        }
        for each in known
    ]
    return [
        Grid(_DELIVERIES, rows, Text("Det som är levererat", "What was delivered")[lang]),
        Grid(_MEASURES, figures, Text("Det som går att veta", "What can be known")[lang], world.coordinates.describe(lang)),
    ]


_DELIVERIES = (
    Column("source", Text("Källa", "Source"), whole=True),
    Column("kind", Text("Vad", "What")),
    Column("from_on", Text("Från", "From"), whole=True),
    Column("to_on", Text("Till", "To"), whole=True),
    Column("units", Text("Enheter", "Units")),
    Column("missing", Text("Saknade fält", "Missing fields")),
    Column("assumed", Text("Antagen", "Assumed")),
    Column("final", Text("Sista", "Final")),
)
_MEASURES = (
    Column("measure", Text("Mått", "Measure"), whole=True),
    Column("knowable", Text("Går att veta", "Can be known")),
    Column("complete_to", Text("Fullständigt till", "Complete to"), whole=True),
    Column("lacking", Text("Det som saknas", "What is lacking")),
)
