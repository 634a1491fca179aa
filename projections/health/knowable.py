"""What can be known of each measure by what was delivered, and what is lacking (measures.md §11): one place for all faces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.events import KINDS
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Text
from projections.disclosure.aspects import small
from projections.measuring import labels
from projections.measuring.aggregation import window_end
from projections.measuring.breakdowns import rests_on
from projections.measuring.counts import facts_of
from projections.measuring.figures import Ask, ComputeFigures, Figure
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period
from projections.rules.absence import state
from projections.rules.lacking import ENDS, LACKING, without_delivery
from projections.worlds.coverage import Coverage, Stretch, coverage_of
from projections.worlds.doubt import ENDED_BY
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World

Knowable = Literal["known", "in_part", "unknown"]
KNOWABLE: dict[Knowable, Text] = {
    "known": Text("går att veta", "can be known"),
    "in_part": Text("delvis", "in part"),
    "unknown": Text("går inte att veta", "cannot be known"),
}
BORN_ON = "participant_registered.born_on"
"""What a step needs that says nothing of what it rests on: age is the only fact of a person that may never be recorded."""


@dataclass(frozen=True)
class KnownFigure:
    """What can be known of a figure, and what is lacking."""

    figure: Figure
    knowable: Knowable
    undelivered: tuple[Text, ...] = ()
    never_recorded: Text | None = None
    """What was never recorded of some, unless it was never delivered at all."""
    undetermined: Text | None = None
    """How many cannot be determined; None: nobody."""

    @property
    def lacks(self) -> tuple[Text, ...]:
        """What is lacking, without numbers."""
        return self.undelivered if self.never_recorded is None else (*self.undelivered, self.never_recorded)

    @property
    def lacking(self) -> tuple[Text, ...]:
        """What is lacking, in sentences."""
        named = [text for text in (self.never_recorded, self.undetermined) if text is not None]
        return (*self.undelivered, *([Text.joined(": ", named)] if named else []))


def known_figures(
    measures: Sequence[Measure], world: World, of: Period, compute: ComputeFigures, check: Check = go_on
) -> Iterator[KnownFigure]:
    """Yields what can be known of each measure in a period; nothing in an undeclared World, where all is judged as sent.

    `compute`: the disclosure gate's, so that no small number of the undetermined is shown.
    """
    for measure in measures if coverage_of(world).declared else ():
        if of.is_year or not measure.years_only:
            (figure,) = compute(Ask(measure, [of], check=check), world)
            yield known_figure(measure, figure, world)


def known_figure(measure: Measure, figure: Figure, world: World) -> KnownFigure:
    """Returns what can be known of a figure of a declared World."""
    if figure.status not in LACKING:
        return KnownFigure(figure, "known")
    knowable: Knowable = "unknown" if figure.status == "not_delivered" else "in_part"
    undelivered = _undelivered(measure, figure, world)
    if figure.undetermined == 0:
        return KnownFigure(figure, knowable, undelivered)
    return KnownFigure(figure, knowable, undelivered, _never_recorded(measure, world), _undetermined(figure))


def _undelivered(measure: Measure, figure: Figure, world: World) -> tuple[Text, ...]:
    """Describes the kinds that are not covered in the period, or where all are what was before it: rules look back."""
    of, coverage = period(figure.period), coverage_of(world)
    last = min(window_end(measure, of, world.rules), world.as_of)
    facts = dict.fromkeys((*facts_of(measure), *rests_on(measure, tuple(figure.breakdown))))
    lacking = uncovered(facts, coverage, of.first_on, last)
    if not lacking and figure.undetermined == 0:
        return (_outside(coverage.of_all(facts), last, coverage),)
    return tuple(dict.fromkeys(undelivered_by(fact, coverage, last) for fact in lacking))


def _outside(covered: Sequence[Stretch], last: date, coverage: Coverage) -> Text:
    """Describes what is lacking where the period itself is covered: what was before it, or how it goes on."""
    begins = next((begin for begin, end in covered if begin <= last <= end), None)
    if begins is None:
        return without_delivery(ENDS, coverage)
    before = Text("det som hände före {day} är inte levererat", "what happened before {day} was not delivered")
    return before.format(day=str(begins))


def uncovered(facts: Iterable[str], coverage: Coverage, first: date, last: date) -> list[str]:
    """Returns the facts that are not covered over a span; of a kind that lacks not its fields, nor the ends that lack alike."""
    lacking = [fact for fact in facts if state(coverage, fact, first, last) != "whole"]
    implied = {
        ends for begins, ends in ENDED_BY.values() if all(_lack_alike(begin, ends, lacking, coverage) for begin in begins)
    }
    return [fact for fact in lacking if fact not in implied and (_kind(fact) == fact or _kind(fact) not in lacking)]


def _lack_alike(begin: str, end: str, lacking: Sequence[str], coverage: Coverage) -> bool:
    return begin in lacking and coverage.stretches(begin) == coverage.stretches(end)


def _kind(fact: str) -> str:
    return fact.partition(".")[0]


def undelivered_by(fact: str, coverage: Coverage, last: date) -> Text:
    """Describes what is lacking of a fact; where the last day was delivered, from which day on it is."""
    stretches = coverage.stretches(fact)
    if not stretches or stretches[-1][1] < last or "." in fact:
        return without_delivery(fact, coverage)
    late = Text("{kinds} är levererade först från och med {day}", "{kinds} are delivered from {day} only")
    return late.format(kinds=KIND_PLURALS[fact], day=str(stretches[-1][0]))


def _never_recorded(measure: Measure, world: World) -> Text | None:
    """Describes which facts were never recorded of those who cannot be determined (§11.4): `födelsedatum saknas`."""
    facts = dict.fromkeys(fact for needed in needed_facts(measure) for fact in needed)
    if any(not coverage_of(world).stretches(_kind(fact)) for fact in facts):
        return None
    return missing(Text.joined(", ", map(named, facts)))


def missing(names: Text) -> Text:
    return Text("{names} saknas", "{names} missing").format(names=names)


def needed_facts(measure: Measure) -> Iterator[Sequence[str]]:
    """Yields for each condition that needs a fact which may never have been recorded the facts that it needs."""
    if measure.units.undetermined is not None:
        yield (BORN_ON,)
    for step in measure.who:
        if step.unrecorded is not None:
            yield tuple(kind for ground in step.grounds for kind in ground.kinds) or (BORN_ON,)


def named(fact: str) -> Text:
    kind, _, field = fact.partition(".")
    return KINDS[kind].labels[field] if field else KIND_PLURALS[kind]


def _undetermined(figure: Figure) -> Text:
    """Says how many cannot be determined, as far as the figure shows it: of a hidden number only that there are some."""
    number, judged = figure.undetermined, figure.judged
    if number is None or small(number) or small(judged):
        return Text("några kan inte avgöras", "some cannot be determined")
    if judged == 0:
        return Text("ingen kan avgöras", "none can be determined")
    if judged is None:
        return counted(number, Text("{n} kan inte avgöras", "{n} cannot be determined"))
    return counted(number, Text("{n} av {of} kan inte avgöras", "{n} of {of} cannot be determined"), number + judged)


def counted(number: int, text: Text, of: int = 0) -> Text:
    return Text.of(lambda lang: text[lang].format(n=labels.number(number, 0, lang), of=labels.number(of, 0, lang)))
