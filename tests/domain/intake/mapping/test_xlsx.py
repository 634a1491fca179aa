"""Tables in workbooks are read like others, with their dates and numbers as such; what could harm is never parsed."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.errors import Unreadable
from domain.intake.mapping import check_table, load_mapping, table_lines
from domain.intake.tables.xlsx import _number
from tests.domain.intake.mapping.desk import SMALL, Desk, values_of
from tests.domain.intake.mapping.test_conversion import PAID

HEADER = ("person", "dag")


def test_dates_numbers_and_texts_of_a_workbook_are_read_as_they_are(desk: Desk) -> None:
    path = desk.workbook([
        ("nyckel", "Period", "Belopp, kr", "roll", "registrerad"),
        (7, date(2024, 2, 3), 12345.5, "S", datetime(2024, 3, 5, 8, 30)),  # noqa: DTZ001
        (8, "202403", "900,25", "s", date(2024, 5, 2)),
        (9, 202404, 0.1 + 0.2, "", "2024-05-02"),
    ])  # fmt: skip
    assert values_of(desk.read(path, PAID), "participant", "month", "on", "amount", "recorded_at") == [
        (2, "p-7", "2024-02", "2024-02-03", 12345.5, "2024-03-05T08:30:00+01:00"),
        (3, "p-8", "2024-03", "2024-03-31", 900.25, "2024-05-02T12:00:00+02:00"),
        (4, "p-9", "2024-04", "2024-04-30", 0.3, "2024-05-02T12:00:00+02:00"),
    ]


def test_a_text_that_looks_like_a_number_in_another_form_is_still_refused(desk: Desk) -> None:
    header = ("nyckel", "Period", "Belopp, kr", "roll", "registrerad")
    path = desk.workbook([header, (7, "202402", "900.25", "S", "2024-05-02"), (7, "202402", 900.25, "S", "2024-05-02")])
    assert desk.refused(path, PAID) == [(2, "Belopp, kr", "bad_number")]


@pytest.mark.parametrize(
    ("held", "seen"),
    [
        (7.0, "7"),
        (199001011234.0, "199001011234"),
        (0.1 + 0.2, "0.3"),
        (-12.5, "-12.5"),
        (1e21, "1" + "0" * 21),
        (1e-7, "0.0000001"),
    ],
)
def test_a_number_has_the_digits_that_are_seen(held: float, seen: str) -> None:
    assert _number(held) == seen


def test_rows_keep_their_numbers_in_the_sheet(desk: Desk) -> None:
    mapping = SMALL.replace("[table.columns.dag]", "[table]\nskip_lines = 2\n[table.columns.dag]")
    rows = [("Uttag",), (), HEADER, ("a", date(2024, 1, 1)), (), ("b", "01.02.2024")]
    assert values_of(desk.read(desk.workbook(rows), mapping), "participant", "on") == [
        (4, "a", "2024-01-01"),
        (6, "b", "2024-02-01"),
    ]


def test_a_sheet_is_named_where_there_are_several(desk: Desk) -> None:
    path = desk.workbook([("annat",)], [HEADER, ("a", date(2024, 1, 1))], names=["Om", "Data"])
    named = SMALL.replace("[table.columns.dag]", '[table]\nsheet = "Data"\n[table.columns.dag]')
    assert values_of(desk.read(path, named), "on") == [(2, "2024-01-01")]
    with pytest.raises(Unreadable, match=r"several sheets.*Om, Data"):
        desk.read(path)
    with pytest.raises(Unreadable, match=r"no sheet “data”.*Om, Data"):
        desk.read(path, named.replace("Data", "data"))


def test_a_formula_is_refused_with_its_cell_before_anything_is_read(desk: Desk) -> None:
    path = desk.workbook([HEADER, ("a", "=TODAY()")])
    with pytest.raises(Unreadable, match="cell B2 is a formula"):
        desk.read(path)


def _packed(parts: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return whole.getvalue()


def _with(**parts: bytes) -> Callable[[bytes], bytes]:
    """The workbook with parts added or changed; in names __ is a slash and _ a full stop."""

    def change(whole: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(whole)) as packed:
            old = {name: packed.read(name) for name in packed.namelist()}
        return _packed(old | {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()})

    return change


def _lying(whole: bytes) -> bytes:
    """A sheet that says it is shorter than it is."""
    size = _sheet_of(whole).file_size.to_bytes(4, "little")
    return whole.replace(size, (10).to_bytes(4, "little"))


def _sheet_of(whole: bytes) -> zipfile.ZipInfo:
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        return packed.getinfo("xl/worksheets/sheet1.xml")


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
_FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_WIDE = b"<row>" + b"<c><v>1</v></c>" * 9_999 + b"</row>" + b"<row/>" * 1_100
_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
_OUTSIDE = b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>'


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_with(xl__worksheets__sheet1_xml=b" " * 250_000_000), "sväller"),
        (_with(xl__media__image1_png=bytes(50_000_000)), "sväller"),
        (_with(xl__worksheets__sheet1_xml=_SHEET % _FAR), "för stor"),
        (_with(xl__worksheets__sheet1_xml=_SHEET % _WIDE), "för stor"),
        (_with(**{f"xl__worksheets__sheet{nr}_xml": _SHEET % b"" for nr in range(1, 102)}), "100 blad"),
        (_with(xl__sharedStrings_xml=_ENTITIES), "skadad"),
        (_with(xl__sharedStrings_xml=_OUTSIDE), "skadad"),
        (_with(xl__sharedStrings_xml=_ENTITIES.decode().encode("utf-16")), "skadad"),
        (_with(xl__worksheets__sheet1_xml=b"<worksheet><a></b>"), "skadad"),
        (_with(xl__vbaProject_bin=b"x"), "makron"),
        (_with(xl__externalLinks__externalLink1_xml=b"<x/>"), "länkar till andra filer"),
        (_with(xl__connections_xml=b"<x/>"), "kopplingar"),
        (_with(xl__worksheets__sheet1_xml=_SHEET % b'<row><c><f t="shared" si="0"/><v>1</v></c></row>'), "formel"),
        (_with(xl__worksheets__sheet1_xml=_SHEET.replace(b"xmlns", b"xmlns:p").replace(b"<s", b"<p:s").replace(b"</s", b"</p:s")
               % b"<p:row><p:c><p:f>1+1</p:f></p:c></p:row>"), "formel"),
        (lambda whole: whole[: len(whole) // 2], "zip|text|skadad"),
        (_lying, "skadad"),
        (lambda _: _packed({"ett.csv": b"person;dag"}), "ingen arbetsbok"),
    ],
)  # fmt: skip
def test_a_workbook_that_could_harm_is_refused_at_once_and_in_little_memory(
    desk: Desk, harm: Callable[[bytes], bytes], says: str
) -> None:
    path = desk.file(
        harm(
            desk.workbook([HEADER, ("a", date(2024, 1, 1))]).read_bytes(),
        ),
        "fel.xlsx",
    )
    mapping = load_mapping(str(desk.file(SMALL, "egen.toml")))
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(Unreadable) as error:
            next(table_lines(path, mapping))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert any(word in error.value.text.sv for word in says.split("|"))
    assert peak < 20_000_000
    assert time.perf_counter() - began < 5


def test_a_workbook_is_checked_before_an_import_begins(desk: Desk) -> None:
    check_table(desk.workbook([HEADER, ("a", date(2024, 1, 1))]))
    check_table(desk.file("person;dag\n"))
    with pytest.raises(Unreadable, match="formula"):
        check_table(desk.workbook([HEADER, ("a", "=1+1")], file="formel.xlsx"))
    with pytest.raises(Unreadable, match="no such file"):
        check_table(Path(desk.directory / "borta.xlsx"))
