"""The two points of a comparison, each with a definition, as of, known at, and a log position."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.errors import BadQuestion
from domain.participant.folding import RULES, Rules
from domain.vocabulary.text import Text
from projections.changes.parting import Difference, Point, changes
from projections.measures.catalogue import CATALOGUE, find
from projections.measures.questions import parts, question
from projections.measuring.figures import Ask
from projections.measuring.limits import few_periods
from projections.measuring.periods import period
from projections.publishing.published import Published, coordinates_of
from projections.rules.scope import View
from projections.worlds.coordinates import Coordinates, within_log
from projections.worlds.store import Worlds
from scripts.cli.console.coordinates import NAMES, day, instant
from scripts.cli.console.session import today


@dataclass(frozen=True)
class Side:
    """One of the two points, as given in the options."""

    name: str
    """`from` or `to`."""
    definition: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    position: int | None = None

    def point(self, ask: Ask, rules: Rules = RULES) -> Point:
        named = f"{self.name}-known"
        known_at = instant(self.known_at, f"--{named}") if self.known_at else None
        as_of = day(self.as_of, "--as-of") if self.as_of else None
        names = {**NAMES, "known_at": named}
        return Point(ask, Coordinates.at(today(), as_of, known_at, self.position, rules, names=names))


@dataclass(frozen=True)
class Compared:
    """The question that is compared: measure, periods, part, view and parameters."""

    key: str | None
    periods: Sequence[str] = ()
    part: Sequence[str] = ()
    view: View = "official"
    sets: Sequence[str] = ()

    def between(self, worlds: Worlds, first: Side, second: Side) -> Iterator[Difference]:
        """Yields the difference between the two points for each period."""
        if not self.periods:
            raise BadQuestion(part="period", why=Text("ange en period, till exempel 2023.", "give a period, for example 2023."))
        for side in (first, second):
            within_log(side.position, worlds.head())
        few_periods([period(label) for label in self.periods])
        for label in self.periods:
            points = [self._point(side, label) for side in (first, second)]
            if first == replace(second, name=first.name):
                raise BadQuestion(
                    part="from",
                    why=Text(
                        "säg vad siffran ska jämföras med: --from-known, --from-as-of, --from-publication …",
                        "say what to compare the figure with: --from-known, --from-as-of, --from-publication …",
                    ),
                )
            yield changes(worlds, points[0], points[1], period(label), parts(self.part))

    def _point(self, side: Side, label: str) -> Point:
        request = question([side.definition or self._key()], [label], self.view, "", self.sets)
        asks = list(request.asks())
        if len(asks) > 1:
            raise _one_measure(", ".join(ask.measure.key for ask in asks))
        return side.point(asks[0], request.rules)

    def _key(self) -> str:
        if self.key is None:
            raise _one_measure("–")
        return self.key


def _one_measure(given: str) -> BadQuestion:
    return BadQuestion(
        part="from-definition",
        why=Text(
            f"ange ett mått i taget, här eller som MÅTT; inte {given}.", f"give one measure, here or as MÅTT; not {given}."
        ),
    )


def since(worlds: Worlds, publication: Published, to: Side) -> Difference:
    """Compares a published figure with now or another point, by the present version of its definition."""
    within_log(to.position, worlds.head())
    entry, measured_period = publication.entry, period(publication.figure["period"])
    measure = find(publication.figure["definition"])[0]
    then = Point(Ask(measure, [measured_period], view=entry.view), coordinates_of(entry))
    present = CATALOGUE.get(measure.key, measure)
    kept = {name: value for name, value in measure.parameters.items() if name in present.parameters}
    later = find(to.definition)[0] if to.definition else present
    ask = Ask(later, [measured_period], view=entry.view, values=None if to.definition else kept)
    now = to.point(ask, then.coordinates.rules)
    if to.as_of is None:
        now = Point(ask, replace(now.coordinates, as_of=entry.as_of))
    return changes(worlds, then, now, measured_period, publication.figure["breakdown"], publication)
