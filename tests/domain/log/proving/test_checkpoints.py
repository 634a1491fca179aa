"""Checkpoints are signed only of what is consistent with what was signed before, and witnesses cosign only the same."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.http.signing import sign
from domain.errors import KeyExposed, LogAltered, StoreFull
from domain.log.keys.signing_key import add_signer, read_signers
from domain.log.proving.checkpoints import Checkpoints
from domain.log.proving.entry_proofs import proof_of_entry
from domain.log.proving.leaf_ranges import proof_of_growth
from domain.log.proving.witness import FORKED, MALFORMED, OTHER_SIZE, UNKNOWN, UNSIGNED, CosigningRefused, Witness
from domain.log.rows import leaf_of
from domain.proof.checkpoints import Checkpoint, Trusted
from domain.proof.notes import NoteBroken, SignedNote, Signer, cosigned_at
from domain.proof.requests import CosigningRequest
from domain.proof.tree import leaf_hash
from tests.projections.publishing.test_changes import registered
from tests.stores import Shop

NOW = datetime(2040, 1, 1, 12, tzinfo=UTC)
AT = 2_208_945_600


def grow(shop: Shop, *names: str) -> None:
    assert not shop.take_in(registered(*names)).refused


@pytest.fixture
def kept(shop: Shop) -> Checkpoints:
    """Of a log of three entries, one checkpoint."""
    grow(shop, "a", "b", "c")
    checkpoints = Checkpoints(shop.log)
    checkpoints.make(NOW, "kommun.example/ame")
    return checkpoints


@pytest.fixture
def witness(tmp_path: Path, kept: Checkpoints) -> Witness:
    witness = Witness.create(tmp_path / "witness", "revision.example/v1")
    witness.trust(kept.keys()[0])
    return witness


def cosigned(kept: Checkpoints, witness: Witness) -> str:
    note = witness.cosign(str(kept.request_to(witness.signer.key)), AT)
    kept.add_cosignatures(note, [witness.signer.key])
    return note


def test_a_checkpoint_says_what_the_log_is_and_is_kept(shop: Shop, kept: Checkpoints) -> None:
    (first,) = kept
    checkpoint, _ = Trusted(kept.keys()).opened(first.note)
    assert checkpoint == Checkpoint("kommun.example/ame", *shop.log.rows.head())
    assert kept.make(NOW) == first  # nothing is signed twice
    grow(shop, "d")
    assert [each.size for each in (kept.make(NOW), *kept)] == [4, 3, 4]


def test_a_log_that_grows_is_signed_each_hour(shop: Shop, kept: Checkpoints) -> None:
    later = NOW + timedelta(hours=1)
    assert kept.make_if_due(later) is None  # it has not grown
    grow(shop, "d")
    assert kept.make_if_due(later - timedelta(seconds=1)) is None
    signed = kept.make_if_due(later)
    assert signed is not None
    assert signed.size == 4


def test_nothing_is_signed_before_somebody_has_begun(shop: Shop) -> None:
    grow(shop, "a")
    assert Checkpoints(shop.log).make_if_due(NOW) is None


def test_a_server_signs_what_is_due_and_reports_what_it_cannot(
    shop: Shop, kept: Checkpoints, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(shop, "d")  # signed in 2040, so that nothing is due for long
    sign(shop.log)
    assert [each.size for each in kept] == [3]
    monkeypatch.setattr(Checkpoints, "make_if_due", lambda *_: kept.make(NOW))
    kept.key_path.chmod(0o644)
    sign(shop.log)
    assert "readable by others" in caplog.text
    kept.key_path.chmod(0o600)
    sign(shop.log)
    assert [each.size for each in kept] == [3, 4]


def test_the_signing_key_is_its_owners_alone(kept: Checkpoints) -> None:
    assert kept.key_path.stat().st_mode & 0o777 == 0o600
    kept.key_path.chmod(0o640)
    with pytest.raises(KeyExposed):
        kept.make(NOW)


def test_a_key_that_has_signed_nothing_is_not_kept(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoints = Checkpoints(shop.log)

    def full(*_: object) -> None:
        raise StoreFull(where="")

    with monkeypatch.context() as failing:
        failing.setattr("domain.log.proving.checkpoints.insert", full)
        with pytest.raises(StoreFull):
            checkpoints.make(NOW)
    assert list(checkpoints.key_path.parent.glob("*signing*")) == []
    assert checkpoints.make(NOW).size == 0


def test_a_key_whose_process_ended_before_it_was_in_its_place_is_put_there(kept: Checkpoints) -> None:
    (key,) = kept.keys()
    kept.key_path.rename(kept.key_path.with_name(f"{kept.key_path.name}.{key.id.hex()}"))
    assert kept.make(NOW).key == key
    assert kept.key_path.exists()


def test_a_log_without_a_name_bears_the_stores_id(shop: Shop) -> None:
    assert shop.log.id is not None
    assert Checkpoints(shop.log).make(NOW).note.startswith(f"rodtrad/{shop.log.id.hex()}\n0\n")


def test_nothing_is_signed_that_was_altered_since_it_was_written(shop: Shop, kept: Checkpoints) -> None:
    grow(shop, "d")
    (entry,) = shop.log.rows.at([4])
    with shop.log.rows.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER events_are_not_changed")
        else:
            connection.exec_driver_sql("ALTER TABLE events DISABLE TRIGGER ALL")
        connection.exec_driver_sql(f"UPDATE events SET stored_at = {entry.stored_at + 1} WHERE position = 4")
    with pytest.raises(LogAltered, match=r"position 4, stream .*: it is other than its leaf"):
        kept.make(NOW)
    assert [each.size for each in kept] == [3]


def test_a_new_key_is_vouched_for_by_the_old(shop: Shop, kept: Checkpoints) -> None:
    (old,) = kept.keys()
    add_signer(kept.key_path)
    signed = kept.make(NOW)
    new = signed.key
    assert new != old
    assert [Trusted([key]).opened(signed.note)[0].size for key in (old, new)] == [3, 3]
    grow(shop, "d")
    after = kept.make(NOW)
    with pytest.raises(NoteBroken):
        Trusted([old]).opened(after.note)
    assert list(kept.faults()) == []
    assert kept.keys() == [new, old]


def test_an_entry_is_proven_with_the_bytes_that_are_stored(shop: Shop, kept: Checkpoints) -> None:
    proof = proof_of_entry(shop.log, 2, NOW)
    (stored,) = shop.log.rows.at([2])
    assert leaf_hash(proof.entry) == leaf_of(2, stored.stored_at, *stored[:9])
    assert proof.holds(leaf_hash(proof.entry), Trusted(kept.keys()))


def test_a_witness_cosigns_what_has_grown_from_what_it_saw(shop: Shop, kept: Checkpoints, witness: Witness) -> None:
    for size, names in ((3, ()), (7, ("d", "e", "f", "g")), (8, ("h",))):
        if names:
            grow(shop, *names)
            kept.make(NOW)
        note = cosigned(kept, witness)
        last = kept.last()
        assert last is not None
        checkpoint, signed = Trusted(kept.keys(), [witness.signer.key]).opened(last.note)
        assert (checkpoint.size, signed) == (size, [witness.signer.key])
        assert cosigned_at(SignedNote.parse(note).signatures[-1]) == AT
        assert witness.last(checkpoint.origin) == note


def test_a_cosignature_is_kept_once(kept: Checkpoints, witness: Witness) -> None:
    cosigned(kept, witness)
    again = witness.cosign(str(kept.request_to(witness.signer.key)), AT + 1)
    kept.add_cosignatures(again, [witness.signer.key])
    last = kept.last()
    assert last is not None
    assert last.note.count("revision.example/v1") == 1


def refused(witness: Witness, request: CosigningRequest | str) -> int:
    with pytest.raises(CosigningRefused) as refusal:
        witness.cosign(str(request), AT)
    return refusal.value.status


def test_a_witness_refuses_as_the_published_protocol_says(shop: Shop, kept: Checkpoints, witness: Witness) -> None:
    request = kept.request_to(witness.signer.key)
    stranger, text = Signer("kommun.example/ame", bytes(32)), SignedNote.parse(request.note).text
    assert refused(witness, "no request") == MALFORMED
    assert refused(witness, request._replace(old=4)) == MALFORMED
    assert refused(witness, request._replace(note=str(SignedNote(text, (stranger.sign(text),))))) == UNSIGNED
    other = Checkpoint("another.example/log", 0, bytes(32)).text
    assert refused(witness, request._replace(note=str(SignedNote(other, (stranger.sign(other),))))) == UNKNOWN
    assert refused(witness, request._replace(proof=[bytes(32)])) == FORKED
    cosigned(kept, witness)
    assert refused(witness, request) == OTHER_SIZE
    assert refused(witness, request._replace(old=3, proof=[bytes(32)])) == FORKED


def test_a_log_that_is_forked_behind_a_witness_is_refused_and_the_proof_is_kept(
    kept: Checkpoints, witness: Witness, shops: Callable[[str], Shop], tmp_path: Path
) -> None:
    """Another store, signed with the log's own key: what somebody can make who has everything but the witness."""
    before = cosigned(kept, witness)
    fork = shops(str(tmp_path / "fork"))
    grow(fork, "a", "b", "x", "y")
    (signer,) = read_signers(kept.key_path)
    text = Checkpoint(signer.name, *fork.log.rows.head()).text
    note = str(SignedNote(text, (signer.sign(text),)))
    request = CosigningRequest(3, proof_of_growth(fork.log, 3, 4), note)
    assert refused(witness, request) == FORKED
    assert witness.last(signer.name) == before
    (evidence,) = (witness.folder / "refused").iterdir()
    assert evidence.read_text("utf-8") == str(request)
