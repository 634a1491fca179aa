"""Writes files atomically, readable only by the owner, never through a link; overwrites only with `--force`.

Every command that writes a file uses this module. `--force` means the same in all of them.
"""

import errno
import gzip
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from domain.errors import BadOption, Unreadable
from domain.log.storage.faults import reason
from domain.vocabulary.text import Text

_TAKEN = Text("filen finns redan. Skriv över den med --force.", "there is such a file already. Overwrite it with --force.")
_LINK = Text("är en länk, och länkar följs inte.", "is a link, and links are not followed.")
_KEPT = Text(
    "hör till lagret, eller läses av kommandot: där skrivs inget svar.",
    "belongs to the store, or is read by the command: no answer is written there.",
)
_NO_FILE = Text("är ingen vanlig fil.", "is no regular file.")


def check_free(path: Path, force: bool, kept: Collection[Path] = ()) -> None:
    """Checks, before the work starts, that a file can be written to `path`, which may not be in `kept`. Changes nothing.

    Raises `BadOption` if something is in the way, `Unreadable` if no file can be written there.
    """
    if any(_is_within(path, other) for other in kept):
        raise _in_the_way(path, _KEPT)
    try:
        there = path.lstat().st_mode
    except FileNotFoundError:
        _check_directory(path)
        return
    except (OSError, ValueError) as error:  # the name may contain characters not allowed in a file name
        raise _unwritable(path, error) from error
    if stat.S_ISLNK(there):
        raise _in_the_way(path, _LINK)
    if not stat.S_ISREG(there):
        raise _in_the_way(path, _NO_FILE)
    if not force:
        raise _in_the_way(path, _TAKEN)


def _is_within(path: Path, other: Path) -> bool:
    """Returns whether `path` is `other` or lies inside it, with links resolved."""
    try:
        return path.resolve().is_relative_to(other.resolve())
    except (OSError, RuntimeError, ValueError):  # the path cannot exist
        return False


def _check_directory(path: Path) -> None:
    if not path.parent.is_dir():
        raise _unwritable(path, NotADirectoryError(errno.ENOTDIR, ""))
    if not os.access(path.parent, os.W_OK):
        raise _unwritable(path, PermissionError(errno.EACCES, ""))


@contextmanager
def writing(path: Path, force: bool) -> Iterator[IO[bytes]]:
    """Yields a file that appears at `path` only when it is completely written. Raises as `check_free`."""
    check_free(path, force)
    draft: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            draft = Path(file.name)
            yield file
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path, force)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _put(draft: Path, path: Path, force: bool) -> None:
    """Gives the draft its name; without `force`, does not overwrite a file created in the meantime."""
    if not force:
        try:
            path.hardlink_to(draft)
        except OSError:  # the name is taken, or the file system has no hard links
            check_free(path, force)
        else:
            return
    draft.replace(path)


def write(path: Path, content: bytes, force: bool) -> None:
    """Writes `content` to `path`. Raises as `check_free`."""
    with writing(path, force) as file:
        file.write(content)


def write_lines(lines: Iterable[bytes], path: Path, force: bool, packed: bool = False) -> int:
    """Writes the lines in order and returns their number. Raises as `check_free`."""
    number = 0
    with writing(path, force) as file:
        into: IO[bytes] = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) if packed else file  # type: ignore[assignment]
        for line in lines:
            into.write(line)
            number += 1
        if packed:
            into.close()
    return number


def _in_the_way(path: Path, why: Text) -> BadOption:
    return BadOption(option=str(path), why=why)


def _unwritable(path: Path, error: OSError | ValueError) -> Unreadable:
    why = Text("kan inte skrivas ({reason}).", "cannot be written ({reason}).")
    return Unreadable(where=str(path), why=why.format(reason=reason(error)))
