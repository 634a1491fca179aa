"""What the status on a day and the outcome at exit rest on (measures.md §2.5, §2.6 and §11.3)."""

import polars as pl

from domain.participant import follow_ups
from domain.vocabulary.code_lists import COUNTING_PLACEMENTS, WorkDefinition
from projections.facts.days import days_after
from projections.rules.absence import EMPLOYMENTS, PLACEMENTS, STUDIES, Ground, Where
from projections.rules.scope import Scope


def grounds_of_status(day: str, definition: WorkDefinition, by_employment: bool = False, ahead: int = 0) -> tuple[Ground, ...]:
    """Returns what the status on a day, or on the days until `ahead` days later, rests on.

    No and unknown rest on the absence of work, study and follow-ups. So does a yes by a follow-up: another may be nearer.
    """
    studies = () if by_employment else (*STUDIES, "study_started.student_aid")
    placements = PLACEMENTS if COUNTING_PLACEMENTS[definition] and not by_employment else ()
    near = (day, day, follow_ups.DAYS_BEFORE, follow_ups.DAYS_AFTER + ahead)
    return (
        Ground((*EMPLOYMENTS, *studies, *placements, "followed_up"), *near),
        Ground(("followed_up.form",), *near, answers=("yes",), where=_followed_up_near(day, ahead)),
    )


def _followed_up_near(day: str, ahead: int) -> Where:
    def near(frame: pl.DataFrame, scope: Scope) -> pl.Series:
        first = days_after(pl.col(day), -follow_ups.DAYS_BEFORE)
        last = days_after(pl.col(day), follow_ups.DAYS_AFTER + ahead)
        met = frame.select("row", "pid", first.alias("first"), last.alias("last")).join(scope.world["follow_ups"], on="pid")
        rows = met.filter(pl.col("on").is_between("first", "last"))["row"]
        return frame["row"].is_in(rows.implode())

    return near


def grounds_at_exit(definition: WorkDefinition) -> tuple[Ground, ...]:
    """Returns what the outcome at exit rests on: its reason decides, unless a placement of the day after does."""
    return (Ground(PLACEMENTS, "ended_on", "ended_on", ahead=1),) if COUNTING_PLACEMENTS[definition] else ()
