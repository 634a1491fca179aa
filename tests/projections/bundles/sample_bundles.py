"""Bundles for the tests: made of a shop's publications, and made anew by an insider who changes what is in them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from projections.bundles.archive import read
from projections.bundles.contents import Bundle, Environment, bundle_of
from projections.bundles.entries import Keyed, leaves, packed, unpacked
from projections.bundles.making import make_bundle
from projections.bundles.members import ORDER, bundled
from projections.bundles.verification import VerificationResult
from projections.bundles.verifying import verify
from projections.fingerprints.code import code_version
from projections.measuring.figures import Ask
from projections.publishing.register import Publishing, publish
from projections.worlds.world import World
from tests.stores import Shop

NOW = datetime(2040, 2, 1, 9, tzinfo=UTC)
ENVIRONMENT = Environment(python="3.11", polars="2", sqlite="3", code_version=code_version(), requirements_sha256=None)


def published(shop: Shop, world: World, *asks: Ask) -> list[str]:
    """The ids of what is published of these questions, a figure for each part."""
    title = f"Delårsrapport {shop.log.rows.head()[0]}"  # what is published twice at one instant bears two titles
    return [each.id for each in publish(shop.log, world, asks, Publishing(NOW, "h017", title))]


def bundle(shop: Shop, name: str) -> bytes:
    return make_bundle(shop.worlds, name, ENVIRONMENT)


def members_of(archive: bytes) -> dict[str, bytes]:
    members = read(archive, ORDER)
    assert members is not None
    return dict(members)


def opened(archive: bytes) -> Bundle:
    return bundle_of(members_of(archive))


def verification(archive: bytes) -> VerificationResult:
    return verify(archive, "bundle.zip")


def failed(archive: bytes) -> dict[str, list[str]]:
    """The checks that fail, with what differs."""
    return {check.name: [each.en for each in check.differs] for check in verification(archive).checks if not check.ok}


def notes(archive: bytes) -> dict[str, str]:
    return {note.name: note.text.en for note in verification(archive).notes}


def anew(archive: bytes, **changed: Any) -> bytes:
    """The bundle as an insider makes it who can write a manifest: with these contents in place of its own, and no anchor."""
    return bundled(replace(opened(archive), **{"anchor": None, **changed}).contents())


def with_entries(archive: bytes, choose: Callable[[list[Keyed]], Sequence[Keyed]]) -> bytes:
    """With other entries, and the digest of their leaves made to fit."""
    original = opened(archive)
    entries = choose(unpacked(original.packed))
    streams = original.streams.model_copy(update={"leaves": leaves(entries)})
    return anew(archive, packed=packed(entries), streams=streams)
