"""Outcomes for all: at exit and after, under the three definitions of work; and re-entry. measures.md §7."""

from dataclasses import replace

import polars as pl

from domain.vocabulary.code_lists import WorkDefinition
from projections.facts.days import attach, col, days_after, first_that
from projections.facts.tables import DAY, TEXT
from projections.measures.everyone.going_round import NOT_LEFT_OUT, next_kept
from projections.measures.shared.support_return import not_back_on_support
from projections.measures.shared.units import EXITS, LATE, TWO, Added
from projections.measuring.measure import Counted, Example, Measure, Step
from projections.rules.absence import ENTERED, OF_EXIT, PAID, Ground
from projections.rules.columns import NONE, Columns
from projections.rules.outcomes import immature_until, immature_until_exit_stands, window_after, yes_if
from projections.rules.scope import Length, Scope
from projections.rules.status import NAMED, at_exit, work_or_study
from projections.rules.status_grounds import grounds_at_exit, grounds_of_status
from projections.rules.windows import MeasureWindow

_DEFINITIONS: dict[WorkDefinition, tuple[str, str]] = {
    "kas": ("enligt KAS", "by KAS"),
    "scb90": ("enligt SCB, 90 dagar", "by SCB, 90 days"),
    "regular": ("reguljärt arbete eller studier", "regular work or studies"),
}
_WINDOWS: dict[str, tuple[MeasureWindow, str, str]] = {
    "0": (MeasureWindow(0, exits="own"), "vid avslut", "at exit"),
    "90": (MeasureWindow(90, exits="own"), "{window} efter avslut", "{window} after exit"),
    "180": (MeasureWindow(180, exits="own"), "{window} efter avslut", "{window} after exit"),
    "365": (MeasureWindow("1y", exits="own"), "{window} efter avslut", "{window} after exit"),
}


AT_EXIT_COLUMNS: Columns = {"from_on": DAY, "to_on": DAY, **NAMED}
"""Columns that the status at an exit adds to those of the exit."""


def status_after(window: Length, definition: WorkDefinition) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.with_columns(window_after("ended_on", window))
        if window == 0:
            frame = at_exit(frame, scope.world, definition)
        else:
            frame = work_or_study(frame, scope.world, "to_on", definition)
        return mature_exits(frame, scope)

    return add


_EXAMPLE = f"""{TWO}
2023-01-10 a enrolled enrolment_id=e1 unit=AME
2023-03-01 a exited enrolment_id=e1 reason=A1
2023-03-02 a employment_started employment_id=j form=permanent
2023-01-10 b enrolled enrolment_id=e2 unit=AME
2023-03-01 b exited enrolment_id=e2 reason=A4
2023-02-20 b employment_started employment_id=k form=nystartsjobb
2010-01-01 c participant_registered sex=K born_on=1979-12-01
2023-01-10 c enrolled enrolment_id=e3 unit=AME
2023-03-01 c exited enrolment_id=e3 reason=E9
2023-03-02 c placement_started placement_id=x form=extratjanst sector=municipal
2010-01-01 d participant_registered sex=M born_on=2001-06-30
2023-01-10 d enrolled enrolment_id=e4 unit=AME
2023-03-01 d exited enrolment_id=e4
"""
_EXPECTS: dict[WorkDefinition, dict[str, float | None]] = {
    "kas": {"yes": 2, "no": 1, "unknown": 1, "value": 50.0, "upper": 75.0, "coverage": 75.0},
    "scb90": {"yes": 3, "no": 0, "unknown": 1, "value": 75.0, "upper": 100.0},
    "regular": {"yes": 1, "no": 2, "unknown": 1, "value": 25.0, "upper": 50.0},
}


def _outcome(key: str, definition: WorkDefinition) -> Measure:
    window, when_sv, when_en = _WINDOWS[key]
    by_sv, by_en = _DEFINITIONS[definition]
    return Measure(
        key=f"OUT-{key}.{definition}",
        sv=f"Arbete eller studier {when_sv}, {by_sv}",
        en=f"Work or studies {when_en}, {by_en}",
        source="Kolada U40455 (KAS); Kolada N00973 (SCB, 90 dagar); measures.md §2.5–2.6",
        units=EXITS,
        who=(),
        counted=Counted(
            "work_or_study",
            f"är i arbete eller studier {when_sv}",
            f"is in work or studies {when_en}",
            status_after(window.length, definition),
            ("from_on", "to_on", "since"),
            ("event",),
            AT_EXIT_COLUMNS if window.length == 0 else NONE,
            grounds=grounds_of_status("to_on", definition) if window.length else grounds_at_exit(definition),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=window,
        views=True,
        direction="up",
        example=Example(_EXAMPLE, "2023-03", LATE, _EXPECTS[definition]),
    )


def _returns(window: Length) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.join(next_kept(scope.world), on=["pid", "journey"], how="left", maintain_order="left")
        frame = frame.with_columns(window_after("ended_on", window))
        came_back = (col("again_on") <= col("to_on")).fill_null(value=False)
        frame = frame.with_columns(yes_if(came_back, "returned", "not_returned"))
        return mature_exits(frame, scope)

    return add


def mature_exits(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Sets the outcome to immature until the window is over and the exit stands (§1.3)."""
    frame = frame.with_columns(immature_until(col("to_on"), scope))
    return frame.with_columns(immature_until_exit_stands(scope))


def _left_with(outcome: str, sv: str, en: str) -> Step:
    """Splits R1 by the outcome at the exit, yes or no."""

    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        at_once = status_after(0, "kas")(frame, scope)
        return frame.with_columns((at_once["outcome"] == outcome).alias("left_with"), at_once["event"].alias("outcome_event"))

    return Step(
        "left_with",
        f"avslutades {sv}",
        f"left {en}",
        add,
        events=("outcome_event",),
        grounds=(Ground(("exited.reason",), unit=OF_EXIT),),
        unrecorded=col("reason").is_null() & col("employment").is_null(),
    )


_PARTS = {
    "": (None, "", "", {"yes": 1, "no": 1, "value": 50.0}),
    ".yes": (
        _left_with("yes", "till arbete eller studier", "for work or studies"),
        ", efter avslut till arbete eller studier",
        ", after exits to work or studies",
        {"yes": 1, "no": 0, "value": 100.0},
    ),
    ".no": (
        _left_with("no", "utan arbete eller studier", "without work or studies"),
        ", efter avslut utan arbete eller studier",
        ", after exits without work or studies",
        {"yes": 0, "no": 1, "value": 0.0},
    ),
}


_WITHIN: dict[str, Length] = {"90": 90, "180": 180, "365": "1y", "730": "2y"}


def _re_entry(key: str, length: Length, part: str) -> Measure:
    step, of_sv, of_en, expects = _PARTS[part]
    return Measure(
        key=f"RET-{key}{part}",
        sv=f"Återinträde inom {{window}}{of_sv}",
        en=f"Re-entry within {{window}}{of_en}",
        source="measures.md §7, §8 R1",
        units=EXITS,
        who=(NOT_LEFT_OUT,) if step is None else (NOT_LEFT_OUT, step),
        counted=Counted(
            "returned",
            "påbörjar en ny resa inom {window}",
            "begins a new journey within {window}",
            _returns(length),
            ("from_on", "to_on", "again_on"),
            ("again_event",),
            grounds=(Ground(ENTERED, "from_on", "to_on"),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow(length, exits="own"),
        views=True,
        direction="down",
        example=Example(
            f"""{TWO}
2022-05-01 a enrolled enrolment_id=e1 unit=AME
2023-03-01 a exited enrolment_id=e1 reason=A1
2023-05-30 a re_entered enrolment_id=e2 unit=AME
2022-05-01 b enrolled enrolment_id=e3 unit=AME
2023-03-01 b exited enrolment_id=e3 reason=E9
""",
            "2023",
            LATE,
            expects,
        ),
    )


def _no_support_after(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    return mature_exits(not_back_on_support(frame, scope), scope)


FIRST_JUDGED = 90
"""Days after the exit when a lasting outcome is first judged; again at the end of its window (LIN-10, OUT-STABLE)."""


def support_begun(frame: pl.DataFrame, scope: Scope, after_day: str, until: str) -> pl.DataFrame:
    """Adds the first support month that begins after `after_day` and by `until`: `again_on`, `again_event`."""
    months = scope.world.support_months.select("pid", again_on="month", again_event="event")
    return first_that(frame, months, (col("again_on") > col(after_day)) & (col("again_on") <= col(until)), "again_on")


def _lasting(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Combines both days and support between them: immature before no, no before unknown; yes requires all to be yes."""
    frame = frame.with_columns(window_after("ended_on", scope.window)).with_columns(
        days_after(col("ended_on"), FIRST_JUDGED).alias("early_on")
    )
    early, late = (work_or_study(frame, scope.world, day, "kas") for day in ("early_on", "to_on"))
    frame = support_begun(frame, scope, "early_on", "to_on")
    paid = pl.when(col("again_on").is_not_null()).then(pl.lit("no")).otherwise(pl.lit("yes"))
    parts = [
        early.select("row", "outcome", "why", "since", "event"),
        late.select("row", "outcome", "why", "since", "event"),
        frame.select(
            "row", paid.alias("outcome"), pl.lit("has_support_again").alias("why"), since="again_on", event="again_event"
        ),
    ]
    order = {"immature": 0, "no": 1, "unknown": 2, "yes": 3}
    rank = col("outcome").replace_strict(order, return_dtype=pl.Int8)
    first = pl.concat(parts).sort("row", rank, maintain_order=True).group_by("row", maintain_order=True).first()
    frame = attach(attach(frame, first, ("outcome", "why", "since", "event")), late.select("row", late="event"), ("late",))
    frame = frame.with_columns(pl.when(col("outcome") == "yes").then("late").alias("late_event")).drop("late")
    return mature_exits(frame, scope)


AT_EXIT = _outcome("0", "kas")
STABLE = Measure(
    key="OUT-STABLE",
    sv=f"Varaktigt arbete eller studier: efter {FIRST_JUDGED} dagar och {{window}}, utan försörjningsstöd däremellan",
    en=f"Lasting work or studies: after {FIRST_JUDGED} days and {{window}}, with no income support in between",
    source="measures.md §5 LIN-10; Linköping KS 2021-799 rad 140; Södertälje KS 17/225 rad 192, 290",
    units=EXITS,
    who=(),
    counted=Counted(
        "lasts",
        f"är i arbete eller studier enligt KAS efter {FIRST_JUDGED} dagar och {{window}}, utan stöd däremellan",
        f"is in work or studies by KAS after {FIRST_JUDGED} days and {{window}}, with no support in between",
        _lasting,
        ("early_on", "to_on", "since"),
        ("event", "late_event"),
        {"from_on": DAY, "again_on": DAY, "again_event": TEXT},
        grounds=(
            *grounds_of_status("early_on", "kas"),
            *grounds_of_status("to_on", "kas"),
            Ground(PAID, "early_on", "to_on", answers=("yes",)),
        ),
    ),
    shape="share",
    year="cohort",
    unit="percent",
    window=MeasureWindow("1y", exits="own"),
    views=True,
    direction="up",
    example=Example(
        f"""{TWO}
2022-01-10 a enrolled enrolment_id=e unit=AME
2022-03-01 a exited enrolment_id=e reason=A1
2022-03-02 a employment_started employment_id=j form=permanent
2022-01-10 b enrolled enrolment_id=f unit=AME
2022-03-01 b exited enrolment_id=f reason=A1
2022-03-02 b employment_started employment_id=k form=permanent
2022-07-20 b support_paid month=2022-07 amount=4000
""",
        "2022",
        LATE,
        {"yes": 1, "no": 1, "value": 50.0},
    ),
)

MEASURES = (
    *(_outcome(key, definition) for key in _WINDOWS for definition in _DEFINITIONS),
    STABLE,
    *(_re_entry(key, length, part) for key, length in _WITHIN.items() for part in _PARTS),
    Measure(
        key="RET-SUPPORT",
        sv="Ej tillbaka till försörjningsstöd inom {window} efter avslut",
        en="Not back on income support within {window} after exit",
        source="measures.md §7; jämför Kolada U31462",
        units=EXITS,
        who=(),
        counted=Counted(
            "not_returned",
            "har varken ansökt eller fått stöd inom {window}",
            "has neither applied nor had support within {window}",
            _no_support_after,
            ("from_on", "to_on", "back_on"),
            ("back_event",),
            grounds=(Ground(("support_applied", *PAID), "from_on", "to_on", answers=("yes",)),),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=MeasureWindow("1y", exits="own"),
        views=True,
        direction="up",
        says_sv="Gäller alla avslut, också för den som aldrig haft försörjningsstöd.",
        says_en="Of all exits, also of those who never had income support.",
        example=replace(STABLE.example, expects={"yes": 1, "no": 1, "value": 50.0}),
    ),
)
