"""What is not known of a figure: of each window its gap, and of the whole what the figure says of it (measures.md §11.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from domain.events import KINDS
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Text
from projections.worlds.coverage import Coverage, coverage_of, together
from projections.worlds.world import World

LACKING = ("not_delivered", "incomplete")
"""The statuses of figures that what was not delivered could change (§11.5)."""
Basis = Literal["undeclared", "assumed", "declared"]


@dataclass(frozen=True)
class Gap:
    """What is not known of a window's cases (measures.md §11); nothing in an undeclared World."""

    undetermined: int = 0
    not_delivered: int = 0
    """The cases that cannot be judged without what was not delivered."""
    population: str = "whole"
    """Whether the population is covered: `whole`, `part` or `none`."""

    @property
    def any(self) -> bool:
        return self != Gap()

    @property
    def of_cases(self) -> bool:
        """Whether some case, or unit that may be one, is not known."""
        return bool(self.undetermined or self.not_delivered)


@dataclass(frozen=True)
class Lack:
    """What a figure says of what it rests on; `status` is None where nothing is lacking."""

    basis: Basis = "undeclared"
    undetermined: int = 0
    complete_to: date | None = None
    status: Literal["not_delivered", "incomplete"] | None = None
    bounds_hold: bool = True
    """Whether its bounds hold whatever was not delivered: the population is covered."""


def lack(world: World, needed: Sequence[tuple[str, str | None]], windows: Iterable[tuple[Gap, bool]]) -> Lack:
    """Returns what a figure lacks; nothing in an undeclared World.

    `needed`: the kinds that its cases and their parts rest on, each about a unit or all. `windows`: of each its gap, and
    whether any unit could be judged.
    """
    coverage = coverage_of(world)
    if not coverage.declared:
        return Lack()
    every = list(windows)
    complete = together([coverage.stretches(fact, unit) for fact, unit in needed])
    return Lack(
        "assumed" if coverage.assumes(fact for fact, _ in needed) else "declared",
        sum(gap.undetermined for gap, _ in every),
        complete[-1][1] if complete else None,
        _status([(gap, "none" if gap.undetermined and not is_judged else gap.population) for gap, is_judged in every]),
        all(gap.population == "whole" for gap, _ in every),
    )


def _status(windows: Sequence[tuple[Gap, str]]) -> Literal["not_delivered", "incomplete"] | None:
    states = {covered for _, covered in windows}
    if states == {"none"}:
        return "not_delivered"
    lacking = any(gap.undetermined or gap.not_delivered for gap, _ in windows)
    return "incomplete" if lacking or states != {"whole"} else None


class Lacking(Protocol):
    """What a figure says of what it rests on."""

    @property
    def status(self) -> str | None: ...
    @property
    def undetermined(self) -> int | None: ...
    @property
    def basis(self) -> str: ...
    @property
    def complete_to(self) -> date | None: ...


def lacking_in_any(whole: Lacking, parts: Sequence[Lacking]) -> dict[str, Any]:
    """Returns what a figure of figures says: it lacks what any of them does. `whole`: where it has none."""
    statuses = [figure.status for figure in (whole, *parts)]
    status = next((status for status in LACKING if status in statuses), whole.status)
    of = parts[0] if parts else whole
    undetermined = sum(part.undetermined or 0 for part in parts)
    return {"status": status, "undetermined": undetermined, "basis": of.basis, "complete_to": of.complete_to}


ENDS = "ends"
"""What is lacking where it is in doubt whether something that goes on has ended."""


def in_words(fact: str, coverage: Coverage) -> Text:
    """Describes why a case cannot be known."""
    return Text("går inte att veta: {what}", "cannot be known: {what}").format(what=without_delivery(fact, coverage))


def without_delivery(fact: str, coverage: Coverage) -> Text:
    """Describes what was not delivered: of which source or unit, and to which day it was."""
    if fact == ENDS:
        return Text("slutet på det som pågår är inte levererat", "the end of what goes on was not delivered")
    kind, _, field = fact.partition(".")
    whose, last = coverage.limit(fact)
    if field and (last is None or coverage.names_missing(fact)):
        named = Text("”{field}” i {kinds} är inte levererat", "“{field}” of {kinds} was not delivered")
        return named.format(field=KINDS[kind].labels[field], kinds=KIND_PLURALS[kind])
    if last is None or whose is None:
        return Text("{kinds} är inte levererade", "{kinds} were not delivered").format(kinds=KIND_PLURALS[kind])
    until = Text("{kinds} från {whose} är levererade till och med {last}", "{kinds} from {whose} are delivered to {last}")
    return until.format(kinds=KIND_PLURALS[kind], whose=whose, last=str(last))
