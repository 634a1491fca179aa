"""The types of a measure, its rules and its worked example, independent of any particular measure.

A measure's rule is a short list of named steps over a frame of units, one row each: a step adds a column with its result
and columns with the days and events that decided it. Everything else follows from the columns (docs/decisions/0005), which
units and steps declare (docs/decisions/0048).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Literal, TypeVar

import polars as pl

from domain.vocabulary.text import Lang, Text
from projections.facts.tables import FLAG, TEXT
from projections.fingerprints.fingerprint import fingerprint, nonempty_fields
from projections.measuring.periods import Period
from projections.measuring.wording import worded
from projections.rules.absence import Ground
from projections.rules.columns import UNIT, Columns, days_and_events
from projections.rules.leavers import DEPARTURE
from projections.rules.scope import Scope, Value
from projections.rules.windows import AT_ONCE, MeasureWindow, in_text
from projections.worlds.coordinates import Coordinates
from projections.worlds.world import World

Filled = TypeVar("Filled", "Step", "Counted", "Units")
Shape = Literal["share", "count", "sum", "mean", "ratio", "lead_time"]
YearValue = Literal["mean", "december", "sum", "cohort", "as_of"]
GRACE_DAYS, SUPPORT_GRACE_DAYS = 30, 60
"""Days that a figure stays preliminary; the second for support months, which are paid and registered late (§1.6)."""
LANGS: tuple[Lang, Lang] = ("sv", "en")


@dataclass(frozen=True)
class Step:
    """A named rule: adds a true/false column with that name, and the columns that decided it."""

    name: str
    sv: str
    en: str
    add: Callable[[pl.DataFrame, Scope], pl.DataFrame]
    dates: tuple[str, ...] = ()
    """The columns of days that decided it, shown with it."""
    events: tuple[str, ...] = ()
    """The columns of events that decided it, which are its evidence (`cases.with_evidence`)."""
    columns: Columns = field(default_factory=dict, hash=False)
    """Other columns that it adds."""
    grounds: tuple[Ground, ...] = field(default=(), hash=False)
    """What it rests on: a condition, who is a case at all; the last step, its answers by absence (§11.3)."""
    unrecorded: pl.Expr | None = field(default=None, hash=False, compare=False)
    """Where the fact that it needs was never recorded, so that the unit is undetermined (§11.4)."""

    @property
    def result(self) -> Columns:
        return {self.name: FLAG}

    @property
    def declared(self) -> Columns:
        """The columns that exist once it is applied, whichever step added them."""
        return {**self.result, **days_and_events(self.dates, self.events), **self.columns}

    def says(self, lang: Lang) -> str:
        return Text(self.sv, self.en)[lang]


@dataclass(frozen=True)
class Units:
    """The units that are counted: one row each, with `pid`, `unit` (its id), the window's columns and `on` (reference day)."""

    sv: str
    en: str
    of: Callable[[Scope], pl.DataFrame]
    """Returns the units; only the declared columns of the frame are kept."""
    dates: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    columns: Columns = field(default_factory=dict, hash=False)
    """Other columns that its steps and the breakdowns read."""
    persons: bool = False
    """Whether units are persons identified by their keys: a publication then replaces the keys by pseudonyms."""
    homes: bool = False
    """Whether units depend on events of others in the household: a bundle then holds those events too."""
    grounds: tuple[Ground, ...] = field(default=(), hash=False)
    """What the population rests on: without these there are no units (§11.3)."""
    undetermined: Callable[[Scope], pl.DataFrame] | None = field(default=None, hash=False)
    """Returns the units that would be there but for a fact that was never recorded, if the units themselves need one."""

    @property
    def declared(self) -> Columns:
        return {**UNIT, **days_and_events(self.dates, self.events), **self.columns}

    def says(self, lang: Lang) -> str:
        return Text(self.sv, self.en)[lang]


@dataclass(frozen=True)
class Counted(Step):
    """The last step: adds `outcome` (yes, no, unknown, immature; for a lead time completed, waiting, withdrawn, under_way)
    and `why`; for a measure with two views also the window, `from_on` and `to_on`."""

    @property
    def result(self) -> Columns:
        return {"outcome": TEXT, "why": TEXT}


@dataclass(frozen=True)
class Example:
    """A worked example, used as the entry's test, as its documentation, and by `rodtrad measures KEY`."""

    events: str
    """One line per event: day, participant, kind, and its fields as name=value."""
    period: str
    as_of: date
    expects: Mapping[str, float | None]


@dataclass(frozen=True)
class Measure:
    """One entry of the catalogue (measures.md): the source of calculation, cases, explanation, documentation and test."""

    key: str
    sv: str
    en: str
    source: str
    """The document and line, the official measure, or the law that the definition follows."""
    units: Units
    who: tuple[Step, ...]
    counted: Counted
    shape: Shape
    year: YearValue
    unit: str
    """The unit of the value: percent, persons, days …"""
    example: Example
    version: int = 1
    window: MeasureWindow = AT_ONCE
    """How long after its day a case may wait to be judged."""
    last_case: Callable[[Period], date] | None = None
    """Returns the last possible day of a case in a period, if that is not the period's last day."""
    views: bool = False
    years_only: bool = False
    grace_days: int = GRACE_DAYS
    """Days that a figure stays preliminary after the last case can mature (§1.6)."""
    whole_period: bool = False
    """Whether its rule reads the whole period, so that no case can be judged before the period is over (§1.3)."""
    several: bool = False
    """Whether a person is judged by several rows, of which a single row decides (§1.3)."""
    per: str | None = None
    """The series of reference values that a count is divided by."""
    ratio: tuple[str, str, str] | None = None
    """For a ratio of two shares: the breakdown, the numerator's part and the denominator's part."""
    of_all: bool = False
    """Whether the goal of a count is all its cases, so that it is shown with their number (“14 av 37”)."""
    scale: int = 1
    """How many units of the cases' `amount` equal one unit of the value."""
    bands: Mapping[str, str] = field(default_factory=dict)
    """A lead time's bands, shortest first, each with its upper limit (`14d`, `6mo`; the last has no limit)."""
    within: Mapping[str, int] = field(default_factory=dict)
    """The limits in days for which the share of arrived cases is estimated (Kaplan–Meier)."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The least and greatest value of a parameter, unless it can be any whole number from 1."""
    direction: Literal["up", "down", "keep"] | None = None
    baseline: Mapping[str, float] = field(default_factory=dict)
    """The published value for the whole and for each sex, if published."""
    target: float | None = None
    deadline: date | None = None
    """The last day for reaching the target, if the document states it."""
    says_sv: str = ""
    says_en: str = ""
    """Text that must be shown beside the figure: what a document leaves open, what a flag is not."""
    says_declared: Text | None = field(default=None, hash=False)
    """The same where deliveries are stated, if it is not true there."""

    @property
    def steps(self) -> tuple[Units | Step, ...]:
        """The units, the conditions of a case, and last the outcome, which with two views a departure can also decide."""
        day, event = DEPARTURE
        counted, views = self.counted, self.views
        last = replace(counted, dates=(*counted.dates, day), events=(*counted.events, event)) if views else counted
        return (self.units, *self.who, last)

    @property
    def declared(self) -> Columns:
        """The columns of its cases."""
        return {name: dtype for step in self.steps for name, dtype in step.declared.items()}

    @property
    def whole(self) -> bool:
        """Whether the whole period is a single window; otherwise each of its months is a window."""
        return self.year in ("cohort", "as_of")

    def spans(self, period: Period) -> list[Period]:
        """Returns the windows of a period: the period itself, or its months; for `december` only the last month (§1.7)."""
        if self.whole:
            return [period]
        return period.months[-1:] if self.year == "december" else period.months

    def with_parameters(self, values: Mapping[str, Value]) -> "Measure":
        """Returns the measure with these values, both in what it computes and in its texts."""
        parameters = {**self.parameters, **values}
        window = self.window.length_by(parameters)
        sv, en = (partial(worded, values={**parameters, "window": in_text(window, lang)}, lang=lang) for lang in LANGS)

        def filled(step: Filled) -> Filled:
            return replace(step, sv=sv(step.sv), en=en(step.en))

        return replace(
            self,
            parameters=parameters,
            sv=sv(self.sv),
            en=en(self.en),
            units=filled(self.units),
            who=tuple(map(filled, self.who)),
            counted=filled(self.counted),
            says_sv=sv(self.says_sv),
            says_en=en(self.says_en),
        )

    def title(self, lang: Lang) -> str:
        return Text(self.sv, self.en)[lang]

    def note(self, lang: Lang, *, declared: bool) -> str:
        return (self.says_declared if declared and self.says_declared else Text(self.says_sv, self.says_en))[lang]

    @property
    def name(self) -> str:
        """Key and version, which identify the definition."""
        return f"{self.key}/{self.version}"

    def definition(self, values: Mapping[str, Any]) -> str:
        """Returns key, version and the parameters' values, which make a figure reproducible."""
        settings = ",".join(f"{name}={values[name]}" for name in sorted(values))
        return self.name + (f"?{settings}" if settings else "")


def definition_hash(measure: Measure, values: Mapping[str, Value]) -> str:
    """SHA-256 of the whole definition: key, version, parameters, texts, and all code that its rules call (`fingerprint`).

    Excludes the worked example and the parameters' limits, which change no figure. The code that makes facts from events
    and figures from cases is shared by all measures; a publication records the program's version for that.
    """
    measure = measure.with_parameters(values) if values else measure
    window = measure.window
    held = nonempty_fields(replace(measure, parameters=dict(sorted(measure.parameters.items()))))
    held["window"] = window.parameter or window.stated(measure.parameters)
    hashed = {name: value for name, value in held.items() if name not in ("example", "limits")}
    fixed = {} if window.parameter else dict.fromkeys(("window", "window_days"), window.length)
    return fingerprint(hashed, members_of=(Scope, World, Coordinates), fixed=fixed)
