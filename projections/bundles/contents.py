"""The contents of a bundle, and how they are written to and read from its members."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, NamedTuple, TypeVar

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from domain.errors import Unreadable
from domain.events.event import Key
from domain.events.records import FigurePublished
from domain.proof.checkpoints import Checkpoint
from domain.proof.notes import NoteBroken, SignedNote
from domain.proof.tree import HASH
from domain.vocabulary.text import Text
from projections.bundles.compressing import compressed, text_of
from projections.bundles.entries import Packed
from projections.bundles.guide import GUIDE
from projections.bundles.members import ANCHORS, canonical

ROWS: Final = "rows.tsv.xz"
Hex8 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Hex16 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _MemberModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


ModelT = TypeVar("ModelT", bound=_MemberModel)


class Withdrawn(_MemberModel):
    """When and by whom a figure was withdrawn. The reason is free text and stays in the log."""

    at: AwareDatetime
    by: Key | None


class FigureMember(_MemberModel):
    """`figure.json`: the figure's entry as recorded in the log."""

    published: FigurePublished
    log_position: int
    participants: int
    """The number of all participants, in the figure or not."""
    withdrawn: Withdrawn | None


class Stream(_MemberModel):
    """A stream's participant: the publication's pseudonym, and the source's key only if that key takes part in a merge."""

    stream: Hex16
    who: Hex8
    key: Key | None = None


class Streams(_MemberModel):
    """`streams.json`. The publication's key derives pseudonyms from streams and units, and decrypts nothing."""

    publication_key: Hex32
    leaves: Hex32
    """The digest of the entries' leaves in the log's tree."""
    streams: tuple[Stream, ...]


class Gone(_MemberModel):
    """`erased.json`: participants in the figure erased since, and those whose row depends on an erased participant."""

    erased: tuple[Hex8, ...]
    resting: tuple[Hex8, ...]

    @property
    def all(self) -> frozenset[str]:
        return frozenset((*self.erased, *self.resting))


class Environment(_MemberModel):
    """`environment.json`: the software versions that the bundle was made with."""

    python: str
    polars: str
    sqlite: str
    code_version: str
    requirements_sha256: Hex32 | None


class Anchor(NamedTuple):
    """What ties the entries to a signed head of the log: the checkpoint, and the joint proof that they are in its tree."""

    checkpoint: bytes
    proof: bytes

    @property
    def hashes(self) -> list[bytes]:
        return [self.proof[at : at + HASH] for at in range(0, len(self.proof), HASH)]

    @property
    def opened(self) -> Checkpoint:
        """Raises `NoteBroken`; no signature is verified."""
        return Checkpoint.of(SignedNote.parse(self.written))

    @property
    def written(self) -> str:
        try:
            return self.checkpoint.decode()
        except UnicodeDecodeError as fault:
            raise NoteBroken("it is no text") from fault


@dataclass(frozen=True)
class Bundle:
    figure: FigureMember
    definition: Mapping[str, Any]
    rows: bytes
    """The text that the published digest was computed from."""
    streams: Streams
    gone: Gone
    environment: Environment
    packed: Packed
    anchor: Anchor | None = None
    """None for a publication without a checkpoint after it."""

    @property
    def entry(self) -> FigurePublished:
        return self.figure.published

    def contents(self) -> dict[str, bytes]:
        return {
            "README.txt": GUIDE.encode(),
            "figure.json": _json(self.figure),
            "definition.json": canonical(self.definition),
            ROWS: compressed(self.rows),
            "streams.json": _json(self.streams),
            "erased.json": _json(self.gone),
            "environment.json": _json(self.environment),
            "entries.json.xz": self.packed.columns,
            "seals.bin": self.packed.seals,
            "keys.bin": self.packed.keys,
            **(dict(zip(ANCHORS, self.anchor, strict=True)) if self.anchor else {}),
        }


def _json(member: _MemberModel) -> bytes:
    return canonical(member.model_dump(mode="json", exclude_unset=True))


def bundle_of(contents: Mapping[str, bytes]) -> Bundle:
    """Parses the members. Raises `Unreadable`, naming the first malformed member."""
    return Bundle(
        _read(FigureMember, contents, "figure.json"),
        _definition(contents, "definition.json"),
        text_of(contents[ROWS], ROWS),
        _read(Streams, contents, "streams.json"),
        _read(Gone, contents, "erased.json"),
        _read(Environment, contents, "environment.json"),
        Packed(contents["entries.json.xz"], contents["seals.bin"], contents["keys.bin"]),
        Anchor(*(contents[name] for name in ANCHORS)) if contents.keys() >= {*ANCHORS} else None,
    )


def _read(model: type[ModelT], contents: Mapping[str, bytes], name: str) -> ModelT:
    try:
        return model.model_validate_json(contents[name])
    except ValidationError as fault:
        where = ".".join(map(str, fault.errors(include_url=False, include_input=False)[0]["loc"]))
        raise _unreadable(name, where) from fault


def _definition(contents: Mapping[str, bytes], name: str) -> Mapping[str, Any]:
    try:
        definition = orjson.loads(contents[name])
    except orjson.JSONDecodeError as fault:
        raise _unreadable(name, "") from fault
    if not isinstance(definition, dict):
        raise _unreadable(name, "")
    return definition


def _unreadable(name: str, where: str) -> Unreadable:
    return Unreadable(where=name, why=Text(f"är inte vad den ska vara ({where}).", f"is not what it should be ({where})."))
