"""Signed notes, checkpoints and proof files: as C2SP publishes them, and no byte of what is checked can be another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.proof.checkpoints import Checkpoint, Inclusion, Trusted
from domain.proof.notes import COSIGNATURE, NoteBroken, SignedNote, Signer, VerifierKey, cosigned_at, signed_by
from domain.proof.proofs import inclusion_proof
from tests.conftest import Many
from tests.domain.proof.test_proofs import roots, some_leaves

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
"""The example of C2SP's signed-note."""
NEUMANN = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NEUMANN_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
"""The example of Go's package for signed notes."""
COSIGNED = (
    "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
)
"""The message that C2SP's tlog-cosignature says that a witness signs of its example."""
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
"""The example of C2SP's tlog-cosignature."""

LOG, WITNESS = Signer("kommun.example/ame", bytes(range(32))), Signer("revision.example/w1", bytes(32), COSIGNATURE)
TRUSTED = Trusted([LOG.key], [WITNESS.key])


def signed_checkpoint(size: int, root: bytes) -> str:
    text = Checkpoint(LOG.name, size, root).text
    return str(SignedNote(text, (LOG.sign(text), WITNESS.cosign(text, 1_700_000_000))))


def proof_file() -> tuple[Inclusion, bytes]:
    leaves = some_leaves(11)
    note = signed_checkpoint(11, roots(leaves)(0, 11))
    return Inclusion(4, inclusion_proof(4, 11, roots(leaves)), note), leaves[4]


def test_the_published_examples_verify_and_are_written_as_they_are_published() -> None:
    note = SignedNote.parse(EXAMPLE)
    key = VerifierKey.parse(EXAMPLE_KEY)
    assert (signed_by(note, [key]), str(note), str(key)) == ([key], EXAMPLE, EXAMPLE_KEY)
    signer = Signer.parse(NEUMANN)
    assert (str(signer), str(signer.key), str(signer.sign(NEUMANN_TEXT))) == (NEUMANN, NEUMANN_KEY, NEUMANN_LINE)


def test_the_published_checkpoint_is_read_with_its_witness() -> None:
    note = SignedNote.parse(SOFA)
    checkpoint = Checkpoint.of(note)
    assert (checkpoint.origin, checkpoint.size, str(note)) == ("example.com/behind-the-sofa", 20852163, SOFA)
    assert cosigned_at(note.signatures[1]) == 1679315147


def test_a_witness_signs_the_published_message() -> None:
    signature = WITNESS.cosign(Checkpoint.of(SignedNote.parse(SOFA)).text, 1679315147).signature
    assert signature[:8] == (1679315147).to_bytes(8, "big")
    Ed25519PublicKey.from_public_bytes(WITNESS.key.public).verify(signature[8:], COSIGNED.encode())


def test_a_proof_file_is_read_as_it_is_written() -> None:
    proof, leaf = proof_file()
    assert Inclusion.parse(str(proof)) == proof
    assert proof.holds(leaf, TRUSTED)
    assert str(proof).startswith("c2sp.org/tlog-proof@v1\nindex 4\n")
    with_entry = replace(proof, entry=b"sealed")
    assert Inclusion.parse(str(with_entry)) == with_entry


def accepted(check: Callable[[str], bool], written: str) -> bool:
    try:
        return check(written)
    except NoteBroken:
        return False


def altered(written: str, chance: Random) -> Iterator[str]:
    """One byte at a time, each place in turn: another sign, or none."""
    for at, sign in enumerate(written):
        other = chance.choice([other for other in "aZ0+/= \n\u2014\x00é" if other != sign])
        yield written[:at] + other + written[at + 1 :]
        yield written[:at] + written[at + 1 :]
    yield from (written + more for more in ("\n", "x", written))


def test_no_byte_of_a_checkpoint_or_a_proof_file_can_be_another(many: Many) -> None:
    proof, leaf = proof_file()
    checks: list[tuple[Callable[[str], bool], str]] = [
        (lambda written: TRUSTED.opened(written)[1] == [WITNESS.key], proof.note),
        (lambda written: Inclusion.parse(written).holds(leaf, TRUSTED), str(proof)),
    ]
    for check, written in checks:
        assert accepted(check, written)
        for seed in range(many(15)):
            assert [other for other in altered(written, Random(seed)) if accepted(check, other)] == []


def test_a_signature_of_an_unknown_key_says_nothing() -> None:
    stranger = Signer(LOG.name, bytes([7] * 32))
    text = Checkpoint(LOG.name, 1, bytes(32)).text
    note = str(SignedNote(text, (stranger.sign(text),)))
    with pytest.raises(NoteBroken, match="the log has not signed it"):
        TRUSTED.opened(note)
    both = str(SignedNote(text, (stranger.sign(text), LOG.sign(text))))
    assert TRUSTED.opened(both) == (Checkpoint(LOG.name, 1, bytes(32)), [])


def test_a_witness_is_no_log_and_a_log_is_no_witness() -> None:
    text = Checkpoint(LOG.name, 1, bytes(32)).text
    as_witness = Signer(LOG.name, LOG.seed, COSIGNATURE)
    assert as_witness.key.id != LOG.key.id
    with pytest.raises(NoteBroken):
        TRUSTED.opened(str(SignedNote(text, (as_witness.cosign(text, 1),))))
    assert not as_witness.key.has_signed(text, as_witness.cosign(text, 2**63).signature)
    assert not as_witness.key.has_signed(text, LOG.sign(text).signature)


@pytest.mark.parametrize(
    "text",
    [
        "kommun.example/ame\n01\n{root}\n",
        "kommun.example/ame\n-1\n{root}\n",
        "kommun.example/ame\n1\n{root}\nmore\n",
        "kommun.example/ame\n1\nAAAA\n",
        "kommun.example/ame\n1\n",
        "kommun example\n1\n{root}\n",
        "\n1\n{root}\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteBroken):
        Checkpoint.of(SignedNote(text.format(root="A" * 43 + "="), ()))


@pytest.mark.parametrize(
    "written", ["", "a+b", "a+00000000+AAAA", EXAMPLE_KEY.replace("530d", "530e"), "a b" + EXAMPLE_KEY, NEUMANN]
)
def test_what_is_not_a_key_is_refused(written: str) -> None:
    with pytest.raises(NoteBroken):
        VerifierKey.parse(written)
    with pytest.raises(NoteBroken):
        Signer.parse(written.replace("+c74f", "+c74e"))
