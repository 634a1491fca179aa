"""Many are erased at once: the log adds up, no fact or figure holds them, and the rest is what a rebuild gives."""

from datetime import UTC, date, datetime

import pytest

from domain.log.backups.recounting import recounted
from domain.log.retention_records import RetentionRecords
from projections.erasure.erasing import Held, NotThere, Order, erase, subjects_of
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from scripts.simulator import simulate
from tests.conftest import Many
from tests.projections.worlds.test_worlds import same
from tests.stores import Shop

NOW = datetime(2041, 1, 1, tzinfo=UTC)
ORDER = Order("retention", "h017", NOW, days_kept=35)
ASKS = [Ask(CATALOGUE[key], [period("2023")]) for key in ("LIN-6.months", "OUT-90.kas", "UPP-0")]


def test_after_many_erasures_the_log_adds_up_and_figures_are_those_of_the_others(shop: Shop, many: Many) -> None:
    shop.take_in(list(simulate(many(2_500, 120), seed=13)))
    everyone = sorted(subject.name for subject in shop.log.keys.everyone())
    shop.worlds.head()
    receipt = erase(shop.worlds, everyone[:: many(2, 3)], ORDER)
    assert receipt.is_finished
    gone = {stream for _, stream in receipt.fences}
    assert len(gone) == receipt.effect.keys
    assert {subject.stream for subject in shop.log.keys.everyone()}.isdisjoint(gone)
    assert recounted(shop.log) == len(everyone) - len(gone)
    assert receipt.position == shop.log.rows.head()[0]
    pruned = shop.worlds.snapshot()
    published = [figures(ask, shop.worlds.world(Coordinates(date(2025, 1, 1)))) for ask in ASKS]
    shop.worlds.rebuild()
    again = Worlds(shop.log, processes=1)
    assert same(pruned.tables, again.snapshot().tables)
    assert published == [figures(ask, again.world(Coordinates(date(2025, 1, 1)))) for ask in ASKS]


def test_of_several_nobody_is_erased_where_one_is_not_there_or_is_held(shop: Shop) -> None:
    shop.take_in(list(simulate(4, seed=3)))
    first, second, *_ = sorted(subject.name for subject in shop.log.keys.everyone())
    before = shop.log.rows.head()
    with pytest.raises(NotThere):
        erase(shop.worlds, [first, "nobody"], ORDER)
    (subject, *_) = subjects_of(shop.log, [second])
    RetentionRecords(shop.log.keys).hold(subject, "tvist", "h017", NOW)
    with pytest.raises(Held):
        erase(shop.worlds, [first, second], ORDER)
    assert shop.log.rows.head() == before
