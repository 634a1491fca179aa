"""Reads an event file as numbered lines of bytes, plain or gzip, streamed with at most one line in memory.

`domain.events.lines` parses the lines; this module only checks that the file is text that can be read to its end.
"""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from domain.errors import Unreadable
from domain.events.lines import LONGEST
from domain.log.storage.faults import reason
from domain.vocabulary.text import Text

_SNIFFED = 65_536
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
SWELLING = 200
"""Maximum ratio of unpacked to packed size of a gzip file; for event files and tables it is about 20."""
SMALL = 100_000_000
"""Unpacked size in bytes up to which any ratio is allowed."""
LARGEST = 100_000_000_000
"""Maximum unpacked size of a gzip file in bytes."""
_BOM = b"\xef\xbb\xbf"

Bytes: TypeAlias = "io.BufferedReader[Any]"
"""A plain file, or a gzip file being unpacked."""

_SIGNATURES: tuple[tuple[bytes, Text], ...] = (
    (b"PK\x03\x04", Text("en zip-fil eller ett kalkylblad (xlsx, ods)", "a zip file or a spreadsheet (xlsx, ods)")),
    (b"\xd0\xcf\x11\xe0", Text("ett äldre Officedokument (xls, doc)", "an older Office document (xls, doc)")),
    (b"SQLite format 3\0", Text("en SQLite-databas", "an SQLite database")),
    (b"PAR1", Text("en Parquet-fil", "a Parquet file")),
    (b"ARROW1", Text("en Arrow-fil", "an Arrow file")),
    (b"%PDF", Text("ett PDF-dokument", "a PDF document")),
    (b"\xfd7zXZ\0", Text("komprimerad med xz", "compressed with xz")),
    (b"BZh", Text("komprimerad med bzip2", "compressed with bzip2")),
    (b"\x28\xb5\x2f\xfd", Text("komprimerad med zstd", "compressed with zstd")),
    (b"7z\xbc\xaf\x27\x1c", Text("ett 7z-arkiv", "a 7z archive")),
    (_GZIP, Text("komprimerad två gånger med gzip", "compressed twice with gzip")),
    (b"\xff\xfe", Text("text i UTF-16 i stället för UTF-8", "text in UTF-16 instead of UTF-8")),
    (b"\xfe\xff", Text("text i UTF-16 i stället för UTF-8", "text in UTF-16 instead of UTF-8")),
)


_TABLES = (".csv", ".tsv", ".txt")


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yields the lines that are not blank, each with its number in the file, from 1.

    A line that is too long is cut after `LONGEST` + 1 bytes, so that the parser refuses it. Raises `Unreadable`.
    """
    with opened(path) as file:
        for number, raw in raw_lines(file):
            if line := raw.strip():
                yield number, line


def check(path: Path) -> None:
    """Checks that the file can be read to its end, before anything of it is stored: a gzip file is unpacked once.

    For a plain file only the beginning is checked. Raises `Unreadable`.
    """
    with opened(path) as file:
        if not isinstance(file.raw, io.FileIO):
            while file.read(_CHUNK):
                pass


def is_cut_off(path: Path) -> bool:
    """Returns whether a table's last line does not end, as where a transfer broke off."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) not in b"\r\n"


def check_events(path: Path) -> None:
    """Checks an event file like `check`, and that it is not a table sent without its mapping. Raises `Unreadable`."""
    check(path)
    with opened(path) as file:
        if path.suffix.lower() in _TABLES and not file.peek(1).lstrip(_BOM).lstrip().startswith(b"{"):
            raise _unreadable(
                path,
                Text(
                    "filen ser ut som en tabell. Ange hur den ska läsas med --mapping; ”rodtrad mapping list” visar dem",
                    "the file looks like a table. Say how to read it with --mapping; “rodtrad mapping list” lists them",
                ),
            )


_DAMAGED = Text(
    "gzip-filen är avklippt eller skadad. Inget av den har lästs in; hämta den igen",
    "the gzip file is truncated or damaged. Nothing of it was imported; fetch it again",
)


@contextmanager
def opened(path: Path) -> Iterator[Bytes]:
    """Opens the file's bytes, unpacked if its content (not its name) is gzip. Raises `Unreadable`."""
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(path, _no_file(path))
        with path.open("rb") as plain:
            packed = plain.peek(2).startswith(_GZIP)
            file: Bytes = io.BufferedReader(_Unpacked(path, plain), _CHUNK) if packed else plain
            _refuse_binary(path, file.read(_SNIFFED))
            file.seek(0)
            yield file
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise _unreadable(path, _DAMAGED) from None
    except FileNotFoundError:
        raise _unreadable(path, Text("filen finns inte", "there is no such file")) from None
    except PermissionError:
        raise _unreadable(path, Text("filen får inte läsas av dig", "you are not allowed to read the file")) from None
    except OSError as error:
        raise _unreadable(
            path, Text("filen går inte att läsa ({why})", "cannot read ({why})").format(why=reason(error))
        ) from None


class _Unpacked(gzip.GzipFile):
    """A gzip file with a limit on its unpacked size. Raises `Unreadable` if it is exceeded."""

    def __init__(self, path: Path, packed: io.BufferedReader) -> None:
        super().__init__(fileobj=packed)
        self._path, self._most = path, min(LARGEST, max(SMALL, SWELLING * path.stat().st_size))

    def read(self, size: int | None = -1) -> bytes:
        unpacked = super().read(size)
        if self.tell() > self._most:
            raise _unreadable(
                self._path,
                Text(
                    f"gzip-filen sväller: den blir mer än {SWELLING} gånger så stor, eller 100 GB. Packa upp och dela den",
                    f"the gzip file swells: it unpacks to more than {SWELLING} times its size, or 100 GB. Unpack and split it",
                ),
            )
        return unpacked


def raw_lines(file: Bytes) -> Iterator[tuple[int, bytes]]:
    """Yields every line with its number and line ending; removes a byte order mark at the start."""
    number = 1
    line = file.readline(LONGEST + 2).removeprefix(_BOM)
    while line:
        if len(line) > LONGEST and not line.endswith(b"\n"):
            _skip_rest(file)
            line = line[: LONGEST + 1]
        yield number, line
        number += 1
        line = file.readline(LONGEST + 2)


def _skip_rest(file: Bytes) -> None:
    while (chunk := file.readline(_CHUNK)) and not chunk.endswith(b"\n"):
        pass


def _refuse_binary(path: Path, head: bytes) -> None:
    for signature, seems in _SIGNATURES:
        if head.startswith(signature):
            raise _no_text(path, seems)
    if b"\0" in head:
        zeros = max(head[0::2].count(0), head[1::2].count(0))
        if zeros * 3 > len(head):  # Latin letters in UTF-16 have a zero as every second byte
            raise _no_text(path, Text("text i UTF-16 i stället för UTF-8", "text in UTF-16 instead of UTF-8"))
        raise _no_text(path, Text("binära data", "binary data"))


def _no_text(path: Path, seems: Text) -> Unreadable:
    return _unreadable(
        path,
        Text(
            "filen är inte läsbar text; den verkar vara {seems}. Spara den som text i UTF-8 och försök igen",
            "the file is no readable text; it seems to be {seems}. Save it as text in UTF-8 and try again",
        ).format(seems=seems),
    )


def _no_file(path: Path) -> Text:
    if path.is_dir():
        return Text("det är en katalog; ange filerna i den", "it is a directory; name the files in it")
    return Text(
        "det är ingen vanlig fil. Spara innehållet i en fil först; den läses två gånger",
        "it is no regular file. Save its content to a file first; it is read twice",
    )


def _unreadable(path: Path, why: Text) -> Unreadable:
    return Unreadable(where=str(path), why=Text.of(lambda lang: f"{why[lang]}."))
