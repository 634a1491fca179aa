"""A table's own name of an insats stands beside the code that it is mapped to: the local programme."""

from tests.domain.intake.mapping.desk import Desk, values_of

MAPPING = """
source = "test"
participant = "{person}"

[table]
delimiter = ";"

[codes.insats]
Truckkort = "course"
Svets = "course"

[[events]]
kind = "insats_started"
[events.fields]
on = "{start}"
insats_id = "{nr}"
insats = { column = "insats", codes = "insats" }
programme = "{insats}"
"""


def test_two_local_names_of_one_code_stay_apart(desk: Desk) -> None:
    lines = desk.read("person;start;nr;insats\na;2024-01-31;1;Truckkort\na;2024-03-01;2;Svets\n", MAPPING)
    assert values_of(lines, "insats", "programme") == [(2, "course", "Truckkort"), (3, "course", "Svets")]
