"""What several entries rest on, stated once: their populations, and their answers by absence (measures.md §11.3)."""

from projections.rules.absence import (
    ENROLMENTS,
    INSATSER,
    PAID,
    PLACEMENTS,
    PLANS,
    WORK_AND_STUDY,
    Ground,
)

ENROLLED_OR_PAID = (Ground((*ENROLMENTS, *PAID)), Ground(("circumstances_recorded.in_kaa",), "last_on"))
IDLE = (Ground((*INSATSER, *PLACEMENTS, *WORK_AND_STUDY), "last_on", answers=("yes",)),)
PLANNED = (Ground(PLANS, "last_on"), Ground((), answers=("yes",), unless_missing=("plan_decided.valid_until",)))
"""A plan is in force until its end or the day that it is valid until."""
WITHIN_ESTABLISHMENT = (
    Ground(("circumstances_recorded.establishment_from", "circumstances_recorded.establishment_to"), "last_on"),
)
ESTABLISHMENT_ENDS = (Ground(("circumstances_recorded.establishment_to",), last="as_of"),)
"""The end that holds is the one last stated, by A."""
INSATS_AT_UNIT = (*INSATSER, "insats_started.unit", "insats_started.enrolment_id", *ENROLMENTS)
"""An insats that states no unit is at its enrolment's (§2.2)."""
