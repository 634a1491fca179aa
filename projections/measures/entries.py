"""The entries of the catalogue as lines of text, for every interface."""

from collections.abc import Iterable, Sequence

from domain.events import KINDS
from domain.participant.folding import RULES, Rules
from domain.vocabulary.kind_plurals import KIND_PLURALS
from domain.vocabulary.text import Lang, Text
from projections.measures.catalogue import VERSIONS
from projections.measuring import labels
from projections.measuring.cases import population
from projections.measuring.measure import Measure
from projections.rules.absence import Ground

Line = tuple[str, str | Sequence[str]]
"""The name and text of a line; the rules for who is a case are an ordered list."""


def entry(measure: Measure, lang: Lang, options: str = "", rules: Rules = RULES) -> list[Line]:
    """Returns all lines of an entry except its note, which is shown with its figures.

    `options`: the prefix of option names in the interface; `rules`: the parameters of the fold of the World shown.
    """
    whole_years = Text(" (bara hela år)", " (whole years only)")[lang] if measure.years_only else ""
    lines: list[tuple[Text, str | Sequence[str]]] = [
        (Text("Vilka är med", "Who is a case"), [measure.units.says(lang), *(step.says(lang) for step in measure.who)]),
        (Text("Vad räknas", "What is counted"), measure.counted.says(lang)),
        (Text("Vilar på", "Rests on"), _facts(population(measure), lang)),
        (Text("Frånvaro som svar", "Absence as an answer"), _facts(measure.counted.grounds, lang)),
        (Text("Värde", "Value"), f"{labels.shape(measure.shape, lang)}, {labels.unit(measure.unit, lang)}"),
        (Text("Över flera månader", "Over several months"), labels.year_value(measure.year, lang) + whole_years),
        (Text("Fönster", "Window"), labels.window(measure.window.stated(measure.parameters, rules), lang)),
        (Text("Preliminärt", "Preliminary"), labels.grace(measure.grace_days, lang)),
        (Text("Vyer", "Views"), f"official, adjusted ({options}view)" if measure.views else ""),
        (Text(f"Parametrar ({options}set)", f"Parameters ({options}set)"), _values(measure)),
        (Text("Utgångsvärde", "Baseline"), _baseline(measure, lang)),
        (Text("Mål", "Goal"), labels.goal(measure, lang)),
        (Text("Källa", "Source"), measure.source),
        (Text.same("Definition"), measure.definition(measure.parameters)),
        (Text("Versioner", "Versions"), _versions(measure, lang)),
    ]
    return [(name[lang], description) for name, description in lines if description]


def _facts(grounds: Iterable[Ground], lang: Lang) -> str:
    """Returns the kinds of events, with those of their fields, whose absence is evidence only where they were delivered."""
    fields: dict[str, list[str]] = {}
    for kind, _, field in (fact.partition(".") for ground in grounds for fact in (*ground.kinds, *ground.unless_missing)):
        of = fields.setdefault(kind, [])
        of += [field] if field and field not in of else []
    named = ((KINDS[kind].labels, kind, of) for kind, of in fields.items())
    return ", ".join(KIND_PLURALS[kind][lang] + _in_brackets([names[field][lang] for field in of]) for names, kind, of in named)


def _in_brackets(names: Sequence[str]) -> str:
    return f" ({', '.join(names)})" if names else ""


def _values(measure: Measure) -> str:
    return ", ".join(f"{name}={value}" for name, value in measure.parameters.items())


def _baseline(measure: Measure, lang: Lang) -> str:
    published = measure.baseline.items()
    return ", ".join(f"{labels.whose(who, lang)} {labels.amount(value, measure.unit, lang)}" for who, value in published)


def _versions(measure: Measure, lang: Lang) -> str:
    """Returns the versions of the measure, the current first; empty if there is only the current version."""
    first, *older = (version.name for version in VERSIONS[measure.key].values())
    holds = Text("gäller", "holds")[lang]
    return ", ".join([f"{first} ({holds})", *older]) if older else ""


def note_in_any_world(measure: Measure) -> Text:
    """Returns the text that must be shown beside a measure's figures, with what holds instead where deliveries are stated."""
    says = Text(measure.says_sv, measure.says_en)
    if measure.says_declared is None:
        return says
    either = Text("{says} Där leveranser är angivna: {declared}", "{says} Where deliveries are stated: {declared}")
    return either.format(says=says, declared=measure.says_declared)
