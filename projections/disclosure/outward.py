"""The disclosure gate for those who may not see persons and may ask again and again: it remembers all that left.

A new answer is decided beside what left before, whoever asked: what was shown stays shown and what was hidden stays hidden,
of the same number however it is asked for; measures of the same cases are held together by how many these are. What cannot
be released beside what was is hidden, and says which release stands in the way. All who may not see persons are one
audience: they can tell each other.

Not held yet: a month that follows from three periods that overlap, if neither it nor what lies between them ever left.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from domain.vocabulary.text import Text
from projections.disclosure.additivity import CellKey
from projections.disclosure.aspects import MAIN, Aspect, aspects
from projections.disclosure.control import DisclosureControl
from projections.disclosure.gate import Gate
from projections.disclosure.identity import identity
from projections.disclosure.linked import LinkedTables, cell_key
from projections.disclosure.nearby import near
from projections.disclosure.offered import check_offered, label_of
from projections.disclosure.populations import Populations, counted
from projections.disclosure.release import Ledger, Memory, Reason, ReleasedFigure, shown_and_hidden, version_of
from projections.disclosure.remembered import Remembered
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World

Compute = Callable[[Collection[CellKey]], Sequence[Figure]]
_EVER = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, eq=False, kw_only=True)
class OutwardGate(Gate):
    """Releases figures to those who may not see persons, beside all that left before."""

    ledger: Ledger
    today: date
    print: Callable[[], Sequence[ReleasedFigure]] = list
    """Returns what left by publication, which the log holds."""

    def figures(self, ask: Ask, world: World) -> list[Figure]:
        """Returns the requested figures as they may be released. Raises `BadQuestion` for a period or day not offered."""
        check_offered(ask.periods, world.coordinates, self.today)
        return self._decided(ask.measure, figures(ask, world), partial(_figures_of, ask, world), ask.check)

    def disclosed(self, measure: Measure, figures: Sequence[Figure], check: Check = go_on) -> list[Figure]:
        return self._decided(measure, figures, lambda _: (), check)

    def _decided(self, measure: Measure, figures: Sequence[Figure], compute: Compute, check: Check) -> list[Figure]:
        if not figures:
            return []
        labelled = [replace(figure, period=label_of(period(figure.period))) for figure in figures]
        with self.ledger.deciding() as memory:
            decision = _Decision(measure, labelled, self._earlier(memory, measure, labelled), compute, check)
            memory.add(replace(release, on=self.today) for release in decision.new)
        return [replace(out, period=each.period) for each, out in zip(figures, decision.released, strict=True)]

    def _earlier(self, memory: Memory, measure: Measure, figures: Sequence[Figure]) -> list[ReleasedFigure]:
        """Returns what left of measures with the same units in the same years; whole years, until no more is linked."""
        units, (first, last) = identity(measure).units, _EVER if measure.year == "as_of" else _years(figures)
        printed = [release for release in self.print() if release.identity.units == units]
        while True:
            there = [release for release in printed if _overlaps(release.figure, first, last)]
            there += memory.released(units, first, last)
            begin, end = _years([*figures, *(release.figure for release in there)])
            if first <= begin and end <= last:
                return there
            first, last = min(first, begin), max(last, end)


def _years(figures: Sequence[Figure]) -> tuple[date, date]:
    periods = [period(label) for label in {figure.period for figure in figures}]
    first, last = min(span.first_on for span in periods), max(span.last_on for span in periods)
    return date(first.year, 1, 1), date(last.year, 12, 31)


def _overlaps(figure: Figure, first_on: date, last_on: date) -> bool:
    span = period(figure.period)
    return span.first_on <= last_on and first_on <= span.last_on


def _figures_of(ask: Ask, world: World, cells: Collection[CellKey]) -> list[Figure]:
    """Returns what cells that left are in the version that is requested."""
    labels: dict[frozenset[str], set[str]] = {}
    for label, part in cells:
        labels.setdefault(frozenset(name for name, _ in part), set()).add(label)
    asks = [replace(ask, periods=[*map(period, sorted(of))], by=sorted(names)) for names, of in labels.items()]
    return [figure for each in asks for figure in figures(each, world) if cell_key(figure) in cells]


class _Decision:
    """What of the requested figures is released beside earlier releases."""

    def __init__(
        self,
        measure: Measure,
        figures: Sequence[Figure],
        earlier: Sequence[ReleasedFigure],
        compute: Compute,
        check: Check,
    ) -> None:
        self._measure, self._figures, self._check = measure, figures, check
        self._identity = identity(measure)
        self._aspects = aspects(measure, outward=True)
        requested = {cell_key(figure): figure for figure in figures}
        earlier, self._too_many = near(requested, earlier)
        related = [release for release in earlier if release.identity.is_of_same_population(self._identity)]
        versions = {version_of(figure) for figure in figures}
        now = compute({cell_key(other.figure) for other in related if other.version not in versions} - requested.keys())
        own = [release for release in related if release.identity.outcome == self._identity.outcome]
        self._remembered = Remembered(requested, own, {cell_key(figure): figure for figure in now})
        self._populations = Populations(measure, figures, earlier, now)
        self._by_population = self._hidden_with_population()
        self._control = self._controlled(_Held(self._remembered, {*self._by_population}), self._remembered.figures)
        self._alone = self._controlled(Remembered(requested, (), {}), ()) if earlier else self._control
        self.released = [self._released(figure) for figure in figures]

    @property
    def new(self) -> Iterator[ReleasedFigure]:
        """Yields what has not left in the same form before."""
        for figure, released in zip(self._figures, self.released, strict=True):
            release = ReleasedFigure(shown_and_hidden(figure, released), self._identity, self._reasons(figure))
            known = self._remembered.releases.get(cell_key(figure), ())
            if not any(_is_again(release, other) for other in known):
                yield release

    def _controlled(self, earlier: "Remembered | _Held", figures: Sequence[Figure]) -> DisclosureControl:
        return DisclosureControl(self._aspects, LinkedTables(self._measure, self._figures, figures), earlier, self._check)

    def _hidden_with_population(self) -> Mapping[CellKey, ReleasedFigure | None]:
        """Returns the cells whose population cannot be shown, each with the release that stands in the way if one does."""
        of = self._populations
        count = counted(self._measure)
        now = {cell_key(figure): figure for figure in of.now}
        remembered = Remembered({cell_key(figure): figure for figure in of.requested}, of.releases, now)
        linked = LinkedTables(count, of.requested, remembered.figures)
        main = aspects(count)[:1]
        control = DisclosureControl(main, linked, remembered, self._check)
        hidden: dict[CellKey, ReleasedFigure | None] = {}
        self._moved = moved = self._remembered.moved(self._aspects[0]) or remembered.moved(main[0])
        closed = bool(moved) or self._too_many
        for figure, whole in zip(self._figures, of.requested, strict=True):
            _, release = remembered.decided(main[0]).get(cell_key(whole), (None, None))
            if closed or control.hiding(whole):
                hidden[cell_key(figure)] = moved or release or next(iter(_beside(whole, of.releases)), None)
        return hidden

    def _released(self, figure: Figure) -> Figure:
        released = self._control.release(figure)
        standing = self._stands_in_the_way(figure)
        return replace(released, withheld=_words(standing)) if standing else released

    def _stands_in_the_way(self, figure: Figure) -> ReleasedFigure | None:
        """Returns the release because of which something of the figure is hidden that would be shown alone."""
        key, alone = cell_key(figure), {aspect.name for aspect in self._alone.hiding(figure)}
        for aspect in self._control.hiding(figure):
            if aspect.name not in alone:
                decided = self._remembered.decided(aspect).get(key)
                beside = _beside(figure, [release for of in self._remembered.releases.values() for release in of])
                return decided[1] if decided else self._by_population.get(key) or next(iter(beside), None)
        return None

    def _reasons(self, figure: Figure) -> dict[str, Reason]:
        return {aspect.name: self._reason(aspect, figure) for aspect in self._control.hiding(figure)}

    def _reason(self, aspect: Aspect, figure: Figure) -> Reason:
        standing, _ = self._remembered.decided(aspect).get(cell_key(figure), ("far", None))
        if standing != "far":
            return "near" if standing == "near" else "kept"
        if self._control.is_few(figure, aspect):
            return "few"
        return "near" if aspect.name == MAIN and self._moved else "cover"


@dataclass(frozen=True)
class _Held:
    """What is remembered of a measure, and the cells that are hidden because of their population."""

    remembered: Remembered
    by_population: set[CellKey]
    slack: float = Remembered.slack

    def hidden(self, aspect: Aspect) -> set[CellKey]:
        hidden, known = {*self.remembered.hidden(aspect)}, {*self.remembered.known(aspect)}
        return hidden | (self.by_population - known if aspect.name == MAIN else set())

    def known(self, aspect: Aspect) -> set[CellKey]:
        return {*self.remembered.known(aspect)}

    def held(self, aspect: Aspect) -> set[CellKey]:
        return {*self.remembered.held(aspect)}

    def unreleased(self, aspect: Aspect) -> set[CellKey]:
        return {*self.remembered.unreleased(aspect)}


def _is_again(release: ReleasedFigure, other: ReleasedFigure) -> bool:
    """Whether the same numbers left before, with the same hidden for the same reasons: nothing new would be known."""
    ours, theirs = release.figure, other.figure
    alike = replace(theirs, coordinates=ours.coordinates, definition=ours.definition, view=ours.view, status=ours.status)
    return ours == alike and all(reason in ("kept", other.reasons.get(name)) for name, reason in release.reasons.items())


def _beside(figure: Figure, releases: Sequence[ReleasedFigure]) -> Iterator[ReleasedFigure]:
    """Yields the releases that share a total with a figure: other parts of its period, or other periods of its part."""
    span = period(figure.period)
    for release in reversed(releases):
        other = release.figure
        same_part = dict(other.breakdown) == dict(figure.breakdown)
        if other.suppressed or not _overlaps(other, span.first_on, span.last_on):
            continue
        if same_part or other.period == figure.period:
            yield release


def _words(release: ReleasedFigure) -> Text:
    """Says which release stands in the way."""
    figure = release.figure
    parts = "".join(f", {name}={value}" for name, value in figure.breakdown.items())
    where = f"{figure.measure}, {figure.period}{parts}"
    return Text(
        f"Dolt, eftersom {where} redan har lämnats ut ({release.on}): tillsammans skulle de röja färre än fem.",
        f"Hidden, since {where} was released before ({release.on}): together they would disclose fewer than five.",
    )
