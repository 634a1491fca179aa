"""Reads a mapping's TOML file, shipped or a municipality's own, with errors that name the place in it."""

import re
import tomllib
from collections.abc import Mapping as MappingOf
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.errors import Unreadable
from domain.events.limits import is_deeper
from domain.identity import without_numbers
from domain.intake.mapping.check import faults
from domain.intake.mapping.check_columns import Fault
from domain.intake.tables.form import Mapping, SharedCodes
from domain.normal_form import on_one_line
from domain.vocabulary.text import Text


def load_mapping(name_or_path: str, codes: Path | None = None) -> Mapping:
    """Returns a shipped mapping by its name, or a mapping file by its path.

    `codes`: the file of shared codes, if another than the mapping's own. Raises `Unreadable`, which names the file and the
    place in it.
    """
    where, text = _text_of(name_or_path)
    content = _normal(_parsed(where, text))
    if isinstance(shared := content.get("shared_codes"), str):
        content["codes"] = _with_shared(content.get("codes", {}), _shared_codes(codes or _beside(name_or_path, shared), shared))
    try:
        mapping = Mapping.model_validate(content)
    except ValidationError as error:
        raise _at(where, _first_of(error)) from None
    for fault in faults(mapping):
        raise _at(where, fault)
    return mapping


def shipped() -> list[str]:
    return sorted(entry.name.removesuffix(".toml") for entry in _SHIPPED.iterdir() if entry.name.endswith(".toml"))


def mapping_text(name_or_path: str) -> str:
    """Returns the text of the mapping file, or of a shipped file of shared codes, for copying. Raises `Unreadable`."""
    if (shared := _SHARED / f"{name_or_path.removesuffix('.toml')}.toml").is_file():
        return shared.read_text("utf-8")
    return _text_of(name_or_path)[1]


def example_table(name: str) -> bytes:
    """Returns the example of a table that a shipped mapping reads. Raises `Unreadable` if there is no such mapping."""
    _text_of(name)
    return (_SHIPPED / "examples" / f"{name}.csv").read_bytes()


_SHIPPED = files("domain.intake.mapping") / "shipped"
_SHARED = _SHIPPED / "shared"
_AT = re.compile(r"at line (\d+), column (\d+)")
_LARGEST = 1_000_000
"""Maximum size of a mapping file in bytes."""
_DEEPEST = 16
"""Maximum nesting depth of tables and lists; a mapping needs five."""


def _text_of(name_or_path: str) -> tuple[str, str]:
    if name_or_path in shipped():
        return f"{name_or_path}.toml", (_SHIPPED / f"{name_or_path}.toml").read_text("utf-8")
    try:
        with Path(name_or_path).open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise _unreadable(name_or_path, Text("är större än en miljon byte", "is larger than a million bytes"))
        return name_or_path, content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(name_or_path, Text("är inte text i UTF-8", "is no text in UTF-8")) from None
    except (OSError, ValueError):
        names = ", ".join(shipped())
        raise _unreadable(
            name_or_path,
            Text(
                f"mappningen finns inte. Ange sökvägen till en TOML-fil, eller en av: {names}",
                f"there is no such mapping. Give the path to a TOML file, or one of: {names}",
            ),
        ) from None


def _parsed(where: str, text: str) -> dict[str, Any]:
    try:
        parsed = tomllib.loads(text)
    except RecursionError:
        raise _too_deep(where) from None
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        sv = f"rad {at[1]}, kolumn {at[2]}" if at else "filen tar slut för tidigt"
        raise _unreadable(where, Text(f"är inte giltig TOML ({sv})", f"is not valid TOML ({error})")) from None
    except ValueError:  # a number with too many digits
        raise _unreadable(
            where, Text("är inte giltig TOML (ett tal är för långt)", "is not valid TOML (a number is too long)")
        ) from None
    if is_deeper(parsed, _DEEPEST):
        raise _too_deep(where)
    return parsed


def _beside(name_or_path: str, shared: str) -> Path | None:
    """Returns the file of shared codes in the folder of a municipality's own mapping, if there is one."""
    beside = Path(name_or_path).parent / shared
    is_own = name_or_path not in shipped() and (beside.is_file() or not (_SHARED / shared).is_file())
    return beside if is_own else None


def _shared_codes(own: Path | None, name: str) -> MappingOf[str, MappingOf[str, Any]]:
    """Returns the code tables of a shared file: the municipality's own, and those that it lacks from the shipped one."""
    shipped_file = _SHARED / name
    tables = _code_tables(name, shipped_file.read_text("utf-8")) if shipped_file.is_file() else {}
    return tables if own is None else {**tables, **_code_tables(*_text_of(str(own)))}


def _code_tables(where: str, text: str) -> MappingOf[str, MappingOf[str, Any]]:
    """Returns the code tables of a file that holds nothing else. Raises `Unreadable`."""
    content = _normal(_parsed(where, text))
    try:
        return SharedCodes.model_validate(content).codes
    except ValidationError as error:
        raise _at(where, _first_of(error)) from None


def _with_shared(own: Any, shared: MappingOf[str, MappingOf[str, Any]]) -> Any:
    """Returns a mapping's code tables with the shared ones; what cannot be a code table is returned as it is, to be refused."""
    if not isinstance(own, dict) or not all(isinstance(table, dict) for table in own.values()):
        return own
    return {name: {**shared.get(name, {}), **own.get(name, {})} for name in [*shared, *own]}


def _too_deep(where: str) -> Unreadable:
    return _unreadable(where, Text(f"är nästlad djupare än {_DEEPEST} nivåer", f"is nested deeper than {_DEEPEST} levels"))


def _normal(value: Any) -> Any:
    """Normalizes all texts, as the texts of tables are normalized."""
    if isinstance(value, str):
        return on_one_line(value)
    if isinstance(value, list):
        return [_normal(part) for part in value]
    return {on_one_line(name): _normal(part) for name, part in value.items()} if isinstance(value, dict) else value


_WORDS: MappingOf[str, Text] = {
    "missing": Text("saknas", "is missing"),
    "extra_forbidden": Text("finns inte i en mappning; rätta stavningen", "is not known in a mapping; check its spelling"),
    "literal_error": Text("”{input}” går inte här, bara {expected}", "“{input}” cannot stand here, only {expected}"),
}
_UNFIT = Text("”{input}” går inte här{form}", "“{input}” cannot stand here ({msg})")
_FORMS = {
    "int": "ett heltal",
    "bool": "true eller false",
    "string": "en text",
    "list": "en lista",
    "dict": "en tabell",
    "model": "en tabell",
    "date": "ett datum",
    "greater": "minst {ge}",
    "less": "högst {le}",
}
"""The expected value, by the first word of pydantic's error type."""


def _first_of(error: ValidationError) -> Fault:
    details: Any = error.errors(include_url=False)[0]
    parts = [part for part in details["loc"] if part not in {"table", "plain", "entries"} or part == details["loc"][0]]
    place = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    about = {
        "input": without_numbers(str(details["input"]))[:80],
        "msg": details["msg"],
        **details.get("ctx", {}),
    }
    form = _FORMS.get(details["type"].partition("_")[0])
    about["form"] = f" (här ska stå {form.format(**about)})" if form else ""
    return Fault(place, _WORDS.get(details["type"], _UNFIT).format(**about))


def _at(where: str, fault: Fault) -> Unreadable:
    return _unreadable(f"{where}, {fault.place}", fault.text)


def _unreadable(where: str, why: Text) -> Unreadable:
    return Unreadable(where=where, why=Text.of(lambda lang: f"{why[lang].rstrip('.')}."))
