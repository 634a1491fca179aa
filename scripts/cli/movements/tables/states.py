"""People's states month by month, as tables: the states by month, the mean time in each, whole sequences."""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from domain.vocabulary.text import Lang, Text
from projections.exports.csv_text import Record
from projections.movements.sequences import STATES, Sequences, distribution, mean_time
from scripts.cli.console.rendering import Column, Grid
from scripts.cli.movements.tables.answer import AnswerPart, part
from scripts.cli.movements.tables.step_labels import step_word

_STATE = Column("state", Text("Tillstånd", "State"))
_SHARE = Column("share", Text("Andel, %", "Share, %"), number=True)
_ACROSS: Final = 13
"""Months per table: a year, or from a start to the same day a year later."""
_FIRST: Final[Text] = Text(
    "Av det som pågår samtidigt gäller det första i listan.",
    "Of what runs in parallel the first in the list holds.",
)


def months_part(states: pl.DataFrame, labels: Sequence[str], lang: Lang) -> AnswerPart:
    """Builds a table with states as rows and months as columns; `labels` are the months' names."""
    counted = distribution(states).select("month", "state", "cases", "share")
    records = [{**row, "month": labels[row["month"]]} for row in counted.to_dicts()]
    records.sort(key=lambda row: (labels.index(row["month"]), _rank(row["state"])))
    known = list(dict.fromkeys(row["month"] for row in records))
    grids = [_across(records, known[at : at + _ACROSS], lang) for at in range(0, len(known), _ACROSS)]
    return AnswerPart(records, grids or [_across([], [], lang)])


def _across(records: Sequence[dict[str, Any]], months: Sequence[str], lang: Lang) -> Grid:
    rows: dict[str, dict[str, Any]] = {}
    followed: dict[str, Any] = dict.fromkeys(months, 0)
    for row in records:
        if row["month"] in followed:
            rows.setdefault(row["state"], {"state": step_word(row["state"], lang)})[row["month"]] = row["share"]
            followed[row["month"]] += row["cases"]
    number = Text("antal", "number")[lang]
    shown = [rows[state] for state in sorted(rows, key=_rank)] + [{"state": number, **followed}]
    columns = (_STATE, *(Column(month, Text.same(month), number=True) for month in months))
    title = Text("Tillstånd per månad, procent", "States by month, percent")[lang]
    return Grid(columns, shown, title, [_FIRST[lang]])


def _rank(state: str) -> tuple[int, str]:
    return STATES.index(state.partition(":")[0]), state


def time_part(states: pl.DataFrame, lang: Lang) -> AnswerPart:
    columns = (_STATE, Column("months", Text("Månader i medel", "Mean months"), number=True), _SHARE)
    records = sorted(mean_time(states).to_dicts(), key=lambda row: _rank(row["state"]))

    def says(record: Record) -> Record:
        return {**record, "state": step_word(record["state"], lang)}

    return part(records, columns, lang, Text("Tid i varje tillstånd", "Time in each state"), says, top=len(records) or None)


def sequences_part(sequences: Sequences, lang: Lang, top: int | None) -> AnswerPart:
    columns = (
        Column("cases", Text("Antal", "Number"), number=True),
        _SHARE,
        Column("sequence", Text("Månader i följd", "Months in a row")),
    )
    notes = (
        Text(
            f"{sequences.table['cases'].sum()} följdes hela tiden; {sequences.unfinished} gjorde det inte och är inte med.",
            f"{sequences.table['cases'].sum()} were followed all the time; {sequences.unfinished} were not and are left out.",
        ),
        Text("En följd som en enda har pekar ut en person.", "A sequence that one alone has points out a person."),
    )
    records = sequences.table.select("cases", "share", "states", "months").to_dicts()

    def says(record: Record) -> Record:
        runs = zip(record["states"], record["months"], strict=True)
        return {**record, "sequence": " → ".join(f"{step_word(state, lang)} {months}" for state, months in runs)}

    title = Text("Hela följder, vanligast först", "Whole sequences, commonest first")
    return part(records, columns, lang, title, says, notes, top)
