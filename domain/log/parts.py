"""Checks that the parts of a store belong together: all share an id, and each stores the last known position of the others.

Each write to the log also stores the number of keys created so far and the stream of the last key. Keys are created before
the entries they seal, so a key store with fewer keys, or without that key, is older or belongs to another store. The key
store stores the position of the log, the leaf at that position and the number of openings. It is updated after the log and
the openings, so after a crash it can lag behind but is never ahead. Facts and openings also store the log's position, so that
an older copy of both log and keys is detected. A store is created only where no part of it exists; a store whose creation
was interrupted is still empty, and its creation is completed.
"""

from collections.abc import Collection
from contextlib import ExitStack, suppress
from os import urandom

from sqlalchemy import Engine, Table, insert, select, update

from domain.errors import PartAltered, PartForeign, PartMissing, PartOlder, PartsForeign, StoreUnwritable
from domain.events import RECORDS
from domain.events.event import kind_of
from domain.log.reading import LogReader
from domain.log.storage.database import AnyPart, Store, chunks, founding, part_name, shown, writing
from domain.log.storage.faults import missing
from domain.log.storage.reach import (
    StorePart,
    beside,
    if_there,
    key_part,
    log_part,
    opening,
    openings_part,
    refuse_incomplete,
    witnesses,
)
from domain.log.storage.schema import events, key_store, log_store, openings_store, subjects
from domain.log.storage.upgrade import is_newest, upgrade
from domain.vocabulary.text import Text

_WITHOUT_KEYS = (*map(kind_of, RECORDS), "erased")
"""The kinds stored in streams that are not about a participant."""
_KEY = {"what": Text("nyckel nr", "key no.")}
_POSITION = {"what": Text.same("position")}
_OPENING = {"what": Text("öppning nr", "opening no.")}


def whole(where: str, create: bool, opened: ExitStack) -> tuple[Engine, Engine]:
    """Returns the checked engines of the keys and the log. Creates both if no part of the store exists and `create` is true."""
    with ExitStack() as there:  # what is there of a store that is not whole is let go of, and looked for anew
        keys, log = (if_there(where, store, there) for store in ("keys", "log"))
        if keys is not None and log is not None:
            opened.push(there.pop_all())
    if keys is None or log is None:
        keys, log = _completed(where, create, opened)
    newest = is_newest(keys, "keys") and is_newest(log, "log")
    if newest:
        refuse_incomplete(keys, subjects.metadata)
        refuse_incomplete(log, events.metadata)
    with_ids = _check(where, keys, log)
    if not (newest and with_ids):
        with suppress(StoreUnwritable), founding(where):  # a read-only store from before ids is read without upgrade
            _settle(where, keys, log)
    return keys, log


def open_openings(where: str) -> tuple[Engine, Engine]:
    """Returns the engines of the openings, created if none are known, and of the keys, which store the number of openings."""
    with ExitStack() as opened:
        keys = opening(where, "keys", opened, create=False)
        check_openings(where, keys)
        openings = own_part(where, "openings", openings_store, key_part(keys).id, opened, position=0)
        opened.pop_all()
    return openings, keys


def own_part(where: str, store: Store, table: Table, own: bytes | None, opened: ExitStack, **first: object) -> Engine:
    """Returns the engine of a part that is created when it is first needed, with the store's id in `table`.

    `first`: what else the row of a new part holds. Raises `PartForeign` for another store's, `StoreUnwritable` where there is
    none and none can be created.
    """
    there = if_there(where, store, opened)
    if there is None or not is_newest(there, store):
        with founding(where):
            there = there or opening(where, store, opened)
            upgrade(there, store)
    with there.connect() as connection:
        known = connection.execute(select(table.c.id)).scalar()
    if known is None and own is not None:
        _name(there, table, own, **first)
    _compare_ids(_names(where, store, "keys"), StorePart(known), StorePart(own))
    return there


def check_openings(where: str, keys: Engine) -> bool:
    """Returns whether openings exist. Raises `PartMissing`, `PartOlder` or `PartForeign` if they do not match the keys.

    The keys are read before the openings, since openings may be added meanwhile.
    """
    known, names = key_part(keys), _names(where, "openings", "keys")
    with ExitStack() as opened:
        part = openings_part(if_there(where, "openings", opened))
    if known.openings and not part.begun:
        raise PartMissing(**names)
    _compare_ids(names, part, known)
    if part.reach < known.openings:
        raise PartOlder(**names, **_OPENING, has=part.reach, known=known.openings)
    return part.begun


def heard_of_openings(keys: Engine, number: int) -> None:
    """Stores the number of openings in the key store."""
    with writing(keys) as connection:
        connection.execute(update(key_store).where(key_store.c.openings < number).values(openings=number))


def _completed(where: str, create: bool, opened: ExitStack) -> tuple[Engine, Engine]:
    """Creates the missing keys or log if the store is empty. Waits for another process that is creating the same store."""
    with ExitStack() as held:
        if create or any(if_there(where, store, held) for store in ("keys", "log")):
            with suppress(StoreUnwritable):
                held.enter_context(founding(where))
        keys, log = (if_there(where, store, opened) for store in ("keys", "log"))
        if keys is None or log is None:
            _refuse_loss(where, keys, log)
            if not create:
                raise missing(shown(where), part_name(where, "keys" if keys is None else "log"))
            keys, log = keys or opening(where, "keys", opened), log or opening(where, "log", opened)
            _settle(where, keys, log)
        return keys, log


def _refuse_loss(where: str, keys: Engine | None, log: Engine | None) -> None:
    """Raises `PartMissing` if another part holds data: the missing part was then lost, not merely not yet created."""
    if keys is not None and not key_part(keys).holds_nothing:
        raise PartMissing(**_names(where, "log", "keys"))
    if log is not None and not log_part(log).holds_nothing:
        raise PartMissing(**_names(where, "keys", "log"))
    for other in beside(where):
        lost = [part_name(where, "keys")] * (keys is None) + [part_name(where, "log")] * (log is None)
        raise PartMissing(**_names(where, "keys", other) | {"part": ", ".join(lost)})


def _check(where: str, keys: Engine, log: Engine) -> bool:
    """Returns whether both keys and log have an id. Raises if they do not match each other.

    What other parts know of the log is read before the log, and the keys after it, since writers are not blocked.
    """
    others, known = witnesses(where), key_part(keys)
    grown, held = log_part(log), key_part(keys)
    _refuse_foreign(where, known, grown, others.values())
    for other, part in {"keys": known, **others}.items():
        if not (grown.begun or part.holds_nothing):
            raise PartMissing(**_names(where, "log", other))
        if grown.id in (None, part.id):  # a log without an id may be a copy from before the other parts got their id
            check_reach(where, LogReader(log), other, part.other, part.mark)
    names = _names(where, "keys", "log")
    if grown.reach and not held.begun:
        raise PartMissing(**names)
    if held.reach < grown.other:
        raise PartOlder(**names, **_KEY, has=held.reach, known=grown.other)
    if grown.mark is not None and not _has_key(keys, grown.mark):
        raise PartAltered(**names, **_KEY, known=grown.other)
    return None not in (held.id, grown.id)


def check_reach(where: str, log: LogReader, other: AnyPart, known: int, leaf: bytes | None) -> None:
    """Raises `PartOlder` if the log ends before position `known` of another part, `PartAltered` if its leaf differs there."""
    if not known or log.leaf(known) == leaf:
        return
    names, (has, _) = _names(where, "log", other) | _POSITION, log.head()
    if has < known:
        raise PartOlder(**names, has=has, known=known)
    raise PartAltered(**names, known=known)


def _refuse_foreign(where: str, keys: StorePart, log: StorePart, beside: Collection[StorePart]) -> None:
    """Raises `PartForeign` for the part whose id fewer other parts share, or `PartsForeign` if that does not decide it."""
    ids = [part.id for part in beside]
    surplus = ids.count(keys.id) - ids.count(log.id)
    names = _names(where, "log", "keys") if surplus > 0 else _names(where, "keys", "log")
    _compare_ids(names, *((log, keys) if surplus > 0 else (keys, log)), PartForeign if surplus else PartsForeign)


def _settle(where: str, keys: Engine, log: Engine) -> None:
    """Upgrades both schemas and assigns their id. For a store from before ids, compares all streams with all keys, once."""
    upgrade(keys, "keys")
    upgrade(log, "log")
    held, grown = key_part(keys), log_part(log)
    if None not in (held.id, grown.id):
        return
    if missing := _without_keys(keys, log):
        raise PartOlder(**_names(where, "keys", "log"), **_KEY, has=held.reach, known=held.reach + missing)
    own = held.id or grown.id or next((part.id for part in _remaining(where) if part.id), urandom(16))
    last = grown.reach
    _name(
        keys,
        key_store,
        own,
        keys=held.reach,
        position=last,
        leaf=LogReader(log).leaf(last),
        openings=0,
        cleaned=0 if last == 0 else -1,
    )
    _name(log, log_store, own, keys=held.reach)


def _remaining(where: str) -> list[StorePart]:
    """Returns the parts that a store still has which lost its keys and its log: a user's own copy of facts is none."""
    known, there = witnesses(where), set(beside(where))
    return [part for other, part in known.items() if other in there]


def _without_keys(keys: Engine, log: Engine) -> int:
    """Returns the number of participants in the log that have no key."""
    with log.connect() as connection:
        about = select(events.c.stream).where(events.c.kind.not_in(_WITHOUT_KEYS)).distinct()
        streams = list(connection.execute(about).scalars())
    with keys.connect() as connection:
        there = (connection.execute(select(subjects.c.stream).where(subjects.c.stream.in_(some))) for some in chunks(streams))
        return len(streams) - sum(len(rows.all()) for rows in there)


def _name(engine: Engine, table: Table, own: bytes | None, **more: object) -> None:
    """Stores the id of a part if it has none yet."""
    with writing(engine) as connection:
        if own is not None and connection.execute(select(table.c.id)).first() is None:
            connection.execute(insert(table).values(one=1, id=own, **more))


def _compare_ids(names: dict[str, str], part: StorePart, other: StorePart, kind: type[PartForeign] = PartForeign) -> None:
    if part.id is not None and other.id is not None and part.id != other.id:
        raise kind(**names, id=part.id.hex()[:8], other_id=other.id.hex()[:8])


def _has_key(keys: Engine, stream: bytes) -> bool:
    with keys.connect() as connection:
        return connection.execute(select(subjects.c.epoch).where(subjects.c.stream == stream)).first() is not None


def _names(where: str, part: AnyPart, other: AnyPart) -> dict[str, str]:
    return {"where": shown(where), "part": part_name(where, part), "other": part_name(where, other)}
