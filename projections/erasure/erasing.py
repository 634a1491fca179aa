"""Erases participants as an order says, and gives the receipt: what is gone, what stays, what remains elsewhere until when."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from sqlalchemy import Table, func, select

from domain.calendar import day_of
from domain.errors import RodTradError
from domain.intake.bins import Numbered
from domain.intake.pipeline import Importing
from domain.log.application import Log
from domain.log.keys.keystore import Subject
from domain.log.retention_records import RetentionRecords
from domain.log.storage.database import chunks
from domain.log.storage.places import served
from domain.log.storage.schema import events, identities
from domain.vocabulary.person_codes import ErasureBasis
from domain.vocabulary.text import Text
from projections.erasure.persons import persons
from projections.publishing.erased import erased_cases
from projections.publishing.register import published
from projections.worlds.store import Worlds

SOURCE = "rodtrad"


class Held(RodTradError):
    text = Text(
        "{number} av dem som skulle gallras är undantagna tills vidare. ”rodtrad holds” visar varför.",
        "{number} of those to be erased are held until further notice. “rodtrad holds” shows why.",
    )


class NotThere(RodTradError):
    text = Text(
        "{number} av {of} deltagare finns inte, eller är redan gallrade. Ingen gallras.",
        "{number} of {of} participants are not there, or erased already. Nobody is erased.",
    )


class NotErased(RodTradError):
    text = Text("{number} kunde inte gallras: {why}.", "{number} could not be erased: {why}.")


@dataclass(frozen=True)
class Order:
    """By whom, on what ground and when somebody is erased."""

    basis: ErasureBasis
    by: str
    now: datetime
    days_kept: int
    """For how long back-ups, and a server's own journal, are kept."""

    @property
    def gone_elsewhere(self) -> date:
        """The day on which the last copy from before is to be gone."""
        return day_of(self.now) + timedelta(days=self.days_kept)


@dataclass(frozen=True)
class Effect:
    """What an erasure takes, and of which published figures it takes cases."""

    keys: int
    """Participants' keys: of one who was merged there are several."""
    entries: Mapping[str, int]
    """The number of entries by kind. Their leaves stay."""
    numbers: int
    published: Mapping[str, int]
    """The number of cases of the erased in each figure that has any, all who are erased by then; the figures stand."""


@dataclass(frozen=True)
class Receipt:
    order: Order
    effect: Effect
    fences: Sequence[tuple[int, bytes]]
    """The position of each erasure and the stream that it closed."""
    position: int
    root: bytes
    is_finished: bool
    mirrors: Sequence[str]
    """The places of mirrors that have not been refreshed since."""
    journal: bool
    """Whether the store is on a server, whose journal holds sealed rows until it is overwritten."""


def subjects_of(log: Log, names: Sequence[str], *, held: bool = False) -> list[Subject]:
    """Returns the subjects of these participants and of all who are merged with them.

    Raises `NotThere` for a key that is not in use or is erased, and `Held` for those who are held, unless they may be.
    """
    looked_up = log.keys.find(sorted({key for name in names for key in _keys_of(log, name)}))
    living = [subject for subject in looked_up.values() if subject is not None]
    if unknown := sum(looked_up.get(name) is None for name in names):
        raise NotThere(number=unknown, of=len(names))
    on_hold = RetentionRecords(log.keys).held().keys() & {subject.stream for subject in living}
    if on_hold and not held:
        raise Held(number=len(on_hold))
    return living


def _keys_of(log: Log, name: str) -> Sequence[str]:
    """Returns all keys of the person who has this one."""
    cluster = log.clusters().get(name, (name,))
    every = [(name,)] if len(cluster) == 1 else persons(log.events_of(cluster))
    return next((keys for keys in every if name in keys), (name,))


def effect_on(log: Log, streams: Sequence[bytes]) -> Effect:
    """Returns what the erasure of these streams would take."""
    figures = published(log)
    before, after = erased_cases(log, figures), erased_cases(log, figures, streams)
    kinds: Counter[str] = Counter()
    with log.rows.engine.connect() as connection:
        for some in chunks(streams):
            of = select(events.c.kind, func.count().label("number")).where(events.c.stream.in_(some)).group_by(events.c.kind)
            kinds.update({row.kind: row.number for row in connection.execute(of)})
    taken = {name: number for name, number in after.items() if number != before.get(name)}
    return Effect(len(streams), dict(sorted(kinds.items())), _number_in(log, identities, streams), taken)


def erase(worlds: Worlds, names: Sequence[str], order: Order, *, held: bool = False) -> Receipt:
    """Erases participants and all who are merged with them. Raises as `subjects_of`; then nobody is erased."""
    log = worlds.log
    streams = [subject.stream for subject in subjects_of(log, names, held=held)]
    effect, before = effect_on(log, streams), {fence.stream for fence in log.rows.fences()}
    lines = list(_lines(names, order))
    refused = Importing(log, order.now, processes=1).run(lambda: lines, len(lines)).refused
    RetentionRecords(log.keys).lift(streams)
    is_finished = worlds.forget_erased()
    if refused:  # the others are erased
        raise NotErased(number=len(refused), why=refused[0].code)
    fences = [(fence.position, fence.stream) for fence in log.rows.fences() if fence.stream not in before]
    position, root = log.rows.head()
    mirrors = [place for place, shown in RetentionRecords(log.keys).mirrors().items() if shown < position]
    return Receipt(order, effect, fences, position, root, is_finished, mirrors, served(log.where))


def _lines(names: Sequence[str], order: Order) -> Iterator[Numbered]:
    for number, name in enumerate(names, 1):
        yield (
            number,
            orjson.dumps(
                {
                    "kind": "erased",
                    "participant": name,
                    "on": day_of(order.now).isoformat(),
                    "recorded_at": order.now.isoformat(),
                    "source": SOURCE,
                    "id": f"erasure-{order.now:%Y%m%d%H%M%S%f}-{number}",
                    "by": order.by,
                    "basis": order.basis,
                }
            ),
        )


def _number_in(log: Log, table: Table, streams: Sequence[bytes]) -> int:
    with log.rows.engine.connect() as connection:
        of = select(func.count()).select_from(table)
        return sum(connection.execute(of.where(table.c.stream.in_(some))).scalar_one() for some in chunks(streams))
