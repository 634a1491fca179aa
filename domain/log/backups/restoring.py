"""A back-up as a store of files, and a store or a back-up that appears only when it is whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from glob import escape
from pathlib import Path

from domain.errors import StoreError, Unreadable
from domain.log.application import Log
from domain.log.backups.copying import Parts, copy_to, path_in
from domain.log.storage.database import shown
from domain.log.storage.faults import reason
from domain.log.storage.places import served
from domain.log.storage.reach import if_there, key_part, log_part
from domain.log.storage.syncing import sync
from domain.vocabulary.text import Text


class PlaceTaken(StoreError):
    text = Text(
        "{where}: där finns redan något. Ingenting skrivs över.", "{where}: there is something already. Nothing is overwritten."
    )


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Yields a folder that gets its name when all in it lies on the disk. Raises `PlaceTaken`, or `Unreadable` of the disk."""
    refuse_taken(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for remains in folder.parent.glob(f".{escape(folder.name)}-????????"):  # of somebody who was killed
            shutil.rmtree(remains, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            yield draft
            for path in (*draft.rglob("*"), draft):
                sync(path)
            draft.rename(folder)
            sync(folder.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise Unreadable(where=folder, why=reason(error)) from error


def refuse_taken(folder: Path) -> None:
    """Raises `PlaceTaken` unless nothing is there, or an empty folder."""
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        raise PlaceTaken(where=folder)


def refuse_store(where: str) -> None:
    """Raises `PlaceTaken` if there is a store, or anything else, where one is to be restored."""
    if not served(where):
        refuse_taken(Path(where).expanduser())
        return
    with ExitStack() as opened:
        there = (if_there(where, "keys", opened), if_there(where, "log", opened))
        if (there[0] is not None and key_part(there[0]).begun) or (
            there[1] is not None and not log_part(there[1]).holds_nothing
        ):
            raise PlaceTaken(where=shown(where))


@contextmanager
def opened(folder: Path, parts: Parts, key_path: Path) -> Iterator[Log]:
    """Opens a back-up as the store that it is, where its files lie. Nothing of it is changed."""
    with tempfile.TemporaryDirectory(prefix="rodtrad-") as together:
        for part in parts:
            if (path := path_in(folder, part).absolute()).exists():
                (Path(together) / path.name).symlink_to(path)
        with closing(Log(together, key_path, create=False)) as log:
            yield log


@contextmanager
def restored(folder: Path, parts: Parts, where: str, key_path: Path) -> Iterator[Log]:
    """Yields a back-up as a store of files, of which nobody else knows; it is put where it belongs afterwards."""
    with ExitStack() as held:
        if served(where):
            draft = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="rodtrad-")))
        else:
            draft = held.enter_context(appearing(Path(where).expanduser().absolute()))
        for part in parts:
            if (path := path_in(folder, part)).exists():
                shutil.copyfile(path, draft / path.name)
                (draft / path.name).chmod(0o600)
        with closing(Log(str(draft), key_path, create=False)) as log:
            yield log
        if served(where):
            copy_to(where, parts, str(draft))
