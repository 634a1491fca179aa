"""Reading a mapping's TOML file, shipped or a municipality's own, with errors that name the place in it."""

import tomllib
from collections.abc import Mapping as MappingOf
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.errors import Unreadable
from scripts.mapping.check import Fault, faults
from scripts.mapping.form import Mapping


def load_mapping(name_or_path: str) -> Mapping:
    """A shipped mapping by its name, or a mapping file by its path.

    Raises `Unreadable`, which names the file and the place in it.
    """
    where, text = _text_of(name_or_path)
    try:
        mapping = Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(where, f"är inte giltig TOML ({error})", f"is not valid TOML ({error})") from None
    except ValidationError as error:
        raise _at(where, _first_of(error)) from None
    for fault in faults(mapping):
        raise _at(where, fault)
    return mapping


def shipped() -> list[str]:
    return sorted(entry.name.removesuffix(".toml") for entry in _SHIPPED.iterdir() if entry.name.endswith(".toml"))


_SHIPPED = files("scripts.mapping") / "shipped"


def _text_of(name_or_path: str) -> tuple[str, str]:
    if name_or_path in shipped():
        return f"{name_or_path}.toml", (_SHIPPED / f"{name_or_path}.toml").read_text("utf-8")
    try:
        return name_or_path, Path(name_or_path).read_text("utf-8")
    except UnicodeDecodeError:
        raise _unreadable(name_or_path, "är inte text i UTF-8", "is no text in UTF-8") from None
    except OSError:
        names = ", ".join(shipped())
        raise _unreadable(
            name_or_path,
            f"mappningen finns inte. Ange sökvägen till en TOML-fil, eller en av: {names}",
            f"there is no such mapping. Give the path to a TOML file, or one of: {names}",
        ) from None


_WORDS: MappingOf[str, tuple[str, str]] = {
    "missing": ("saknas", "is missing"),
    "extra_forbidden": ("finns inte i en mappning; rätta stavningen", "is not known in a mapping; check its spelling"),
    "literal_error": ("”{input}” går inte här, bara {expected}", "“{input}” cannot stand here, only {expected}"),
}
_UNFIT = ("”{input}” går inte här ({msg})", "“{input}” cannot stand here ({msg})")


def _first_of(error: ValidationError) -> Fault:
    found: Any = error.errors(include_url=False)[0]
    parts = [part for part in found["loc"] if part not in {"table", "plain"} or part == found["loc"][0]]
    place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    about = {"input": str(found["input"])[:80], "msg": found["msg"], **found.get("ctx", {})}
    sv, en = _WORDS.get(found["type"], _UNFIT)
    return Fault(place, sv.format(**about), en.format(**about))


def _at(where: str, fault: Fault) -> Unreadable:
    return _unreadable(f"{where}, {fault.place}", fault.sv, fault.en)


def _unreadable(where: str, sv: str, en: str) -> Unreadable:
    return Unreadable(where=where, why_sv=f"{sv}.", why_en=f"{en}.")
