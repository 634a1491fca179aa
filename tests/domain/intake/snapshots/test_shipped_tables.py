"""The shipped tables sent whole, again and without their last row."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.intake.bearers import bearers_in
from domain.intake.mapping import Mapping, example_table, load_mapping, mapping_text, shipped
from domain.intake.pipeline import Importing
from domain.intake.snapshots.delivering import delivery_of
from domain.intake.snapshots.full_delivery import FullDelivery
from domain.intake.snapshots.statements import id_patterns
from domain.intake.snapshots.taking_in import take_in
from domain.intake.sources import Sources
from tests.domain.intake.mapping.desk import Desk
from tests.stores import Shop

NIGHT = datetime(2025, 3, 1, 2, tzinfo=UTC)
ABOUT_PERSONS = [name for name in shipped() if name != "referensvarden"]
DELIVERY = '\n[delivery]\ntable = "t"\nfull = true\nfrom = 1990-01-01\n\n[table]\n'
ALONE = ["lifecare-planer", "lifecare-insatser", "lifecare-bistand", "extens", "socialstyrelsen", "kaa", "spells"]
"""Tables whose rows stand without another table's."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def sent(shop: Shop, mapping: Mapping, table: Path, night: int) -> FullDelivery:
    now = NIGHT + timedelta(days=night)
    sources = Sources([table], mapping, lookup=bearers_in(shop.log), now=now)
    result = take_in(Importing(shop.log, now, processes=1), sources, delivery_of(mapping, [table], now, now))
    assert result.summary.refused == []
    assert result.full is not None
    return result.full


@pytest.mark.parametrize("name", ABOUT_PERSONS)
def test_a_shipped_mapping_may_say_that_its_table_is_sent_whole(desk: Desk, name: str) -> None:
    mapping = desk.mapping(mapping_text(name).replace("\n[table]\n", DELIVERY, 1))
    assert mapping.delivery is not None


@pytest.mark.parametrize("name", ALONE)
def test_a_shipped_table_again_gives_nothing_and_without_its_last_row_takes_that_back(
    shop: Shop, desk: Desk, name: str
) -> None:
    mapping = desk.mapping(mapping_text(name).replace("\n[table]\n", DELIVERY, 1))
    table = desk.file(example_table(name), "hel.csv")
    first = sent(shop, mapping, table, 1)
    stored = len(shop.lines())
    again = sent(shop, mapping, table, 2)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert 0 < again.same <= first.new
    assert len(shop.lines()) == stored
    *kept, _ = example_table(name).decode(mapping.table.encoding).splitlines()
    shorter = desk.file("\n".join([*kept, ""]).encode(mapping.table.encoding), "kort.csv")
    fewer = sent(shop, mapping, shorter, 3)
    assert (fewer.new, fewer.changed) == (0, 0)
    assert fewer.gone + fewer.same == again.same
    assert fewer.gone > 0 or name in ("spells", "lifecare-bistand")  # whose last row gives no event
    back = sent(shop, mapping, table, 4)
    assert (back.new, back.changed, back.gone) == (0, fewer.gone, 0)


def test_no_event_of_a_shipped_table_can_be_taken_for_another_tables(desk: Desk) -> None:
    """In a full delivery an event whose id has the form of the table's, and that is in no row, is gone."""
    mappings = {name: load_mapping(name) for name in shipped()}
    for name, mapping in mappings.items():
        given = [line for _, line in desk.read(example_table(name), name)]
        for other, of_other in mappings.items():
            if other != name and of_other.source == mapping.source:
                patterns = id_patterns(of_other)
                taken = [line["id"] for line in given for form in patterns.get(line["kind"], ()) if form.fullmatch(line["id"])]
                assert taken == [], (name, other)
