"""The catalogue: every measure, by its key. A new measure is an entry in one of this package's modules.

A measure whose definition changes gets a higher version; the previous definition moves to its module's `RETIRED`.
"""

from collections.abc import Iterable, Mapping

from domain.errors import BadQuestion, NoParameter, Unknown
from domain.vocabulary.text import Text
from projections.measures.enkoping import goals, results, training
from projections.measures.enkoping import support as enkoping_support
from projections.measures.everyone import going_round, going_round_load, lead_times, outcomes, support_time
from projections.measures.linkoping import activity
from projections.measures.linkoping import outcomes as linkoping_outcomes
from projections.measures.linkoping import plans as linkoping_plans
from projections.measures.sodertalje import journeys, ladder_templates, ladders, language, places
from projections.measures.sodertalje import plans as sodertalje_plans
from projections.measures.uppsala import actions, admissions, households, studies, support, thousand, work
from projections.measuring.definitions import Definition, read, with_values
from projections.measuring.measure import Measure

_THEMES = (
    support,
    admissions,
    work,
    studies,
    thousand,
    households,
    actions,
    goals,
    enkoping_support,
    training,
    results,
    linkoping_plans,
    activity,
    linkoping_outcomes,
    journeys,
    sodertalje_plans,
    places,
    language,
    ladders,
    ladder_templates,
    outcomes,
    lead_times,
    support_time,
    going_round,
    going_round_load,
)


def versions_of(current: Iterable[Measure], retired: Iterable[Measure]) -> dict[str, dict[int, Measure]]:
    """Returns every definition by key and version, the current version first.

    Raises `ValueError` for duplicates of a key and version, and for a retired version not older than the current.
    """
    every: dict[str, dict[int, Measure]] = {}
    for measure in (each.with_parameters({}) for each in current):
        if measure.key in every:
            raise ValueError(f"two measures are called {measure.key}")
        every[measure.key] = {measure.version: measure}
    for measure in sorted((each.with_parameters({}) for each in retired), key=lambda each: (each.key, -each.version)):
        known = every.get(measure.key, {})
        if not known or measure.version >= min(known):
            raise ValueError(f"{measure.name} is retired, but not older than what holds or twice there")
        known[measure.version] = measure
    return every


VERSIONS: Mapping[str, Mapping[int, Measure]] = versions_of(
    (measure for theme in _THEMES for measure in theme.MEASURES),
    (measure for theme in _THEMES for measure in getattr(theme, "RETIRED", ())),
)
"""Every available definition; the first version of each key is the newest, which is current."""
CATALOGUE: Mapping[str, Measure] = {key: next(iter(versions.values())) for key, versions in VERSIONS.items()}
"""The current definition of every measure."""


_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "R1": ("RET-90", "RET-180", "RET-365", "RET-730"),
    "LT5": ("LT5",),
    "OUT": ("OUT-",),
}
"""Names of groups that are not keys, with the beginnings of their measures' keys."""


_NOW_CALLED: Mapping[str, str] = {"LIN-7": "LIN-7.restricted", "SOD-9.with_support": "SOD-9.support"}
"""The current keys of definitions that published figures carry under a former key."""


def parts(key: str) -> list[Measure]:
    """Returns the parts of a measure or group: `SOD-3` has SOD-3.as_expected."""
    beginning = _TOGETHER.get(key, (f"{key}.",))
    return [measure for name, measure in CATALOGUE.items() if name.startswith(beginning)]


def called(measure: Measure) -> str:
    """Returns the key of a current measure; for an older version or with parameters set, its full definition."""
    return measure.key if CATALOGUE.get(measure.key) == measure else measure.definition(measure.parameters)


def find(text: str) -> list[Measure]:
    """Returns the current measure of this key, or all its parts (`LIN-1` is LIN-1.t1 … LIN-1.t4).

    A definition as in a figure (`UPP-2.3/1?gap=1`) returns that version with those values. Raises `Unknown` if
    nothing matches.
    """
    wanted = read(text)
    matches = _matches(wanted) if wanted else []
    if wanted is None or not matches:
        listed = Text(
            "”rodtrad measures” listar dem som finns, och ”rodtrad measures ORD” dem som ordet säger något om.",
            "“rodtrad measures” lists those that exist, and “rodtrad measures WORD” those that the word says something of.",
        )
        raise _unknown(text, listed)
    try:
        return [with_values(measure, wanted.values) for measure in matches]
    except (NoParameter, BadQuestion) as fault:
        raise _unknown(text, fault.text) from None


def _matches(wanted: Definition) -> list[Measure]:
    if wanted.version is None:
        return [CATALOGUE[wanted.key]] if wanted.key in CATALOGUE else parts(wanted.key)
    there = VERSIONS.get(_NOW_CALLED.get(wanted.key, wanted.key), {})
    if there and wanted.version not in there:
        names = ", ".join(measure.name for measure in there.values())
        raise Unknown(
            what=Text("Versionen", "version"),
            name=f"{wanted.key}/{wanted.version}",
            hint=Text(f"Det finns: {names}.", f"There are: {names}."),
        )
    return [there[wanted.version]] if there else []


def _unknown(text: str, hint: Text) -> Unknown:
    return Unknown(what=Text("Måttet", "measure"), name=text, hint=hint)
