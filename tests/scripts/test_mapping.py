"""Tables become event lines as their mapping says, and what cannot become any is refused with its line and column."""

import json
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import Any

import pytest

from domain.decisions import admit
from domain.errors import Unreadable
from domain.events.event import Event
from domain.lines import read_line
from scripts.mapping import BadRow, table_lines
from scripts.mapping_file import load_mapping, shipped
from tests.scripts import NOW

SMALL = """
source = "test"
participant = "{person}"
[table.columns.dag]
date = ["ÅÅÅÅ-MM-DD", "DD.MM.ÅÅÅÅ"]
[[events]]
kind = "moved_out"
[events.fields]
on = "{dag}"
"""


class Desk:
    """A directory with a table, a mapping and what they give."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def file(self, content: str | bytes, name: str = "tabell.csv") -> Path:
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, table: str | bytes, mapping: str = SMALL, **tables: str) -> list[tuple[int, Any]]:
        """Row numbers with lines as objects, or with the refusal."""
        form = mapping if mapping in shipped() else str(self.file(mapping, "egen.toml"))
        joined = {name: self.file(content, f"{name}.csv") for name, content in tables.items()}
        given = table_lines(self.file(table), load_mapping(form), joined)
        return [(n, line if isinstance(line, BadRow) else json.loads(line)) for n, line in given]

    def refused(self, table: str | bytes, mapping: str = SMALL) -> list[tuple[int, str, str]]:
        bad = [(n, line) for n, line in self.read(table, mapping) if isinstance(line, BadRow)]
        assert all(n == row.number and row.sv and row.en for n, row in bad)
        return [(row.number, row.field, row.code) for _, row in bad]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _said(lines: list[tuple[int, Any]], *fields: str) -> list[tuple[Any, ...]]:
    return [(number, *(line.get(field) for field in fields)) for number, line in lines]


def _stand(lines: list[tuple[int, Any]]) -> bool:
    """Whether the line's judge and the fold accept every line."""
    entries = [read_line(json.dumps(line).encode(), NOW).entry for _, line in lines]
    events = [entry for entry in entries if isinstance(entry, Event)]
    names = {event.participant for event in events}
    return len(events) == len(lines) and not any(
        admit([], [event for event in events if event.participant == name]).refused for name in names
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("said", [True, False], ids=["said", "found out"])
def test_the_same_table_gives_the_same_lines_however_it_is_written(
    desk: Desk, encoding: str, delimiter: str, said: bool
) -> None:
    table = '"person";"dag"\r\nÅsa;2024-01-31\r\n"Örjan";05.02.2024\r\n'.replace(";", delimiter)
    sign = ("tab" if delimiter == "\t" else delimiter) if said else "auto"
    heading = f'[table]\nencoding = "{encoding}"\ndelimiter = "{sign}"\n[table.columns.dag]'
    lines = desk.read(table.encode(encoding), SMALL.replace("[table.columns.dag]", heading))
    assert _said(lines, "kind", "participant", "on", "source") == [
        (2, "moved_out", "Åsa", "2024-01-31", "test"),
        (3, "moved_out", "Örjan", "2024-02-05", "test"),
    ]


def test_the_same_row_has_the_same_id_and_another_row_another(desk: Desk) -> None:
    table = "person;dag\na;2024-01-31\na;2024-02-01\n"
    first = _said(desk.read(table), "id")
    assert first == _said(desk.read(table), "id")
    assert len({name for _, name in first}) == 2


def test_a_row_is_numbered_by_its_first_line_in_the_file(desk: Desk) -> None:
    heading = "[table]\nskip_lines = 2\n[table.columns.dag]"
    table = 'Uttag\n2024-03-01\nperson;dag;not\na;2024-01-01;"två\n\nrader"\n\n;;\nb;2024-01-02;\n'
    lines = desk.read(table, SMALL.replace("[table.columns.dag]", heading))
    assert _said(lines, "participant") == [(4, "a"), (9, "b")]


def test_without_a_header_columns_are_called_by_number(desk: Desk) -> None:
    mapping = SMALL.replace("[table.columns.dag]", "[table]\nheader = false\n[table.columns.2]")
    lines = desk.read("a;2024-01-01\n", mapping.replace("{person}", "{1}").replace("{dag}", "{2}"))
    assert _said(lines, "participant", "on") == [(1, "a", "2024-01-01")]


PAID = """
source = "test"
participant = "p-{nyckel}"
recorded_at = "{registrerad}"
[table.columns."Belopp, kr"]
number = ","
[table.columns.månad]
column = "Period"
month = "ÅÅÅÅMM"
[table.columns.dag]
column = "Period"
date = "ÅÅÅÅMM"
day = "last"
[codes.roll]
S = "applicant"
[[events]]
kind = "support_paid"
[events.fields]
id = "{nyckel}/{Period}"
on = "{dag}"
month = "{månad}"
amount = "{Belopp, kr}"
role = { column = "roll", codes = "roll" }
""".replace("columns.månad", 'columns."månad"')
PAID_HEADER = "nyckel;Period;Belopp, kr;roll;registrerad\n"


def test_numbers_months_codes_and_instants_are_read_as_the_mapping_says(desk: Desk) -> None:
    rows = "7;202402;12 345,50;s;2024-03-05 08:30\n7;202403;900;;2024-03-05T08:30:00+00:00\n7;202404;1;S;2024-05-02\n"
    lines = desk.read(PAID_HEADER + rows, PAID)
    assert _said(lines, "participant", "id", "on", "month", "amount", "role", "recorded_at") == [
        (2, "p-7", "7/202402", "2024-02-29", "2024-02", 12345.5, "applicant", "2024-03-05T08:30:00+01:00"),
        (3, "p-7", "7/202403", "2024-03-31", "2024-03", 900, None, "2024-03-05T08:30:00+00:00"),
        (4, "p-7", "7/202404", "2024-04-30", "2024-04", 1, "applicant", "2024-05-02T12:00:00+02:00"),
    ]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("7;202413;1;S;2024-05-02", "månad", "bad_date"),
        ("7;2024-01;1;S;2024-05-02", "månad", "bad_date"),
        ("7;202401;1.5;S;2024-05-02", "Belopp, kr", "bad_number"),
        ("7;202401;mycket;S;2024-05-02", "Belopp, kr", "bad_number"),
        ("7;202401;1;X;2024-05-02", "roll", "unmapped_code"),
        ("7;202401;;S;2024-05-02", "Belopp, kr", "missing_column_value"),
        (";202401;1;S;2024-05-02", "nyckel", "missing_column_value"),
        ("7;202401;1;S;", "registrerad", "missing_column_value"),
        ("7;202401;1;S;i går", "recorded_at", "no_instant"),
        ("7;202401;1;S", "", "wrong_columns"),
        ("7;202401;1;S;2024-05-02;mer", "", "wrong_columns"),
        ('7;202401;1;"S"x;2024-05-02', "", "broken_row"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone(desk: Desk, row: str, field: str, code: str) -> None:
    good = "8;202401;5;S;2024-05-02\n"
    lines = desk.read(PAID_HEADER + good + row + "\n" + good.replace("8", "9"), PAID)
    assert [number for number, line in lines if not isinstance(line, BadRow)] == [2, 4]
    assert desk.refused(PAID_HEADER + good + row + "\n" + good, PAID) == [(3, field, code)]


def test_trailing_delimiters_are_no_columns(desk: Desk) -> None:
    assert _said(desk.read("person;dag\na;2024-01-01;;\n"), "on") == [(2, "2024-01-01")]


def test_a_quotation_mark_that_is_never_closed_is_told_with_the_lines_it_takes(desk: Desk) -> None:
    ((number, bad),) = desk.read('person;dag\n"a;2024-01-01\nb;2024-01-02\n')
    assert (number, bad.code) == (2, "broken_row")
    assert "2–3" in bad.sv


def test_a_time_of_day_after_a_date_is_left_out(desk: Desk) -> None:
    assert _said(desk.read("person;dag\na;2024-01-01 00:00:00\n"), "on") == [(2, "2024-01-01")]


def test_a_table_that_is_gzipped_is_read_the_same(desk: Desk) -> None:
    import gzip  # noqa: PLC0415

    assert _said(desk.read(gzip.compress(b"person;dag\na;2024-01-01\n")), "on") == [(2, "2024-01-01")]


@pytest.mark.parametrize(
    ("table", "encoding", "says"),
    [
        ("person;dag\na;2024-01-01\nÅsa;2024-01-01\n".encode("windows-1252"), "utf-8", "rad 3"),
        ("person;dag\na;2024-01-01\nÅsa;2024-01-01\n".encode(), "windows-1252", "utf-8"),
        (b"person;dag\n\x81;2024-01-01\n", "windows-1252", "rad 2"),
        ("person;dag\n".encode("utf-16"), "utf-8", "UTF-16"),
        (b"", "utf-8", "inga rader"),
        (b'"person;dag\n', "utf-8", "första rad"),
        (b"person;dag;dag\na;2024-01-01;\n", "utf-8", "två kolumner"),
        (b"person;datum\na;2024-01-01\n", "utf-8", "person, datum"),
        (b"namn;dag\na;2024-01-01\n", "utf-8", "”person”"),
    ],
)
def test_a_table_that_is_not_as_the_mapping_says_gives_no_line_at_all(
    desk: Desk, table: bytes, encoding: str, says: str
) -> None:
    mapping = SMALL.replace("[table.columns.dag]", f'[table]\nencoding = "{encoding}"\n[table.columns.dag]')
    lines = table_lines(desk.file(table), load_mapping(str(desk.file(mapping, "egen.toml"))))
    with pytest.raises(Unreadable) as told:
        next(lines)
    assert says in told.value.sv
    assert "tabell.csv" in told.value.en


def test_a_row_that_no_event_applies_to_is_refused_unless_that_is_meant(desk: Desk) -> None:
    mapping = SMALL.replace('"moved_out"', '"moved_out"\nwhen = { slag = ["Ut", "bort"] }')
    mapping = mapping.replace("[table.", 'no_event = { slag = "" }\n[table.', 1)
    table = "person;slag;dag\na;ut;2024-01-01\na;;2024-01-02\na;kvar;2024-01-03\na;BORT;2024-01-04\n"
    assert desk.refused(table, mapping) == [(4, "slag", "unmapped_row")]
    assert [number for number, _ in desk.read(table, mapping)] == [2, 4, 5]


NEXT = SMALL.replace('"moved_out"', '"exited"').replace(
    'on = "{dag}"',
    'on = "{dag}"\nenrolment_id = "{person}"\nreason = { next = "typ", codes = "orsak", otherwise = "E9" }',
).replace("[[events]]", '[codes.orsak]\njobb = "A1"\n[[events]]')  # fmt: skip


def test_the_same_persons_next_row_decides(desk: Desk) -> None:
    table = "person;typ;dag\na;kurs;2024-01-01\na;jobb;2024-02-01\nb;jobb;2024-03-01\n"
    assert _said(desk.read(table, NEXT), "reason") == [(2, "A1"), (3, "E9"), (4, "E9")]


def test_a_row_is_refused_when_the_next_row_that_decides_it_cannot_be_read(desk: Desk) -> None:
    table = "person;typ;dag\na;kurs;2024-01-01\na;jobb\nb;jobb;2024-03-01\n"
    assert desk.refused(table, NEXT) == [(2, "typ", "next_unreadable"), (3, "", "wrong_columns")]


def test_where_the_next_row_decides_scattered_rows_give_no_line_at_all(desk: Desk) -> None:
    table = "person;typ;dag\na;kurs;2024-01-01\nb;jobb;2024-02-01\na;jobb;2024-03-01\n"
    with pytest.raises(Unreadable, match="line 4"):
        desk.read(table, NEXT)


JOIN = """
[tables.folk]
participant = "{nr}"
[tables.folk.columns.född]
date = "ÅÅÅÅMMDD"
[[events]]
kind = "participant_registered"
once = true
[events.fields]
on = 2020-01-01
recorded_at = 2020-01-01T08:00:00
sex = { column = "folk.kön", codes = "kön", otherwise = "U" }
born_on = "{folk.född}"
[codes]
kön = { f = "K", m = "M" }
""".replace("kön =", '"kön" =').replace("columns.född", 'columns."född"')  # fmt: skip


def test_a_person_is_registered_once_with_what_another_table_says(desk: Desk) -> None:
    table = "person;dag\na;2024-01-01\nb;2024-01-01\na;2024-01-02\n"
    lines = desk.read(table, SMALL + JOIN, folk="nr,kön,född\na,F,19900515\nc,m,19910101\n")
    registered = [(n, line) for n, line in lines if line["kind"] == "participant_registered"]
    assert _said(registered, "participant", "sex", "born_on", "recorded_at", "id") == [
        (2, "a", "K", "1990-05-15", "2020-01-01T08:00:00+01:00", "participant_registered-a"),
        (3, "b", "U", None, "2020-01-01T08:00:00+01:00", "participant_registered-b"),
    ]
    assert _stand(lines)


def test_a_person_is_registered_at_the_first_row_that_can_be_read(desk: Desk) -> None:
    lines = desk.read("person;dag\na;i går\na;2024-01-02\n", SMALL + JOIN, folk="nr,kön,född\n")
    assert [(n, getattr(line, "code", None) or line["kind"]) for n, line in lines] == [
        (2, "bad_date"),
        (3, "moved_out"),
        (3, "participant_registered"),
    ]


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({}, "folk: mappningen behöver"),
        ({"folk": "nr,kön,född\na,f,\na,m,\n"}, "rad 3"),
        ({"folk": "nr,kön,född\na,f\n"}, "rad 2"),
        ({"folk": "nr,född\n"}, "”folk.kön”"),
        ({"folk": "nr,kön,född\n", "djur": "nr\n"}, "ingen tabell ”djur”"),
    ],
)
def test_a_joined_table_that_does_not_fit_is_told(desk: Desk, tables: MappingOf[str, str], says: str) -> None:
    with pytest.raises(Unreadable) as told:
        desk.read("person;dag\na;2024-01-01\n", SMALL + JOIN, **tables)
    assert says in told.value.sv


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("source =", "sorce =", "egen.toml, source: saknas"),
        ("[[events]]", "[[händelser]]", "inte giltig TOML"),
        ("[table.columns.dag]", "[table.columns.dag]\nformat = 'x'", "egen.toml, table.columns.dag.format: finns inte"),
        ("[table.columns.dag]", '[table]\nencoding = "ebcdic"\n[table.columns.dag]', "egen.toml, table.encoding: ”ebcdic”"),
        ("[table.columns.dag]", '[table.columns.x]\nday = "last"\n[table.columns.dag]', "table.columns.x: day"),
        ("[table.columns.dag]", '[table.columns.dag]\nnumber = ","', "table.columns.dag: ange bara en"),
        ('"DD.MM.ÅÅÅÅ"', '"DD.MM.ÅÅ"', "table.columns.dag: ”DD.MM.ÅÅ”"),
        ("moved_out", "promoted", "events[1].kind: Händelseslaget ”promoted”"),
        ("moved_out", "reference_value_set", "events[1].kind"),
        ("on =", "onn =", "events[1].fields.on: saknas"),
        ("on =", 'where = "x"\non =', "events[1].fields.where: händelseslaget moved_out har inget"),
        ("on =", 'participant = "x"\non =', "events[1].fields.participant"),
        ('"{dag}"', '"igår"', "events[1].fields.on: Värdet ”igår”"),
        ('"{dag}"', "{ column = 'dag', next = 'dag' }", "events[1].fields.on: ange en av"),
        ('"{dag}"', "{ days_after = 1 }", "events[1].fields.on: days_after gäller bara"),
        ('"{dag}"', "{ column = 'dag', codes = 'x' }", "events[1].fields.on: kodtabellen [codes.x]"),
        ('"{dag}"', "{ column = 'dag', otherwise = 'x' }", "events[1].fields.on: Värdet ”x”"),
        ('"{dag}"', "{ colum = 'dag' }", "events[1].fields.on.colum: finns inte"),
        ("[events.fields]", "when = { dag = { codes = 'x' } }\n[events.fields]", "events[1].when.dag: kodtabellen"),
        ("[events.fields]", "when = { dag = {} }\n[events.fields]", "events[1].when.dag: ange en av"),
        ("[[events]]", "[[events]]\nkind='moved_out'\nfields.on='{dag}'\n[[events]]", "events[1].fields.id: saknas"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_told_with_the_place_in_it(desk: Desk, old: str, new: str, place: str) -> None:
    assert old in SMALL
    with pytest.raises(Unreadable) as told:
        load_mapping(str(desk.file(SMALL.replace(old, new, 1), "egen.toml")))
    assert place in told.value.sv


@pytest.mark.parametrize("content", [None, b'source = "\xe5"'])
def test_a_mapping_that_is_not_there_or_no_text_is_told(desk: Desk, content: bytes | None) -> None:
    path = desk.directory / "borta.toml" if content is None else desk.file(content, "fel.toml")
    with pytest.raises(Unreadable, match="there is no such mapping.*mvad, spells|is no text in UTF-8"):
        load_mapping(str(path))


MVAD = """person,state,from,to
p1,training,1993-07-01,1993-08-31
p1,employment,1993-09-01,1993-12-31
p1,training,1994-01-01,1994-02-28
p1,joblessness,1994-03-01,1999-06-30
p2,joblessness,1993-07-01,1993-08-31
p2,FE,1993-09-01,1995-08-31
p2,training,1995-09-01,1995-12-31
p2,HE,1996-01-01,1999-06-30
p3,joblessness,1993-07-01,1999-06-30
p4,training,1993-07-01,1999-06-30
"""


def test_mvad_spells_end_by_what_follows_and_stay_open_at_the_tables_end(desk: Desk) -> None:
    lines = desk.read(MVAD, "mvad", persons="person,sex\np1,K\np2,M\n")
    assert _stand(lines)
    by_kind = {kind: [(n, o) for n, o in lines if o["kind"] == kind] for _, o in lines for kind in [o["kind"]]}
    assert _said(by_kind["participant_registered"], "participant", "sex", "on", "recorded_at") == [
        (row, person, sex, "1993-07-01", "1993-07-01T12:00:00+02:00")
        for row, person, sex in ((2, "p1", "K"), (6, "p2", "M"), (10, "p3", "U"), (11, "p4", "U"))
    ]
    assert _said(by_kind["exited"], "on", "reason", "recorded_at") == [
        (2, "1993-08-31", "A2", "1993-09-01T12:00:00+02:00"),
        (4, "1994-02-28", "E9", "1994-03-01T12:00:00+01:00"),
        (8, "1995-12-31", "B6", "1996-01-01T12:00:00+01:00"),
    ]
    assert _said(by_kind["insats_ended"], "on") == _said(by_kind["exited"], "on")
    assert _said(by_kind["insats_started"], "on", "enrolment_id") == _said(by_kind["enrolled"], "on", "enrolment_id")
    assert _said(by_kind["study_started"], "programme", "student_aid") == [(7, "komvux_gymn", True), (9, "hogskola", True)]
    assert _said(by_kind["study_ended"], "on") == [(7, "1995-08-31")]
    assert _said(by_kind["employment_started"], "form") == [(3, "permanent")]
    assert len(lines) == 4 + 4 * 2 + 3 * 2 + 3 + 2


def test_a_spells_table_gives_spells_of_each_type(desk: Desk) -> None:
    table = "person;typ;from;to\n" + "".join(
        f"a;{name};2024-01-0{day};{to}\n"
        for day, (name, to) in enumerate(
            [("Inskriven", ""), ("Praktik", "31.01.2024"), ("Kurs", "20240131"), ("Sfi", "9999-12-31"),
             ("Visstid", "2024-06-30"), ("Arbetslös", "")], start=1)
    )  # fmt: skip
    lines = desk.read(table, "spells")
    assert _stand(lines)
    assert _said(lines, "kind") == [
        (2, "participant_registered"),
        (2, "enrolled"),
        (3, "placement_started"),
        (3, "placement_ended"),
        (4, "insats_started"),
        (4, "insats_ended"),
        (5, "study_started"),
        (6, "employment_started"),
        (6, "employment_ended"),
    ]
    assert desk.refused(table.replace("Kurs", "Segling"), "spells") == [(4, "typ", "unmapped_row")]
