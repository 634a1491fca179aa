"""A shipped mapping as a template: the columns that it reads, and the mapping without those that a table lacks."""

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from functools import cache, cached_property

from domain.events import KINDS
from domain.intake.drafting.questions import UNKNOWN
from domain.intake.mapping import load_mapping
from domain.intake.mapping.contents import names_in
from domain.intake.tables.form import Condition, Entries, EventForm, Mapping, Taken, Tested, Value


class Template:
    def __init__(self, name: str) -> None:
        self.name = name
        self.mapping: Mapping = load_mapping(name)
        self._joined = tuple(f"{table}." for table in self.mapping.tables)
        self.columns: list[str] = list(dict.fromkeys(self._columns()))
        """The columns of the table itself, as the template calls them."""

    @cached_property
    def required(self) -> list[str]:
        """The columns that a table must have."""
        may_lack = {of for name, column in self.mapping.table.columns.items() if column.optional for of in self.of_table(name)}
        return [column for column in self.columns if column not in may_lack]

    def of_table(self, name: str) -> list[str]:
        """Returns the columns of the table that a name in the mapping stands for."""
        if name.startswith(("#", *self._joined)):
            return []
        column = self.mapping.table.columns.get(name)
        return [name] if column is None else column.parts(name)

    def coded(self) -> Iterator[tuple[str, str, str | None, EventForm, str]]:
        """Yields what code tables translate: column, code table, separator, event and field."""
        for event in self.mapping.events:
            for field, value in event.fields.items():
                for part in value.entries.values() if isinstance(value, Entries) else [value]:
                    if isinstance(part, Taken) and part.codes and part.otherwise is None:
                        for column in self.of_table(part.column or part.next or ""):
                            yield column, part.codes, part.separator, event, field

    def has_several(self, column: str) -> bool:
        """Returns whether several code tables translate a column."""
        return len({name for of, name, *_ in self.coded() if of == column}) > 1

    def known_words(self, column: str) -> set[str]:
        """Returns the words of a column that the template translates, by any code table, or names directly."""
        tables = {name for of, name, *_ in self.coded() if of == column}
        return {
            word.casefold() for word in [*self.deciding.get(column, ()), *(w for t in tables for w in self.mapping.codes[t])]
        }

    @cached_property
    def deciding(self) -> dict[str, list[str]]:
        """The columns whose word decides which event a row is, and the words."""
        words: dict[str, dict[str, None]] = {}
        read_as = {of for name, column in self.mapping.table.columns.items() if column.has_form for of in self.of_table(name)}
        for event in self.mapping.events:
            for name, condition in event.when.items():
                if not isinstance(condition, Tested) and name not in read_as:
                    words.setdefault(name, {}).update(dict.fromkeys(filter(None, _words(condition))))
        return {name: list(of) for name, of in words.items() if of and not self.tested_by_code(name)}

    def add_word(self, column: str, word: str, means: str) -> None:
        """Lets a word mean the same as one of the template's, or no event. Without an answer nothing is decided."""
        if means == UNKNOWN:
            return
        if means not in self.deciding[column]:
            words = [*_words(self.mapping.no_event.get(column, [])), word]
            self.mapping = self.mapping.model_copy(update={"no_event": self.mapping.no_event | {column: words}})
            return
        events = [
            event.model_copy(update={"when": _with_word(event.when, column, word, means)}) for event in self.mapping.events
        ]
        self.mapping = self.mapping.model_copy(update={"events": events})

    def tested_by_code(self, column: str) -> bool:
        return any(
            isinstance(condition, Tested) and condition.codes and column in self.of_table(name)
            for event in self.mapping.events
            for name, condition in event.when.items()
        )

    def without(self, columns: set[str]) -> tuple[Mapping, list[str]]:
        """Returns the mapping without the columns that a table lacks, and the events that cannot be had without them."""
        events, lost = [], []
        for event in self.mapping.events:
            kept = self._event_without(event, columns)
            if kept is None:
                lost.append(event.kind)
            else:
                events.append(kept)
        no_event = {name: of for name, of in self.mapping.no_event.items() if not {*self.of_table(name)} & columns}
        return self.mapping.model_copy(update={"events": events, "no_event": no_event}), lost

    def _event_without(self, event: EventForm, columns: set[str]) -> EventForm | None:
        when: dict[str, Condition] = {}
        for name, condition in event.when.items():
            if not {*self.of_table(name)} & columns:
                when[name] = condition
            elif condition != "":  # a column that is not there is empty
                return None
        fields: dict[str, Value] = {}
        for field, value in event.fields.items():
            if not {of for name in names_in(value) for of in self.of_table(name)} & columns:
                fields[field] = value
            elif field != "recorded_at" and (field == "id" or KINDS[event.kind].model_fields[field].is_required()):
                return None
        return event.model_copy(update={"when": when, "fields": fields})

    def _columns(self) -> Iterator[str]:
        mapping = self.mapping
        names = [*names_in(mapping.whose), *names_in(mapping.recorded_at), *mapping.no_event]
        for event in mapping.events:
            names += [*event.when, *(name for value in event.fields.values() for name in names_in(value))]
        return (column for name in names for column in self.of_table(name))


def _with_word(when: MappingOf[str, Condition], column: str, word: str, means: str) -> dict[str, Condition]:
    condition = when.get(column)
    if condition is None or isinstance(condition, Tested) or means not in _words(condition):
        return dict(when)
    return {**when, column: [*_words(condition), word]}


def _words(condition: Condition) -> list[str]:
    words = condition.unlike if isinstance(condition, Tested) else condition
    return [words] if isinstance(words, str) else words or []


@cache
def template_of(name: str) -> Template:
    """Returns a shipped mapping as a template; shipped mappings do not change while the program runs."""
    return Template(name)
