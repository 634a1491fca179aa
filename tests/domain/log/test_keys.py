"""The key store: who has a key, who is erased, and what opens what."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from domain.errors import KeyDamaged, KeyExposed, KeyMissing, SealBroken
from domain.log.keys.keystore import SYSTEM, KeyStore
from domain.log.keys.master_key import default_key_path
from domain.log.storage.schema import subjects
from tests.conftest import Open


def test_everybody_named_is_provided_once(key_store: KeyStore) -> None:
    first = key_store.provide(["anna", "bo", "anna"])
    assert set(first) == {"anna", "bo"}
    again = key_store.provide(["bo", "cecilia"])
    assert again["bo"] == first["bo"]
    everyone = {subject.name: subject for subject in key_store.everyone()}
    assert everyone == first | again
    assert len({subject.stream for subject in everyone.values()}) == 3
    assert len({subject.key for subject in everyone.values()}) == 3


def test_only_who_exists_is_found(key_store: KeyStore) -> None:
    anna = key_store.provide(["anna"])["anna"]
    assert anna is not None
    assert key_store.find(["anna", "nobody"]) == {"anna": anna}
    assert key_store.by_stream([anna.stream, os.urandom(16), SYSTEM]) == {anna.stream: anna}


def test_a_reopened_store_gives_the_same_keys_and_hashes(where: str, opened: Open, key_path: Path) -> None:
    first = KeyStore(opened(where, "keys"), key_path)
    anna = first.provide(["anna"])
    second = KeyStore(opened(where, "keys"), key_path)
    assert second.find(["anna"]) == anna
    assert hashes(second) == hashes(first)


def hashes(keys: KeyStore) -> list[object]:
    return [
        keys.name_hash("x"),
        keys.number_hash("x"),
        keys.event_key("x", "y"),
        keys.content(b"x"),
        keys.system,
        keys.system_stream("publications"),
    ]


def test_each_purpose_has_hashes_of_its_own(key_store: KeyStore) -> None:
    prefixes = {key_store.name_hash("x")[:16], key_store.number_hash("x")[:16], key_store.content(b"x")}
    assert len(prefixes) == 3
    assert key_store.event_key("ab", "c") != key_store.event_key("a", "bc")
    assert len(key_store.name_hash("x")) == len(key_store.number_hash("x")) == 32
    assert len(key_store.event_key("a", "b")) == len(key_store.content(b"")) == 16


def test_another_stores_hashes_are_others(sqlite_where: str, opened: Open, tmp_path: Path) -> None:
    first = KeyStore(opened(f"{sqlite_where}1", "keys"), tmp_path / "one.key")
    second = KeyStore(opened(f"{sqlite_where}2", "keys"), tmp_path / "two.key")
    assert not set(hashes(first)) & set(hashes(second))


def test_system_streams_are_fixed_and_apart(key_store: KeyStore) -> None:
    erasures, publications = key_store.system_stream("erasures"), key_store.system_stream("publications")
    assert erasures == key_store.system_stream("erasures")
    assert len({erasures.stream, publications.stream, key_store.system.stream, SYSTEM}) == 4
    assert len({erasures.key, publications.key, key_store.system.key}) == 3


def test_who_is_erased_never_comes_back(key_store: KeyStore) -> None:
    anna, bo = (key_store.provide(["anna", "bo"])[name] for name in ("anna", "bo"))
    assert anna is not None
    key_store.destroy([anna.stream])
    assert key_store.provide(["anna", "bo"]) == {"anna": None, "bo": bo}
    assert key_store.find(["anna"]) == {"anna": None}
    assert key_store.by_stream([anna.stream]) == {}
    assert list(key_store.everyone()) == [bo]


def test_the_system_key_is_not_destroyed(key_store: KeyStore) -> None:
    with pytest.raises(ValueError, match="system key"):
        key_store.destroy([SYSTEM])


def test_a_destroyed_key_is_in_no_file(sqlite_where: str, opened: Open, key_path: Path) -> None:
    engine = opened(sqlite_where, "keys")
    keys = KeyStore(engine, key_path)
    people = [subject for subject in keys.provide([f"person {number}" for number in range(50)]).values() if subject]
    with engine.connect() as connection:
        kept = connection.execute(select(subjects.c.stream, subjects.c.wrapped, subjects.c.name)).all()
    gone = {subject.stream for subject in people[::2]}
    keys.destroy(sorted(gone))
    files = b"".join(file.read_bytes() for file in Path(sqlite_where).iterdir())
    in_files = {(stream, column in files) for stream, *columns in kept for column in columns if column is not None}
    assert in_files == {(stream, stream not in gone) for stream, *_ in kept}


def test_a_name_and_a_key_never_stand_in_clear(sqlite_where: str, opened: Open, key_path: Path) -> None:
    keys = KeyStore(opened(sqlite_where, "keys"), key_path)
    anna = keys.provide(["anna-1"])["anna-1"]
    assert anna is not None
    files = b"".join(file.read_bytes() for file in Path(sqlite_where).iterdir())
    assert keys.name_hash("anna-1") in files
    assert b"anna-1" not in files
    assert anna.key not in files


def test_a_key_moved_to_another_participant_does_not_open(key_store: KeyStore) -> None:
    anna, bo = (key_store.provide(["anna", "bo"])[name] for name in ("anna", "bo"))
    assert anna is not None
    assert bo is not None
    with key_store.engine.begin() as connection:
        wrapped = connection.execute(select(subjects.c.wrapped).where(subjects.c.stream == bo.stream)).scalar_one()
        connection.execute(update(subjects).where(subjects.c.stream == anna.stream).values(wrapped=wrapped))
    with pytest.raises(SealBroken):
        key_store.find(["anna"])


def test_many_who_provide_at_once_agree(key_store: KeyStore) -> None:
    names = [f"person {number}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(key_store.provide, [names[start:] + names[:start] for start in range(0, 40, 10)]))
    assert all(answer == answers[0] for answer in answers)
    assert len(list(key_store.everyone())) == 40


def test_the_key_file_is_the_owners_alone(key_store: KeyStore, key_path: Path) -> None:
    assert key_store.system.name == "system"
    assert key_path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in key_path.parent.glob("master*")] == ["master.key"]


def test_a_key_file_that_others_can_read_is_refused(where: str, opened: Open, key_path: Path) -> None:
    KeyStore(opened(where, "keys"), key_path)
    for mode in (0o640, 0o604, 0o620):
        key_path.chmod(mode)
        with pytest.raises(KeyExposed, match=f"mode {mode:o}"):
            KeyStore(opened(where, "keys"), key_path)


def test_a_missing_key_file_is_not_made_anew(where: str, opened: Open, key_path: Path) -> None:
    KeyStore(opened(where, "keys"), key_path)
    key_path.unlink()
    with pytest.raises(KeyMissing, match=str(key_path)):
        KeyStore(opened(where, "keys"), key_path)
    assert not key_path.exists()


def test_a_key_file_that_is_there_is_used_not_overwritten(sqlite_where: str, opened: Open, key_path: Path) -> None:
    KeyStore(opened(f"{sqlite_where}1", "keys"), key_path)
    before = key_path.read_bytes()
    KeyStore(opened(f"{sqlite_where}2", "keys"), key_path).provide(["anna"])
    assert key_path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"epochs": {}}', '{"epochs": {"1": "AAAA"}}', '{"epochs": {"x": 1}}'])
def test_a_file_that_is_no_key_file_is_reported(where: str, opened: Open, key_path: Path, content: str) -> None:
    key_path.write_text(content)
    key_path.chmod(0o600)
    with pytest.raises(KeyDamaged, match=str(key_path)):
        KeyStore(opened(where, "keys"), key_path)
    assert key_path.read_text() == content


def test_the_wrong_key_file_opens_nothing(where: str, opened: Open, sqlite_where: str, tmp_path: Path) -> None:
    KeyStore(opened(f"{sqlite_where}-other", "keys"), tmp_path / "other.key")
    KeyStore(opened(where, "keys"), tmp_path / "right.key")
    with pytest.raises(SealBroken):
        KeyStore(opened(where, "keys"), tmp_path / "other.key")


def test_the_key_stands_outside_the_store() -> None:
    assert default_key_path("/srv/rodtrad/store") == Path("/srv/rodtrad/store.key")
    assert default_key_path("/srv/rodtrad/store.d/") == Path("/srv/rodtrad/store.d.key")
    home = Path.home() / ".config" / "rodtrad"
    assert default_key_path("postgresql://me:pw@db.example:5433/ame") == home / "db.example_5433_ame.key"
    assert default_key_path("postgresql:///ame?host=/var/run") == home / "-var-run_5432_ame.key"


def test_the_rows_of_the_keys_table_are_what_they_say(key_store: KeyStore) -> None:
    key_store.provide(["anna"])
    with key_store.engine.connect() as connection:
        rows = connection.execute(text("SELECT stream, name, wrapped, epoch FROM keys ORDER BY stream")).all()
    assert [(len(wrapped), epoch) for _, _, wrapped, epoch in rows] == [(60, 1), (60, 1)]
    assert (bytes(rows[0][0]), rows[0][1]) == (SYSTEM, None)
