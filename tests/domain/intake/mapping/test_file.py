"""A mapping that cannot be meant is told with the place in its file, before any table is read."""

import pytest

from domain.errors import Unreadable
from domain.intake.mapping.file import load_mapping, shipped
from tests.domain.intake.mapping.desk import SMALL, Desk
from tests.scripts.command_line import rodtrad


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("source =", "sorce =", "egen.toml, source: saknas"),
        ("[[events]]", "[[händelser]]", "inte giltig TOML (rad "),
        ('source = "test"', 'source = "811218-9876"', "egen.toml, source: Nyckeln i source är ett personnummer"),
        ('source = "test"', 'source = " "', "egen.toml, source: Nyckeln i source är tom"),
        ('"{person}"', '"{person"', "egen.toml, participant: en klammer { }"),
        ('"{dag}"', '"{dag"', "egen.toml, events[1].fields.on: en klammer { }"),
        ('"{dag}"', '"{dag}}"', "egen.toml, events[1].fields.on: en klammer { }"),
        ("on =", 'id = "811218-9876"\non =', "events[1].fields.id: Nyckeln i id är ett personnummer"),
        ("on =", 'id = "{Enhet"\non =', "events[1].fields.id: en klammer { }"),
        (
            "on =",
            'id = { column = "dag", otherwise = "811218-9876" }\non =',
            "fields.id: Nyckeln i id är ett personnummer",
        ),
        ("[table.columns.dag]", '[table]\nskip_lines = "x"\n[table.columns.dag]', "”x” går inte här (här ska stå ett heltal)."),
        ("[table.columns.dag]", "[table]\nskip_lines = -1\n[table.columns.dag]", "”-1” går inte här (här ska stå minst 0)."),
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
def test_a_mapping_that_cannot_be_meant_is_reported_with_the_place_in_it(desk: Desk, old: str, new: str, place: str) -> None:
    assert old in SMALL
    with pytest.raises(Unreadable) as error:
        load_mapping(str(desk.file(SMALL.replace(old, new, 1), "egen.toml")))
    assert place in error.value.text.sv
    assert ".." not in error.value.text.sv
    assert "at line" not in error.value.text.sv


@pytest.mark.parametrize("content", [None, b'source = "\xe5"'])
def test_a_mapping_that_is_not_there_or_no_text_is_reported(desk: Desk, content: bytes | None) -> None:
    path = desk.directory / "borta.toml" if content is None else desk.file(content, "fel.toml")
    with pytest.raises(Unreadable, match=r"there is no such mapping.*mvad, .*spells|is no text in UTF-8"):
        load_mapping(str(path))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "nested deeper than 16"),
        ("a = " + "{b = " * 3000 + "1" + "}" * 3000, "nested deeper than 16"),
        ("[" + ".".join("a" * 3000) + "]\nb = 1", "nested deeper than 16"),
        (".".join("a" * 20) + " = 1", "nested deeper than 16"),
        ("a = " + "9" * 10_000, "not valid TOML"),
        ("# " + "x" * 1_000_001, "larger than a million bytes"),
    ],
)
def test_a_mapping_without_end_is_refused_with_the_reason(desk: Desk, content: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        load_mapping(str(desk.file(content, "bomb.toml")))


def test_a_shipped_mapping_is_shown_as_it_is_written_and_works_when_copied(desk: Desk) -> None:
    for name in shipped():
        shown = rodtrad("mapping", "show", name)
        assert shown.code == 0
        assert load_mapping(str(desk.file(shown.out, "kopia.toml"))) == load_mapping(name)
    assert rodtrad("mapping", "show", "nosuch").code == 1
