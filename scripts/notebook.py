"""A store for a notebook: facts, cases and figures as Polars frames.

    from scripts.notebook import open_store

    town = open_store("STORE")                                   # or open_store("STORE", keys=True) for the sources' keys
    town.tables                                                  # which facts there are
    town.facts("enrolments", as_of="2023-12-31")                 # a row an enrolment, as things were on that day
    town.cases("OUT-90.kas", "2023")                             # a row a case: who, how it came out, why, by which days
    town.figures(["OUT-90", "LT1"], ["2022", "2023"], by=["sex", "unit"])
    town.health()                                                # the data's own health, each part a frame

Everything can be asked for as of any day and as known at any instant: `as_of` (default: the day of
`known_at`, and today without it), `known_at`, `position`.
Nothing is written to the log. Names, identity numbers and free text are nowhere in the frames; participants are called by
their random id, and spells and events by a hash, alike in every frame of a store, so that frames can be joined.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from functools import partial
from types import TracebackType

import polars as pl

from domain.vocabulary.text import Lang
from projections.exports.frames import TABLES, cases_frame, facts_frame, figures_frame
from projections.exports.naming import Naming
from projections.exports.ocel.registrations import registrations
from projections.health import Health, health
from projections.measures.catalogue import called
from projections.measures.questions import outcomes, question
from projections.measuring.explanation import listed
from projections.measuring.limits import bounded_period
from projections.rules.scope import View
from projections.worlds.all_findings import all_findings
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from scripts.cli.console.coordinates import NAMES, day, instant, world_at
from scripts.cli.console.session import Session, today
from scripts.cli.measures.openings import Release

Day = date | str
Instant = datetime | str


def open_store(where: str, keys: bool = False, lang: Lang = "sv") -> "Town":
    """Open a store to read from. `keys`: call participants and things as their sources do."""
    opened = ExitStack()
    session = Session(where, lang, command="notebook")
    worlds = opened.enter_context(session.worlds())
    session.permit.show_everyone(by_key=keys)
    return Town(session, worlds, Naming.of(worlds.log, keys), opened)


class Town:
    """A store that is open; close it, or use it in a `with`."""

    tables = TABLES

    def __init__(self, session: Session, worlds: Worlds, naming: Naming, opened: ExitStack) -> None:
        self.session, self.worlds, self.naming = session, worlds, naming
        self._opened = opened
        self._last: tuple[Coordinates, int, World] | None = None

    def __enter__(self) -> "Town":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._opened.close()

    def facts(
        self, table: str, as_of: Day | None = None, known_at: Instant | None = None, position: int | None = None
    ) -> pl.DataFrame:
        """A table of facts, a row a fact. Raises `Unknown` for a table that does not exist."""
        return facts_frame(self._world(_coordinates(as_of, known_at, position)), table, self.naming)

    def cases(
        self,
        measures: str | Sequence[str],
        periods: str | Sequence[str],
        as_of: Day | None = None,
        known_at: Instant | None = None,
        position: int | None = None,
        everyone: bool = False,
        view: View = "official",
        outcome: Sequence[str] = (),
    ) -> pl.DataFrame:
        """The cases behind figures; `everyone`: also who is none, with the reason; `outcome`: those that came out so."""
        world = self._world(_coordinates(as_of, known_at, position))
        request = question(_several(measures), _several(periods), view)
        answers = request.answers(world, partial(listed, lang=self.session.lang, everyone=everyone, outcomes=outcomes(outcome)))
        return cases_frame(((called(measure), case) for measure, case in answers), world, self.naming)

    def figures(
        self,
        measures: str | Sequence[str],
        periods: str | Sequence[str],
        by: Sequence[str] = (),
        as_of: Day | None = None,
        known_at: Instant | None = None,
        position: int | None = None,
        view: View = "official",
        open_counts: bool = False,
    ) -> pl.DataFrame:
        """Figures with all that makes them reproducible; each breakdown in a column of its own.

        What is hidden of a figure is null, and named in the column `hidden`. `open_counts`: small counts too; it is recorded.
        """
        world = self._world(_coordinates(as_of, known_at, position))
        request = question(_several(measures), _several(periods), view, ",".join(by))
        release = Release(self.session, "notebook", open_counts)
        return figures_frame(release.answers(self.worlds.log, world, request), request.by)

    def health(
        self, of: str | None = None, as_of: Day | None = None, known_at: Instant | None = None, position: int | None = None
    ) -> Health:
        """The data's own health; the figures' coverage is that of the period `of`, or of the year before."""
        when = _coordinates(as_of, known_at, position)
        period = bounded_period(of or str(when.as_of.year - 1))
        world = self._world(when)
        registered = registrations(self.worlds.log, world.coordinates)
        return health(world, all_findings(self.worlds.log, world), registered, period)

    def _world(self, when: Coordinates) -> World:
        """The last World is kept, since a notebook asks many things of one; until the log moves on."""
        head, _ = self.worlds.log.rows.head()
        if self._last is None or self._last[:2] != (when, head):
            self._last = (when, head, world_at(self.worlds, when))
        return self._last[2]


def _several(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given


def _coordinates(as_of: Day | None, known_at: Instant | None, position: int | None) -> Coordinates:
    return Coordinates.at(
        today(),
        day(as_of, "as_of") if isinstance(as_of, str) else as_of,
        instant(known_at, "known_at") if isinstance(known_at, str) else known_at,
        position,
        names=NAMES,
    )
