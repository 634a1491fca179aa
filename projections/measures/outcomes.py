"""Outcomes for all: at exit and after, under the three definitions of work; and re-entry. measures.md §7."""

from datetime import date

import polars as pl

from domain.vocabulary import WorkDefinition
from projections.measure import Counted, Example, Measure, Scope
from projections.measures.going_round import NOT_LEFT_OUT, next_kept
from projections.measures.shared import EXITS, Added, immature_until, window_after, yes_if
from projections.status import at_exit, work_or_study

_DEFINITIONS: dict[WorkDefinition, tuple[str, str]] = {
    "kas": ("enligt KAS", "by KAS"),
    "scb90": ("enligt SCB, 90 dagar", "by SCB, 90 days"),
    "regular": ("reguljärt arbete eller studier", "regular work or studies"),
}
_WINDOWS: dict[str, tuple[int | str, str, str]] = {
    "0": (0, "vid avslut", "at exit"),
    "90": (90, "90 dagar efter avslut", "90 days after exit"),
    "180": (180, "180 dagar efter avslut", "180 days after exit"),
    "365": ("1y", "ett år efter avslut", "one year after exit"),
}


def _status_after(window: int | str, definition: WorkDefinition) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.with_columns(window_after("ended_on", window))
        if window == 0:
            frame = at_exit(frame, scope.world, definition)
        else:
            frame = work_or_study(frame, scope.world, "to_on", definition)
        frame = frame.with_columns(immature_until(pl.col("to_on"), scope))
        return frame.with_columns(immature_until(pl.col("stands_on"), scope, "exit_not_standing"))

    return add


_EXAMPLE = """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2023-01-10 a enrolled enrolment_id=e1 unit=AME
2023-03-01 a exited enrolment_id=e1 reason=A1
2023-03-02 a employment_started employment_id=j form=permanent
2010-01-01 b participant_registered sex=M born_on=1985-02-01
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
            _status_after(window, definition),
            ("from_on", "to_on", "since"),
            ("event",),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=max(window, 14) if isinstance(window, int) else window,
        views=True,
        direction="up",
        example=Example(_EXAMPLE, "2023-03", date(2030, 12, 31), _EXPECTS[definition]),
    )


def _returns(window: int | str) -> Added:
    def add(frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
        frame = frame.join(next_kept(scope.world), on=["pid", "journey"], how="left", maintain_order="left")
        frame = frame.with_columns(window_after("ended_on", window))
        came_back = (pl.col("again_on") <= pl.col("to_on")).fill_null(value=False)
        frame = frame.with_columns(yes_if(came_back, "returned", "not_returned"))
        frame = frame.with_columns(immature_until(pl.col("to_on"), scope))
        return frame.with_columns(immature_until(pl.col("stands_on"), scope, "exit_not_standing"))

    return add


def _re_entry(key: str, window: int | str, within_sv: str, within_en: str) -> Measure:
    return Measure(
        key=f"RET-{key}",
        sv=f"Återinträde inom {within_sv}",
        en=f"Re-entry within {within_en}",
        source="measures.md §7, §8 R1",
        units=EXITS,
        who=(NOT_LEFT_OUT,),
        counted=Counted(
            "returned",
            f"påbörjar en ny resa inom {within_sv}",
            f"begins a new journey within {within_en}",
            _returns(window),
            ("from_on", "to_on", "again_on"),
            ("again_event",),
        ),
        shape="share",
        year="cohort",
        unit="percent",
        window=window,
        views=True,
        direction="down",
        example=Example(
            """
2010-01-01 a participant_registered sex=K born_on=1990-05-15
2022-05-01 a enrolled enrolment_id=e1 unit=AME
2023-03-01 a exited enrolment_id=e1 reason=A1
2023-05-30 a re_entered enrolment_id=e2 unit=AME
2010-01-01 b participant_registered sex=M born_on=1985-02-01
2022-05-01 b enrolled enrolment_id=e3 unit=AME
2023-03-01 b exited enrolment_id=e3 reason=E9
""",
            "2023",
            date(2030, 12, 31),
            {"yes": 1, "no": 1, "value": 50.0},
        ),
    )


MEASURES = (
    *(_outcome(key, definition) for key in _WINDOWS for definition in _DEFINITIONS),
    _re_entry("90", 90, "90 dagar", "90 days"),
    _re_entry("180", 180, "180 dagar", "180 days"),
    _re_entry("365", "1y", "ett år", "one year"),
    _re_entry("730", "2y", "två år", "two years"),
)
