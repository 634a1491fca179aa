"""What a measure, its rules and its worked example are. Knows no particular one.

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
"""How many days more a figure is preliminary; of support months, which are paid and registered late, the second (§1.6)."""
LANGS: tuple[Lang, Lang] = ("sv", "en")


@dataclass(frozen=True)
class Step:
    """A rule with a name: adds a column of that name, true or false, and those that decided it."""

    name: str
    sv: str
    en: str
    add: Callable[[pl.DataFrame, Scope], pl.DataFrame]
    dates: tuple[str, ...] = ()
    """The columns of days that decided it; they are shown with it."""
    events: tuple[str, ...] = ()
    """The columns of events that decided it, which its evidence is made of (`cases.with_evidence`)."""
    columns: Columns = field(default_factory=dict, hash=False)
    """What else it adds."""

    @property
    def result(self) -> Columns:
        return {self.name: FLAG}

    @property
    def declared(self) -> Columns:
        """The columns that there are once it is applied, whoever added them."""
        return {**self.result, **days_and_events(self.dates, self.events), **self.columns}

    def says(self, lang: Lang) -> str:
        return Text(self.sv, self.en)[lang]


@dataclass(frozen=True)
class Units:
    """What is counted: one row for each, with `pid`, `unit` (its id), the window's columns and `on`, its reference day."""

    sv: str
    en: str
    of: Callable[[Scope], pl.DataFrame]
    """Of its frame nothing but the declared columns is kept."""
    dates: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    columns: Columns = field(default_factory=dict, hash=False)
    """What else its steps and the breakdowns read."""
    persons: bool = False
    """Whether they are persons, each called by its key: then a publication calls them by their pseudonyms."""
    homes: bool = False
    """Whether they hang on what others in the household did: then a bundle holds their events too."""

    @property
    def declared(self) -> Columns:
        return {**UNIT, **days_and_events(self.dates, self.events), **self.columns}

    def says(self, lang: Lang) -> str:
        return Text(self.sv, self.en)[lang]


@dataclass(frozen=True)
class Counted(Step):
    """The last step: adds `outcome` (yes, no, unknown, immature; of a lead time completed, waiting, withdrawn, under_way)
    and `why`; a measure with two views also `from_on` and `to_on`, its window."""

    @property
    def result(self) -> Columns:
        return {"outcome": TEXT, "why": TEXT}


@dataclass(frozen=True)
class Example:
    """A worked example: it is the entry's test, its documentation, and what `rodtrad measures KEY` prints."""

    events: str
    """A line an event: day, participant, kind, and its fields as name=value."""
    period: str
    as_of: date
    expects: Mapping[str, float | None]


@dataclass(frozen=True)
class Measure:
    """One entry of the catalogue (measures.md): from it come calculation, cases, explanation, documentation and test."""

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
    """What the value is in: percent, persons, days …"""
    example: Example
    version: int = 1
    window: MeasureWindow = AT_ONCE
    """How long after its day a case may wait to be judged."""
    last_case: Callable[[Period], date] | None = None
    """The last day that a case of a period can be of, where that is not the period's last."""
    views: bool = False
    years_only: bool = False
    grace_days: int = GRACE_DAYS
    """How long after that a figure is preliminary (§1.6)."""
    whole_period: bool = False
    """Its rule looks at the whole period: before that is over no case can be judged (§1.3)."""
    several: bool = False
    """The rows are what a person is judged by, and one of them decides (§1.3)."""
    per: str | None = None
    """The series of reference values that a count is divided by."""
    ratio: tuple[str, str, str] | None = None
    """Of a ratio of two shares: the breakdown, the part above and the part below."""
    of_all: bool = False
    """A count whose goal is all its cases: it is shown with how many they are (“14 av 37”)."""
    scale: int = 1
    """How many of the cases' `amount` make one of the value's unit."""
    bands: Mapping[str, str] = field(default_factory=dict)
    """A lead time's bands, shortest first: how long each reaches (`14d`, `6mo`; the last to any length)."""
    within: Mapping[str, int] = field(default_factory=dict)
    """Within how many days the share of those who arrived is estimated (Kaplan–Meier)."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The least and the greatest that a parameter can be, where it is not any whole number from 1."""
    direction: Literal["up", "down", "keep"] | None = None
    baseline: Mapping[str, float] = field(default_factory=dict)
    """The published value for the whole and for each sex, where there is one."""
    target: float | None = None
    deadline: date | None = None
    """The last day on which the target is to be reached, where the document has one."""
    says_sv: str = ""
    says_en: str = ""
    """What must stand beside the figure: what a document leaves open, what a flag is not."""

    @property
    def steps(self) -> tuple[Units | Step, ...]:
        """What is counted, who is a case, and last how it came out; with two views also because they left."""
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
        """Whether a period is one window; else each of its months is."""
        return self.year in ("cohort", "as_of")

    def spans(self, period: Period) -> list[Period]:
        """What a period is computed on: itself, or its months, of which December's value is the last one's alone (§1.7)."""
        if self.whole:
            return [period]
        return period.months[-1:] if self.year == "december" else period.months

    def with_parameters(self, values: Mapping[str, Value]) -> "Measure":
        """The measure with these values: what it computes, and what its texts say."""
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

    def note(self, lang: Lang) -> str:
        return Text(self.says_sv, self.says_en)[lang]

    @property
    def name(self) -> str:
        """Key and version: which definition this is."""
        return f"{self.key}/{self.version}"

    def definition(self, values: Mapping[str, Any]) -> str:
        """Key, version and the parameters' values: what makes a figure reproducible."""
        settings = ",".join(f"{name}={values[name]}" for name in sorted(values))
        return self.name + (f"?{settings}" if settings else "")


def definition_hash(measure: Measure, values: Mapping[str, Value]) -> str:
    """SHA-256 of the whole definition: key, version, parameters, texts, and what its rules do, to the end (`fingerprint`).

    Only the worked example and the parameters' limits are left out, which change no figure. What makes facts of events
    and figures of cases is no measure's own; a publication has the program's version for that.
    """
    measure = measure.with_parameters(values) if values else measure
    window = measure.window
    held = nonempty_fields(replace(measure, parameters=dict(sorted(measure.parameters.items()))))
    held["window"] = window.parameter or window.stated(measure.parameters)
    hashed = {name: value for name, value in held.items() if name not in ("example", "limits")}
    fixed = {} if window.parameter else dict.fromkeys(("window", "window_days"), window.length)
    return fingerprint(hashed, members_of=(Scope, World, Coordinates), fixed=fixed)
