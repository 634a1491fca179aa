"""Proofs of inclusion and of consistency: as published for Certificate Transparency, as pymerkle makes them, and unbending."""

from collections.abc import Sequence
from hashlib import sha256
from random import Random

import pytest
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from domain.proof.proofs import (
    RootOf,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    joint_proof,
    root_by_inclusion,
    root_by_joint_proof,
)
from domain.proof.tree import Frontier, leaf_hash
from tests.conftest import Many
from tests.domain.proof.test_tree import INPUTS, ROOTS

PUBLISHED = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
OF_0_1 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
OF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
OF_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
OF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
OF_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
OF_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
OF_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSIONS = [
    (0, 1, []),
    (0, 8, [OF_1, OF_2_3, OF_4_7]),
    (5, 8, [OF_4, OF_6_7, ROOTS[3]]),
    (2, 3, [OF_0_1]),
    (1, 5, [ROOTS[0], OF_2_3, OF_4]),
]
CONSISTENCIES = [(1, 1, []), (1, 8, [OF_1, OF_2_3, OF_4_7]), (6, 8, [OF_4_5, OF_6_7, ROOTS[3]]), (2, 5, [OF_2_3, OF_4])]


def roots(leaves: Sequence[bytes]) -> RootOf:
    def root_of(start: int, end: int) -> bytes:
        part = Frontier()
        part.extend(leaves[start:end])
        return part.root()

    return root_of


def some_leaves(number: int) -> list[bytes]:
    return [sha256(bytes([at % 256, at // 256])).digest() for at in range(number)]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_the_published_proofs_of_inclusion_are_made_and_hold(index: int, size: int, proof: list[str]) -> None:
    made_here = inclusion_proof(index, size, roots(PUBLISHED))
    assert [node.hex() for node in made_here] == proof
    assert root_by_inclusion(index, size, PUBLISHED[index], made_here) == bytes.fromhex(ROOTS[size - 1])


@pytest.mark.parametrize(("old", "size", "proof"), CONSISTENCIES)
def test_the_published_proofs_of_consistency_are_made_and_hold(old: int, size: int, proof: list[str]) -> None:
    made_here = consistency_proof(old, size, roots(PUBLISHED))
    assert [node.hex() for node in made_here] == proof
    assert is_consistent(old, bytes.fromhex(ROOTS[old - 1]), size, bytes.fromhex(ROOTS[size - 1]), made_here)


def test_every_proof_of_every_small_tree_holds_and_the_roots_are_pymerkles() -> None:
    leaves, judge = some_leaves(20), InmemoryTree(algorithm="sha256")
    for at in range(20):
        judge.append_entry(bytes([at]))
    leaves = [leaf_hash(bytes([at])) for at in range(20)]
    root_of = roots(leaves)
    for size in range(1, 21):
        root = judge.get_root() if size == 20 else root_of(0, size)
        for index in range(size):
            assert root_by_inclusion(index, size, leaves[index], inclusion_proof(index, size, root_of)) == root
        for old in range(size + 1):
            assert is_consistent(old, root_of(0, old), size, root, consistency_proof(old, size, root_of))


def test_pymerkle_makes_the_same_proofs() -> None:
    judge = InmemoryTree(algorithm="sha256")
    leaves = [leaf_hash(bytes([at])) for at in range(13)]
    for at in range(13):
        judge.append_entry(bytes([at]))
    for index in range(13):
        path = judge.prove_inclusion(index + 1, 13).path
        assert path == [leaves[index], *inclusion_proof(index, 13, roots(leaves))]


def test_a_joint_proof_holds_for_any_leaves_of_any_tree() -> None:
    chance = Random(13)
    for size in range(1, 40):
        leaves = some_leaves(size)
        root_of = roots(leaves)
        chosen = sorted(chance.sample(range(size), chance.randint(1, size)))
        proof = joint_proof(chosen, size, root_of)
        assert root_by_joint_proof({at: leaves[at] for at in chosen}, size, proof) == root_of(0, size)


def test_a_joint_proof_is_of_these_leaves_and_all_of_them() -> None:
    leaves = some_leaves(11)
    root_of = roots(leaves)
    proof = joint_proof([2, 7], 11, root_of)
    right = {2: leaves[2], 7: leaves[7]}
    wrong = [
        ({2: leaves[2]}, 11, proof),
        ({2: leaves[2], 6: leaves[7]}, 11, proof),
        ({**right, 9: leaves[9]}, 11, proof),
        (right, 11, proof[:-1]),
        (right, 11, [*proof, proof[0]]),
        (right, 11, [proof[0][:31], *proof[1:]]),
        (right, 7, proof),
        ({}, 11, []),
    ]
    assert root_by_joint_proof(right, 11, proof) == root_of(0, 11)
    assert root_of(0, 11) not in [root_by_joint_proof(*each) for each in wrong]


def test_no_changed_proof_holds(many: Many) -> None:
    """One bit or one hash changed, added, removed or moved, or another leaf; the control is the proof as it was made."""
    chance = Random(6962)
    for _ in range(many(25_000, 300)):
        size = chance.randint(2, 60)
        leaves = some_leaves(size)
        root_of, root = roots(leaves), roots(leaves)(0, size)
        index, old = chance.randrange(size), chance.randrange(1, size)
        path, growth = inclusion_proof(index, size, root_of), consistency_proof(old, size, root_of)
        assert root_by_inclusion(index, size, leaves[index], path) == root
        assert is_consistent(old, root_of(0, old), size, root, growth)
        assert root_by_inclusion(index, size, leaves[index], changed(path, chance)) != root
        assert root_by_inclusion((index + 1) % size, size, leaves[index], path) != root
        assert not is_consistent(old, root_of(0, old), size, root, changed(growth, chance))
        assert not is_consistent(old, flipped(root_of(0, old), chance), size, root, growth)


def changed(proof: Sequence[bytes], chance: Random) -> list[bytes]:
    nodes = list(proof)
    at = chance.randrange(len(nodes))
    way = chance.randrange(4)
    if way == 0:
        nodes[at] = flipped(nodes[at], chance)
    elif way == 1:
        del nodes[at]
    elif way == 2:
        nodes.insert(at, sha256(nodes[at]).digest())
    else:
        nodes[at] = nodes[at][:-1]
    return nodes


def flipped(node: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(node) * 8)
    return bytes(byte ^ (1 << at % 8 if number == at // 8 else 0) for number, byte in enumerate(node))


def test_what_cannot_be_a_proof_is_none() -> None:
    leaf, root = PUBLISHED[0], bytes.fromhex(ROOTS[0])
    assert root_by_inclusion(1, 1, leaf, []) is None
    assert root_by_inclusion(-1, 1, leaf, []) is None
    assert not is_consistent(2, root, 1, root, [])
    assert not is_consistent(3, root, 4, root, [])
    assert not is_consistent(0, root, 1, root, [root])
    assert not is_consistent(1, root, 1, bytes(32), [])
