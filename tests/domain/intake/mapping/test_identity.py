"""A column of identity numbers is exchanged for participants' keys; the number is said once and nowhere else."""

import json
from pathlib import Path

import pytest

from domain.intake.mapping import Bearer
from domain.intake.mapping.identity import Identity
from tests.domain.intake.mapping.desk import Desk, number, stand, values_of
from tests.scripts.command_line import rodtrad

MAPPING = """
source = "test"
identity = "Personnr"
[[events]]
kind = "participant_registered"
once = true
[events.fields]
on = 2000-01-01
recorded_at = 2000-01-01
sex = "{#sex}"
[[events]]
kind = "moved_out"
[events.fields]
on = "{dag}"
"""


def test_somebody_new_is_registered_with_their_number_once(desk: Desk) -> None:
    woman, man = number(100), number(101, coordination=True)
    dashed = f"{woman[2:8]}-{woman[8:]}"
    lines = desk.read(f"Personnr;dag\n{woman};2024-01-01\n{man};2024-01-02\n{dashed};2024-01-03\n", MAPPING)
    assert values_of(lines, "kind", "participant", "number", "number_type", "sex") == [
        (2, "participant_registered", "p1", None, None, "K"),
        (2, "identity_registered", "p1", woman, "personnummer", None),
        (2, "moved_out", "p1", None, None, None),
        (3, "participant_registered", "p2", None, None, "M"),
        (3, "identity_registered", "p2", man, "samordningsnummer", None),
        (3, "moved_out", "p2", None, None, None),
        (4, "moved_out", "p1", None, None, None),
    ]
    assert stand(lines)


def test_who_is_known_is_not_registered_again(desk: Desk) -> None:
    desk.bearers[number(100)] = Bearer("anna", registered=True)
    lines = desk.read(f"Personnr;dag\n{number(100)};2024-01-01\n", MAPPING)
    assert values_of(lines, "kind", "participant") == [(2, "moved_out", "anna")]


@pytest.mark.parametrize(("reservnummer", "sex"), [("19900515T010", "M"), ("19900515TF20", "K")])
def test_a_reservnummer_has_no_check_digit_but_a_sex(desk: Desk, reservnummer: str, sex: str) -> None:
    lines = desk.read(f"Personnr;dag\n{reservnummer};2024-01-01\n", MAPPING)
    assert values_of(lines, "sex", "number_type")[:2] == [(2, sex, None), (2, None, "reservnummer")]


def test_a_number_that_cannot_be_one_is_refused_and_never_repeated(desk: Desk) -> None:
    wrong = number(100)[:-1] + str((int(number(100)[-1]) + 1) % 10)
    ((row, bad),) = desk.read(f"Personnr;dag\n{wrong};2024-01-01\n", MAPPING)
    assert (row, bad.field, bad.code) == (2, "Personnr", "bad_identity")
    assert wrong not in bad.text.sv + bad.text.en
    assert desk.refused("Personnr;dag\n;2024-01-01\n", MAPPING) == [(2, "Personnr", "missing_column_value")]


def test_wherever_the_column_is_named_it_is_the_key_that_is_read(desk: Desk) -> None:
    """Also in the fingerprint of the row: who has it cannot try which number gives it."""
    naming = MAPPING.replace('on = "{dag}"', 'on = "{dag}"\nid = "{#}-{Personnr}-{partner}"')
    naming = naming.replace("[[events]]", "[table.columns.partner]\nidentity = true\n[[events]]", 1)
    table = f"Personnr;dag;partner\n{number(100)};2024-01-01;{number(110)}\n"
    *_, moved = desk.read(table, naming)
    assert moved[1]["id"].endswith("-p1-p2") or moved[1]["id"].endswith("-p2-p1")
    plain = [line for _, line in desk.read(table, naming) if line["kind"] != "identity_registered"]
    assert not any(digits in json.dumps(plain) for digits in (number(100), number(110)))
    another = desk.read(table.replace(number(100), number(120)), naming)[-1]
    desk.bearers[number(120)] = desk.bearers[number(100)]
    same = desk.read(table.replace(number(100), number(120)), naming)[-1]
    assert same == moved != another


def test_a_joined_table_is_joined_by_number(desk: Desk) -> None:
    joining = MAPPING.replace('sex = "{#sex}"', 'sex = { column = "folk.kön", codes = "kön" }')
    joining = joining.replace("[[events]]", '[tables.folk]\nidentity = "Nummer"\n[codes]\n"kön" = { f = "K" }\n[[events]]', 1)
    dashed = f"{number(100)[:8]}-{number(100)[8:]}"
    lines = desk.read(f"Personnr;dag\n{number(100)};2024-01-01\n", joining, folk=f"Nummer;kön\n{dashed};f\n")
    assert values_of(lines, "sex")[0] == (2, "K")


HOUSEHOLD = """
source = "test"
identity = "Personnr"
[table]
repeat = ["1", "2"]
[table.columns.kr]
column = "Kr"
number = ","
[[events]]
kind = "participant_registered"
once = true
fields = { on = 2000-01-01, recorded_at = 2000-01-01, sex = "{#sex}" }
[[events]]
kind = "support_paid"
fields = { on = "{dag}", month = "2024-01", amount = { column = "kr", shared = true } }
"""


def test_a_row_about_two_is_read_once_for_each_and_its_amount_shared_to_the_last_ore(desk: Desk) -> None:
    table = f"dag;Kr;Personnr1;Personnr2\n2024-01-31;100,01;{number(100)};{number(110)}\n2024-01-31;80;{number(120)};\n"
    lines = desk.read(table, HOUSEHOLD)
    paid = [(n, line) for n, line in lines if line["kind"] == "support_paid"]
    assert values_of(paid, "participant", "amount") == [(2, "p1", 50.01), (2, "p2", 50.0), (3, "p3", 80.0)]
    assert len({line["id"] for _, line in paid}) == 3
    assert stand(lines)


def test_a_row_about_two_of_whom_one_has_a_bad_number_is_refused_whole_and_once(desk: Desk) -> None:
    """Half of a household's row is half of its amount."""
    table = f"dag;Kr;Personnr1;Personnr2\n2024-01-31;100;{number(100)};123\n2024-02-29;100;{number(100)};\n"
    assert desk.refused(table, HOUSEHOLD) == [(2, "Personnr2", "bad_identity")]
    assert [(n, line["kind"]) for n, line in desk.read(table, HOUSEHOLD)[1:]] == [
        (3, "participant_registered"),
        (3, "identity_registered"),
        (3, "support_paid"),
    ]


@pytest.mark.parametrize(
    ("number_text", "born_on"),
    [
        ("199005150017", "1990-05-15"),
        ("199005750011", "1990-05-15"),
        ("19900515T010", "1990-05-15"),
        ("199000150017", None),
        ("199005600017", None),
        ("199005000017", None),
        ("9005150017", None),
        ("TF19900515AB", None),
    ],
)
def test_a_number_tells_the_birth_date_where_it_holds_one(number_text: str, born_on: str | None) -> None:
    assert Identity(number_text, "personnummer", Bearer("a", registered=False)).born_on == born_on


def test_the_birth_date_comes_from_the_number_as_the_sex_does(desk: Desk) -> None:
    both = MAPPING.replace('sex = "{#sex}"', 'sex = "{#sex}"\nborn_on = "{#born_on}"')
    lines = desk.read(f"Personnr;dag\n{number(100)};2024-01-01\n{number(131, coordination=True)};2024-01-01\n", both)
    registered = [(n, line) for n, line in lines if line["kind"] == "participant_registered"]
    assert values_of(registered, "sex", "born_on") == [(2, "K", "1990-05-15"), (3, "M", "1990-05-15")]


def test_somebody_whose_birth_is_not_proved_is_read_like_anybody_else(tmp_path: Path) -> None:
    table = Path(__file__).parent / "trials" / "samordningsnummer-not-proved.csv"
    words = ("--store", tmp_path / "store")
    imported = rodtrad("import", table, "--mapping", "lifecare-arenden", *words, "--format", "json").json
    assert (imported["added"], imported["refused"]) == (15, 0)
    born = {row["born"] for row in rodtrad("participants", *words, "-f", "json").json}
    assert born == {None, 1973}
    assert "number_not_valid" not in {row["code"] for row in rodtrad("findings", *words, "-f", "json").json}
