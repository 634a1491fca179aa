"""The members of a bundle, their order, and the manifest that holds the digest of each.

`manifest.sha256`, the last member, holds the manifest's own digest in the format of `sha256sum`.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import orjson

from projections.bundles.archive import Member, written

FORMAT: Final = "rodtrad-bundle/1"
ANCHORS: Final = ("checkpoint", "proofs.bin")
"""The members that tie the entries to a signed head of the log: both, or neither in a bundle that is not anchored."""
MANIFEST, MANIFEST_DIGEST = "manifest.json", "manifest.sha256"
CONTENTS: Final = (
    "README.txt",
    "figure.json",
    "definition.json",
    "rows.tsv.xz",
    "streams.json",
    "erased.json",
    "environment.json",
    "entries.json.xz",
    "seals.bin",
    "keys.bin",
)
ORDER: Final = (*CONTENTS, *ANCHORS, MANIFEST, MANIFEST_DIGEST)


def canonical(value: Any) -> bytes:
    """Returns JSON that programs can compare and people can read: sorted keys, indented by two spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def bundled(contents: Mapping[str, bytes]) -> bytes:
    """Returns the bundle's bytes."""
    members = [(name, contents[name]) for name in ORDER if name in contents]
    manifest = manifest_of(members)
    return written([*members, (MANIFEST, manifest), (MANIFEST_DIGEST, _digest_line(manifest))])


def manifest_of(members: Sequence[Member]) -> bytes:
    described = {name: {"sha256": sha256(content).hexdigest(), "size": len(content)} for name, content in members}
    return canonical({"format": FORMAT, "members": described})


def _digest_line(manifest: bytes) -> bytes:
    return f"{sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def as_they_must_be(members: Sequence[Member]) -> bool:
    """Returns whether every required member is present once, in order, with no unknown members."""
    names = [name for name, _ in members]
    required = [name for name in ORDER if name not in ANCHORS]
    anchors = [name for name in names if name in ANCHORS]
    others = [name for name in names if name not in ANCHORS]
    return others == required and anchors in ([], [*ANCHORS]) and names == [name for name in ORDER if name in names]


def unlike_manifest(members: Sequence[Member], suspects: set[str]) -> list[str]:
    """Returns the members that differ from the manifest. If its own digest differs: the suspect of the two, else both."""
    of = dict(members)
    if of[MANIFEST_DIGEST] != _digest_line(of[MANIFEST]):
        pair = (MANIFEST, MANIFEST_DIGEST)
        return [name for name in pair if name in suspects] or [*pair]
    stated = _described_members(of[MANIFEST])
    contents = [member for member in members if member[0] not in (MANIFEST, MANIFEST_DIGEST)]
    right = {name: {"sha256": sha256(content).hexdigest(), "size": len(content)} for name, content in contents}
    return [name for name in ORDER if stated.get(name) != right.get(name)] or (
        [] if of[MANIFEST] == manifest_of(contents) else [MANIFEST]
    )


def _described_members(manifest: bytes) -> Mapping[str, Any]:
    """Returns a manifest's description of each member; empty if the manifest is malformed."""
    try:
        described = orjson.loads(manifest)
    except orjson.JSONDecodeError:
        return {}
    members = described.get("members") if isinstance(described, dict) else None
    return members if isinstance(members, dict) else {}
