"""Seals, derived keys and the bytes that are for ever."""

import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import SealBroken
from domain.log.keys.sealing import Part, derive, expand, header, seal, stored_bytes, unseal

KEY = bytes(range(32))
ABOUT: dict[str, Any] = {
    "stream": b"s" * 16,
    "version": 7,
    "kind": "insats_started",
    "kind_version": 2,
    "recorded_at": 1_700_000_000_000_001,
    "event_key": b"e" * 16,
    "content": b"c" * 16,
}


@pytest.mark.parametrize("part", ["data", "person"])
@given(key=st.binary(min_size=32, max_size=32), version=st.integers(min_value=0, max_value=2**63))
def test_a_derived_key_is_what_hkdf_expand_gives(part: Part, key: bytes, version: int) -> None:
    judge = HKDFExpand(SHA256(), 32, f"rodtrad/1|{part}|{version}".encode())
    assert derive(key, version, part) == judge.derive(key)


@given(key=st.binary(min_size=32, max_size=32), info=st.binary(max_size=40))
def test_expand_is_hkdf_expand(key: bytes, info: bytes) -> None:
    assert expand(key, info) == HKDFExpand(SHA256(), 32, info).derive(key)


def test_what_is_sealed_opens_with_its_key_and_header() -> None:
    sealed = seal(KEY, b"header", b"plain", os.urandom(12))
    assert unseal(KEY, b"header", sealed) == b"plain"
    assert b"plain" not in sealed


def test_a_seal_is_broken_by_any_change() -> None:
    sealed = seal(KEY, b"header", b"plain", os.urandom(12))
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for bad in [*changed, sealed[:-1], sealed[:5], b""]:
        with pytest.raises(SealBroken):
            unseal(KEY, b"header", bad)
    with pytest.raises(SealBroken):
        unseal(KEY, b"another", sealed)
    with pytest.raises(SealBroken):
        unseal(bytes(32), b"header", sealed)


def test_the_layout_of_a_header_is_for_ever() -> None:
    assert header(**ABOUT).hex() == (
        "01"
        + "73" * 16
        + "0000000000000007"
        + "0002"
        + "00060a24181e4001"
        + "65" * 16
        + "63" * 16
        + "000e"
        + b"insats_started".hex()
    )


def test_the_layout_of_the_stored_bytes_is_for_ever() -> None:
    start = "01" + "0000000000000009" + "fffffffffffffffe" + "00000001" + "68" + "00000002" + "6464"
    assert stored_bytes(9, -2, b"h", b"dd", None).hex() == start + "00"
    assert stored_bytes(9, -2, b"h", b"dd", b"").hex() == start + "01" + "00000000"
    assert stored_bytes(9, -2, b"h", b"dd", b"p").hex() == start + "01" + "00000001" + "70"


@pytest.mark.parametrize(
    "other",
    [
        {"stream": b"t" * 16},
        {"version": 8},
        {"kind": "insats_started2"},
        {"kind_version": 3},
        {"recorded_at": -1},
        {"event_key": b"f" * 16},
        {"content": b"d" * 16},
    ],
    ids=lambda other: next(iter(other)),
)
def test_every_field_is_bound_into_the_header(other: dict[str, Any]) -> None:
    assert header(**ABOUT | other) != header(**ABOUT)


@given(st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=6), st.none() | st.binary(max_size=6)), max_size=8))
def test_two_entries_never_give_the_same_bytes(entries: list[tuple[bytes, bytes, bytes | None]]) -> None:
    assert len({stored_bytes(1, 1, *entry) for entry in entries}) == len(set(entries))


def test_a_short_stream_is_refused_not_padded() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        header(**ABOUT | {"stream": b"s" * 15})
