"""Questions to the measures: which measures, periods, breakdowns, view and parameters.

A question is the same for every interface; each interface supplies the World and reports where an invalid part stood.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from domain.errors import BadQuestion, NoParameter, Unknown
from domain.normal_form import normal_form
from domain.participant.folding import RULES, Rules
from domain.vocabulary.text import Text
from projections.measures.breakdown_names import breakdown_key, listed_parts, part_code
from projections.measures.catalogue import find
from projections.measuring.definitions import MOST, value_of, whole
from projections.measuring.figures import Ask
from projections.measuring.labels import OUTCOMES
from projections.measuring.limits import few_breakdowns, few_periods
from projections.measuring.measure import Measure
from projections.measuring.periods import Period, period
from projections.rules.scope import Value, View
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World

Result = TypeVar("Result")


@dataclass(frozen=True)
class Question:
    measures: Sequence[Measure]
    periods: Sequence[Period]
    view: View = "official"
    by: Sequence[str] = ()
    rules: Rules = RULES
    """The parameters of the fold, with which the World is built."""
    values: Mapping[str, Value] = field(default_factory=dict)
    check: Check = go_on

    def asks(self) -> Iterator[Ask]:
        for measure in self.measures:
            self.check()
            yield Ask(measure, self.periods, self.by, self.view, self._own(measure), self.check)

    def worded(self, measure: Measure) -> Measure:
        """Returns the measure with the requested values, also in its texts."""
        return measure.with_parameters(self._own(measure))

    def _own(self, measure: Measure) -> dict[str, Value]:
        return {name: value for name, value in self.values.items() if name in measure.parameters}

    def answers(self, world: World, answer: Callable[[Ask, World], Iterable[Result]]) -> Iterator[tuple[Measure, Result]]:
        """Yields the results of each measure in turn."""
        return ((ask.measure, result) for ask in self.asks() for result in answer(ask, world))


def question(
    keys: Iterable[str], periods: Iterable[str], view: View = "official", by: str = "", sets: Iterable[str] = ()
) -> Question:
    """Raises `Unknown` for a measure, period or parameter that does not exist, `BadQuestion` for an invalid question."""
    matches = (measure for key in keys for measure in find(key))
    measures = list({measure.definition(measure.parameters): measure for measure in matches}.values())
    parsed_periods = [period(label) for label in dict.fromkeys(periods)]
    few_periods(parsed_periods)
    for measure in measures:
        _refuse_part_of_year(measure, parsed_periods)
    rules, values = settings(measures, sets)
    names = (name.strip() for name in by.split(","))
    breakdowns = tuple(dict.fromkeys(breakdown_key(name) for name in names if name))
    few_breakdowns(breakdowns)
    return Question(measures, parsed_periods, view, breakdowns, rules, values)


def _refuse_part_of_year(measure: Measure, periods: Iterable[Period]) -> None:
    for each in periods:
        if measure.years_only and not each.is_year:
            raise BadQuestion(
                part="period",
                why=Text(
                    f"{measure.key} finns bara för hela år, inte {each.label}; skriv till exempel {each.first_on.year}.",
                    f"{measure.key} exists for whole years only, not {each.label}; write for example {each.first_on.year}.",
                ),
            )


def settings(measures: Iterable[Measure], sets: Iterable[str]) -> tuple[Rules, dict[str, Value]]:
    """Splits `name=value` settings into parameters of the fold and of the measures. Raises as `question`."""
    rules, values = RULES, dict[str, Value]()
    of_rules = sorted(rule.name for rule in fields(Rules))
    having: dict[str, list[Measure]] = {}
    for measure in measures:
        for name in measure.parameters:
            having.setdefault(name, []).append(measure)
    for name, given in _pairs("set", sets):
        if name in of_rules:
            rules = replace(rules, **{name: whole(given, f"set {name}", 0, MOST)})
        elif name in having:
            for measure in having[name]:  # each measure has its own limits
                values[name] = value_of(measure, name, given, f"set {name}")
        else:
            raise NoParameter(name=name, names=", ".join([*having, *of_rules]))
    return rules, values


def parts(given: Iterable[str]) -> dict[str, str]:
    """Parses parts of breakdowns such as `sex=K`. Raises `BadQuestion`; `Unknown` for a part that is not in its list."""
    named = ((breakdown_key(name), value) for name, value in _pairs("part", given))
    chosen = {name: part_code(name, value) for name, value in named}
    few_breakdowns(chosen, "part")
    for name, value in chosen.items():
        known = listed_parts(name)
        if known and value not in known:
            words = ", ".join(known)
            hint = Text(f"Det finns: {words}.", f"There are: {words}.")
            raise Unknown(what=Text(f"Delen i {name}", f"part of {name}"), name=value, hint=hint)
    return chosen


_OUTCOMES_ALSO: Mapping[str, str] = {
    "okänd": "unknown", "okända": "unknown", "omogen": "immature", "omogna": "immature", "ej mätbar": "immature",
    "undantagen": "excluded", "undantagna": "excluded",
}  # fmt: skip


def outcomes(given: Iterable[str]) -> frozenset[str]:
    """Returns the codes of outcomes given as codes or as words in either language. Raises `Unknown`."""
    codes = {word: code for code, text in OUTCOMES.items() for word in (code, text.sv, text.en)}
    codes.update(_OUTCOMES_ALSO)
    by_name = {name: codes.get(normal_form(name).casefold()) for name in given}
    for name, code in by_name.items():
        if code is None:
            known = Text("Det finns: {words}.", "There are: {words}.").format(words=Text.joined(", ", OUTCOMES.values()))
            raise Unknown(what=Text("Utfallet", "outcome"), name=name, hint=known)
    return frozenset(code for code in by_name.values() if code)


def _pairs(part: str, given: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign:
            raise BadQuestion(part=part, why=Text(f"skriv namn=värde, inte ”{pair}”.", f"write name=value, not “{pair}”."))
        yield normal_form(name), normal_form(value)
