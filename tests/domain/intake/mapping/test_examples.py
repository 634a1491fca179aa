"""Each shipped mapping has an example of its table, and the events that the example gives are written down."""

import json
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.errors import Unreadable
from domain.events import EVENTS
from domain.events.event import Event, kind_of
from domain.intake.bearers import bearers_in
from domain.intake.mapping import example_table, load_mapping, shipped
from domain.intake.pipeline import Importing
from domain.intake.sources import Sources
from projections.worlds.coordinates import Coordinates
from tests.domain.intake.mapping.desk import Desk, number, stand
from tests.scripts.command_line import rodtrad
from tests.stores import IMPORTED, Shop

BORN = date(1990, 5, 15)
EXPECTED = Path(__file__).parent / "examples"
ONLY_BY_COMMAND = {"re_entered", "participants_merged", "merge_undone", "erased", "retracted", "identity_replaced"}
"""What no table says: a caseworker does it, or a correction of a row."""


def lines_of(desk: Desk, name: str) -> list[tuple[int, Any]]:
    return desk.read(example_table(name), name)


@pytest.mark.parametrize("name", shipped())
def test_the_example_of_each_table_gives_the_events_written_down(desk: Desk, name: str) -> None:
    lines = lines_of(desk, name)
    expected = (EXPECTED / f"{name}.ndjson").read_text("utf-8").splitlines()
    assert [json.dumps({"row": row, **line}, ensure_ascii=False) for row, line in lines] == expected


def test_the_tables_together_give_every_kind_that_a_table_can_say(desk: Desk) -> None:
    kinds = {line["kind"] for name in shipped() for _, line in lines_of(desk, name)}
    assert {kind_of(model) for model in EVENTS} - ONLY_BY_COMMAND <= kinds


NOT_IN_A_TABLE = {
    "participant_registered": {"protected"},  # protection_set says it
    "identity_registered": {"name", "number", "number_type"},  # of a column of identity numbers, without the name
    "plan_decided": {"milestones"},  # milestone_added says them
    "milestone_redated": {"title"},
    "plan_followed_up": {"milestone_id"},
}


def test_every_field_is_read_from_some_table() -> None:
    read: dict[str, set[str]] = {}
    for name in shipped():
        for event in load_mapping(name).events:
            read.setdefault(event.kind, set()).update(event.fields)
    own = {kind_of(model): {*model.model_fields} - {*Event.model_fields} for model in EVENTS}
    unread = {kind: fields - read.get(kind, set()) for kind, fields in own.items() if kind not in ONLY_BY_COMMAND}
    assert {kind: fields for kind, fields in unread.items() if fields} == NOT_IN_A_TABLE


def test_a_column_that_a_table_may_lack_is_read_where_it_is(desk: Desk) -> None:
    header, row, *_ = example_table("lifecare-insatser").decode().splitlines()
    more = desk.read(
        f"{header};Utförare;Trappa;Steg;Språkstöd\n{row};Folkuniversitetet;Köksbiträde;2;Ja\n", "lifecare-insatser"
    )
    (started,) = [line for _, line in more if line["kind"] == "insats_started"]
    assert (started["provider"], started["ladder"], started["step"], started["language_support"]) == (
        "Folkuniversitetet", "koksbitrade", 2, True,
    )  # fmt: skip
    assert desk.refused(f"{header};Steg\n{row};två\n", "lifecare-insatser") == [(2, "Steg", "bad_number")]
    (plain,) = [line for _, line in desk.read(f"{header}\n{row}\n", "lifecare-insatser") if line["kind"] == "insats_started"]
    assert not {"provider", "step"} & plain.keys()
    with pytest.raises(Unreadable, match="Slut"):
        desk.read(f"{header.replace(';Slut', ';Till')}\n{row}\n", "lifecare-insatser")


def test_a_day_of_registration_in_a_column_holds_and_is_computed_where_it_is_empty(desk: Desk) -> None:
    header, row, *_ = example_table("lifecare-placeringar").decode().splitlines()
    for given, recorded in (("2023-05-09", "2023-05-09T12:00:00+02:00"), ("", "2023-05-02T12:00:00+02:00")):
        lines = desk.read(f"{header};Registrerad\n{row};{given}\n", "lifecare-placeringar")
        assert [line["recorded_at"] for _, line in lines if line["kind"] == "placement_started"] == [recorded]
    assert desk.refused(f"{header};Registrerad\n{row};igår\n", "lifecare-placeringar") == [(2, "Registrerad", "no_instant")]


@pytest.mark.parametrize("name", [name for name in shipped() if name.startswith(("lifecare", "extens", "kaa", "af"))])
def test_every_word_of_the_shared_codes_that_a_mapping_reads_is_a_code(name: str) -> None:
    assert load_mapping(name).shared_codes == "koder.toml"


def take_in(shop: Shop, desk: Desk, name: str) -> tuple[int, list[str]]:
    path = desk.file(example_table(name), f"{name}.csv")
    sources = Sources([path], load_mapping(name), lookup=bearers_in(shop.log), now=IMPORTED)
    summary = Importing(shop.log, IMPORTED, processes=1).run(sources.lines, sources.expected)
    return summary.added, [refusal.text.sv for refusal in [*summary.refused, *sources.bad_rows]]


TABLES = [name for name in shipped() if name not in ("mvad", "spells", "socialstyrelsen")]


def particulars(shop: Shop) -> list[tuple[Any, ...]]:
    world = shop.worlds.world(Coordinates(IMPORTED.date()))
    return sorted(world["participants"].select("sex", "born_on").rows(), key=repr)


@pytest.mark.parametrize("seed", range(2))
def test_the_tables_of_a_town_are_taken_in_in_any_order_and_again(shop: Shop, desk: Desk, seed: int) -> None:
    order = Random(seed).sample([*TABLES], len(TABLES))
    assert [refused for name in order for refused in take_in(shop, desk, name)[1]] == []
    before = len(shop.lines())
    assert [take_in(shop, desk, name) for name in order] == [(0, [])] * len(order)
    assert len(shop.lines()) == before
    assert [row[0] for row in particulars(shop)] == ["K", "K", "K", "M"]


KEYED = """
source = "{source}"
participant = "{{person}}"
[table.columns."född"]
date = "ÅÅÅÅ-MM-DD"
[[events]]
kind = "participant_registered"
once = true
[events.fields]
on = 2000-01-01
recorded_at = 2000-01-01
sex = {{ column = "kön", codes = "kön", otherwise = "U" }}
born_on = "{{född}}"
[codes."kön"]
K = "K"
M = "M"
"""
WHAT_IS_SAID = ["person;kön;född\nanna;;\n", "person;kön;född\nanna;K;\n", "person;kön;född\nanna;;1990-05-15\n"]


@pytest.mark.parametrize("sources", [("a", "a", "a"), ("a", "b", "c")])
@pytest.mark.parametrize("order", [*permutations(range(3))][::2])
def test_a_new_key_is_complemented_from_any_table_in_any_order(
    shop: Shop, desk: Desk, sources: tuple[str, str, str], order: tuple[int, ...]
) -> None:
    for _ in range(2):
        for at in order:
            mapping = load_mapping(str(desk.file(KEYED.format(source=sources[at]), "egen.toml")))
            of_table = Sources([desk.file(WHAT_IS_SAID[at])], mapping, now=IMPORTED)
            summary = Importing(shop.log, IMPORTED, processes=1).run(of_table.lines, of_table.expected)
            assert summary.refused == []
    kinds = [line["kind"] for line in shop.lines()]
    assert kinds.count("participant_registered") == 1
    assert kinds.count("particulars_recorded") == 2 - (order[0] != 0)
    assert particulars(shop) == [("K", BORN)]


def test_who_was_registered_without_a_birth_date_gets_it_from_a_table_with_the_number(shop: Shop, desk: Desk) -> None:
    who = number(100)
    about = {"participant": "anna", "on": "2023-01-01", "source": "web", "recorded_at": "2023-01-01T09:00:00+01:00"}
    shop.take_in(
        [
            about | {"kind": "participant_registered", "sex": "U", "id": "r"},
            about | {"kind": "identity_registered", "number": who, "number_type": "personnummer", "id": "i"},
        ]
    )
    for _ in range(2):
        path = desk.file(f"Personnr;Bedömd;Språknivå;Arbetsförmåga\n{who};2023-03-10;A2;\n")
        sources = Sources([path], load_mapping("lifecare-formagor"), lookup=bearers_in(shop.log), now=IMPORTED)
        assert Importing(shop.log, IMPORTED, processes=1).run(sources.lines, sources.expected).refused == []
    assert [line["kind"] for line in shop.lines()].count("particulars_recorded") == 1
    assert particulars(shop) == [("K", BORN)]


def test_a_second_registration_in_an_event_file_is_refused_as_before(shop: Shop) -> None:
    first = {"kind": "participant_registered", "participant": "anna", "on": "2000-01-01", "sex": "U", "id": "1", "source": "a"}
    shop.take_in([first])
    codes = [refusal.code for refusal in shop.take_in([first | {"sex": "K"}, first | {"id": "2"}]).refused]
    assert codes == ["conflict", "registered_twice"]


CODED = 'source = "t"\nparticipant = "{p}"\nshared_codes = "koder.toml"\n[[events]]\nkind = "language_assessed"\n' + (
    'fields = { on = "2024-01-01", level = { column = "nivå", codes = "språknivå" } }\n'
)


def test_the_codes_beside_a_mapping_are_read_and_its_own_displace_them(desk: Desk) -> None:
    """Without a file of codes beside it, a copied mapping reads the shipped one."""
    table = "p;nivå\na;Mellan\n"
    assert desk.refused(table, CODED) == [(2, "nivå", "unmapped_code")]
    desk.file('[codes."språknivå"]\nMellan = "B1"\n', "koder.toml")
    assert [line["level"] for _, line in desk.read(table, CODED)] == ["B1"]
    own = CODED + '[codes."språknivå"]\nMellan = "B2"\n'
    assert [line["level"] for _, line in desk.read(table, own)] == ["B2"]


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ('[codes."språknivå"]\nMellan = "B9"\n', "egen.toml, events[1].fields.level: Värdet ”B9”"),
        ('[codes]\nx = "B1"\n', "koder.toml, codes.x: ”B1” går inte här (här ska stå en tabell)."),
        ('[kod.x]\nA = "B1"\n', "koder.toml, codes: saknas"),
        ("[codes", "koder.toml: är inte giltig TOML"),
    ],
)
def test_a_fault_in_the_shared_codes_names_the_place(desk: Desk, codes: str, says: str) -> None:
    desk.file(codes, "koder.toml")
    with pytest.raises(Unreadable) as error:
        desk.mapping(CODED)
    assert says in error.value.text.sv


def test_own_codes_are_read_with_a_shipped_mapping_by_its_name(desk: Desk) -> None:
    codes = desk.file('[codes."språknivå"]\nMellan = "B1"\n[codes."arbetsförmåga"]\n', "mina.toml")
    table = desk.file(f"Personnr;Bedömd;Språknivå;Arbetsförmåga\n{number(100)};2023-03-10;Mellan;\n")
    shown = rodtrad("mapping", "check", table, "--mapping", "lifecare-formagor", "--codes", codes).out
    assert "Mellan → B1: 1" in shown
    words = ("import", table, "--mapping", "lifecare-formagor", "--store", desk.directory / "store", "--format", "json")
    assert rodtrad(*words).json["reasons"] == {"unmapped_code": 1}
    assert rodtrad(*words, "--codes", codes).json["refused"] == 0


def test_a_shared_file_that_is_nowhere_is_reported(desk: Desk) -> None:
    with pytest.raises(Unreadable, match=r"borta\.toml"):
        desk.mapping(CODED.replace("koder.toml", "borta.toml"))


RECORDS = """
source = "kommunen"
recorded_at = "{dag}"
[[events]]
kind = "reference_value_set"
[events.fields]
id = "{serie}-{år}"
series = "{serie}"
period = "{år}"
value = 5
breakdown = { entries = { sex = "{kön}" } }
"""


def test_a_table_about_no_participant_gives_reference_values(shop: Shop, desk: Desk) -> None:
    lines = desk.read("serie;år;dag;kön\ns;2023;2024-01-01;K\nt;2023;2024-01-01;\n", RECORDS)
    assert [line.get("breakdown") for _, line in lines] == [{"sex": "K"}, None]
    assert not any("participant" in line for _, line in lines)
    assert shop.take_in([line for _, line in lines]).added == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"{dag}"', "{ days_after = 1 }", "recorded_at: days_after utgår från on"),
        ("{ sex =", "{ sex = { next = 'x', days_after = 1 }, b =", "events[1].fields.breakdown.sex: ange en av"),
        ("breakdown", "series", "inte giltig TOML"),
        ('series = "{serie}"', "series = { entries = { a = 'b' } }", "events[1].fields.series: Värdet"),
        ("reference_value_set", "moved_out", "participant: ange en av participant och identity"),
    ],
)
def test_a_mapping_about_nobody_that_cannot_be_meant_is_reported(desk: Desk, old: str, new: str, says: str) -> None:
    with pytest.raises(Unreadable) as error:
        desk.mapping(RECORDS.replace(old, new, 1))
    assert says in error.value.text.sv


def test_examples_and_shared_codes_are_shown_to_be_copied(desk: Desk) -> None:
    shown = rodtrad("mapping", "show", "koder")
    assert shown.code == 0
    assert "[codes.insats]" in shown.out
    for name in shipped():
        assert rodtrad("mapping", "example", name).out.encode(load_mapping(name).table.encoding) == example_table(name)
    assert rodtrad("mapping", "example", "nosuch").code == 1


def test_the_events_of_an_example_stand(desk: Desk) -> None:
    """Of tables that need no other: an end has its beginning in the same table."""
    for name in ("lifecare-planer", "lifecare-ansokningar", "lifecare-anstallningar", "af-aterkoppling", "kaa"):
        lines = lines_of(desk, name)
        assert stand([*{line["id"]: (row, line) for row, line in lines}.values()])
