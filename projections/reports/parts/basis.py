"""What a report's figures rest on: what was delivered, to which day, and what each of them lacks (measures.md §11)."""

from collections.abc import Sequence
from dataclasses import replace

from domain.vocabulary.undeclared import UNDECLARED
from projections.health.delivered import delivered_kinds, lines, refused_lines
from projections.health.knowable import KNOWABLE, KnownFigure, known_figure
from projections.health.lacks import shared_lacks
from projections.measuring import labels
from projections.measuring.breakdowns import rests_on
from projections.measuring.counts import facts_of
from projections.measuring.figures import Figure
from projections.measuring.measure import Measure
from projections.measuring.periods import Period
from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Absent, Cell, Paragraph, ReportColumn, ReportTable, Section
from projections.worlds.coverage import coverage_of
from projections.worlds.world import World

TITLE = "Underlag"
_READ = (
    "Siffrorna vilar på det som källorna har levererat. Det som inte är levererat går inte att veta: att något inte finns "
    "räknas som att det inte hände bara där det är levererat."
)
_DELIVERIES = ("Källa", "Vad", "Från", "Till", "Enheter", "Saknade fält", "Grund", "Sista", "Senaste leverans")
_LACKS = ("Det som saknas", "Kan inte räknas", "Bara delvis")
_MEASURES = ("Mått", "Går det att veta?", "Fullständigt till", "Siffror som saknar något", "Det som saknas")


def basis(answers: Answers, requested: Period) -> Section:
    """Returns the section; of a log that states no delivery one sentence."""
    world = answers.world
    if not coverage_of(world).declared:
        return Section(TITLE, (Paragraph(UNDECLARED.sv, is_note=True),))
    given = [(measure, _figures(answers, measure)) for measure in answers.measures]
    each = [_of_measure(measure, figures, world, requested) for measure, figures in given if figures]
    known = [together for together, _ in each]
    lacks = tuple(
        (lack.text.sv, ", ".join(lack.unknown) or Absent.NONE, ", ".join(lack.in_part) or Absent.NONE)
        for lack in shared_lacks(known, world)
    )
    return Section(
        TITLE,
        (
            Paragraph(_READ),
            *([ReportTable("Det som saknas, och vad det drabbar", _columns(_LACKS), lacks)] if lacks else []),
            ReportTable("Det som är levererat, av det som siffrorna vilar på", _columns(_DELIVERIES), _delivered(answers)),
            ReportTable("Mått för mått", _columns(_MEASURES), tuple(_row(*of) for of in each)),
        ),
    )


def _columns(headings: Sequence[str]) -> tuple[ReportColumn, ...]:
    return tuple(map(ReportColumn, headings))


def _figures(answers: Answers, measure: Measure) -> list[Figure]:
    """Returns the report's figures of a measure, that of the whole once."""
    of = [figure for answer in answers.given.values() if answer.measure == measure for figure in answer.figures.values()]
    return list({(figure.period, *figure.breakdown.items()): figure for figure in of}.values())


def _of_measure(measure: Measure, figures: Sequence[Figure], world: World, requested: Period) -> tuple[KnownFigure, str]:
    """Returns what can be known of all a measure's figures together, and how many of them lack something.

    Numbers are those of the whole, in the requested period if it lacks something there.
    """
    known = [known_figure(measure, figure, world) for figure in figures]
    whole = [each for each in known if not each.figure.breakdown]
    headline = next((each for each in whole if each.figure.period == requested.label), whole[-1])
    numbered = next((each for each in (headline, *whole) if each.undetermined is not None), headline)
    states = {each.knowable for each in known}
    lacking = sum(each.knowable != "known" for each in known)
    together = replace(
        numbered,
        knowable=headline.knowable if len(states) == 1 else "in_part",
        undelivered=tuple(dict.fromkeys(text for each in known for text in each.undelivered)),
    )
    return together, f"{lacking} av {len(known)}"


def _row(known: KnownFigure, lacking: str) -> tuple[Cell, ...]:
    return (
        known.figure.measure,
        KNOWABLE[known.knowable].sv,
        known.figure.complete_to or Absent.NONE,
        lacking,
        "; ".join(text.sv for text in known.lacking) or Absent.NONE,
    )


def _delivered(answers: Answers) -> tuple[tuple[Cell, ...], ...]:
    facts = {fact for (_, by), answer in answers.given.items() for fact in _rests_on(answer.measure, by)}
    kinds = {fact.partition(".")[0] for fact in facts}
    return tuple(
        (
            each.source,
            each.kind.sv,
            each.from_on,
            each.to_on,
            each.units or "alla",
            each.missing.sv or Absent.NONE,
            each.basis.sv,
            "ja" if each.final else "nej",
            each.last_delivery_on,
        )
        for each in delivered_kinds(answers.world, kinds)
    )


def _rests_on(measure: Measure, by: str) -> Sequence[str]:
    return (*facts_of(measure), *rests_on(measure, (by,)))


def stated_basis(world: World) -> str:
    """Returns what is stated of the log's deliveries, in a few words, with how many lines were refused at the import."""
    coverage = coverage_of(world)
    if not coverage.declared:
        return labels.basis("undeclared", "sv")
    words = labels.basis("assumed" if coverage.assumes(coverage.kinds) else "declared", "sv")
    refused = refused_lines(world)
    return f"{words}; {lines(refused).sv} avvisades vid importen" if refused else words
