"""The parts of a store belong together: one id in all of them, and in each how far the others are known to have come.

The log keeps, in the transaction in which it grows, how many keys had been made and which was the last: keys are made
before what they seal, so a key store with fewer, or without that one, is older or another. The key store keeps how far
the log had come, with the leaf there, and how many openings there were. It hears of both afterwards, so after a crash it may
lag behind, and is never ahead. A store is made only where nothing of it is there; one whose making was interrupted holds
nothing yet, and is finished.
"""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from os import urandom

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, update

from domain.errors import PartAltered, PartForeign, PartMissing, PartOlder, StoreMissing, StoreUnwritable
from domain.events import RECORDS
from domain.events.event import kind_of
from domain.log.database import Store, chunks, founding, open_engine, part_name, shown, writing
from domain.log.reading import LogReader
from domain.log.schema import events, key_store, log_store, openings, openings_store, subjects, tree
from domain.log.upgrade import is_newest, upgrade

SYSTEM = bytes(16)
"""The stream under which the system key stands."""
_WITHOUT_KEYS = (*map(kind_of, RECORDS), "erased")
"""The kinds that stand in streams about no participant."""
_KEY = {"what_sv": "nyckel nr", "what_en": "key no."}
_POSITION = {"what_sv": "position", "what_en": "position"}
_OPENING = {"what_sv": "öppning nr", "what_en": "opening no."}


@dataclass(frozen=True)
class Part:
    """How the log, the keys or the openings stand."""

    id: bytes | None = None
    """None: from before stores had ids."""
    begun: bool = True
    """Whether there is anything to read; of the keys, whether the system key is there, without which nothing opens."""
    reach: int = 0
    """Entries ever stored, keys ever made, openings recorded."""
    other: int = 0
    """How far the other of log and keys is known to have come."""
    mark: bytes | None = None
    """What stands there: the leaf at that position, the stream of that key."""
    openings: int = 0

    @property
    def holds_nothing(self) -> bool:
        return not (self.reach or self.other or self.openings)


ABSENT = Part(begun=False)


def whole(where: str, create: bool, opened: ExitStack) -> tuple[Engine, Engine]:
    """The engines of the keys and of the log, checked; made where nothing of a store is there, if they may be."""
    keys, log = (if_there(where, store, opened) for store in ("keys", "log"))
    if keys is None or log is None:
        keys, log = _completed(where, create, opened)
    newest = is_newest(keys, "keys") and is_newest(log, "log")
    with_ids = _check(where, keys, log)
    if not (newest and with_ids):
        with suppress(StoreUnwritable), founding(where):  # one from before stores had ids is read as it is
            _settle(where, keys, log)
    return keys, log


def key_part(engine: Engine) -> Part:
    with engine.connect() as connection:
        if not _has(connection, subjects):
            return ABSENT
        begun = connection.execute(select(subjects.c.epoch).where(subjects.c.stream == SYSTEM)).first() is not None
        if _has(connection, key_store) and (row := connection.execute(select(key_store)).one_or_none()) is not None:
            return Part(row.id, begun, row.keys, row.position, row.leaf, row.openings)
        number = connection.execute(select(func.count()).where(subjects.c.stream != SYSTEM)).scalar_one()
        return Part(begun=begun, reach=number)


def log_part(engine: Engine) -> Part:
    with engine.connect() as connection:
        if not _has(connection, tree):
            return ABSENT
        size = connection.execute(select(tree.c.size)).scalar_one()
        if _has(connection, log_store) and (row := connection.execute(select(log_store)).one_or_none()) is not None:
            return Part(row.id, True, size, row.keys, row.last_key)
        return Part(reach=size)


def openings_part(engine: Engine | None) -> Part:
    if engine is None:
        return ABSENT
    newest = is_newest(engine, "openings")
    with engine.connect() as connection:
        if not newest and not _has(connection, openings):
            return ABSENT
        number = connection.execute(select(func.coalesce(func.max(openings.c.number), 0))).scalar_one()
        own = connection.execute(select(openings_store.c.id)).scalar() if _has(connection, openings_store) else None
        return Part(own, reach=number)


def open_openings(where: str) -> tuple[Engine, Engine]:
    """The engines of the openings, made where none are known of, and of the keys, which keep how many there are."""
    with ExitStack() as opened:
        keys = _opened(where, "keys", opened, create=False)
        check_openings(where, keys)
        there = if_there(where, "openings", opened)
        if there is None or not is_newest(there, "openings") or openings_part(there).id is None:
            with founding(where):
                there = _opened(where, "openings", opened)
                upgrade(there, "openings")
                _name(there, openings_store, key_part(keys).id)
        opened.pop_all()
    return there, keys


def check_openings(where: str, keys: Engine) -> None:
    """Raises where the openings are missing, older, or another store's. What is known of them is read before they are."""
    known, names = key_part(keys), _names(where, "openings", "keys")
    with ExitStack() as opened:
        part = openings_part(if_there(where, "openings", opened))
    if known.openings and not part.begun:
        raise PartMissing(**names)
    _compare_ids(names, part, known)
    if part.reach < known.openings:
        raise PartOlder(**names, **_OPENING, has=part.reach, known=known.openings)


def heard_of_openings(keys: Engine, number: int) -> None:
    """The keys keep how many openings there are."""
    with writing(keys) as connection:
        connection.execute(update(key_store).where(key_store.c.openings < number).values(openings=number))


def _completed(where: str, create: bool, opened: ExitStack) -> tuple[Engine, Engine]:
    """A store that lacks keys or log is made where it holds nothing; whoever makes one meanwhile is waited for."""
    with ExitStack() as held:
        if create or any(if_there(where, store, held) for store in ("keys", "log")):
            with suppress(StoreUnwritable):
                held.enter_context(founding(where))
        keys, log = (if_there(where, store, opened) for store in ("keys", "log"))
        if keys is None or log is None:
            _refuse_loss(where, keys, log)
            if not create:
                raise StoreMissing(where=shown(where), why=f"no {part_name(where, 'keys' if keys is None else 'log')}")
            keys, log = (_opened(where, store, opened) for store in ("keys", "log"))
            _settle(where, keys, log)
        return keys, log


def _refuse_loss(where: str, keys: Engine | None, log: Engine | None) -> None:
    """Raises where something of a store is there, so that what is missing is lost and not just not made yet."""
    if keys is not None and not key_part(keys).holds_nothing:
        raise PartMissing(**_names(where, "log", "keys"))
    if log is not None and not log_part(log).holds_nothing:
        raise PartMissing(**_names(where, "keys", "log"))
    with ExitStack() as opened:
        for other in ("openings", "facts"):
            if keys is None and log is None and if_there(where, other, opened) is not None:
                both = ", ".join(part_name(where, part) for part in ("keys", "log"))
                raise PartMissing(**_names(where, "keys", other) | {"part": both})


def if_there(where: str, store: Store, opened: ExitStack) -> Engine | None:
    """An engine over a part, where there is one; let go of when what it is opened for fails."""
    try:
        return _opened(where, store, opened, create=False)
    except StoreMissing:
        return None


def _opened(where: str, store: Store, opened: ExitStack, create: bool = True) -> Engine:
    engine = open_engine(where, store, create=create)
    opened.callback(engine.dispose)
    return engine


def _check(where: str, keys: Engine, log: Engine) -> bool:
    """Raises where keys and log do not fit; whether both have an id.

    What the keys know is read before the log, and what they hold after it, since whoever writes does not wait for this.
    """
    known, grown, held = key_part(keys), log_part(log), key_part(keys)
    names = _names(where, "log", "keys")
    if not grown.begun and not known.holds_nothing:
        raise PartMissing(**names)
    _compare_ids(names, grown, known)
    if grown.reach < known.other:
        raise PartOlder(**names, **_POSITION, has=grown.reach, known=known.other)
    if known.mark is not None and known.mark != LogReader(log).leaf(known.other):
        raise PartAltered(**names, **_POSITION, known=known.other)
    names = _names(where, "keys", "log")
    if grown.reach and not held.begun:
        raise PartMissing(**names)
    if held.reach < grown.other:
        raise PartOlder(**names, **_KEY, has=held.reach, known=grown.other)
    if grown.mark is not None and not _has_key(keys, grown.mark):
        raise PartAltered(**names, **_KEY, known=grown.other)
    return None not in (held.id, grown.id)


def _settle(where: str, keys: Engine, log: Engine) -> None:
    """Brings both to the newest shape and gives them their id; those from before are compared whole, once."""
    upgrade(keys, "keys")
    upgrade(log, "log")
    held, grown = key_part(keys), log_part(log)
    if None not in (held.id, grown.id):
        return
    if missing := _without_keys(keys, log):
        raise PartOlder(**_names(where, "keys", "log"), **_KEY, has=held.reach, known=held.reach + missing)
    own = held.id or grown.id or urandom(16)
    last = grown.reach
    _name(keys, key_store, own, keys=held.reach, position=last, leaf=LogReader(log).leaf(last), openings=0)
    _name(log, log_store, own, keys=held.reach)


def _without_keys(keys: Engine, log: Engine) -> int:
    """How many participants in the log have no key."""
    with log.connect() as connection:
        about = select(events.c.stream).where(events.c.kind.not_in(_WITHOUT_KEYS)).distinct()
        streams = list(connection.execute(about).scalars())
    with keys.connect() as connection:
        there = (connection.execute(select(subjects.c.stream).where(subjects.c.stream.in_(some))) for some in chunks(streams))
        return len(streams) - sum(len(rows.all()) for rows in there)


def _name(engine: Engine, table: Table, own: bytes | None, **more: object) -> None:
    """Gives a part its id, once."""
    with writing(engine) as connection:
        if own is not None and connection.execute(select(table.c.id)).first() is None:
            connection.execute(insert(table).values(one=1, id=own, **more))


def _compare_ids(names: dict[str, str], part: Part, other: Part) -> None:
    if part.id is not None and other.id is not None and part.id != other.id:
        raise PartForeign(**names, id=part.id.hex()[:8], other_id=other.id.hex()[:8])


def _has(connection: Connection, table: Table) -> bool:
    return inspect(connection).has_table(table.name)


def _has_key(keys: Engine, stream: bytes) -> bool:
    with keys.connect() as connection:
        return connection.execute(select(subjects.c.epoch).where(subjects.c.stream == stream)).first() is not None


def _names(where: str, part: Store, other: Store) -> dict[str, str]:
    return {"where": shown(where), "part": part_name(where, part), "other": part_name(where, other)}
