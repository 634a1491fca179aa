"""An answer of several tables: all of them as text or JSON, one as CSV; and the coordinates it was computed from."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record, as_csv
from projections.worlds.world import World
from scripts.cli.console.option_groups import AnswerOptions
from scripts.cli.console.rendering import Column, Grid, as_json, as_tables, write_csv, write_text
from scripts.cli.console.session import PIPED_WIDTH, Session

ROWS_SHOWN = 20
"""Rows of a long table shown as text unless `top` is given."""


@dataclass(frozen=True)
class AnswerPart:
    """One of the tables: its rows as data and as text."""

    records: Sequence[Record]
    grids: Sequence[Grid]


@dataclass(frozen=True)
class MovementsAnswer:
    """The question, the tables by name, and the notes that accompany them in every format."""

    question: Mapping[str, Any]
    parts: Mapping[str, Callable[[], AnswerPart]]
    aside: Collection[str] = ()
    """Tables written only when named by `--only`: long tables, or lists of persons."""
    says: Sequence[Text] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)
    """Totals of tables that may be truncated."""
    footing: Sequence[Text] = ()
    """Notes below the tables; in JSON the same information is in the question, under `asked`."""


def write_answer(
    session: Session, answer: MovementsAnswer, world: World, output: AnswerOptions, only: str | None = None
) -> None:
    """Writes an answer; CSV holds one table: the one in `only`, otherwise the first."""
    names = [only] if only else [name for name in answer.parts if name not in answer.aside]
    form, out = output.form, output.out
    parts = {name: answer.parts[name]() for name in (names[:1] if form == "csv" else names)}
    if form == "json":
        write_text(session, as_json(_whole(answer, parts, world)), out)
    elif form == "csv":
        write_csv(session, _sheet(answer, parts[names[0]].records, session.lang, session.headings), out)
    else:
        grids = [grid for part in parts.values() for grid in part.grids]
        write_text(
            session,
            as_tables(_with_footing(grids, answer, world, session.lang), session.lang, PIPED_WIDTH if out else None),
            out,
        )


def _whole(answer: MovementsAnswer, parts: Mapping[str, AnswerPart], world: World) -> dict[str, Any]:
    """Returns the coordinates, the question, the notes, and each table."""
    when = {"as_of": world.as_of, "known_at": world.known_at, "position": world.position}
    notes = [{"sv": says.sv, "en": says.en} for says in answer.says]
    totals = {"totals": answer.totals} if answer.totals else {}
    tables = {name: part.records for name, part in parts.items()}
    return {**when, "asked": answer.question, "notes": notes, **totals, **tables}


def _sheet(answer: MovementsAnswer, records: Sequence[Record], lang: Lang, headings: Lang) -> str:
    """Notes needed to interpret the numbers are repeated in every row, since rows may be separated."""
    note = " ".join(says[lang] for says in answer.says)
    rows = [{**_flat(record), **({"note": note} if note else {})} for record in records]
    return as_csv(list(dict.fromkeys(name for row in rows for name in row)), rows, lang, headings)


def _flat(record: Record) -> Record:
    return {name: " → ".join(map(str, value)) if isinstance(value, list) else value for name, value in record.items()}


def _with_footing(grids: Sequence[Grid], answer: MovementsAnswer, world: World, lang: Lang) -> list[Grid]:
    """Adds the coordinates of all tables, and the notes, below the last table."""
    when = world.coordinates.describe(lang)
    notes = [*grids[-1].notes, *(says[lang] for says in (*answer.footing, *answer.says)), "; ".join(when) + "."]
    return [*grids[:-1], replace(grids[-1], notes=notes)]


def part(
    records: Sequence[Record],
    columns: Sequence[Column],
    lang: Lang,
    title: Text,
    says: Callable[[Record], Record] = lambda record: record,
    notes: Sequence[Text] = (),
    top: int | None = None,
) -> AnswerPart:
    """Builds a table whose rows `says` converts to words. Long tables are truncated as text, with a note."""
    shown = records[: top or ROWS_SHOWN]
    below = [note[lang] for note in notes]
    if len(shown) < len(records):
        rows = counted(len(shown), "row", lang)
        below.append(
            Text(
                f"{rows} av {len(records)}; --top {len(records)} visar alla.",
                f"{rows} of {len(records)}; --top {len(records)} shows all.",
            )[lang]
        )
    return AnswerPart(records[:top], [Grid(columns, [says(record) for record in shown], title[lang], below)])
