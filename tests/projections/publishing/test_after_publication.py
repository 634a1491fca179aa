"""A town publishes a figure and lives on: two hundred late events, corrections, merges, an erasure, another definition."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from projections.changes.parting import Point, changes
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.publishing.register import Published, Publishing, publish, the_published
from projections.worlds.coordinates import Coordinates
from scripts.simulator import simulate
from tests.conftest import Many
from tests.projections.publishing.test_changes import assert_sums
from tests.stores import Shop

AS_OF = date(2025, 6, 30)
MONTHS = [f"2023-{month:02}" for month in range(1, 13)]
LATE, CORRECTED, MERGED = 200, 20, 3
NOW = datetime(2041, 1, 1, tzinfo=UTC)


class Paid:
    """Who has support in which months of the year, and by which event; each participant is handed out once."""

    def __init__(self, shop: Shop) -> None:
        world = shop.worlds.world(Coordinates(AS_OF))
        self.months: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        people = world["participants"].join(world["support_payments"], on="pid")
        apart = {key for cluster in shop.log.clusters().values() for key in cluster}
        for who, month, event in people.select("participant", "month", "event").iter_rows():
            if f"{month:%Y-%m}" in MONTHS and who not in apart:
                self.months[who][f"{month:%Y-%m}"].append(event)
        self.waiting = iter(sorted(self.months))

    def late(self) -> Iterator[dict[str, Any]]:
        """A month that nobody knew of, for whoever is next."""
        for who in self.waiting:
            for month in MONTHS:
                if month not in self.months[who]:
                    yield line_of("support_paid", who, f"late-{who}-{month}", month=month, amount=5000)

    def corrections(self) -> Iterator[dict[str, Any]]:
        """A month that was another year's."""
        for who in self.waiting:
            for events in self.months[who].values():
                if len(events) == 1:
                    yield line_of("support_paid", who, f"mended-{events[0]}", month="2018-01", amount=5000, replaces=events[0])
                    break

    def merges(self) -> Iterator[tuple[dict[str, Any], int]]:
        """Two who are one, and how many months they both had."""
        for who in self.waiting:
            other = next(self.waiting)
            if both := len(self.months[who].keys() & self.months[other].keys()):
                yield line_of("participants_merged", who, f"joined-{who}", absorbed=other), both


def line_of(kind: str, who: str, name: str, **fields: Any) -> dict[str, Any]:
    line = {"kind": kind, "participant": who, "on": "2024-02-01", "id": name, "recorded_at": "2040-06-01T09:00:00+02:00"}
    return line | {"source": "rodasim"} | fields


def of_source(shop: Shop) -> str:
    return str(next(line["source"] for line in shop.lines() if line["kind"] == "support_paid"))


def put_out(shop: Shop) -> Published:
    ask = Ask(CATALOGUE["LIN-6.months"], [period("2023")])
    (entry,) = publish(shop.log, shop.worlds.world(Coordinates(AS_OF)), [ask], Publishing(NOW, "h017"))
    return the_published(shop.log, entry.id)


def test_each_cause_that_moved_a_published_figure_is_named(sqlite_where: str, shops: Callable[[str], Shop], many: Many) -> None:
    shop = shops(sqlite_where)
    assert not shop.take_in(list(simulate(many(4_200, 500), seed=3))).refused
    published = put_out(shop)
    paid, source = Paid(shop), of_source(shop)
    gone = next(paid.waiting)
    corrections = list(islice(paid.corrections(), CORRECTED))
    merges = list(islice(paid.merges(), MERGED))
    late = list(islice(paid.late(), LATE))
    erasure = line_of("erased", gone, "erased", basis="request")
    assert (len(late), len(corrections), len(merges)) == (LATE, CORRECTED, MERGED)
    lines = [*late, *corrections, *(line for line, _ in merges), erasure]
    assert not shop.take_in([{**line, "source": source} for line in lines], now=NOW).refused

    entry = published.entry
    then = Point(Ask(CATALOGUE["LIN-6.months"], []), Coordinates(entry.as_of, entry.known_at, entry.position))
    difference = changes(
        shop.worlds, then, Point(Ask(CATALOGUE["UPP-1.4"], []), Coordinates(AS_OF)), period("2023"), {}, published
    )
    assert_sums(difference)
    moved = {change.cause.key: change for change in difference.causes}
    assert moved["late_registration"].value == LATE
    assert set(moved["late_registration"].events) == {line["id"] for line in late}
    assert moved["correction"].value == -CORRECTED
    assert set(moved["correction"].events) == {line["id"] for line in corrections}
    assert moved["merge"].value == -sum(both for _, both in merges)
    assert set(moved["merge"].events) == {line["id"] for line, _ in merges}
    assert moved["erasure"].value == -len(paid.months[gone])
    assert len(moved["erasure"].cases) == len(paid.months[gone])
    assert moved["definition"].value != 0
    assert moved["retraction"].value == moved["reference_value"].value == 0
