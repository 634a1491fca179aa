"""Reference values: known-at like all else, in every World, and divided by; of nobody, so nobody's erasure takes them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from projections.facts import catch_up
from projections.facts.rows_of_nobody import part_label
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.periods import period
from projections.measuring.reference_values import reference
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World
from tests.stores import Shop, stored

AS_OF = date(2030, 1, 1)
DECEMBER = period("2023-12")
SERIES = "population_18plus"


def reference_value(
    number: int, value: float, on: str, whole: str = "2023", part: dict[str, str] | None = None, series: str = SERIES
) -> dict[str, Any]:
    return {
        "kind": "reference_value_set",
        "series": series,
        "period": whole,
        "value": value,
        "recorded_at": f"{on}T12:00:00+01:00",
        "id": f"v{number}",
        "source": "scb",
        **({"breakdown": part} if part else {}),
    }


def recipient(name: str, sex: str) -> list[dict[str, Any]]:
    who: dict[str, Any] = {"participant": name, "source": "s", "recorded_at": "2023-12-31T12:00:00+01:00"}
    registered = {"kind": "participant_registered", "on": "2010-01-01", "sex": sex, "born_on": "1990-01-01", "id": f"{name}1"}
    paid = {"kind": "support_paid", "on": "2023-12-20", "month": "2023-12", "amount": 8000, "id": f"{name}2"}
    return [who | registered, who | paid]


def recipients(world: World, *by: str) -> list[Figure]:
    return figures(Ask(CATALOGUE["UPP-0"], [DECEMBER], by), world)


def test_a_count_is_divided_by_the_value_of_its_own_part(shop: Shop) -> None:
    women_alone = reference_value(2, 150, "2024-01-10", part={"sex": "K"})
    shop.take_in([*recipient("a", "K"), *recipient("b", "M"), reference_value(1, 400, "2024-01-10"), women_alone])
    whole, women, men = recipients(shop.worlds.world(Coordinates(AS_OF)), "sex")
    assert (whole.value, whole.denominator) == (0.5, 400)
    assert women.value == pytest.approx(100 / 150)
    assert (men.yes, men.value, men.denominator) == (1, None, None)


def test_the_month_goes_before_the_year_and_the_value_registered_last_holds(shop: Shop) -> None:
    shop.take_in(
        [
            reference_value(1, 100, "2024-01-10"),
            reference_value(2, 200, "2024-02-10"),
            reference_value(3, 300, "2024-01-01", "2023-11"),
        ]
    )
    world = shop.worlds.world(Coordinates(AS_OF))
    values = [reference(world, SERIES, period(month), {}) for month in ("2023-10", "2023-11", "2022-11")]
    assert values == [200, 300, None]


def test_a_world_has_the_values_that_were_known_then(shop: Shop) -> None:
    shop.take_in([*recipient("a", "K"), reference_value(1, 100, "2024-01-10")])
    shop.take_in([reference_value(2, 200, "2024-02-10")])
    before, after = datetime(2024, 1, 31, tzinfo=UTC), datetime(2024, 2, 28, tzinfo=UTC)
    assert [recipients(shop.worlds.world(Coordinates(AS_OF, known)))[0].value for known in (before, after, None)] == [
        1.0,
        0.5,
        0.5,
    ]
    reached = shop.log.rows.head()[0]
    assert recipients(shop.worlds.world(Coordinates(AS_OF, position=reached - 1)))[0].value == 1.0


def test_catch_up_and_rebuild_have_the_same_values(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catch_up, "MANY", 1.0)
    for number in range(3):
        shop.take_in([*recipient("abc"[number], "K"), reference_value(number, 100 + number, f"2024-01-1{number}")])
        shop.worlds.world(Coordinates(AS_OF))
    live = stored(shop)[0]["reference_values"]
    shop.worlds.rebuild()
    assert live.rows() == stored(shop)[0]["reference_values"].rows() == [(0, SERIES, "2023", "", 102.0, "v2")]


def test_the_values_stay_where_a_world_is_narrowed_to_some_and_after_an_erasure(shop: Shop) -> None:
    erased = {"kind": "erased", "participant": "a", "on": "2024-03-01", "basis": "request", "id": "e", "source": "s"}
    shop.take_in([*recipient("a", "K"), *recipient("b", "M"), reference_value(1, 100, "2024-01-10")])
    world = shop.worlds.world(Coordinates(AS_OF))
    only = world.only(world["participants"]["pid"].head(1))
    assert (recipients(only)[0].yes, recipients(only)[0].denominator) == (1, 100)
    shop.take_in([erased])
    shop.worlds.purge()
    assert (
        recipients(shop.worlds.world(Coordinates(AS_OF)))[0].yes,
        recipients(shop.worlds.world(Coordinates(AS_OF)))[0].denominator,
    ) == (1, 100)


def test_a_target_and_a_baseline_may_be_stated_and_hold_until_another_is(shop: Shop) -> None:
    shop.take_in(
        [
            reference_value(1, 2.0, "2024-01-10", "2022", series="target UPP-0"),
            reference_value(2, 1.5, "2024-01-10", "2023", series="target UPP-0"),
            reference_value(3, 0.5, "2024-01-10", "2024", series="target UPP-0"),
            reference_value(4, 3.3, "2024-01-10", "2022", {"sex": "K"}, series="baseline UPP-0"),
        ]
    )
    whole, women, _ = recipients(shop.worlds.world(Coordinates(AS_OF)), "sex")
    assert (whole.target, whole.baseline) == (1.5, None)
    assert (women.target, women.baseline) == (1.0, 3.3)
    assert (whole.deadline, women.deadline) == (None, date(2026, 12, 31))  # what is told for a period needs no day


def test_a_part_of_several_breakdowns_is_written_in_the_order_of_their_names() -> None:
    assert part_label({"sex": "K", "age": "20–24"}) == part_label({"age": "20–24", "sex": "K"}) == "age=20–24,sex=K"
    assert part_label({}) == ""
