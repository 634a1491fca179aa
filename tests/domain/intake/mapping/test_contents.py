"""What a delivery of a table speaks of: the kinds that it can tell, and the fields that it never fills."""

from datetime import date
from pathlib import Path

import orjson

from domain.intake.drafting.template import Template
from domain.intake.mapping import load_mapping
from domain.intake.mapping.contents import TableContents, contents, going_on
from domain.intake.snapshots.completeness import Completeness, completeness_of
from domain.intake.tables import form


def table(folder: Path, name: str, *more: str) -> Path:
    """A table with the columns that it must have, and those of others that are named."""
    path = folder / f"{name}.csv"
    path.write_text(";".join([*Template(name).required, *more]) + "\n", encoding="utf-8")
    return path


def of_table(folder: Path, name: str, *more: str) -> TableContents:
    return contents(load_mapping(name), [table(folder, name, *more)])


def test_a_column_that_a_table_lacks_is_a_field_that_it_never_fills(tmp_path: Path) -> None:
    bare = of_table(tmp_path, "lifecare-placeringar")
    assert {"supervisor_trained", "purpose", "need", "contract"} <= set(bare.missing["placement_started"])
    assert "sector" not in bare.missing["placement_started"]
    wider = of_table(tmp_path, "lifecare-placeringar", "Utbildad handledare")
    assert set(bare.missing["placement_started"]) - set(wider.missing["placement_started"]) == {"supervisor_trained"}


def test_of_several_files_a_field_is_missing_that_any_of_them_never_fills(tmp_path: Path) -> None:
    (tmp_path / "wider").mkdir()
    files = [table(tmp_path, "lifecare-placeringar"), table(tmp_path / "wider", "lifecare-placeringar", "Avtal")]
    assert "contract" in contents(load_mapping("lifecare-placeringar"), files).missing["placement_started"]


def test_of_statements_every_field_that_the_mapping_does_not_read_is_missing(tmp_path: Path) -> None:
    """Who is in KAA says nothing of households; the sfi track that AF's studies do not have is no field that it lacks."""
    kaa = of_table(tmp_path, "kaa").missing["circumstances_recorded"]
    assert ("household_type" in kaa, "in_kaa" in kaa) == (True, False)
    assert "study_started" not in of_table(tmp_path, "af-aterkoppling").missing


def test_a_kind_that_needs_a_column_which_the_table_lacks_is_not_delivered(tmp_path: Path) -> None:
    mapping = load_mapping("lifecare-arenden")
    needs: dict[str, form.Condition] = {"Anställningsnr": form.Tested(**{"not": ""})}
    needed = mapping.model_copy(update={"events": [each.model_copy(update={"when": needs}) for each in mapping.events]})
    files = [table(tmp_path, "lifecare-arenden")]
    assert "exited" in contents(mapping, files).kinds
    assert contents(needed, files).kinds == []


def test_a_table_of_enrolments_tells_those_that_begin_anew_too(tmp_path: Path) -> None:
    assert {"enrolled", "re_entered", "exited"} <= set(of_table(tmp_path, "lifecare-arenden").kinds)


def test_the_ends_of_what_a_table_has_are_delivered_also_where_nothing_has_ended() -> None:
    assert going_on(["support_applied"], ["application_withdrawn", "obstacle_recorded"]) == {"application_withdrawn"}


def test_what_an_import_states_to_be_complete_is_what_is_in_the_files_and_how_it_goes_on(tmp_path: Path) -> None:
    mapping = load_mapping("lifecare-ansokningar")
    stated = completeness_of(mapping, [table(tmp_path, "lifecare-ansokningar")], date(2023, 1, 1), date(2023, 12, 31))
    [*stated.noting(lambda: [(1, orjson.dumps({"kind": "support_applied", "source": "lifecare"}))])()]
    (record,) = map(orjson.loads, stated.records(refused=0))
    assert record["kinds"] == ["application_withdrawn", "support_applied", "support_decided"]


def test_of_event_files_only_what_is_in_them_is_stated() -> None:
    stated = Completeness(date(2023, 1, 1), date(2023, 12, 31))
    [*stated.noting(lambda: [(1, orjson.dumps({"kind": "support_applied", "source": "x"}))])()]
    (record,) = map(orjson.loads, stated.records(refused=0))
    assert (record["kinds"], "missing" in record) == (["support_applied"], False)
