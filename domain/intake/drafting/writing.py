"""A draft as the text of a TOML file, with its questions as comments where they are to be answered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.intake.drafting.toml_text import key, pairs, value
from domain.intake.tables.form import EventForm
from domain.intake.tables.form import Mapping as TableMapping

Notes = Mapping[tuple[str, str], Sequence[str]]
"""Comments, by what they are about: a column, the form of its values, or a code."""


def described_choices(choices: Sequence[str]) -> str:
    return f"({' | '.join(choices)})" if choices else ""


def mapping_as_toml(
    mapping: TableMapping,
    like: str,
    table: Mapping[str, Any],
    codes: Mapping[str, Mapping[str, Any]],
    notes: Notes,
    lost: Sequence[str],
    identity: tuple[str, str] | None,
) -> str:
    """Returns the text. `lost`: the events that the table cannot give; `identity`: its column in the template and the table."""
    lines = [*_head(mapping, like, notes, lost), "", *_table(table, notes), *_codes(codes, notes)]
    for event in mapping.events:
        lines += ["", *_event(event)]
    text = "\n".join(lines) + "\n"
    return text if identity is None else _with_identity(text, *identity)


def _head(mapping: TableMapping, like: str, notes: Notes, lost: Sequence[str]) -> Iterator[str]:
    questions = sum(map(len, notes.values()))
    yield f"# Utkast efter {like} (rodtrad mapping show {like} förklarar delarna)."
    yield f"# Obesvarade frågor: {questions}. Var och en står som FRÅGA ovanför det ”?” som ska bytas ut."
    if lost:
        yield f"# Kan inte läsas ur tabellen, som saknar kolumner för dem: {', '.join(dict.fromkeys(lost))}."
    yield from (f"# {line}" for (what, _), lines in notes.items() if what == "word" for line in lines)
    yield ""
    head = mapping.model_dump(include={"source", "participant", "identity", "shared_codes"}, exclude_none=True)
    yield from pairs(head)
    if mapping.recorded_at is not None:
        yield f"recorded_at = {value(_plain(mapping.recorded_at))}"
    if mapping.no_event:
        yield f"no_event = {value({name: _plain(of) for name, of in mapping.no_event.items()})}"
    for name, joined in mapping.tables.items():
        yield f"[tables.{key(name)}]"
        yield from pairs(joined.model_dump(exclude_unset=True))


def _table(table: Mapping[str, Any], notes: Notes) -> Iterator[str]:
    yield "[table]"
    yield from pairs({name: of for name, of in table.items() if name != "columns"})
    for name, column in table["columns"].items():
        yield ""
        yield from _comments(notes, "column", name)
        yield from _comments(notes, "form", name)
        yield f"[table.columns.{key(name)}]"
        yield from pairs(column)


def _codes(codes: Mapping[str, Mapping[str, Any]], notes: Notes) -> Iterator[str]:
    for name, words in codes.items():
        yield ""
        yield f"[codes.{key(name)}]"
        for word, code in words.items():
            yield from _comments(notes, "code", f"{name}.{word}")
            yield f"{value(word)} = {value(code)}"


def _event(event: EventForm) -> Iterator[str]:
    yield "[[events]]"
    yield f'kind = "{event.kind}"'
    if event.once:
        yield "once = true"
    if event.when:
        yield f"when = {value({name: _plain(of) for name, of in event.when.items()})}"
    yield "[events.fields]"
    yield from pairs({name: _plain(of) for name, of in event.fields.items()})


def _comments(notes: Notes, what: str, name: str) -> Iterator[str]:
    return (f"# {line}" for line in notes.get((what, name), ()))


def _plain(part: Any) -> Any:
    """Returns a mapping's value as TOML has it."""
    return part.model_dump(exclude_unset=True, by_alias=True) if hasattr(part, "model_dump") else part


def _with_identity(text: str, column: str, heading: str) -> str:
    return text.replace(f'identity = "{column}"', f"identity = {value(heading)}").replace(f"{{{column}}}", f"{{{heading}}}")
