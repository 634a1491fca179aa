"""`/health` and `/ready`: for whoever keeps the server running. They tell nothing of anybody."""

import shutil
from pathlib import Path

from fastapi import APIRouter, Response

from api.http.store import Opened, Store
from domain.errors import StoreError
from domain.log.storage.places import served

router = APIRouter(include_in_schema=False)
ROOM = 64 * 1024 * 1024
"""The bytes of free disk below which the store is held to take no more."""


@router.get("/health")
def health() -> dict[str, str]:
    """Answers as long as the process does."""
    return {"status": "ok"}


@router.get("/ready")
def ready(store: Opened, response: Response) -> dict[str, bool]:
    """Says whether the store can be read and written, and whether every erasure is finished; 503 unless all are so."""
    state = {"reads": _reads(store), "has_room": _has_room(store), "erasures_finished": _erasures_are_finished(store)}
    if not all(state.values()):
        response.status_code = 503
    return state


def _reads(store: Store) -> bool:
    try:
        store.log.rows.head()
    except StoreError:
        return False
    return True


def _has_room(store: Store) -> bool:
    """Of a database server, the server says so itself when it is written to."""
    return served(store.log.where) or shutil.disk_usage(Path(store.log.where).expanduser()).free > ROOM


def _erasures_are_finished(store: Store) -> bool:
    try:
        return not store.log.has_unfinished_erasures
    except StoreError:
        return False
