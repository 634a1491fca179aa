"""What a notebook is given: frames of facts, cases and figures, as of any day, and nobody's key unless asked for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.errors import Unknown
from scripts.notebook import Town, open_store
from tests.scripts.command_line import lines_of, rodtrad, write_lines

END = date(2023, 12, 31)


@pytest.fixture
def town(store: Path) -> Iterator[Town]:
    with open_store(str(store)) as opened:
        yield opened


def test_facts_as_of_a_day(town: Town) -> None:
    assert town.facts("enrolments", as_of=END).height == 4
    early = town.facts("enrolments", as_of="2022-04-15")
    assert early.columns[:3] == ["participant", "began_on", "ended_on"]
    assert (early.height, early["ended_on"].null_count()) == (2, 2)
    assert all(town.facts(table, as_of=END).height >= 0 for table in town.tables)
    with pytest.raises(Unknown):
        town.facts("keys")


def test_the_cases_make_the_figure(town: Town) -> None:
    figures = town.figures(["OUT-90"], ["2022"], by=["sex"], as_of=END, open_counts=True)
    cases = town.cases("OUT-90", "2022", as_of=END)
    whole = figures.filter(figures["sex"].is_null())
    assert whole.height == 3
    for measure, yes in whole.select("measure", "yes").iter_rows():
        assert cases.filter(measure=measure, outcome="yes").height == yes
    assert town.cases("OUT-90.kas", "2022-09", as_of=END, everyone=True).height == 3


@pytest.mark.parametrize("keys", [True, False])
def test_frames_of_a_store_can_be_joined(store: Path, keys: bool) -> None:
    with open_store(str(store), keys) as town:
        cases, enrolments = town.cases("OUT-90.kas", "2022", as_of=END), town.facts("enrolments", as_of=END)
    joined = cases.join(enrolments, left_on=["participant", "unit"], right_on=["participant", "enrolment"])
    assert joined.height == cases.height == 3


def test_keys_are_given_on_request(store: Path, town: Town) -> None:
    with open_store(str(store), keys=True) as opened:
        assert set(opened.facts("participants")["participant"]) == {"anna", "bo", "cia"}
    assert not {"anna", "bo", "cia"} & set(town.facts("participants")["participant"])


def test_the_data_tell_their_own_health(town: Town) -> None:
    health = town.health(as_of=END)
    assert health.follow_ups["exits"].to_list() == [3]
    assert {figure.period for figure in health.figures} == {"2022"}


def test_what_comes_in_while_the_notebook_is_open_is_seen(tmp_path: Path) -> None:
    where = tmp_path / "store"
    first, then = (lines_of(f"2022-01-01 {who} participant_registered sex=K id={who}") for who in "ab")
    assert rodtrad("import", write_lines(tmp_path / "a", first), "--store", where).code == 0
    with open_store(str(where)) as opened:
        assert opened.facts("participants").height == 1
        assert rodtrad("import", write_lines(tmp_path / "b", then), "--store", where).code == 0
        assert opened.facts("participants").height == 2


def test_known_then_is_another_world(town: Town) -> None:
    assert town.facts("enrolments", as_of=END, known_at="2022-04-15").height == 2
