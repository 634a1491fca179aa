"""What `mapping check` says of coverage before an import: what a delivery would state, and what could not be known by it."""

from pathlib import Path

import pytest

from domain.intake.mapping import example_table, mapping_text
from projections.health.foreseen import covered_by, foreseen
from projections.measures.catalogue import CATALOGUE
from projections.measuring.periods import period
from tests.memory import book
from tests.projections.health.test_knowable import known
from tests.projections.measuring.test_lacking import AS_OF, ENROLMENTS, PLANS, delivery, line
from tests.scripts.command_line import rodtrad, write_lines

DELIVERY = """
[delivery]
table = "planer"
from = 2023-01-01
to = 2023-12-31
units = ["AME"]
missing = { plan_decided = ["goal"] }

[table]"""


def checked(at: Path, name: str, *words: object, delivered: str = "") -> str:
    """The lines about coverage, of a shipped mapping and its example."""
    table, mapping = at / f"{name}.csv", at / f"{name}.toml"
    table.write_bytes(example_table(name))
    mapping.write_text(mapping_text(name).replace("\n[table]", delivered, 1) if delivered else mapping_text(name), "utf-8")
    result = rodtrad("mapping", "check", table, "--mapping", mapping, "--rows", 1, *words)
    assert (result.code, result.err) == (0, "")
    return " ".join(result.out.partition("Underlag")[2].split())


def test_a_mapping_that_states_its_deliveries_is_told_what_they_would_state(tmp_path: Path) -> None:
    says = checked(tmp_path, "lifecare-planer", delivered=DELIVERY)
    assert "lifecare, 2023-01-01 till 2023-12-31, AME" in says
    assert "planer" in says.partition("Med bara")[0]
    assert "--complete-from" not in says
    assert "inskrivningar är inte levererade: " in says


def test_a_mapping_that_states_nothing_is_told_how_to(tmp_path: Path) -> None:
    says = checked(tmp_path, "lifecare-bistand")
    assert "mappningen säger inget om leveranser" in says
    assert "--complete-from --complete-to" in says
    assert says.index("går att veta: UPP-0") < says.index("inskrivningar är inte levererade: UPP-1.1")


def test_fields_that_the_table_never_gives_are_named_and_what_they_hit(tmp_path: Path) -> None:
    says = checked(tmp_path, "lifecare-hushall")
    assert "Fält som tabellen aldrig ger, i förhållanden: i kommunens aktivitetsansvar (in_kaa)" in says
    assert "Leveransen säger att de saknas, i förhållanden: i kommunens aktivitetsansvar (in_kaa)" in says
    assert "”i kommunens aktivitetsansvar” i förhållanden är inte levererat: ENK-2, SOD-9.kaa kan inte räknas" in says


def test_an_optional_column_gives_its_field_only_where_the_table_has_it(tmp_path: Path) -> None:
    name = "lifecare-insatser"
    assert "utförare (provider)" in checked(tmp_path, name)
    header, *rows = example_table(name).decode().splitlines()
    wider = tmp_path / "bredare.csv"
    wider.write_text("\n".join((f"{header};Utförare", *(f"{row};Kooperativet" for row in rows))), "utf-8")
    assert "utförare (provider)" not in rodtrad("mapping", "check", wider, "--mapping", name, "--rows", 1).out


def test_what_the_store_has_already_counts_beside_the_new_delivery(tmp_path: Path) -> None:
    lines = [line("participant_registered", "2023-01-01", sex="K"), delivery("d", ENROLMENTS, to="2024-01-14")]
    rodtrad("import", write_lines(tmp_path / "in.ndjson", lines), "--store", tmp_path / "store")
    alone = checked(tmp_path, "lifecare-planer", delivered=DELIVERY)
    together = checked(tmp_path, "lifecare-planer", "--store", tmp_path / "store", delivered=DELIVERY)
    assert "Med bara den leveransen" in alone
    assert "återinträden är inte levererade" in alone
    assert "Med den leveransen och dem som lagret redan har" in together
    assert "återinträden är inte levererade" not in together


@pytest.mark.parametrize("kinds", [ENROLMENTS, [*ENROLMENTS, *PLANS], ["participant_registered", "support_paid"]])
def test_what_is_foreseen_to_be_unknowable_cannot_be_known_later(kinds: list[str]) -> None:
    of = book([line("participant_registered", "2023-01-01", sex="K", born_on="1990-05-15"), delivery("d", kinds)])
    later = known(of.world(AS_OF), of=period("2023"))
    span = (period("2023").first_on, period("2023").last_on)
    before = {
        key: (knowable, lacks) for key, knowable, lacks in foreseen(CATALOGUE.values(), covered_by(of.deliveries, AS_OF), *span)
    }
    assert all((knowable == "known") == (not lacks) for knowable, lacks in before.values())
    assert {key for key in later if before[key][0] == "unknown"} <= {key for key in later if later[key].knowable == "unknown"}
