"""Published figures: recorded with their cases, counted again from them alone, never moved, withdrawn with a reason."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

import orjson
import pytest

from domain.errors import Unknown
from domain.log.application import Log
from domain.participant.folding import Rules
from projections.changes.parting import Point, changes
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.publishing.aggregation import aggregate_rows
from projections.publishing.published import coordinates_of
from projections.publishing.register import (
    AlreadyWithdrawn,
    Published,
    Publishing,
    as_published,
    publish,
    published,
    rows_of,
    the_published,
    withdraw,
)
from projections.publishing.rows import as_text, digest
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from tests.conftest import Many
from tests.projections.publishing.test_changes import (
    AFTER,
    BEFORE,
    COUNTED,
    MONTH,
    assert_sums,
    between,
    event_line,
    paid,
    registered,
)
from tests.projections.worlds.test_worlds import file
from tests.stores import Shop

NOW = datetime(2040, 2, 1, 9, tzinfo=UTC)
ABOUT = Publishing(NOW, "h017", "Delårsrapport")


def asks(world: World, keys: list[str], by: tuple[str, ...] = ("sex",)) -> list[Ask]:
    return [Ask(CATALOGUE[key], [period("2022"), period("2023")], by) for key in keys]


def put_out(log: Log, world: World, keys: list[str], by: tuple[str, ...] = ("sex",)) -> list[Published]:
    recorded = publish(log, world, asks(world, keys, by), ABOUT)
    assert recorded == published(log)[-len(recorded) :]
    return recorded


def test_a_published_figure_is_kept_as_it_was(shop: Shop) -> None:
    shop.take_in(file(1))
    world = shop.worlds.world(Coordinates(date(2024, 6, 30)))
    kept = put_out(shop.log, world, ["UPP-2.3", "LT1"])
    computed = [figure for ask in asks(world, ["UPP-2.3", "LT1"]) for figure in figures(ask, world)]
    assert [each.figure for each in kept] == [orjson.loads(orjson.dumps(figure.fields())) for figure in computed]
    assert {(each.entry.position, each.entry.as_of, each.entry.by) for each in kept} == {(world.position, world.as_of, "h017")}
    shop.take_in([*registered("late"), paid("late", month="2022-03")])
    assert [each.figure for each in published(shop.log)] == [each.figure for each in kept]


def test_a_figure_tells_in_which_view_and_by_which_rules_it_was_published(shop: Shop) -> None:
    """And is held against those alone that were computed alike; a measure that has no views was not in another."""
    shop.take_in(file(1))
    ways = [("official", 14), ("adjusted", 14), ("adjusted", 30)]
    for view, days in ways:
        world = shop.worlds.world(Coordinates(date(2024, 6, 30), rules=Rules(days)))
        publish(shop.log, world, [Ask(CATALOGUE[key], [period("2023")], view=view) for key in ("OUT-90.kas", "UPP-1.6")], ABOUT)
    stated = [(each.figure["view"], each.figure["journey_gap_days"]) for each in published(shop.log)]
    assert stated == [ways[0], ways[0], ways[1], ways[0], ways[2], ("official", 30)]
    held = {how: len(figures) for how, figures in as_published(shop.log).items()}
    assert held == {
        **{("OUT-90.kas/1", *way): 1 for way in ways},
        ("UPP-1.6/1", "official", 14): 2,
        ("UPP-1.6/1", "official", 30): 1,
    }


def test_the_digest_is_of_the_rows_that_are_kept(shop: Shop) -> None:
    shop.take_in(file(2))
    world = shop.worlds.world(Coordinates(date(2024, 6, 30)))
    for figure in put_out(shop.log, world, ["OUT-90.kas", "LIN-6.parity_sex", "R4"]):
        rows = rows_of(shop.log, figure)
        assert digest(as_text(rows)) == figure.entry.cases_digest
        assert digest(as_text(rows.head(rows.height - 1))) != figure.entry.cases_digest
        assert rows["who"].n_unique() == world["participants"].height


@pytest.mark.parametrize("seed", range(3))
def test_every_measure_is_counted_again_from_its_rows_alone(seed: int, sqlite_where: str, shops: Any, many: Many) -> None:
    shop = shops(sqlite_where)
    shop.take_in(file(seed + 50))
    world = shop.worlds.world(Coordinates(date(2024, 6, 30)))
    keys = Random(seed).sample(list(CATALOGUE), many(len(CATALOGUE), 3))
    for kept in put_out(shop.log, world, keys, ("sex", "group")):
        year = period(kept.figure["period"])
        again = aggregate_rows(CATALOGUE[kept.figure["measure"]], rows_of(shop.log, kept), year, kept.figure)
        for name in ("value", "numerator", "denominator", "lower", "upper", "coverage"):
            if name in ("value", "numerator") or again.lead is None:
                assert getattr(again, name) == pytest.approx(kept.figure[name]), (kept.figure["measure"], name)


def test_a_withdrawn_figure_says_why_and_is_withdrawn_once(shop: Shop) -> None:
    shop.take_in(file(3))
    first, *others = put_out(shop.log, shop.worlds.world(Coordinates(date(2024, 6, 30))), ["UPP-2.3"])
    withdraw(shop.log, first.id, "räknad på fel enhet", ABOUT)
    again = the_published(shop.log, first.id)
    assert (again.figure, again.withdrawn and again.withdrawn.reason) == (first.figure, "räknad på fel enhet")
    assert all(the_published(shop.log, other.id).withdrawn is None for other in others)
    with pytest.raises(AlreadyWithdrawn, match="räknad på fel enhet"):
        withdraw(shop.log, first.id, "igen", ABOUT)
    with pytest.raises(Unknown):
        withdraw(shop.log, "pub-0.1", "finns inte", ABOUT)


def test_no_name_key_or_day_of_a_participant_is_among_the_rows(shop: Shop) -> None:
    shop.take_in([*registered("anna-andersson"), paid("anna-andersson")])
    world = shop.worlds.world(Coordinates(date(2024, 6, 30)))
    for figure in put_out(shop.log, world, ["UPP-1.6", "UPP-2.3m"]):
        assert b"anna" not in as_text(rows_of(shop.log, figure))
        assert b"2003" not in as_text(rows_of(shop.log, figure))


def test_two_publications_call_nobody_alike(shop: Shop) -> None:
    shop.take_in(file(4))
    world = shop.worlds.world(Coordinates(date(2024, 6, 30)))
    first, second = (
        publish(shop.log, world, asks(world, ["UPP-2.3"]), Publishing(NOW, "h017", title))[0] for title in ("en", "två")
    )
    names = [set(rows_of(shop.log, the_published(shop.log, entry.id))["who"]) for entry in (first, second)]
    assert names[0]
    assert not names[0] & names[1]


def moved(shop: Shop, figure: Published, end: Point = AFTER) -> dict[str, tuple[float, int]]:
    entry = figure.entry
    then = Point(COUNTED, coordinates_of(entry))
    difference = changes(shop.worlds, then, end, period(MONTH), {}, figure)
    assert_sums(difference)
    assert difference.before == figure.figure
    return {change.cause.key: (change.value, len(change.cases)) for change in difference.causes if change.cases or change.value}


def put_out_counted(shop: Shop) -> Published:
    world = shop.worlds.world(BEFORE.coordinates)
    ask = Ask(COUNTED.measure, [period(MONTH)])
    return the_published(shop.log, publish(shop.log, world, [ask], ABOUT)[0].id)


def test_after_an_erasure_the_published_rows_serve_and_the_erased_are_named_as_such(shop: Shop) -> None:
    shop.take_in([*registered("a", "b", "c"), *(paid(who) for who in "abc")])
    figure = put_out_counted(shop)
    assert moved(shop, figure) == {}
    shop.take_in([event_line("erased", "b", "2023-08-01", "2023-08-01", basis="request")])
    assert moved(shop, figure) == {"erasure": (-1, 1)}
    assert rows_of(shop.log, figure).filter(rows_of(shop.log, figure)["in"] == "1").height == 3


def test_everything_that_happens_after_a_publication_is_named(shop: Shop) -> None:
    names = [f"p{number}" for number in range(12)]
    shop.take_in([*registered(*names, "late"), *(paid(name) for name in names)])
    figure = put_out_counted(shop)
    late = "2023-09-01"
    shop.take_in(
        [
            paid("late", late),
            paid("p1", late, month="2023-02", id="mended", replaces="paid-p1"),
            event_line("retracted", "p2", late, late, id="gone", event="paid-p2", reason="fel"),
            event_line("participants_merged", "p3", late, late, id="joined", absorbed="p4"),
            event_line("erased", "p5", late, late, basis="request"),
        ]
    )
    changed = moved(shop, figure, Point(Ask(CATALOGUE["UPP-1.4"], []), AFTER.coordinates))
    assert set(changed) == {"erasure", "late_registration", "correction", "retraction", "merge", "definition"}
    assert [changed[cause][0] for cause in ("erasure", "late_registration", "correction", "retraction", "merge")] == [
        -1,
        1,
        -1,
        -1,
        -1,
    ]


def test_changes_between_two_points_of_knowledge_say_nothing_of_publications(shop: Shop) -> None:
    shop.take_in([*registered("a"), paid("a")])
    put_out_counted(shop)
    assert between(shop) == {}
