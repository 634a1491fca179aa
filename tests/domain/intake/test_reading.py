"""An event file is text that is whole, whatever its name; anything else is told clearly before a line is used."""

import gzip
import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import Unreadable
from domain.events.lines import LONGEST, BadLine, read_line
from domain.intake.tables import reading
from domain.intake.tables.reading import check, read_lines
from tests.scripts import NOW

LINES = b'{"a":1}\n\n  \r\n{"b":"\xc3\xa5"}\r\n{"c":3}'
READ = [(1, b'{"a":1}'), (4, b'{"b":"\xc3\xa5"}'), (5, b'{"c":3}')]


def _file(directory: Path, content: bytes, name: str = "events.ndjson") -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_blank_lines_are_skipped_but_counted(tmp_path: Path, before: bytes) -> None:
    assert list(read_lines(_file(tmp_path, before + LINES))) == READ


@pytest.mark.parametrize("name", ["events.ndjson.gz", "events.ndjson"])
def test_a_gzip_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path, name: str) -> None:
    path = _file(tmp_path, gzip.compress(LINES), name)
    check(path)
    assert list(read_lines(path)) == READ


def test_a_plain_file_called_gz_is_read_as_plain(tmp_path: Path) -> None:
    assert list(read_lines(_file(tmp_path, LINES, "events.gz"))) == READ


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    path = _file(tmp_path, b"")
    check(path)
    assert list(read_lines(path)) == []


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b""])
def test_a_line_of_a_million_bytes_is_whole_and_a_longer_one_is_refused(tmp_path: Path, ending: bytes) -> None:
    content = b"x" * LONGEST + b"\n" + b"y" * (LONGEST + 1) + b"\n" + b"z" * 3 * LONGEST + b"\n" + b"w" * LONGEST + ending
    lines = list(read_lines(_file(tmp_path, content)))
    assert [(number, line[:1], len(line)) for number, line in lines] == [
        (1, b"x", LONGEST),
        (2, b"y", LONGEST + 1),
        (3, b"z", LONGEST + 1),
        (4, b"w", LONGEST),
    ]
    with pytest.raises(BadLine, match="längre") as refused:
        read_line(lines[2][1], NOW)
    assert refused.value.code == "too_long"


def test_an_endless_line_is_never_held_in_memory(tmp_path: Path) -> None:
    path = _file(tmp_path, gzip.compress(b"x" * 60_000_000 + b'\n{"a":1}\n', 1))
    tracemalloc.start()
    try:
        lines = [(number, len(line)) for number, line in read_lines(path)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines == [(1, LONGEST + 1), (2, 7)]
    assert peak < 20_000_000


def test_bytes_that_are_no_utf8_are_left_to_the_line(tmp_path: Path) -> None:
    ((_, line),) = read_lines(_file(tmp_path, '{"by":"Åsa"}\n'.encode("windows-1252")))
    with pytest.raises(BadLine, match="UTF-8") as refused:
        read_line(line, NOW)
    assert refused.value.code == "wrong_encoding"


@pytest.mark.parametrize("read", [check, lambda path: list(read_lines(path))], ids=["checked", "read"])
@pytest.mark.parametrize("harm", ["cut off", "altered", "followed by something else"])
def test_a_gzip_that_is_not_whole_is_unreadable(tmp_path: Path, read: Callable[[Path], object], harm: str) -> None:
    whole = gzip.compress(os.urandom(200_000).hex().encode())
    middle = len(whole) // 2
    content = {
        "cut off": whole[:-20],
        "altered": whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :],
        "followed by something else": whole + b"something else",
    }[harm]
    with pytest.raises(Unreadable, match=re.escape("truncated or damaged")) as error:
        read(_file(tmp_path, content))
    assert "avklippt eller skadad" in error.value.text.sv


@pytest.mark.parametrize(
    ("content", "sv"),
    [
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "kalkylblad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "äldre Officedokument"),
        (b"SQLite format 3\0", "SQLite"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"ARROW1\0\0", "Arrow"),
        (b"%PDF-1.7", "PDF"),
        (b"\xfd7zXZ\0\0", "xz"),
        (b"BZh91AY", "bzip2"),
        (b"\x28\xb5\x2f\xfd\x24", "zstd"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        ('{"kind":"enrolled"}\n'.encode("utf-16"), "UTF-16"),
        ('{"kind":"enrolled"}\n'.encode("utf-16-le"), "UTF-16"),
        ('{"kind":"enrolled"}\n'.encode("utf-16-be"), "UTF-16"),
        (b'{"kind":1}\n{"a":"\0\x01\x02"}', "binära data"),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "två gånger"),
        (gzip.compress(b"PK\x03\x04", mtime=0), "kalkylblad"),
    ],
)
def test_what_is_no_text_is_called_what_it_seems_to_be(tmp_path: Path, content: bytes, sv: str) -> None:
    path = _file(tmp_path, content)
    with pytest.raises(Unreadable) as error:
        check(path)
    assert sv in error.value.text.sv
    assert str(path) in error.value.text.sv
    with pytest.raises(Unreadable):
        next(read_lines(path))


def test_a_directory_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="directory"):
        check(tmp_path)


def test_a_pipe_is_unreadable_because_it_cannot_be_read_twice(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="read twice"):
        check(tmp_path / "pipe")


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        check(tmp_path / "nowhere.ndjson")


def test_a_file_of_somebody_else_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = _file(tmp_path, LINES)
    monkeypatch.setattr(Path, "open", forbidden)  # root, whom tests may run as, is let through everywhere
    with pytest.raises(Unreadable, match="not allowed"):
        check(path)


def test_a_gzip_that_swells_out_of_all_proportion_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL", 1_000_000)
    path = tmp_path / "bomb.ndjson"
    path.write_bytes(gzip.compress(b"\n" * 999_000, mtime=0))
    check(path)
    path.write_bytes(gzip.compress(b"\n" * 30_000_000, mtime=0))
    for read in (check, lambda path: list(read_lines(path))):
        with pytest.raises(Unreadable, match="unpacks to more than 200 times its size"):
            read(path)
    monkeypatch.setattr(reading, "LARGEST", 2_000)
    path.write_bytes(gzip.compress(bytes(range(32, 127)) * 100, mtime=0))
    with pytest.raises(Unreadable, match="swells"):
        check(path)
