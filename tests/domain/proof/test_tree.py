"""The Merkle tree against the published Certificate Transparency vectors and against pymerkle."""

import os
from hashlib import sha256
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from domain.proof.tree import Frontier, leaf_hash

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes], cuts: list[int] | None = None) -> Frontier:
    frontier = Frontier()
    at = 0
    for cut in [*(cuts or []), len(leaves)]:
        frontier.extend(leaves[at:cut])
        at = max(at, cut)
    return frontier


def test_the_published_roots_are_reproduced() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
    assert [grown(leaves[:size]).root().hex() for size in range(1, 9)] == ROOTS


def test_an_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert Frontier().root() == sha256(b"").digest()


def test_pymerkle_finds_the_same_root_for_every_size_to_300() -> None:
    judge = InmemoryTree(algorithm="sha256")
    frontier = Frontier()
    for size in range(301):
        assert frontier.root() == judge.get_root(), size
        entry = os.urandom(size % 50)
        judge.append_entry(entry)
        frontier.extend([leaf_hash(entry)])


def test_pymerkle_sees_one_changed_bit() -> None:
    """The control: the judge must be able to say no."""
    entries = [os.urandom(20) for _ in range(77)]
    judge = InmemoryTree(algorithm="sha256")
    for entry in entries:
        judge.append_entry(entry)
    for at in (0, 31, 64, 76):
        changed = entries.copy()
        changed[at] = bytes([changed[at][0] ^ 1]) + changed[at][1:]
        assert grown([leaf_hash(entry) for entry in changed]).root() != judge.get_root()


@given(st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=12))
def test_leaves_may_come_in_any_portions(portions: list[int]) -> None:
    leaves = [leaf_hash(bytes([number % 256])) for number in range(sum(portions))]
    at_once = grown(leaves)
    in_portions = grown(leaves, list(accumulate(portions)))
    assert (in_portions.size, in_portions.peaks) == (at_once.size, at_once.peaks)


@given(st.integers(min_value=0, max_value=1000))
def test_a_frontier_comes_back_from_its_bytes(size: int) -> None:
    frontier = grown([bytes(32)] * size)
    again = Frontier.from_bytes(frontier.to_bytes())
    assert (again.size, again.peaks, again.root()) == (size, frontier.peaks, frontier.root())


def test_a_frontier_with_a_lost_peak_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier of 7 leaves"):
        Frontier.from_bytes(grown([bytes(32)] * 7).to_bytes()[:-32])
