"""A full delivery: new rows become events, changed rows corrections, gone rows retractions, and the same rows nothing."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import DeliveryHeldBack, Unreadable
from domain.events.event import Event
from domain.intake import bins
from domain.intake.mapping import load_mapping
from domain.intake.pipeline import Importing
from domain.intake.snapshots import comparing
from domain.intake.snapshots.delivering import delivery_of
from domain.intake.snapshots.taking_in import IntakeResult, take_in
from domain.intake.sources import Sources
from domain.log.application import Log
from domain.log.mapper import exported
from domain.participant.effective import effective_events
from tests.domain.intake.mapping.desk import Desk
from tests.stores import Shop

NIGHT = datetime(2024, 3, 1, 2, tzinfo=UTC)
MAPPING = """
source = "lifecare"
participant = "{person}"
recorded_at = { days_after = 0 }
[delivery]
table = "inskrivningar"
full = true
from = 2020-01-01
pause_above = 0.5
[[events]]
kind = "participant_registered"
once = true
fields = { on = 2000-01-01, recorded_at = 2000-01-01, sex = "K" }
[[events]]
kind = "enrolled"
fields = { id = "in-{nr}", on = "{in}", enrolment_id = "{nr}", unit = "{enhet}" }
[[events]]
kind = "exited"
when = { ut = { not = "" } }
fields = { id = "ut-{nr}", on = "{ut}", enrolment_id = "{nr}", reason = "{orsak}" }
"""
HEADER = "nr;person;enhet;in;ut;orsak\n"
FIRST = "1;anna;AME;2024-01-08;;\n"
SECOND = "2;bo;AME;2024-01-09;2024-02-01;A2\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


class Deliveries:
    """Deliveries of one table, a night apart, into one store."""

    def __init__(self, shop: Shop, desk: Desk, mapping: str = MAPPING) -> None:
        self.shop, self.desk, self.night = shop, desk, 0
        self.mapping = load_mapping(str(desk.file(mapping, "egen.toml")))

    def send(self, *rows: str, extracted_at: datetime | None = None, dry: bool = False, accept: bool = False) -> IntakeResult:
        """Sends a delivery, a file for each of the `rows`."""
        self.night += 1
        now = NIGHT + timedelta(days=self.night)
        files = [self.desk.file(HEADER + part, f"{self.night}-{nr}.csv") for nr, part in enumerate(rows)]
        sources = Sources(files, self.mapping, now=now)
        importing = Importing(self.shop.log, now, dry, processes=1)
        delivery = delivery_of(self.mapping, files, now, extracted_at)
        return take_in(importing, sources, delivery, accept_changes=accept)

    def counts(self, *rows: str, **options: Any) -> tuple[int, int, int, int]:
        taken = self.send(*rows, **options)
        assert taken.summary.refused == []
        assert taken.full is not None
        return taken.full.new, taken.full.changed, taken.full.gone, taken.full.same

    def said(self, known_at: datetime | None = None) -> list[tuple[str, ...]]:
        """What holds of each event, as known at an instant."""
        held: list[tuple[str, ...]] = []
        for name in ("anna", "bo", "cia"):
            events = [event for event in self.shop.log.history(name) if known_at is None or event.recorded_at <= known_at]
            for event in effective_events(events).events:
                if event.kind in ("enrolled", "exited"):
                    detail = getattr(event, "unit", None) or getattr(event, "reason", None) or ""
                    held.append((name, event.kind, event.on.isoformat(), detail))
        return held

    def stored(self) -> int:
        return len(self.shop.lines())


IN_ANNA, IN_BO = ("anna", "enrolled", "2024-01-08", "AME"), ("bo", "enrolled", "2024-01-09", "AME")
OUT_BO = ("bo", "exited", "2024-02-01", "A2")


@pytest.fixture
def deliveries(shop: Shop, desk: Desk) -> Deliveries:
    return Deliveries(shop, desk)


def test_rows_that_are_the_same_give_nothing(deliveries: Deliveries) -> None:
    assert deliveries.counts(FIRST + SECOND) == (5, 0, 0, 0)
    stored = deliveries.stored()
    assert deliveries.counts(FIRST + SECOND) == (0, 0, 0, 3)
    assert deliveries.counts(SECOND + FIRST) == (0, 0, 0, 3)
    assert deliveries.stored() == stored
    assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO]


def test_a_new_row_becomes_events(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST)
    assert deliveries.counts(FIRST + SECOND) == (3, 0, 0, 1)
    assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO]


def test_a_row_that_grew_becomes_the_event_that_it_has_more(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST)
    assert deliveries.counts(FIRST.replace(";;", ";2024-03-02;A1")) == (1, 0, 0, 1)


def test_a_changed_row_corrects_what_it_said_before_from_the_night_it_came(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    assert deliveries.counts(FIRST.replace("AME", "UJC") + SECOND) == (0, 1, 0, 2)
    assert deliveries.said()[0] == ("anna", "enrolled", "2024-01-08", "UJC")
    assert deliveries.said(NIGHT + timedelta(days=1, hours=20)) == [IN_ANNA, IN_BO, OUT_BO]
    assert deliveries.counts(FIRST.replace("AME", "UJC") + SECOND) == (0, 0, 0, 3)
    assert deliveries.counts(FIRST.replace("AME", "JC") + SECOND) == (0, 1, 0, 2)
    assert deliveries.said()[0][3] == "JC"


def test_a_row_that_says_again_what_it_said_first_is_corrected_back(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    deliveries.counts(FIRST.replace("AME", "UJC") + SECOND)
    assert deliveries.counts(FIRST + SECOND, extracted_at=NIGHT + timedelta(days=3)) == (0, 1, 0, 3)
    assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO]
    assert deliveries.counts(FIRST + SECOND, extracted_at=NIGHT + timedelta(days=4)) == (0, 0, 0, 3)


def test_a_row_that_is_gone_is_retracted_and_one_that_comes_back_stands_again(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    assert deliveries.counts(FIRST) == (0, 0, 2, 1)
    assert deliveries.said() == [IN_ANNA]
    assert deliveries.said(NIGHT + timedelta(days=1, hours=20)) == [IN_ANNA, IN_BO, OUT_BO]
    assert deliveries.counts(FIRST) == (0, 0, 0, 1)
    assert deliveries.counts(FIRST + SECOND, extracted_at=NIGHT + timedelta(days=4))[1] == 2
    assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO]
    assert deliveries.counts(FIRST + SECOND.replace("A2", "A1"), extracted_at=NIGHT + timedelta(days=5))[1] == 1
    assert deliveries.counts(FIRST, extracted_at=NIGHT + timedelta(days=6))[2] == 2
    assert deliveries.said() == [IN_ANNA]


def test_an_end_that_is_gone_from_its_row_is_retracted_alone(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    assert deliveries.counts(FIRST + SECOND.replace("2024-02-01;A2", ";")) == (0, 0, 1, 2)
    assert deliveries.said() == [IN_ANNA, IN_BO]


@pytest.mark.parametrize("changed", ["cia", "bo"])
def test_a_row_that_is_about_somebody_else_or_another_spell_moves(shop: Shop, desk: Desk, changed: str) -> None:
    mapping = MAPPING.replace('enrolment_id = "{nr}"', 'enrolment_id = "{nr}-{orsak}"').replace(', reason = "{orsak}"', "")
    deliveries = Deliveries(shop, desk, mapping)
    deliveries.counts(FIRST.replace(";;", ";;x") + SECOND)
    moved = SECOND.replace("bo", changed).replace("A2", "B1" if changed == "bo" else "A2")
    deliveries.counts(FIRST.replace(";;", ";;x") + moved)
    assert deliveries.said()[1:] == [(changed, "enrolled", "2024-01-09", "AME"), (changed, "exited", "2024-02-01", "")]
    stored = deliveries.stored()
    assert deliveries.counts(FIRST.replace(";;", ";;x") + moved)[:3] == (0, 0, 0)
    assert deliveries.stored() == stored


def test_what_a_caseworker_corrected_stands_until_the_row_itself_changes(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    about = {"participant": "anna", "on": "2024-01-08", "source": "web", "of_source": "lifecare"}
    about |= {"recorded_at": "2024-03-02T09:00:00+01:00"}
    correction = {"kind": "enrolled", "enrolment_id": "1", "unit": "JC", "id": "w1", "replaces": "in-1"}
    assert deliveries.shop.take_in([about | correction]).refused == []
    assert deliveries.counts(FIRST + SECOND) == (0, 0, 0, 3)
    assert deliveries.said()[0][3] == "JC"
    assert deliveries.counts(FIRST.replace("AME", "UJC") + SECOND)[1] == 1
    assert deliveries.said()[0][3] == "UJC"
    assert deliveries.counts(FIRST.replace("AME", "UJC") + SECOND)[:3] == (0, 0, 0)
    assert deliveries.counts(SECOND)[2] == 1
    assert deliveries.said() == [IN_BO, OUT_BO]


def test_what_a_caseworker_retracted_is_not_brought_back_by_the_same_row(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    about = {"participant": "anna", "on": "2024-03-02", "source": "web", "of_source": "lifecare", "id": "w1"}
    deliveries.shop.take_in(
        [about | {"kind": "retracted", "event": "in-1", "reason": "fel", "recorded_at": "2024-03-02T09:00:00+01:00"}]
    )
    assert deliveries.counts(FIRST + SECOND)[:3] == (0, 0, 0)
    assert deliveries.counts(SECOND)[:3] == (0, 0, 0)
    assert deliveries.said() == [IN_BO, OUT_BO]


def test_events_of_other_tables_and_sources_are_left_alone(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST)
    about = {
        "participant": "anna",
        "kind": "enrolled",
        "on": "2023-01-01",
        "unit": "X",
        "recorded_at": "2023-01-02T09:00:00+01:00",
    }
    others = [
        about | {"source": "lifecare", "id": "annan-1", "enrolment_id": "a"},
        about | {"source": "x", "id": "in-9", "enrolment_id": "b"},
    ]
    assert deliveries.shop.take_in(others).refused == []
    assert deliveries.counts(FIRST) == (0, 0, 0, 1)


def test_an_older_delivery_never_undoes_a_newer(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST, extracted_at=NIGHT)
    deliveries.counts(FIRST + SECOND, extracted_at=NIGHT + timedelta(days=1))
    stored = deliveries.stored()
    with pytest.raises(DeliveryHeldBack, match="is older than the delivery of 2024-03-02"):
        deliveries.send(FIRST, extracted_at=NIGHT)
    assert deliveries.stored() == stored


def test_a_file_that_came_before_another_is_not_taken_for_the_newest(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST)
    deliveries.counts(FIRST + SECOND)
    with pytest.raises(DeliveryHeldBack, match="was taken in before"):
        deliveries.send(FIRST)
    assert deliveries.counts(FIRST, extracted_at=NIGHT + timedelta(days=4)) == (0, 0, 2, 1)


CHANGED_AT = MAPPING.replace("pause_above = 0.5", 'changed_at = "{orsak}"').replace(', reason = "{orsak}"', "")


def test_a_column_says_when_a_row_changed_and_an_older_row_never_undoes_a_newer(shop: Shop, desk: Desk) -> None:
    deliveries = Deliveries(shop, desk, CHANGED_AT)
    row = "1;anna;{};2024-01-08;;{}\n"
    deliveries.counts(row.format("AME", "2024-01-09"))
    assert deliveries.counts(row.format("UJC", "2024-02-10 08:00"))[1] == 1
    assert deliveries.said(datetime(2024, 2, 10, 6, tzinfo=UTC))[0][3] == "AME"
    assert deliveries.said(datetime(2024, 2, 10, 8, tzinfo=UTC))[0][3] == "UJC"
    assert deliveries.counts(row.format("JC", "2024-02-01"))[:3] == (0, 0, 0)
    assert deliveries.said()[0][3] == "UJC"
    taken = deliveries.send(row.format("JC", "i går"))
    assert [(refusal.code, refusal.field) for refusal in taken.summary.refused] == [("no_instant", "orsak")]


def rows(numbers: Sequence[int], unit: str = "AME") -> str:
    return "".join(f"{nr};anna;{unit}{nr};2024-01-08;2024-01-08;A1\n" for nr in numbers)


def test_much_that_changed_or_is_gone_pauses_the_import_until_it_is_accepted(deliveries: Deliveries) -> None:
    deliveries.counts(rows(range(20)))
    stored = deliveries.stored()
    assert deliveries.counts(rows(range(12)))[2] == 16  # few enough
    deliveries.counts(rows(range(20)), extracted_at=NIGHT + timedelta(days=3))
    stored = deliveries.stored()
    for held_back in (rows(range(8)), rows(range(20), "B").replace("A1", "A2"), ""):
        with pytest.raises(DeliveryHeldBack, match="--accept-changes") as error:
            deliveries.send(held_back)
        assert "anna" not in error.value.text.sv
    assert deliveries.stored() == stored
    assert deliveries.send(rows(range(8)), dry=True).full is not None
    assert deliveries.counts(rows(range(8)), accept=True)[2] == 24


def test_a_dry_run_counts_and_stores_nothing(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    before = deliveries.shop.lines()
    assert deliveries.counts(FIRST.replace("AME", "JC") + "3;cia;AME;2024-01-08;;\n", dry=True) == (2, 1, 2, 0)
    assert deliveries.shop.lines() == before


def test_two_halves_are_one_delivery(deliveries: Deliveries) -> None:
    assert deliveries.counts(FIRST, SECOND) == (5, 0, 0, 0)
    assert deliveries.counts(SECOND, FIRST) == (0, 0, 0, 3)
    assert deliveries.counts(FIRST + SECOND) == (0, 0, 0, 3)


def test_a_row_twice_with_different_content_is_refused_and_the_first_stands(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    for _ in range(2):
        taken = deliveries.send(FIRST, SECOND + FIRST.replace("AME", "UJC"))
        assert [(refusal.code, refusal.field) for refusal in taken.summary.refused] == [("repeated", "nr")]
        assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO]


@pytest.mark.parametrize(
    ("row", "code", "gone"), [(SECOND.replace("2024-01-09", "igår"), "no_date", 1), ("2;bo\n", "wrong_columns", 0)]
)
def test_a_row_that_cannot_be_read_is_not_gone(deliveries: Deliveries, row: str, code: str, gone: int) -> None:
    """Where it cannot be read which row it is, nothing is held to be gone."""
    deliveries.counts(FIRST + SECOND)
    taken = deliveries.send(row)
    assert [refusal.code for refusal in taken.summary.refused] == [code]
    assert taken.full is not None
    assert taken.full.gone == gone
    assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO][gone:]


def test_after_a_crash_the_same_delivery_takes_in_what_is_missing(
    deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries.counts(FIRST + SECOND)
    changed = FIRST.replace("AME", "JC") + "3;cia;AME;2024-01-08;;\n"

    def crash(self: Importing, *_: Any) -> Any:
        raise KeyboardInterrupt

    real = Importing._stored
    with monkeypatch.context() as patched:
        patched.setattr("domain.intake.pipeline.LINES_A_BIN", 2)
        stored: list[Any] = []

        def once(self: Importing, *given: Any) -> Any:
            if stored:
                raise KeyboardInterrupt
            stored.append(real(self, *given))
            return stored[0]

        patched.setattr(Importing, "_stored", once)
        with pytest.raises(KeyboardInterrupt):
            deliveries.send(changed)
    deliveries.counts(changed)
    assert sorted(deliveries.said()) == [("anna", "enrolled", "2024-01-08", "JC"), ("cia", "enrolled", "2024-01-08", "AME")]
    names = [(line["source"], line["id"]) for line in deliveries.shop.lines()]
    assert len(names) == len({*names})
    assert deliveries.counts(changed)[:3] == (0, 0, 0)
    assert crash


def test_many_new_rows_are_kept_on_disk_instead_of_in_memory(deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bins, "FLUSH", 1)
    assert deliveries.counts(FIRST + SECOND) == (5, 0, 0, 0)
    assert deliveries.counts(FIRST.replace("AME", "JC") + SECOND + "3;cia;AME;2024-01-08;;\n") == (2, 1, 0, 2)
    assert [of[0] for of in deliveries.said()] == ["anna", "bo", "bo", "cia"]


def records(shop: Shop) -> list[dict[str, Any]]:
    subject = shop.log.keys.system_stream("delivery_recorded")
    return [exported(subject, row) for row in shop.log.rows.stream(subject.stream)]


def test_a_delivery_is_recorded_with_what_the_mapping_says_of_it(shop: Shop, desk: Desk) -> None:
    more = 'units = ["AME"]\nkinds = ["enrolled"]\nmissing = { enrolled = ["referral_id"] }\n[[events]]'
    deliveries = Deliveries(shop, desk, MAPPING.replace("[[events]]", more, 1))
    assert deliveries.send(FIRST).recorded
    (record,) = records(shop)
    assert (record["source"], record["kinds"], record["units"]) == ("lifecare", ["enrolled"], ["AME"])
    assert (record["from"], record["to"], record["full"]) == ("2020-01-01", "2024-03-01", True)
    assert record["missing"] == {"enrolled": ["referral_id"]}
    deliveries.send(FIRST)
    assert len(records(shop)) == 1
    deliveries.send(FIRST, dry=True)
    deliveries.send(FIRST, extracted_at=NIGHT + timedelta(days=4))
    assert [each["to"] for each in records(shop)] == ["2024-03-01", "2024-03-04"]


def test_a_delivery_of_which_rows_were_refused_is_only_assumed_to_be_whole(deliveries: Deliveries) -> None:
    deliveries.send(FIRST + "2;bo;AME;igår;;\n")
    assert [record["assumed"] for record in records(deliveries.shop)] == [True]


def test_a_delivery_that_is_not_full_is_recorded_and_takes_nothing_back(shop: Shop, desk: Desk) -> None:
    deliveries = Deliveries(shop, desk, MAPPING.replace("full = true", "full = false"))
    assert deliveries.send(FIRST).full is None
    deliveries.send(SECOND)
    assert deliveries.said() == [IN_ANNA, IN_BO, OUT_BO]
    assert [record["full"] for record in records(shop)] == [False, False]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("in-{nr}", "{nr}", "events[2].fields.id: börjar inte med ett fast ord"),
        ("in-{nr}", "in-{#}", "events[2].fields.id: börjar inte med ett fast ord"),
        ("full = true", 'full = true\nkinds = ["paused"]', "delivery.kinds[1]: mappningen ger inget ”paused”"),
        ("from = 2020-01-01\n", "", "delivery.from: saknas"),
        ("from = 2020", "pause = 3\nfrom = 2020", "delivery.pause: finns inte"),
        ('"inskrivningar"', '"811218-9876"', "delivery.table: Nyckeln i id är ett personnummer"),
    ],
)
def test_a_description_of_deliveries_that_cannot_be_meant_is_reported(desk: Desk, old: str, new: str, says: str) -> None:
    with pytest.raises(Unreadable) as error:
        desk.mapping(MAPPING.replace(old, new, 1))
    assert says in error.value.text.sv


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ('missing = { enrolled = ["farg"] }', "delivery.missing.enrolled.farg"),
        ('missing = { flugen = ["x"] }', "delivery.missing"),
        ('units = ["811218-9876"]', "delivery.units.0"),
        ("to = 2030-01-01", "delivery.to"),
    ],
)
def test_a_description_that_cannot_be_recorded_is_refused_before_anything_is_stored(
    shop: Shop, desk: Desk, more: str, place: str
) -> None:
    deliveries = Deliveries(shop, desk, MAPPING.replace("from = ", f"{more}\nfrom = ", 1))
    with pytest.raises(Unreadable) as error:
        deliveries.send(FIRST)
    assert error.value.text.sv.startswith(f"{place}: ")
    assert "811218" not in error.value.text.sv
    assert shop.lines() == []


def test_thirty_nights_are_as_the_truth_was_known_each_night(shop: Shop, desk: Desk) -> None:
    """Rows come, change, go and come back by a fixed plan; what held each night holds still, as known at that night."""
    deliveries = Deliveries(shop, desk, MAPPING.replace("0.5", "1.0"))
    truth: list[list[tuple[str, ...]]] = []
    for night in range(30):
        there = [nr for nr in range(1, 9) if (nr * 7 + night // 3) % 5]
        table = [(nr, ("anna", "bo", "cia")[nr % 3], f"E{(nr + night // (2 + nr % 4)) % 3}") for nr in there]
        at = NIGHT + timedelta(days=night)
        taken = deliveries.send(
            "".join(f"{nr};{who};{unit};2024-01-0{nr};;\n" for nr, who, unit in table), extracted_at=at, accept=True
        )
        assert taken.summary.refused == []
        truth.append(sorted((who, "enrolled", f"2024-01-0{nr}", unit) for nr, who, unit in table))
        assert sorted(deliveries.said()) == truth[-1]
    last_new = next(night for night in range(29, -1, -1) if truth[night] != truth[night - 1])
    assert last_new > 20
    for night in range(8, 30):
        assert sorted(deliveries.said(NIGHT + timedelta(days=night, hours=1))) == truth[night]


def test_a_delivery_is_of_its_own_table_only(shop: Shop, desk: Desk) -> None:
    deliveries = Deliveries(shop, desk)
    deliveries.counts(FIRST, extracted_at=NIGHT + timedelta(days=1))
    assert deliveries.mapping.delivery is not None
    other = deliveries.mapping.delivery.model_copy(update={"table": "annan"})
    deliveries.mapping = deliveries.mapping.model_copy(update={"delivery": other})
    assert replace(deliveries.send(FIRST, extracted_at=NIGHT).summary, refused=[]).added == 0


def test_what_the_last_delivery_lacked_was_not_known_before_whatever_day_it_is_about(deliveries: Deliveries) -> None:
    """A full delivery says all that its source knew: a row that comes late is registered the night it comes."""
    deliveries.counts(FIRST)
    assert deliveries.counts(FIRST + SECOND) == (3, 0, 0, 1)
    assert deliveries.said(NIGHT + timedelta(days=1)) == [IN_ANNA]
    assert deliveries.said(NIGHT + timedelta(days=2)) == [IN_ANNA, IN_BO, OUT_BO]
    assert deliveries.counts(FIRST + SECOND) == (0, 0, 0, 3)
    registered = [event for event in deliveries.shop.log.history("bo") if event.kind == "participant_registered"]
    assert [event.recorded_at for event in registered] == [NIGHT + timedelta(days=2)]


def test_what_happened_between_two_deliveries_is_registered_as_the_mapping_says(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST)
    deliveries.counts(FIRST + "2;anna;JC;2024-03-02;;\n", extracted_at=NIGHT + timedelta(days=3))
    new = deliveries.shop.log.history("anna")[-1]
    assert new.recorded_at == datetime(2024, 3, 2, 11, tzinfo=UTC)


def test_when_a_row_itself_says_that_it_was_registered_is_kept(shop: Shop, desk: Desk) -> None:
    mapping = MAPPING.replace("recorded_at = { days_after = 0 }", 'recorded_at = { column = "ut", days_after = 0 }', 1)
    deliveries = Deliveries(shop, desk, mapping[: mapping.rindex("[[events]]")])
    first = "1;anna;AME;2024-01-08;2024-01-20;\n"
    deliveries.counts(first)
    assert deliveries.counts(f"{first}2;anna;JC;2024-01-09;2024-01-10;\n3;anna;X;2024-01-09;;\n") == (2, 0, 0, 1)
    recorded = [event.recorded_at for event in shop.log.history("anna") if event.kind == "enrolled"]
    assert recorded[1:] == [datetime(2024, 1, 10, 11, tzinfo=UTC), NIGHT + timedelta(days=2)]


def refusing_to_open(_: object, positions: Sequence[int]) -> Iterator[Event]:
    assert not positions
    return iter(())


def test_the_same_rows_are_not_opened_however_they_were_dated(deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = SECOND.replace("2024-02-01", "2024-03-04")  # the end is planned on the first nights, and past on the last
    deliveries.counts(FIRST)
    deliveries.counts(FIRST + planned)
    monkeypatch.setattr(comparing.Comparing, "_open", refusing_to_open)
    assert [deliveries.counts(FIRST + planned) for _ in range(3)] == [(0, 0, 0, 3)] * 3


def test_rows_of_who_is_erased_are_counted_and_passed_by(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    erasure = {"participant": "bo", "kind": "erased", "on": "2024-03-02", "basis": "request", "source": "egen", "id": "e"}
    assert deliveries.shop.take_in([erasure]).refused == []
    stored = deliveries.stored()
    taken = deliveries.send(FIRST + SECOND + "3;bo;JC;2024-03-02;;\n", extracted_at=NIGHT + timedelta(days=3))
    assert taken.summary.refused == []
    assert taken.full is not None
    assert (taken.full.new, taken.full.gone, taken.full.same, taken.full.of_erased) == (0, 0, 1, 4)
    assert deliveries.stored() == stored
    assert [record["assumed"] for record in records(deliveries.shop)] == [False, False]


def test_a_row_that_moves_to_who_is_erased_is_gone_from_whom_it_was_about(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST + SECOND)
    deliveries.shop.take_in([{"participant": "bo", "kind": "erased", "on": "2024-03-02", "basis": "request", "id": "e"}])
    taken = deliveries.send(FIRST.replace("anna", "bo"))
    assert (taken.summary.refused, deliveries.said()) == ([], [])


@pytest.mark.parametrize("cut", ["2;bo;AME;2024-0", "2;bo;AME;2024-01-09;2024-", "2;b"])
def test_of_a_file_that_was_cut_off_in_a_row_nothing_is_held_to_be_gone(deliveries: Deliveries, cut: str) -> None:
    deliveries.counts(FIRST + SECOND + "3;cia;JC;2024-01-08;;\n")
    taken = deliveries.send(FIRST + cut)
    assert taken.summary.refused != []
    assert taken.full is not None
    assert (taken.full.changed, taken.full.gone) == (0, 0)
    assert [of[0] for of in deliveries.said()] == ["anna", "bo", "bo", "cia"]


def test_a_mapping_that_calls_its_events_otherwise_is_held_back_instead_of_counting_all_twice(
    deliveries: Deliveries, desk: Desk
) -> None:
    deliveries.counts(rows(range(20)))
    deliveries.mapping = load_mapping(
        str(desk.file(MAPPING.replace('"in-', '"inskriven-').replace('"ut-', '"slut-'), "ny.toml"))
    )
    with pytest.raises(DeliveryHeldBack, match="would count twice"):
        deliveries.send(rows(range(20)))


def test_a_mapping_that_reads_a_code_otherwise_corrects_what_was_read(deliveries: Deliveries, desk: Desk) -> None:
    deliveries.counts(FIRST + SECOND)
    coded = MAPPING.replace('unit = "{enhet}"', 'unit = { column = "enhet", codes = "enhet" }')
    deliveries.mapping = load_mapping(str(desk.file(f'{coded}\n[codes.enhet]\n"AME" = "UJC"\n', "ny.toml")))
    assert deliveries.counts(FIRST + SECOND) == (0, 2, 0, 1)
    assert sorted(of[3] for of in deliveries.said()) == ["A2", "UJC", "UJC"]


def test_a_table_of_no_bytes_and_one_in_another_encoding_are_refused_whole(deliveries: Deliveries) -> None:
    deliveries.counts(FIRST)
    now = NIGHT + timedelta(days=5)
    for content in (b"", f"{HEADER}1;anna;ÅME;2024-01-08;;\n".encode("latin-1")):
        file = deliveries.desk.file(content, "trasig.csv")
        importing, sources = Importing(deliveries.shop.log, now, processes=1), Sources([file], deliveries.mapping, now=now)
        with pytest.raises(Unreadable):
            take_in(importing, sources, delivery_of(deliveries.mapping, [file], now, now))
    assert deliveries.said() == [IN_ANNA]
    assert len(records(deliveries.shop)) == 1


def test_after_a_crash_at_any_step_the_same_delivery_says_what_it_would_have_said(
    deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each night rows are new, changed, moved and gone; the import of night n dies before its write number n."""
    monkeypatch.setattr("domain.intake.pipeline.LINES_A_BIN", 1)
    people = ("anna", "bo", "cia")
    real, night, crashed = Log.write, 0, True
    while crashed:
        table = "".join(f"{nr};{people[(nr + night) % 3]};E{night};2024-01-{nr:02};;\n" for nr in range(night + 1, night + 5))
        at, writes, crashed = NIGHT + timedelta(days=night), itertools.count(), False

        def write(log: Log, *given: Any, writes: Iterator[int] = writes, last: int = night) -> Any:
            if next(writes) == last:
                raise KeyboardInterrupt
            return real(log, *given)

        with monkeypatch.context() as patched:
            patched.setattr(Log, "write", write)
            try:
                deliveries.send(table, extracted_at=at, accept=True)
            except KeyboardInterrupt:
                crashed = True
        deliveries.send(table, extracted_at=at, accept=True)
        expected = {(people[(nr + night) % 3], f"2024-01-{nr:02}", f"E{night}") for nr in range(night + 1, night + 5)}
        assert sorted((who, on, unit) for who, _, on, unit in deliveries.said()) == sorted(expected), night
        assert len(records(deliveries.shop)) == night + 1
        night += 1
    assert night > 3
