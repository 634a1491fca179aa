"""The table of demands: nothing that a document asks for is left without an answer, and what answers exists."""

from datetime import date

import orjson
import pytest

from projections.measures.catalogue import CATALOGUE, find
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds.world import World
from scripts.demands import WRITTEN, Demand, as_markdown, documents
from scripts.simulator import simulate
from tests.memory import book

DEMANDS = [demand for document in documents() for demand in document.demands]


def test_the_written_table_is_the_one_that_the_demands_and_the_catalogue_give() -> None:
    assert WRITTEN.read_text("utf-8") == as_markdown(documents())


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: demand.id)
def test_every_demand_is_answered_by_what_exists_or_is_out_of_scope(demand: Demand) -> None:
    assert demand.says
    assert demand.lines
    assert demand.is_answered
    assert demand.unknown == []


def test_a_demand_without_an_answer_or_with_an_unknown_one_is_seen() -> None:
    assert not Demand("X", "1", "Något").is_answered
    assert not Demand("X", "1", "Något", measures=["R4"], out="Nej").is_answered
    assert Demand("X", "1", "Något", measures=["X-1"], by=["sex", "group=x", "shoe"]).unknown == ["X-1", "group=x", "shoe="]


def test_every_measure_of_the_five_documents_answers_a_demand() -> None:
    answering = {key for demand in DEMANDS for key in demand.measures}
    of_documents = {key for key in CATALOGUE if key.startswith(("UPP-", "ENK-", "LIN-", "SOD-"))}
    beside = {"UPP-2.1b.rate", "UPP-2.1c.rate", "UPP-2.1d.rate", "ENK-3.proxy", "ENK-4.proxy"}
    assert of_documents - answering - beside == set()


def test_nothing_is_answered_by_a_measure_that_is_all_or_nothing_in_each_part() -> None:
    """Of those enrolled who are with a provider that month all have had an insats: UPP-1.1 by provider is always 100 %."""
    by_itself = {"UPP-1.1": ("provider", "funder", "activity"), "ENK-4": ("activity",), "ENK-9": ("activity",)}
    assert [d.id for d in DEMANDS if any(set(by_itself.get(key, ())) & set(d.by) for key in d.measures)] == []


@pytest.fixture(scope="module")
def town() -> World:
    return book([orjson.loads(line) for line in simulate(300, 1)]).world(date(2024, 12, 31))


def is_always_all(key: str, by: str | None, town: World) -> bool:
    """Whether of each part with cases, in each of three years, all are counted."""
    shares = figures(Ask(CATALOGUE[key], [period(year) for year in ("2021", "2022", "2023")], (by,) if by else ()), town)
    own = [figure for figure in shares if figure.value is not None and set(figure.breakdown) == ({by} if by else set())]
    return sum(figure.judged or 0 for figure in own) >= MANY and all(figure.value == 100 for figure in own)


MANY = 10


def test_nothing_is_answered_by_a_measure_that_counts_all_of_every_part(town: World) -> None:
    """On a simulated town; what counts all by what it is broken down by says nothing."""
    asked = {
        (measure.key, by and by.partition("=")[0])
        for demand in DEMANDS
        for key in demand.measures
        for measure in find(key)
        for by in (None, *demand.by)
        if measure.shape == "share"
    }
    assert [each for each in sorted(asked, key=str) if is_always_all(*each, town)] == []
    assert is_always_all("UPP-1.1", "provider", town)
    assert is_always_all("UPP-1.3.rate", "priority_group", town)


def test_every_atgard_of_uppsalas_23_has_its_row() -> None:
    uppsala = next(document for document in documents() if document.name.startswith("Uppsala"))
    assert {demand.id for demand in uppsala.demands} >= {f"Åtgärd {number}" for number in range(1, 24)}


@pytest.mark.parametrize(
    ("document", "count"), [("Uppsala", 44), ("Enköping: A", 12), ("Enköping: I", 7), ("Linköping", 11), ("Södertälje", 15)]
)
def test_every_row_of_the_inventory_has_its_demand(document: str, count: int) -> None:
    (inventory,) = (candidate for candidate in documents() if candidate.name.startswith(document))
    assert len(inventory.demands) == count
