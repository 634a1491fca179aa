"""One person in two systems is one participant: found by number in the log, wherever the number was registered first."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as event_of_engine

from domain.errors import Unknown
from domain.intake.bearers import bearers_in
from domain.intake.joining import merge
from domain.intake.mapping import BadRow, Bearer, load_mapping, table_lines
from domain.participant.decisions.refused import Refused
from projections.worlds.coordinates import Coordinates
from projections.worlds.duplicates import possible_duplicates
from tests.domain.intake.mapping.desk import Desk, number
from tests.stores import IMPORTED, Shop

TODAY = date(2030, 1, 1)


def event(kind: str, participant: str, on: str = "2024-01-01", **fields: object) -> Mapping[str, Any]:
    line = {"kind": kind, "participant": participant, "on": on, "recorded_at": f"{on}T12:00:00+01:00", **fields}
    return {"id": "-".join([kind, participant, on]), "source": "egen", **line}


def person(participant: str, identity: str, on: str = "2024-01-01", **fields: object) -> list[Mapping[str, Any]]:
    named = event("identity_registered", participant, on, number=identity, number_type="personnummer", **fields)
    return [event("participant_registered", participant, on, sex="K"), named]


def lines_of(shop: Shop, path: Path, mapping: str) -> list[bytes]:
    lines = [line for _, line in table_lines(path, load_mapping(mapping), {}, bearers_in(shop.log))]
    assert not any(isinstance(line, BadRow) for line in lines)
    return [line for line in lines if isinstance(line, bytes)]


def bearer_of(number: str, shop: Shop) -> Bearer:
    return bearers_in(shop.log)([number])[number]


def duplicates(shop: Shop, as_of: date = TODAY, position: int | None = None) -> list[tuple[Any, ...]]:
    world = shop.worlds.world(Coordinates(as_of, position=position))
    names = dict(world["participants"].select("pid", "participant").iter_rows())
    duplicates = possible_duplicates(shop.log, world)
    assert duplicates.schema == world["findings"].schema
    return [(names[pid], detail, on) for pid, detail, on in duplicates.select("pid", "detail", "from_on").iter_rows()]


CASES = "Ärendenr;Personnr;Enhet;Anvisad av;Anvisad;Inskriven;Avslutad;Avslutsorsak\n"
STUDIES = "Studienr;Personnr;Skolform;Studieväg;Kurs;Antagen;Start;Planerat slut;Slut;Resultat;Bristyrke;Studiemedel\n"


def test_two_systems_tell_of_one_participant_and_the_same_files_again_add_nothing(shop: Shop, desk: Desk) -> None:
    cases = desk.file(f"{CASES}1;{number(100)};AME;;;2024-01-08;;\n", "arenden.csv")
    studies = desk.file(f"{STUDIES}9;{number(100)[2:8]}-{number(100)[8:]};Sfi;2;C;;2024-02-01;;;;;\n", "studier.csv")
    assert shop.take_in(lines_of(shop, cases, "lifecare-arenden")).added == 3
    assert shop.take_in(lines_of(shop, studies, "extens")).added == 1
    for path, mapping in ((cases, "lifecare-arenden"), (studies, "extens")):
        again = shop.take_in(lines_of(shop, path, mapping))
        assert (again.added, again.refused) == (0, [])
    assert len({line["participant"] for line in shop.lines()}) == 1
    assert [line["kind"] for line in shop.lines()].count("identity_registered") == 1
    assert not any(number(100) in line["participant"] + line["id"] for line in shop.lines())


def test_the_key_of_a_new_participant_is_the_same_each_time_and_another_in_another_store(shop: Shop, tmp_path: Path) -> None:
    first = bearer_of(number(100), shop)
    assert first == bearer_of(number(100), shop) == Bearer(first.participant, registered=False)
    other = Shop.open(str(tmp_path / "annat"), tmp_path / "annan.key")
    assert bearer_of(number(100), other).participant != first.participant
    other.close()


def test_a_number_that_was_registered_by_mistake_finds_nobody(shop: Shop) -> None:
    shop.take_in(person("anna", number(100)))
    assert bearer_of(number(100), shop) == Bearer("anna", registered=True)
    shop.take_in([event("retracted", "anna", event="identity_registered-anna-2024-01-01", reason="fel person")])
    assert not bearer_of(number(100), shop).registered


def test_a_key_that_was_made_from_a_mistaken_number_is_not_given_to_the_bearer_of_it(shop: Shop) -> None:
    key = bearer_of(number(100), shop).participant
    shop.take_in(
        [*person(key, number(100)), event("retracted", key, event=f"identity_registered-{key}-2024-01-01", reason="-")]
    )
    right = bearer_of(number(100), shop)
    assert right.participant != key
    assert not right.registered


def test_both_the_old_and_the_new_number_find_the_person(shop: Shop) -> None:
    new = event("identity_replaced", "anna", "2024-05-01", number=number(110), number_type="personnummer")
    shop.take_in([*person("anna", number(100)), new])
    bearers = bearers_in(shop.log)([number(100), number(110)])
    assert bearers[number(100)] == bearers[number(110)] == Bearer("anna", registered=True)


def test_who_is_erased_is_not_made_again_from_their_number(shop: Shop, desk: Desk) -> None:
    path = desk.file(f"{CASES}1;{number(100)};AME;;;2024-01-08;;\n", "arenden.csv")
    shop.take_in(lines_of(shop, path, "lifecare-arenden"))
    (participant,) = {line["participant"] for line in shop.lines()}
    shop.take_in([event("erased", participant, basis="request")])
    again = shop.take_in(lines_of(shop, path, "lifecare-arenden"))
    assert again.added == 0
    assert {refusal.code for refusal in again.refused} == {"erased"}


def test_one_number_under_two_participants_is_a_possible_duplicate_until_they_are_merged(shop: Shop) -> None:
    shop.take_in([*person("anna", number(100)), *person("berit", number(100), "2024-03-01"), *person("cia", number(110))])
    assert duplicates(shop) == [("anna", "berit", date(2024, 3, 1)), ("berit", "anna", date(2024, 3, 1))]
    assert bearer_of(number(100), shop).participant == "anna"
    before, _ = shop.log.rows.head()
    merged = merge(shop.log, "berit", "anna", TODAY, IMPORTED)
    assert (merged.kind, merged.participant) == ("participants_merged", "berit")
    assert duplicates(shop) == []
    assert len(duplicates(shop, position=before)) == 2
    assert bearer_of(number(100), shop) == Bearer("berit", registered=True)


def test_a_duplicate_is_one_from_the_day_that_the_second_has_the_number(shop: Shop) -> None:
    shop.take_in([*person("anna", number(100)), *person("berit", number(100), "2024-03-01")])
    assert duplicates(shop, date(2024, 2, 29)) == []


def test_a_number_that_was_taken_back_makes_no_duplicate(shop: Shop) -> None:
    back = event("retracted", "berit", event="identity_registered-berit-2024-01-01", reason="fel person")
    shop.take_in([*person("anna", number(100)), *person("berit", number(100)), back])
    assert duplicates(shop) == []


def test_what_cannot_be_merged_is_refused(shop: Shop) -> None:
    shop.take_in([*person("anna", number(100)), *person("berit", number(100))])
    with pytest.raises(Unknown, match="nobody"):
        merge(shop.log, "anna", "nobody", TODAY, IMPORTED)
    merge(shop.log, "anna", "berit", TODAY, IMPORTED)
    with pytest.raises(Refused) as refused:
        merge(shop.log, "anna", "berit", TODAY, IMPORTED + timedelta(days=1))
    assert refused.value.finding.code == "already_merged"


def test_many_numbers_are_looked_up_with_as_few_questions_as_one(shop: Shop) -> None:
    shop.take_in([line for nr in range(0, 200, 10) for line in person(f"p{nr}", number(nr))])
    numbers = [number(nr) for nr in range(0, 400, 10)]  # half of them new
    asked: list[int] = []
    for some in (numbers[19:21], numbers):
        with statements(shop) as executed:
            bearers = bearers_in(shop.log)(some)
        asked.append(len(executed))
        assert [bearer.registered for bearer in bearers.values()] == [nr in numbers[:20] for nr in some]
    assert asked[0] == asked[1]
    assert [bearers[each].participant for each in numbers[:20]] == [f"p{nr}" for nr in range(0, 200, 10)]


@contextmanager
def statements(shop: Shop) -> Iterator[list[str]]:
    """The statements that a store's databases execute meanwhile."""
    executed: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        executed.append(statement)

    engines = (shop.log.rows.engine, shop.log.keys.engine)
    for engine in engines:
        event_of_engine.listen(engine, "before_cursor_execute", note)
    yield executed
    for engine in engines:
        event_of_engine.remove(engine, "before_cursor_execute", note)
