"""Of the erased nothing is left in any file, nor in what a copy holds for whoever has the key of today, nor after a kill."""

import base64
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, select, update

from domain.errors import EpochMissing, SealBroken
from domain.identity import one_form
from domain.log.application import Log
from domain.log.keys.keystore import KeyStore
from domain.log.storage import cleaning
from domain.log.storage.facts_folder import facts_folder
from domain.log.storage.schema import events, identities, key_store, subjects
from projections.worlds.store import Worlds
from tests.conftest import Many
from tests.domain.log.test_crashes import NOW, clear, take_in
from tests.domain.log.test_rotation import epochs
from tests.processes import apart
from tests.projections.facts.test_catch_up import erased, person
from tests.stores import Shop

WHO, NUMBER, NAME, TEXT = "kanariefagel", "199005152386", "Kanarie Fågelström", "har brutit benet i Kanarieviken"
STAYS = "stannar"
STAYS_NUMBER = "197010063983"


def lives(who: str, number: str) -> list[Mapping[str, Any]]:
    identity = {"kind": "identity_registered", "participant": who, "on": "2020-01-02", "number": number,
                "number_type": "personnummer", "name": NAME, "id": f"{who}-identity"}  # fmt: skip
    named = {"kind": "exited", "participant": who, "on": "2020-02-01", "enrolment_id": f"e{who}", "id": f"{who}-exit"}
    missed = {"kind": "appointment_booked", "participant": who, "on": "2020-02-01", "appointment_id": "m",
              "purpose": TEXT, "id": f"{who}-m"}  # fmt: skip
    return [*person(who), identity, named, missed]


def written(text: str) -> Iterator[bytes]:
    """A text in all forms that it may be written in."""
    for code in ("utf-8", "utf-16-le", "utf-16-be"):
        plain = text.encode(code)
        yield from (plain, plain.hex().encode(), base64.b64encode(plain)[:-4])


def traces(log: Log) -> dict[str, bytes]:
    """What the files hold of somebody, as they hold it, and what they should never have held."""
    subject = log.keys.find([WHO])[WHO]
    assert subject is not None
    found = {f"{text} {number}": form for text in (WHO, NUMBER, NAME, TEXT) for number, form in enumerate(written(text))}
    with log.keys.engine.connect() as connection:
        row = connection.execute(select(subjects).where(subjects.c.stream == subject.stream)).one()
        found |= {"sealed name": row.name, "wrapped key": row.wrapped}
    with log.rows.engine.connect() as connection:
        for each in connection.execute(select(events).where(events.c.stream == subject.stream)):
            found |= {f"data {each.version}": each.data[-30:], f"event key {each.version}": each.event_key}
            found |= {} if each.person is None else {f"person {each.version}": each.person[-30:]}
        for each in connection.execute(select(identities).where(identities.c.stream == subject.stream)):
            found["number"] = each.number_hash
    return found


def files(where: str) -> Iterator[Path]:
    """All files in which the store lies now. PostgreSQL's own journal is not: it is gone through by `test_…copy…`."""
    if where.startswith("postgresql"):
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            (top,) = connection.execute("SHOW data_directory").fetchone() or ("",)
            (own,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone() or (0,)
        yield from (path for path in (Path(top) / "base" / str(own)).rglob("*") if path.is_file())
        yield from (path for path in facts_folder(where).rglob("*") if path.is_file())
    else:
        yield from (path for path in Path(where).rglob("*") if path.is_file())


def left(where: str, found: Mapping[str, bytes]) -> set[str]:
    content = b"\n".join(path.read_bytes() for path in files(where))
    return {name for name, form in found.items() if form in content}


def sealed(found: Mapping[str, bytes]) -> set[str]:
    """The traces that a living participant has in the files; the others never stand there."""
    return {name for name in found if name.split()[0] in ("sealed", "wrapped", "data", "event", "person", "number")}


@pytest.fixture
def town(shop: Shop) -> Shop:
    shop.take_in([*lives(WHO, NUMBER), *lives(STAYS, STAYS_NUMBER)])
    shop.worlds.head()
    return shop


def test_of_the_erased_nothing_is_left_in_any_file(town: Shop) -> None:
    found = traces(town.log)
    assert left(town.log.where, found) == sealed(found)
    town.take_in(erased(WHO))
    assert town.worlds.forget_erased()
    town.worlds.head()
    assert left(town.log.where, found) == set()
    assert {row.stream for row in town.log.rows.read()} >= {town.log.keys.find([STAYS])[STAYS].stream}  # type: ignore[union-attr]


def test_a_number_is_still_found_after_an_erasure_and_that_of_the_erased_is_not(town: Shop) -> None:
    def bearing(number: str) -> list[bytes]:
        return town.log.rows.with_number(town.log.keys.number_hash(one_form(number)))

    (stays,) = bearing(STAYS_NUMBER)
    assert len(bearing(NUMBER)) == 1
    town.take_in(erased(WHO))
    assert town.worlds.forget_erased()
    assert bearing(STAYS_NUMBER) == [stays]
    assert bearing(NUMBER) == []
    town.take_in([{**lives("tredje", STAYS_NUMBER)[0]}, lives("tredje", STAYS_NUMBER)[-3]])
    assert len(bearing(STAYS_NUMBER)) == 2
    assert len(town.log.rows.of_shared_numbers()) == 2


def test_the_key_of_today_opens_no_copy_from_before_an_erasure_nor_the_numbers_in_it(
    town: Shop, tmp_path: Path, key_path: Path
) -> None:
    """What a back-up, a free page or PostgreSQL's journal holds is what the store held: the rows of the key store."""
    subject = town.log.keys.find([WHO])[WHO]
    assert subject is not None
    with town.log.keys.engine.connect() as connection:
        former = connection.execute(select(subjects)).all()
    with town.log.rows.engine.connect() as connection:
        (number,) = connection.execute(select(identities.c.number_hash).where(identities.c.stream == subject.stream)).scalars()
    keys = town.log.keys
    number_hash = keys.number_hash(one_form(NUMBER))
    assert number in keys.numbers.stored_as([number_hash]), "the control: before, whoever has the key can try every number"
    town.take_in(erased(WHO))
    assert town.worlds.forget_erased()
    again = KeyStore(keys.engine, key_path)
    for row in former:
        with pytest.raises(EpochMissing):
            again._key(row)
    assert number not in again.numbers.stored_as([number_hash])
    with pytest.raises(SealBroken):
        again.numbers.opened([number])


def test_a_copy_of_the_whole_store_from_before_an_erasure_does_not_open(
    sqlite_where: str, shops: Callable[[str], Shop], key_path: Path, tmp_path: Path
) -> None:
    shop = shops(sqlite_where)
    shop.take_in(lives(WHO, NUMBER))
    shutil.copytree(sqlite_where, tmp_path / "copy")
    Log(str(tmp_path / "copy"), key_path).close()
    shop.take_in(erased(WHO))
    assert shop.worlds.forget_erased()
    with pytest.raises(EpochMissing):
        Log(str(tmp_path / "copy"), key_path)


def erase_and_die(where: str, key: Path, cache: str, step: int) -> None:
    """Dies, with no time to clean up, just before the given commit, statement outside one, file, sync or renaming."""
    os.environ["XDG_CACHE_HOME"] = cache
    log = Log(where, key)
    worlds = Worlds(log, processes=1)
    taken = 0

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == step:
                os._exit(9)
            return act(*args, **kwargs)

        return counted

    for name in ("rename", "fsync", "unlink"):
        setattr(os, name, dying(getattr(os, name)))
    cleaning.truncate_wal = dying(cleaning.truncate_wal)  # type: ignore[attr-defined]
    cleaning._wait_for_older = dying(cleaning._wait_for_older)  # type: ignore[attr-defined]
    event.listen(Engine, "commit", dying(lambda *_: None))
    take_in(log, f"2023-01-01 {WHO} erased basis=request id=9")
    worlds.forget_erased()
    os._exit(0)


def test_who_is_killed_at_any_step_of_an_erasure_leaves_nothing_after_the_next_start(
    where: str, tmp_path: Path, many: Many
) -> None:
    ended: list[int] = []
    for step in range(1, 200, many(1, 6)):
        here = where if where.startswith("postgresql") else f"{where}-{step}"
        key, cache = tmp_path / f"{step}.key", tmp_path / f"cache-{step}"
        clear(here)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(cache))
            found = _founded(here, key)
            child = apart.Process(target=erase_and_die, args=(here, key, str(cache), step))
            child.start()
            child.join()
            ended.append(child.exitcode or 0)
            log = Log(here, key, create=False)
            gone = log.rows.fences() != []
            assert left(here, found) == (set() if gone else sealed(found)), f"step {step}"
            assert gone or child.exitcode == 9, f"step {step}"
            assert sorted(path.name for path in tmp_path.glob(f"{step}.key*")) == [f"{step}.key"], f"step {step}"
            assert ("1" in epochs(key)) != gone, f"step {step}: the former master key"
            log.close()
        if child.exitcode == 0:
            break
    assert set(ended[:-1]) == {9}
    assert ended[-1] == 0
    assert len(ended) > 3


def _founded(where: str, key: Path) -> dict[str, bytes]:
    """A store with two participants, and facts at the head and of another position."""
    shop = Shop.open(where, key)
    shop.take_in([*lives(WHO, NUMBER), *lives(STAYS, STAYS_NUMBER)], now=NOW)
    shop.worlds.head()
    found = traces(shop.log)
    shop.close()
    return found


def test_a_store_of_an_earlier_version_is_cleaned_at_its_first_start_and_keeps_its_master_key(
    where: str, shops: Callable[[str], Shop], key_path: Path
) -> None:
    """It held the hashes of numbers as they are; a copy of it may be in use with the same key file."""
    shop = shops(where)
    shop.take_in([*lives(WHO, NUMBER), *lives(STAYS, STAYS_NUMBER)])
    shop.take_in(erased(WHO))
    number_hash = shop.log.keys.number_hash(one_form(STAYS_NUMBER))
    with shop.log.rows.engine.begin() as connection:
        connection.execute(update(identities).values(number_hash=number_hash))
    with shop.log.keys.engine.begin() as connection:
        connection.execute(update(key_store).values(cleaned=-1))
    assert len(shop.log.rows.with_number(number_hash)) == 1, "while nobody can write, it is found all the same"
    again = shops(where)
    assert len(again.log.rows.with_number(number_hash)) == 1
    assert left(where, {"as it is": number_hash}) == set()
    assert epochs(key_path) == {"1"}


def test_who_reads_for_long_holds_up_the_cleaning_and_the_next_start_does_it(
    postgresql_where: str, shops: Callable[[str], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "PATIENCE", 0.1)
    shop = shops(postgresql_where)
    shop.take_in([*lives(WHO, NUMBER), *lives(STAYS, STAYS_NUMBER)])
    found = traces(shop.log)
    with psycopg.connect(postgresql_where) as reading:
        reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reading.execute("SELECT count(*) FROM rodtrad_log.events")
        shop.take_in(erased(WHO))
        assert not shop.worlds.forget_erased()
    again = shops(postgresql_where)
    assert again.log.finished_erasures
    assert left(postgresql_where, found) == set()
