"""A bundle is anchored if somebody outside has cosigned the head of the log that its entries are in."""

from pathlib import Path

import pytest

from domain.log.proving.checkpoints import Checkpoints
from domain.log.proving.witness import Witness
from domain.proof.checkpoints import Trusted
from domain.proof.notes import COSIGNATURE, Signer, VerifierKey
from projections.bundles.verifying import verify
from tests.projections.bundles.sample_bundles import bundle, opened
from tests.projections.bundles.test_verifying import of_one
from tests.projections.publishing.test_changes import paid, registered
from tests.stores import Shop


@pytest.fixture
def keys(shop: Shop) -> tuple[str, list[VerifierKey]]:
    """Of a publication: its id, and the log's public keys."""
    name, _ = of_one(shop, *registered("a", "b", "c"), paid("a"), paid("b"))
    return name, Checkpoints(shop.log).keys()


def said(archive: bytes, trusted: Trusted) -> tuple[bool, str]:
    result = verify(archive, "bundle.zip", trusted)
    return result.ok, next((note.text.en for note in result.notes if "anchored" in note.name), "")


def test_a_publication_is_covered_by_a_checkpoint(shop: Shop, keys: tuple[str, list[VerifierKey]]) -> None:
    name, log = keys
    archive = bundle(shop, name)
    anchor = opened(archive).anchor
    assert anchor is not None
    assert anchor.opened.size >= opened(archive).figure.log_position
    assert said(archive, Trusted()) == (True, "not anchored: the bundle has a checkpoint of "
        f"{log[0].name}, but without the log's public key it is not tried who signed it")  # fmt: skip
    ok, says = said(archive, Trusted(log))
    assert (ok, "itself has signed the head after" in says) == (True, True)


def test_what_a_witness_has_cosigned_is_anchored(shop: Shop, keys: tuple[str, list[VerifierKey]], tmp_path: Path) -> None:
    name, log = keys
    kept, witness = Checkpoints(shop.log), Witness.create(tmp_path / "w", "revision.example/v1")
    witness.trust(log[0])
    before = bundle(shop, name)
    kept.add_cosignatures(witness.cosign(str(kept.request_to(witness.signer.key)), 1_700_000_000), [witness.signer.key])
    ok, says = said(bundle(shop, name), Trusted(log, [witness.signer.key]))
    assert ok
    assert says.startswith("anchored: ")
    assert says.endswith("cosigned by revision.example/v1 2023-11-14")
    assert said(before, Trusted(log, [witness.signer.key]))[0] is False


def test_another_key_than_the_logs_or_a_witness_who_has_not_signed_is_seen(
    shop: Shop, keys: tuple[str, list[VerifierKey]]
) -> None:
    name, log = keys
    archive, stranger = bundle(shop, name), Signer(log[0].name, bytes(32))
    assert said(archive, Trusted([stranger.key]))[0] is False
    assert said(archive, Trusted(log, [Signer("w", bytes(32), COSIGNATURE).key]))[0] is False
