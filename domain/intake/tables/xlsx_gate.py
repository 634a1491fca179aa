"""Checks a workbook (.xlsx) before it is parsed: refuses zip bombs, formulas, macros and external references.

All parts are unpacked once as a stream, so that their stated sizes are verified. The sheets are scanned without building
a tree: formulas, document types and distant cells are detected from the tags alone.
"""

import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from domain.errors import Unreadable
from domain.intake.tables.rows import unreadable
from domain.intake.tables.xlsx_extent import Extent
from domain.log.storage.faults import reason
from domain.vocabulary.text import Text

_LARGEST = 300_000_000
"""Maximum unpacked size of all parts in bytes."""
_SWELLING = 200
"""Maximum ratio of unpacked to packed size; a normal sheet of equal rows has at most 100."""
_SMALL = 1_000_000
"""Unpacked size in bytes up to which a part may have any ratio."""
_PARTS = 2_000
_SHEETS = 100
_CELLS = 10_000_000
"""Maximum number of cells in the rectangle around all cells of a sheet, which determines the memory for parsing."""
_CHUNK = 1 << 18

_ACTIVE = (
    ("xl/vbaproject", Text("makron", "macros")),
    ("xl/macrosheets/", Text("makron", "macros")),
    ("xl/externallinks/", Text("länkar till andra filer", "links to other files")),
    ("xl/connections.xml", Text("kopplingar till datakällor", "connections to data sources")),
    ("xl/activex/", Text("inbäddade program", "embedded programs")),
    ("xl/embeddings/", Text("inbäddade filer", "embedded files")),
)


def refuse_unsafe(path: Path) -> None:
    """Raises `Unreadable` if the workbook is unsafe. A file unchanged since it passed the check is not checked again."""
    try:
        there = path.stat()
    except OSError as error:
        raise unreadable(
            path, Text("filen går inte att läsa ({why})", "cannot read ({why})").format(why=reason(error))
        ) from None
    _refuse_unsafe(path, there.st_ino, there.st_mtime_ns, there.st_size)


@lru_cache(100)
def _refuse_unsafe(path: Path, *_: int) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_parts(path, packed.infolist())
            for part in packed.infolist():
                _walk(path, part, packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise _damaged(path) from None


def _refuse_parts(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    if "xl/workbook.xml" not in names:
        raise unreadable(
            path,
            Text(
                "filen är en zip-fil men ingen arbetsbok. Spara den som Excel-arbetsbok (.xlsx) och försök igen",
                "the file is a zip file but no workbook. Save it as an Excel workbook (.xlsx) and try again",
            ),
        )
    for start, what in _ACTIVE:
        if any(name.startswith(start) for name in names):
            raise unreadable(
                path,
                Text(
                    "arbetsboken innehåller {what}. Spara den utan (som vanlig .xlsx, bara värden) och försök igen",
                    "the workbook holds {what}. Save it without (as plain .xlsx, values only) and try again",
                ).format(what=what),
            )
    if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
        raise _damaged(path)
    _refuse_large(path, parts)


def _refuse_large(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > _PARTS or sum(_is_sheet(part) for part in parts) > _SHEETS:
        raise unreadable(path, Text(f"arbetsboken har fler än {_SHEETS} blad", f"the workbook has more than {_SHEETS} sheets"))
    if sum(part.file_size for part in parts) > _LARGEST:
        raise _too_large(path)
    if any(part.file_size > _SMALL and part.file_size > _SWELLING * part.compress_size for part in parts):
        raise _too_large(path)


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.casefold().startswith("xl/worksheets/") and part.filename.casefold().endswith(".xml")


def _walk(path: Path, part: zipfile.ZipInfo, packed: zipfile.ZipFile) -> None:
    """Unpacks a part to its end; refuses XML with a document type, and sheets that are too large or have formulas."""
    extent = Extent(is_sheet=_is_sheet(part)) if part.filename.casefold().endswith((".xml", ".rels")) else None
    with packed.open(part) as file:
        while chunk := file.read(_CHUNK):
            if extent is not None:
                _feed(path, extent, chunk)


def _feed(path: Path, extent: Extent, chunk: bytes) -> None:
    try:
        extent.feed(chunk)
    except (expat.ExpatError, ValueError):
        raise _damaged(path) from None
    if extent.declares:
        raise _damaged(path)
    if extent.cells > _CELLS:
        raise _too_large(path)
    if extent.formula_at:
        raise unreadable(
            path,
            Text(
                f"cellen {extent.formula_at} är en formel. Klistra in tabellen som värden i en ny arbetsbok och försök igen",
                f"the cell {extent.formula_at} is a formula. Paste the table as values into a new workbook and try again",
            ),
        )


def _too_large(path: Path) -> Unreadable:
    return unreadable(
        path,
        Text(
            "arbetsboken är för stor, eller packad så att den sväller. Dela den, eller spara tabellen som text (CSV)",
            "the workbook is too large, or packed so that it swells. Split it, or save the table as text (CSV)",
        ),
    )


def _damaged(path: Path) -> Unreadable:
    return unreadable(
        path,
        Text(
            "arbetsboken är skadad, låst med lösenord eller inte skriven som Excel skriver. Spara den på nytt som .xlsx",
            "the workbook is damaged, locked by a password or not written as Excel writes. Save it anew as .xlsx",
        ),
    )
