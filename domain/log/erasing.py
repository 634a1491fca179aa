"""What remains to be done once somebody is erased: to make all that lies elsewhere of them unreadable, and to clean the files.

The fence is recorded first, in the transaction that deletes the rows; everything else is a job that can be done again at any
time, and is not over before the key store has the fence's position. Whoever opens the store next finishes it.

1. The participants' keys, and that of the facts, are destroyed (`KeyStore.destroy`).
2. The index of identity numbers is sealed anew with another key: what free pages and back-ups hold of it opens no more.
3. The master key is replaced: with it go the keys that older copies of the key store hold. Not for what an earlier version
   erased: a copy of that store may be in use with the same key file.
4. Deleted rows are removed from the files of both databases.
"""

import shutil
from typing import Protocol

from sqlalchemy import select, update

from domain.log.keys.keystore import KeyStore
from domain.log.reading import LogReader
from domain.log.storage.cleaning import clean
from domain.log.storage.database import founding, writing
from domain.log.storage.facts_folder import facts_folder
from domain.log.storage.schema import key_store
from domain.log.storage.upgrade import is_newest


class OpenStore(Protocol):
    """What the job needs of an open log."""

    where: str
    keys: KeyStore
    rows: LogReader

    def seal_identities_anew(self) -> None: ...


def is_unfinished(log: OpenStore) -> bool:
    """Whether something remains to be done after an erasure, or after an upgrade from a version that cleaned nothing."""
    if not is_newest(log.keys.engine, "keys"):
        return False  # a store that cannot be written
    return _cleaned_to(log) < last_erasure(log)


def finish(log: OpenStore, *, interrupted: bool = False) -> None:
    """Does what remains after the erasures so far. Raises `StoreBusy` or `StoreUnwritable`; then the next start does it.

    `interrupted`: another process was to do it, so that what there is of facts may still hold the erased.
    """
    with founding(log.where):
        if not is_unfinished(log):
            return  # another process has done it
        upto, before = last_erasure(log), _cleaned_to(log)
        if interrupted and upto:
            shutil.rmtree(facts_folder(log.where), ignore_errors=True)
        log.keys.numbers.renew()
        log.seal_identities_anew()
        log.keys.numbers.forget_former()
        if upto and before >= 0:
            log.keys.rotate()
        clean(log.rows.engine, "events", "identities", rewritten=before < 0)
        clean(log.keys.engine, "keys", rewritten=before < 0)
        _hear_of_cleaning(log, upto)


def last_erasure(log: OpenStore) -> int:
    """Returns the position of the last erasure, or 0."""
    return max((fence.position for fence in log.rows.fences()), default=0)


def _cleaned_to(log: OpenStore) -> int:
    """Returns the position of the last erasure after which the store was cleaned; -1 if an earlier version wrote it."""
    with log.keys.engine.connect() as connection:
        return int(connection.execute(select(key_store.c.cleaned)).scalar() or 0)


def _hear_of_cleaning(log: OpenStore, position: int) -> None:
    with writing(log.keys.engine) as connection:
        connection.execute(update(key_store).where(key_store.c.cleaned < position).values(cleaned=position))
