"""Facts, cases and figures as frames: typed columns, one fact, case or figure per row, participants named by `Naming`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from domain.errors import Unknown
from domain.participant.protection import UNPROTECTED
from domain.vocabulary.text import Text
from projections.exports.figure_records import flat, part_column
from projections.exports.naming import Naming
from projections.facts.tables import BY_NAME
from projections.measuring.cases import NO_UNIT
from projections.measuring.explanation import Case
from projections.measuring.figures import Figure
from projections.rules.circumstances import held_now
from projections.worlds.world import World

_IDS = frozenset(
    {"enrolment", "referral", "insats", "placement", "study", "employment", "plan", "milestone", "application"}
    | {"named", "about", "event", "began_event", "ended_event", "registered_event"}
    | {"deceased_event", "reached_event"}
)
"""The columns that contain ids of a source."""
_OF_STAFF = ("caseworker", "coach")
_HOUSEHOLD, _CHILD = "household", "youngest_child_born_on"

TABLES = tuple(name for name in BY_NAME if name != "keys")
"""The facts that can be exported; `keys` is not needed, since `participant` already identifies the person."""


def facts_frame(world: World, name: str, naming: Naming) -> pl.DataFrame:
    """Returns a table of facts with `participant` instead of `pid`. Raises `Unknown` for a table that does not exist."""
    if name not in TABLES:
        known = ", ".join(TABLES)
        raise Unknown(what=Text("Tabellen", "table"), name=name, hint=Text(f"Det finns: {known}.", f"There are: {known}."))
    frame = world[name]
    if name in ("reference_values", "deliveries"):  # about no participant
        return frame.drop("pid", "event")
    if name == "participants":
        frame = frame.join(held_now(world, "protection"), on="pid", how="left", maintain_order="left")
        frame = frame.with_columns(pl.col("protection").fill_null(UNPROTECTED))
    people = naming.people(world).select("pid", "who")
    frame = frame.drop("participant", "employer", strict=False).join(people, on="pid", maintain_order="left")
    if not naming.by_keys:
        frame = _unnamed(frame, name, naming)
    return frame.select(pl.col("who").alias("participant"), pl.exclude("who", "pid"))


def _unnamed(frame: pl.DataFrame, name: str, naming: Naming) -> pl.DataFrame:
    """Replaces ids of a source by hashes; removes staff, free text and full dates of birth."""
    frame = frame.with_columns(naming.things(frame, column) for column in frame.columns if column in _IDS)
    if name == "participants":
        return frame.with_columns(pl.col("born_on").dt.year().alias("born_year")).drop("born_on")
    if name == "findings":
        return frame.drop("detail")
    if name == "circumstances":
        return _circumstances(frame.filter(~pl.col("field").is_in(_OF_STAFF)), naming)
    return frame


def _circumstances(frame: pl.DataFrame, naming: Naming) -> pl.DataFrame:
    households = frame.filter(pl.col("field") == _HOUSEHOLD)["value"].drop_nulls().unique()
    called = {name: naming.shared(name) for name in households}
    value = (
        pl.when(pl.col("field") == _HOUSEHOLD)
        .then(pl.col("value").replace_strict(called, default=None, return_dtype=pl.String))
        .when(pl.col("field") == _CHILD)
        .then(pl.col("value").str.head(4))
        .otherwise("value")
    )
    return frame.with_columns(value.alias("value"))


_CASE: Mapping[str, pl.DataType] = {
    "measure": pl.String(),
    "period": pl.String(),
    "participant": pl.String(),
    "unit": pl.String(),
    "in": pl.Boolean(),
    "outcome": pl.String(),
    "reason": pl.String(),
    "events": pl.List(pl.String()),
}


def cases_frame(cases: Iterable[tuple[str, Case]], world: World, naming: Naming) -> pl.DataFrame:
    """Returns one row per case: measure, participant, outcome and reason; each day that decided it in its own column."""
    people = {key: who for _, key, who in naming.people(world).iter_rows()}
    rows = [_case(called, case, people[case.participant], naming) for called, case in cases]
    days = dict.fromkeys(name for row in rows for name in row if name not in _CASE)
    return pl.DataFrame(rows, schema={**_CASE, **dict.fromkeys(days, pl.Date())})


def _case(called: str, case: Case, who: str, naming: Naming) -> dict[str, Any]:
    unit = case.unit
    if unit == case.participant:
        unit = who
    elif unit not in (case.period, NO_UNIT):
        unit = naming.thing(who, unit)
    return {
        "measure": called,
        "period": case.period,
        "participant": who,
        "unit": unit,
        "in": case.is_in,
        "outcome": case.outcome,
        "reason": case.reason,
        "events": [naming.thing(who, event) for event in case.events],
        **case.dates,
    }


_TEXTS = ("measure", "definition", "view", "period", "unit", "status", "direction", "hidden")
_WHOLE = ("position", "journey_gap_days", "yes", "no", "unknown", "immature", "excluded")
_EXACT = ("value", "numerator", "denominator", "lower", "upper", "coverage", "baseline", "target")


def figures_frame(figures: Sequence[Figure], by: Sequence[str]) -> pl.DataFrame:
    """Returns one row per figure, with everything needed to reproduce it; each breakdown in its own column.

    Numeric columns stay numeric: a hidden value is null, and its column is named in `hidden`.
    """
    rows = [flat(figure, by) | dict.fromkeys(figure.hidden) for figure in figures]
    types: dict[str, pl.DataType] = {
        **dict.fromkeys((*_TEXTS, *map(part_column, by)), pl.String()),
        **dict.fromkeys(_WHOLE, pl.Int64()),
        **dict.fromkeys(_EXACT, pl.Float64()),
        "as_of": pl.Date(),
        "deadline": pl.Date(),
        "known_at": pl.Datetime("us", "Europe/Stockholm"),
        "suppressed": pl.Boolean(),
    }
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(types)
    return pl.DataFrame(
        {name: pl.Series([_plain(row.get(name)) for row in rows], dtype=types.get(name), strict=False) for name in names}
    )


def _plain(value: Any) -> Any:
    """Converts mappings (such as the bands of a lead time) and lists of names to a string."""
    if isinstance(value, Mapping):
        return " ".join(f"{name}={part}" for name, part in value.items())
    return " ".join(value) if isinstance(value, tuple) else value
