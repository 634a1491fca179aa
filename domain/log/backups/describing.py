"""What a back-up says of itself, a description in each of its folders, and whether its files are still those."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path

from domain.errors import StoreError, Unreadable
from domain.log.storage.faults import reason
from domain.vocabulary.text import Text

DESCRIPTION = "backup.json"
_NONE = Text("är ingen säkerhetskopia", "is no back-up")


class BackupAltered(StoreError):
    text = Text(
        "Säkerhetskopian är skadad eller ändrad: {file}. Inget återställs ur den.",
        "The back-up is damaged or altered: {file}. Nothing is restored from it.",
    )


@dataclass(frozen=True)
class Description:
    made_at: str
    by: str
    store: str
    position: int
    root: str
    participants: int
    key_epoch: int
    """The number of the master key that the keys are wrapped with: the back-up opens with that one alone."""


def describe(folder: Path, description: Description) -> None:
    """Writes the description of each folder of a back-up, with the digests of its files."""
    for each in _folders(folder):
        content = {"rodtrad": "backup", **asdict(description), "files": _digests(each)}
        path = each / DESCRIPTION
        path.touch(0o600)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def described(folder: Path) -> Description:
    """Returns what a back-up says of itself. Raises `Unreadable` if it is none, `BackupAltered` for another file."""
    try:
        contents = [json.loads((each / DESCRIPTION).read_text("utf-8")) for each in _folders(folder)]
        files = [content.pop("files") for content in contents]
        descriptions = {Description(**{name: content[name] for name in Description.__match_args__}) for content in contents}
    except OSError as error:
        raise Unreadable(where=folder, why=reason(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(where=folder, why=_NONE) from error
    if len(contents) != 2 or len(descriptions) != 1:
        raise Unreadable(where=folder, why=_NONE)
    for each, digests in zip(_folders(folder), files, strict=True):
        for name in {**digests, **(now := _digests(each))}:
            if digests.get(name) != now.get(name):
                raise BackupAltered(file=each / name)
    return descriptions.pop()


def _folders(folder: Path) -> list[Path]:
    return [folder / name for name in ("keys", "log")]


def _digests(folder: Path) -> Mapping[str, str]:
    digests: dict[str, str] = {}
    for path in sorted(folder.glob("*.db")):
        with path.open("rb") as file:
            digests[path.name] = file_digest(file, "sha256").hexdigest()
    return digests
