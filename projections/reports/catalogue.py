"""The reports that the documents specify, by municipality: composed of figures, independent of file format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.vocabulary.plurals import counted
from projections.disclosure.gate import Gate
from projections.measuring import labels
from projections.measuring.figures import Ask
from projections.measuring.periods import Period
from projections.reports.parts.answers import Answers
from projections.reports.parts.basis import basis, stated_basis
from projections.reports.parts.guide import guide, known
from projections.reports.parts.model import Absent, Number, Report, Section
from projections.reports.parts.periods import ReportPeriods, named
from projections.reports.plans import enkoping, linkoping, sodertalje, uppsala
from projections.worlds.world import World


@dataclass(frozen=True)
class Composed:
    """A municipality's report: its title and its sections."""

    town: str
    title: str
    lead: str
    sections: Callable[[Answers, ReportPeriods], list[Section]]


REPORTS: Mapping[str, Composed] = {
    "uppsala": Composed("Uppsala", uppsala.TITLE, uppsala.LEAD, uppsala.sections),
    "enkoping": Composed("Enköping", enkoping.TITLE, enkoping.LEAD, enkoping.sections),
    "linkoping": Composed("Linköping", linkoping.TITLE, linkoping.LEAD, linkoping.sections),
    "sodertalje": Composed("Södertälje", sodertalje.TITLE, sodertalje.LEAD, sodertalje.sections),
}


def asks(name: str, period: Period, world: World) -> list[Ask]:
    """Returns every ask of a report to its World, so that the figures can be published with it."""
    answers = Answers(world)
    REPORTS[name].sections(answers, ReportPeriods(period, world.as_of))
    return answers.asks


def report(name: str, period: Period, world: World, gate: Gate | None) -> Report:
    """Returns one municipality's report for a period in a World; without a gate nothing is hidden.

    It is composed twice: which figures must be hidden is known only when all of them have been requested.
    """
    composed, answers = REPORTS[name], Answers(world)
    sections = composed.sections(answers, ReportPeriods(period, world.as_of))
    if gate is not None:
        answers = answers.disclosed(gate)
        sections = composed.sections(answers, ReportPeriods(period, world.as_of))
    about = (
        ("Kommun", composed.town),
        ("Period", named(period)),
        ("Mätt till och med (A)", world.as_of),
        ("Känt (K)", known(world)),
        ("Loggens position", Absent.NONE if world.position is None else Number(world.position)),
        ("Underlag", stated_basis(world)),
        ("Resor hänger ihop inom", counted(world.rules.journey_gap_days, "day", "sv")),
        ("Små antal", "visas; rapporten är öppnad" if gate is None else f"dolda ({labels.HIDDEN})"),
    )
    title = f"{composed.town}: {composed.title}, {named(period)}"
    return Report(title, composed.lead, about, (*sections, basis(answers, period)), guide(answers))
