"""`docs/verify.sh`, for whoever trusts no Python: it accepts what the program accepts, and no byte may be another."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from domain.proof.checkpoints import Checkpoint, Inclusion
from domain.proof.notes import SignedNote, Signer
from domain.proof.proofs import inclusion_proof
from domain.proof.tree import leaf_hash
from tests.conftest import Many
from tests.domain.proof.test_notes import LOG, WITNESS, proof_file, signed_checkpoint
from tests.domain.proof.test_proofs import roots, some_leaves

SCRIPT = Path(__file__).parents[2] / "docs" / "verify.sh"
KEYS = ("--log", str(LOG.key), "--witness", str(WITNESS.key))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert shutil.which("openssl")
    return tmp_path


def verdict(folder: Path, content: str | bytes, *words: str) -> tuple[int, str]:
    path = folder / "file"
    path.write_bytes(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)
    ran = subprocess.run(["bash", SCRIPT, path, *words], check=False, capture_output=True)
    return ran.returncode, (ran.stdout + ran.stderr).decode(errors="replace")


def with_entry() -> Inclusion:
    proof, _ = proof_file()
    leaves = some_leaves(11)
    leaves[4] = leaf_hash(b"sealed bytes")
    note = signed_checkpoint(11, roots(leaves)(0, 11))
    return replace(proof, proof=inclusion_proof(4, 11, roots(leaves)), note=note, entry=b"sealed bytes")


def test_it_accepts_a_checkpoint_and_the_proof_of_an_entry(folder: Path) -> None:
    proof, leaf = proof_file()
    signed = "kommun.example/ame, 11 entries, signed by the log and 1 witnesses\n"
    assert verdict(folder, proof.note, *KEYS) == (0, f"OK: {signed}")
    assert verdict(folder, str(proof), *KEYS, "--leaf", leaf.hex()) == (0, f"OK: entry 5 is in {signed}")
    assert verdict(folder, str(with_entry()), *KEYS) == (0, f"OK: entry 5 is in {signed}")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_every_entry_of_a_small_tree_is_proven(folder: Path, size: int) -> None:
    leaves = some_leaves(size)
    note = signed_checkpoint(size, roots(leaves)(0, size))
    for index in {0, size // 2, size - 1}:
        proof = Inclusion(index, inclusion_proof(index, size, roots(leaves)), note)
        assert verdict(folder, str(proof), *KEYS, "--leaf", leaves[index].hex())[0] == 0


def test_it_refuses_what_is_not_signed_by_those_that_it_is_given(folder: Path) -> None:
    proof, leaf = proof_file()
    stranger = Signer(LOG.name, bytes(32))
    text = Checkpoint(LOG.name, 11, bytes(32)).text
    assert "has not signed it" in verdict(folder, proof.note, "--log", str(stranger.key))[1]
    assert "no key of that type" in verdict(folder, proof.note, *KEYS[:2], "--witness", str(LOG.key))[1]
    assert "another log" in verdict(folder, proof.note, "--log", str(Signer("other", bytes(32)).key))[1]
    assert "has not signed it" in verdict(folder, str(SignedNote(text, (LOG.sign(text),))), *KEYS)[1]
    assert "give its leaf hash" in verdict(folder, str(proof), *KEYS)[1]
    assert "not in the tree" in verdict(folder, str(proof), *KEYS, "--leaf", bytes(32).hex())[1]
    assert "too long" in verdict(folder, str(replace(proof, proof=[*proof.proof, leaf])), *KEYS, "--leaf", leaf.hex())[1]
    assert "too short" in verdict(folder, str(replace(proof, proof=proof.proof[:-1])), *KEYS, "--leaf", leaf.hex())[1]


def test_it_refuses_a_file_of_which_any_byte_is_another(folder: Path, many: Many) -> None:
    """With --long every byte of a proof file and of a checkpoint; else some of them. The file as it was made is the control."""
    chance = Random(13)
    written = str(with_entry()).encode()
    assert verdict(folder, written, *KEYS)[0] == 0
    places = range(len(written))
    for at in sorted(chance.sample(places, many(len(written), 24))):
        other = written[at] ^ (1 << chance.randrange(8))
        changed = bytes([*written[:at], other, *written[at + 1 :]])
        assert verdict(folder, changed, *KEYS)[0] == 1, (at, changed)
    for changed in (written[:-1], written + b"\n", written[: len(written) // 2], b""):
        assert verdict(folder, changed, *KEYS)[0] == 1, changed
