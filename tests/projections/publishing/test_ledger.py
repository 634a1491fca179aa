"""The gate remembers what left a store, by answer and in print, also from one process to the next."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from domain.log.releases import Releases
from projections.disclosure.outward import OutwardGate
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.publishing.ledger import outward_gate
from projections.publishing.register import Publishing, publish
from projections.worlds.coordinates import Coordinates
from tests.scripts.command_line import lines_of
from tests.stores import Shop

AS_OF, TODAY = date(2024, 6, 30), date(2024, 7, 1)
SHARE = CATALOGUE["OUT-0.kas"]
YEAR, QUARTER = [period("2023")], [period("2023-Q1")]


def story(before: int, after: int) -> str:
    """So many exits to work in the first quarter of a year, and in the second."""
    lines = ""
    for n in range(before + after):
        day = "2023-02-01" if n < before else "2023-05-01"
        lines += f"2010-01-01 p{n} participant_registered sex={'KM'[n % 2]} born_on=1990-01-01\n"
        lines += f"2022-01-10 p{n} enrolled enrolment_id=e{n} unit=AME\n"
        lines += f"{day} p{n} exited enrolment_id=e{n} reason={('A1', 'E9')[n % 3 == 0]}\n"
    return lines


@pytest.fixture
def gate(shop: Shop) -> Iterator[OutwardGate]:
    shop.take_in(lines_of(story(60, 3)))
    with closing(Releases(shop.log)) as releases:
        yield outward_gate(shop.log, releases, TODAY)


def yes(gate: OutwardGate, shop: Shop, ask: Ask) -> list[int | None]:
    return [figure.yes for figure in gate.figures(ask, shop.worlds.world(Coordinates(AS_OF)))]


def test_another_process_remembers_what_left(gate: OutwardGate, shop: Shop) -> None:
    assert yes(gate, shop, Ask(SHARE, YEAR)) == [42]
    with closing(Releases(shop.log)) as releases:
        assert yes(outward_gate(shop.log, releases, TODAY), shop, Ask(SHARE, QUARTER)) == [None]
        assert yes(outward_gate(shop.log, releases, TODAY), shop, Ask(SHARE, YEAR)) == [42]
        assert len(releases) == 2


def test_what_was_published_left_too(gate: OutwardGate, shop: Shop) -> None:
    world = shop.worlds.world(Coordinates(AS_OF))
    (figure,) = publish(shop.log, world, [Ask(SHARE, YEAR)], Publishing(datetime(2041, 1, 1, tzinfo=UTC), "anna"))
    assert figure.shown["yes"] == 42
    (answer,) = gate.figures(Ask(SHARE, QUARTER), world)
    assert answer.suppressed
    assert answer.withheld is not None
    assert "OUT-0.kas, 2023 " in answer.withheld.sv
