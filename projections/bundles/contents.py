"""What a bundle holds, and how it is written to its members and read from them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from domain.errors import Unreadable
from domain.events.event import Key
from domain.events.records import FigurePublished
from domain.vocabulary.text import Text
from projections.bundles.compressing import compressed, text_of
from projections.bundles.entries import Packed
from projections.bundles.guide import GUIDE
from projections.bundles.members import canonical

ROWS: Final = "rows.tsv.xz"
Hex8 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Hex16 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _MemberModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


ModelT = TypeVar("ModelT", bound=_MemberModel)


class Withdrawn(_MemberModel):
    """When and by whom a figure was withdrawn; why is free text and stays in the log."""

    at: AwareDatetime
    by: Key | None


class FigureMember(_MemberModel):
    """`figure.json`: the entry as it stands in the log."""

    published: FigurePublished
    log_position: int
    participants: int
    """How many there were in all, in the figure or not."""
    withdrawn: Withdrawn | None


class Stream(_MemberModel):
    """Whose a stream of the log is: the publication's pseudonym; the source's key only where it takes part in a merge."""

    stream: Hex16
    who: Hex8
    key: Key | None = None


class Streams(_MemberModel):
    """`streams.json`. The publication's key makes its pseudonyms from streams and units, and opens nothing."""

    publication_key: Hex32
    leaves: Hex32
    """The digest of the entries' leaves, as they stood in the log."""
    streams: tuple[Stream, ...]


class Gone(_MemberModel):
    """`erased.json`: those in the figure who are erased since, and those whose row rests on somebody who is."""

    erased: tuple[Hex8, ...]
    resting: tuple[Hex8, ...]

    @property
    def all(self) -> frozenset[str]:
        return frozenset((*self.erased, *self.resting))


class Environment(_MemberModel):
    """`environment.json`: what the bundle was made with."""

    python: str
    polars: str
    sqlite: str
    code_version: str
    requirements_sha256: Hex32 | None


@dataclass(frozen=True)
class Bundle:
    figure: FigureMember
    definition: Mapping[str, Any]
    rows: bytes
    """The text that the publication's digest is of."""
    streams: Streams
    gone: Gone
    environment: Environment
    packed: Packed

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
        }


def _json(member: _MemberModel) -> bytes:
    return canonical(member.model_dump(mode="json", exclude_unset=True))


def bundle_of(contents: Mapping[str, bytes]) -> Bundle:
    """Raises `Unreadable`, naming the member that is not what it should be."""
    return Bundle(
        _read(FigureMember, contents, "figure.json"),
        _definition(contents, "definition.json"),
        text_of(contents[ROWS], ROWS),
        _read(Streams, contents, "streams.json"),
        _read(Gone, contents, "erased.json"),
        _read(Environment, contents, "environment.json"),
        Packed(contents["entries.json.xz"], contents["seals.bin"], contents["keys.bin"]),
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
