"""The command `coverage`: what was delivered, and what can be known by it."""

from collections.abc import Sequence
from typing import Annotated

from domain.vocabulary.text import Lang, Text
from domain.vocabulary.undeclared import UNDECLARED
from projections.health.delivered import delivered_kinds
from projections.health.knowable import KNOWABLE, KnownFigure, known_figures
from projections.health.lacks import coverage_record, shared_lacks
from projections.measures.catalogue import CATALOGUE, find
from projections.measuring.limits import bounded_period
from projections.publishing.register import gate_after
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
        known = list(known_figures(measures, world, of, gate_after(worlds.log).figures))
    if not coverage_of(world).declared:
        session.say(UNDECLARED)
    if output.form == "json":
        write_text(session, as_json(coverage_record(known, world, of)), output.out)
    else:
        width = PIPED_WIDTH if output.out else None
        write_text(session, as_tables(_grids(known, world, session.lang), session.lang, width), output.out)


def _grids(known: Sequence[KnownFigure], world: World, lang: Lang) -> list[Grid]:
    kinds = [
        vars(each) | {"kind": each.kind[lang], "missing": each.missing[lang], "basis": each.basis[lang]}
        for each in delivered_kinds(world)
    ]
    lacks = [
        {"lacking": lack.text[lang], "unknown": ", ".join(lack.unknown), "in_part": ", ".join(lack.in_part)}
        for lack in shared_lacks(known, world)
    ]
    figures = [
        {
            "measure": each.figure.measure,
            "knowable": KNOWABLE[each.knowable][lang],
            "complete_to": each.figure.complete_to,
            "lacking": "; ".join(text[lang] for text in each.lacking),
        }
        for each in known
    ]
    return [
        Grid(_DELIVERIES, kinds, Text("Det som är levererat", "What was delivered")[lang]),
        Grid(_LACKS, lacks, Text("Det som saknas, och vad det drabbar", "What is lacking, and what it hits")[lang]),
        Grid(_MEASURES, figures, Text("Det som går att veta", "What can be known")[lang], world.coordinates.describe(lang)),
    ]


_DELIVERIES = (
    Column("source", Text("Källa", "Source"), whole=True),
    Column("kind", Text("Vad", "What")),
    Column("from_on", Text("Från", "From"), whole=True),
    Column("to_on", Text("Till", "To"), whole=True),
    Column("units", Text("Enheter", "Units")),
    Column("missing", Text("Saknade fält", "Missing fields")),
    Column("basis", Text("Grund", "Basis")),
    Column("final", Text("Sista", "Final")),
    Column("last_delivery_on", Text("Senast", "Last sent"), whole=True),
)
_LACKS = (
    Column("lacking", Text("Det som saknas", "What is lacking")),
    Column("unknown", Text("Kan inte räknas", "Cannot be counted")),
    Column("in_part", Text("Bara delvis", "Only in part")),
)
_MEASURES = (
    Column("measure", Text("Mått", "Measure"), whole=True),
    Column("knowable", Text("Går att veta", "Can be known")),
    Column("complete_to", Text("Fullständigt till", "Complete to"), whole=True),
    Column("lacking", Text("Det som saknas", "What is lacking")),
)
