"""A store for a notebook: facts, cases and figures as Polars frames.

    from scripts.notebook import open_store

    town = open_store("STORE")                                   # or open_store("STORE", keys=True) for the sources' keys
    town.tables                                                  # which facts there are
    town.facts("enrolments", as_of="2023-12-31")                 # a row an enrolment, as things were on that day
    town.cases("OUT-90.kas", "2023")                             # a row a case: who, how it came out, why, by which days
    town.figures(["OUT-90", "LT1"], ["2022", "2023"], by=["sex", "unit"])
    town.health()                                                # the data's own health, each part a frame

Everything can be asked for as of any day and as known at any instant: `as_of` (default today), `known_at`, `position`.
Nothing is written to the log. Names, identity numbers and free text are nowhere in the frames; participants are called by
their random id, and spells and events by a hash, alike in every frame of a store, so that frames can be joined.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from functools import partial
from types import TracebackType
from typing import TypeVar

import polars as pl

from domain.vocabulary import Lang
from projections.derivation import listed
from projections.figures import Ask, figures
from projections.health import Health, health
from projections.measure import Measure, View
from projections.periods import period
from projections.world import World
from projections.worlds import Worlds
from scripts.commands import asking
from scripts.commands.asking import Moment, Question
from scripts.commands.session import Session, today
from scripts.exports.frames import TABLES, cases_frame, facts_frame, figures_frame
from scripts.exports.naming import Naming
from scripts.exports.registrations import registrations

Day = date | str
Instant = datetime | str
Told = TypeVar("Told")


def open_store(where: str, keys: bool = False, lang: Lang = "sv") -> "Town":
    """Open a store to read from. `keys`: call participants and things as their sources do."""
    opened = ExitStack()
    worlds = opened.enter_context(Session(where, lang).worlds())
    return Town(worlds, Naming.of(worlds.log, keys), lang, opened)


class Town:
    """A store that is open; close it, or use it in a `with`."""

    tables = TABLES

    def __init__(self, worlds: Worlds, naming: Naming, lang: Lang, opened: ExitStack) -> None:
        self.worlds, self.naming, self.lang = worlds, naming, lang
        self._opened = opened
        self._last: tuple[Moment, int, World] | None = None

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
        return facts_frame(self._world(_moment(as_of, known_at, position)), table, self.naming)

    def cases(
        self,
        measures: str | Sequence[str],
        periods: str | Sequence[str],
        as_of: Day | None = None,
        known_at: Instant | None = None,
        position: int | None = None,
        everyone: bool = False,
        view: View = "official",
    ) -> pl.DataFrame:
        """The cases behind figures; `everyone`: also who is none, with the reason."""
        asked = asking.question(_several(measures), _several(periods), _moment(as_of, known_at, position), view)

        found = self._each(asked, partial(listed, lang=self.lang, everyone=everyone))
        return cases_frame(found, self._world(asked.moment), self.naming)

    def figures(
        self,
        measures: str | Sequence[str],
        periods: str | Sequence[str],
        by: Sequence[str] = (),
        as_of: Day | None = None,
        known_at: Instant | None = None,
        position: int | None = None,
        view: View = "official",
    ) -> pl.DataFrame:
        """Figures with all that makes them reproducible; each breakdown in a column of its own."""
        asked = asking.question(_several(measures), _several(periods), _moment(as_of, known_at, position), view, ",".join(by))
        return figures_frame([figure for _, figure in self._each(asked, figures)], asked.by)

    def health(
        self, of: str | None = None, as_of: Day | None = None, known_at: Instant | None = None, position: int | None = None
    ) -> Health:
        """The data's own health; the figures' coverage is that of the period `of`, or of the year before."""
        when = _moment(as_of, known_at, position)
        registered = registrations(self.worlds.log, when.as_of, when.used(self.worlds.log))
        return health(self._world(when), registered, period(of or str(when.as_of.year - 1)))

    def _each(self, asked: Question, told: Callable[[Ask, World], Iterable[Told]]) -> list[tuple[Measure, Told]]:
        world = self._world(asked.moment)
        return [(ask.measure, one) for ask in asked.asks() for one in told(ask, world)]

    def _world(self, when: Moment) -> World:
        """The last World is kept, since a notebook asks many things of one; until the log moves on."""
        head, _ = self.worlds.log.rows.head()
        if self._last is None or self._last[:2] != (when, head):
            self._last = (when, head, when.world(self.worlds))
        return self._last[2]


def _several(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given


def _moment(as_of: Day | None, known_at: Instant | None, position: int | None) -> Moment:
    return Moment(
        asking.day(as_of, "as_of") if isinstance(as_of, str) else as_of or today(),
        asking.instant(known_at, "known_at") if isinstance(known_at, str) else known_at,
        position,
    )
