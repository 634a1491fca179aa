"""Drafts a mapping: chooses the shipped mapping that a table resembles, and fits its columns, forms and words to the table.

What the table cannot say is a question. It is answered at once, or stands in the draft as a comment (FRÅGA) above a “?”, at
which the mapping is refused until somebody has answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.events import KINDS
from domain.intake.drafting.forms import are_dates, date_forms, decimal_sign, month_form, reads_all
from domain.intake.drafting.likeness import assignment
from domain.intake.drafting.questions import UNKNOWN, Ask, DraftQuestion, unanswered
from domain.intake.drafting.sample import Sample, sample_of
from domain.intake.drafting.template import Template, template_of
from domain.intake.drafting.toml_text import value as as_toml
from domain.intake.drafting.writing import described_choices, mapping_as_toml
from domain.intake.mapping import shipped
from domain.intake.mapping.columns import words_in
from domain.intake.tables.form import MappedColumn
from domain.vocabulary.text import Text

NONE = "-"
"""The answer that the table has no such column."""
_OTHERS = ("mvad",)
"""Mappings of research data, which no table of a municipality resembles."""


def draft_mapping(path: Path, ask: Ask = unanswered, like: str | None = None) -> str:
    """Returns the draft as TOML. `like`: the shipped mapping to start from, if known. Raises `Unreadable`."""
    template, sample, assigned = _closest(path, [like] if like else [name for name in shipped() if name not in _OTHERS])
    return _Draft(template, sample, assigned, ask).toml()


def _closest(path: Path, names: Sequence[str]) -> tuple[Template, Sample, dict[str, str]]:
    """Returns the template with the largest share of its columns, and of the table's columns, recognised."""
    plain = sample_of(path)
    best: tuple[float, Template, Sample, dict[str, str]] | None = None
    for name in names:
        template = template_of(name)
        repeat = template.mapping.table.repeat
        sample = sample_of(path, repeat) if repeat else plain
        assigned = assignment(template.columns, [*sample.values], lambda c, h, t=template, s=sample: _fit(t, s, c, h))  # type: ignore[misc]
        required = sum(column in assigned for column in template.required)
        share = required / len(template.required) + len(assigned) / max(1, len(plain.values))
        if best is None or share > best[0]:
            best = share, template, sample, assigned
    assert best is not None
    return best[1:]


def _fit(template: Template, sample: Sample, column: str, heading: str) -> float:
    """Returns how well the values of a column of the table fit what a template reads in it, from 0 to 1."""
    values = sample.values[heading]
    mapped = template.mapping.table.columns.get(column)
    if mapped is not None and mapped.date is not None and values and not are_dates(values):
        return 0.9 if date_forms(values) else 0.0
    return 1.0


@dataclass
class _Draft:
    template: Template
    sample: Sample
    assigned: dict[str, str]
    ask: Ask
    notes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """The comments of the file, each above what it is about."""

    def toml(self) -> str:
        absent = {column for column in self.template.columns if self._heading(column) == NONE}
        self._ask_about_words(absent)
        mapping, lost = self.template.without(absent)
        columns = {name: self._column(name) for name in self._read_in(absent)}
        codes = self._codes(absent)
        return mapping_as_toml(
            mapping, self.template.name, self._form(columns), codes, self.notes, lost, self._renamed(mapping.identity)
        )

    def _question(self, what: str, name: str, text: Text, choices: Sequence[str]) -> str:
        """Returns the answer; without one, notes the question in the file and returns `UNKNOWN`."""
        answer = self.ask(DraftQuestion((what, name), text, choices))
        if answer is None:
            self.notes.setdefault((what, name), []).append(f"FRÅGA: {text.sv} {described_choices(choices)}")
            return UNKNOWN
        return answer

    def _heading(self, column: str) -> str:
        """Returns the heading of a column of the template in the table; `NONE` if there is none."""
        if column not in self.assigned and column not in self.template.required:
            self.assigned[column] = NONE
        if column not in self.assigned:
            free = [heading for heading in self.sample.values if heading not in self.assigned.values()]
            text = Text(
                f"vilken kolumn är ”{column}”? Skriv {NONE} om den inte finns.",
                f"which column is “{column}”? Write {NONE} if there is none.",
            )
            self.assigned[column] = self._question("column", column, text, [*free, NONE]) if free else NONE
        return self.assigned[column]

    def _read_in(self, absent: set[str]) -> Iterator[str]:
        """Yields the names in the mapping that need a column of the table described."""
        described = self.template.mapping.table.columns
        for name in dict.fromkeys([*described, *self.template.columns]):
            of_table = self.template.of_table(name)
            renamed = name in described or self._heading(name) != name
            if renamed and name != self.template.mapping.identity and not {*of_table} & absent:
                yield name

    def _column(self, name: str) -> dict[str, Any]:
        column = self.template.mapping.table.columns.get(name, MappedColumn())
        headings = [self._heading(part) for part in self.template.of_table(name)]
        described: dict[str, Any] = {} if headings == [name] else {"column": headings if len(headings) > 1 else headings[0]}
        values = self.sample.values.get(headings[0], []) if len(headings) == 1 else []
        own = column.model_dump(exclude_unset=True, exclude={"column"})
        return described | own | self._form_of(name, column, [*values])

    def _form_of(self, name: str, column: MappedColumn, values: list[str]) -> dict[str, Any]:
        """Returns the form of a column's values where it differs from the template's."""
        if not values:
            return {}
        if column.date is not None:
            return {} if reads_all(column, values) else {"date": self._date_form(name, values)}
        if column.month is not None and (month := month_form(values)):
            return {"month": month}
        if column.number is not None and (sign := decimal_sign(values)):
            return {"number": sign}
        return {}

    def _date_form(self, name: str, values: Sequence[str]) -> str | list[str]:
        fitting = date_forms(values)
        if are_dates(values) and len(fitting) == 1:
            return fitting[0]
        text = Text(f"hur skrivs dagar i kolumnen ”{name}”?", f"how are days written in the column “{name}”?")
        return self._question("form", name, text, fitting)

    def _form(self, columns: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        form = self.sample.form.model_dump(exclude_defaults=True, exclude={"columns"})
        return {**form, "columns": columns}

    def _codes(self, absent: set[str]) -> dict[str, dict[str, Any]]:
        """Returns the words of the table that no code table has, each with its code."""
        own = self.template.mapping
        codes = {} if own.shared_codes else {name: dict(table) for name, table in own.codes.items()}
        for column, name, separator, event, of in self.template.coded():
            if column in absent or self.template.tested_by_code(column):
                continue
            known = self.template.known_words(column)
            cells = self.sample.values.get(self._heading(column), ())
            for word in dict.fromkeys(word for cell in cells for word in words_in(separator)(cell)):
                if word.casefold() not in known and word not in codes.get(name, {}):
                    code = self._code(name, word, KINDS[event.kind].text.sv, of, optional=self.template.has_several(column))
                    codes.setdefault(name, {}).update({} if code == NONE else {word: code})
        return codes

    def _ask_about_words(self, absent: set[str]) -> None:
        """Asks what the table's own words mean where the template decides by a word which event a row is."""
        for column in self.template.deciding:
            if column in absent:
                continue
            choices = self.template.deciding[column]
            known = {choice.casefold() for choice in choices}
            for word in self.sample.values.get(self._heading(column), ()):
                if word.casefold() not in known:
                    text = Text(f"vad är ”{word}” i kolumnen ”{column}”?", f"what is “{word}” in the column “{column}”?")
                    self.template.add_word(column, word, self._question("word", word, text, [*choices, NONE]))

    def _code(self, name: str, word: str, event: str, of: str, *, optional: bool) -> Any:
        """Returns the code of a word. `optional`: whether another code table may translate the word instead."""
        choices = [*dict.fromkeys(self.template.mapping.codes[name].values())]
        text = Text(f"vad betyder ”{word}” ({event}: {of})?", f"what does “{word}” mean ({event}: {of})?")
        answer = self._question("code", f"{name}.{word}", text, [*map(as_toml, choices), *([NONE] if optional else [])])
        return next((choice for choice in choices if answer in (choice, as_toml(choice))), answer)

    def _renamed(self, identity: str | None) -> tuple[str, str] | None:
        """Returns the column of identity numbers in the template and in the table: it is called by its own name."""
        return (identity, self._heading(identity)) if identity is not None else None


def _reads_all(column: MappedColumn, values: Sequence[str]) -> bool:
    return reads_all(column, values)
