"""The event catalogue: everything that can have happened, by its stored name.

A new kind is one class in one of this package's modules, its name in `EVENTS`, a handler in `domain.participant.fold` and a
golden sample. A changed shape gets a new `version` and an upcaster here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.events import corrections, person, support, way
from domain.events.event import Entry, Event, kind_of, required_ids
from domain.events.records import CasesPublished, FigurePublished, FigureWithdrawn, ReferenceValueSet

EVENTS: tuple[type[Event], ...] = (
    person.ParticipantRegistered,
    person.ParticularsRecorded,
    person.IdentityRegistered,
    person.IdentityReplaced,
    person.ParticipantsMerged,
    person.MergeUndone,
    person.CircumstancesRecorded,
    person.WorkAbilityAssessed,
    person.ObstacleRecorded,
    person.LanguageAssessed,
    person.MovedOut,
    person.MovedIn,
    person.Deceased,
    person.ProtectionSet,
    person.CaseworkerAssigned,
    person.Erased,
    support.SupportApplied,
    support.ApplicationWithdrawn,
    support.SupportDecided,
    support.SupportPaid,
    support.SupportEnded,
    way.Referred,
    way.ReferralClosed,
    way.PreventiveAgreement,
    way.AppointmentBooked,
    way.AppointmentHeld,
    way.AppointmentMissed,
    way.Enrolled,
    way.ReEntered,
    way.MappingCompleted,
    way.CoachAssigned,
    way.Paused,
    way.Resumed,
    way.Exited,
    way.PlanDecided,
    way.MilestoneAdded,
    way.MilestoneRedated,
    way.MilestoneReached,
    way.PlanFollowedUp,
    way.PlanEnded,
    way.InsatsOffered,
    way.InsatsStarted,
    way.InsatsEnded,
    way.PlacementStarted,
    way.PlacementEnded,
    way.StudyAdmitted,
    way.StudyStarted,
    way.StudyEnded,
    way.EmploymentStarted,
    way.EmploymentEnded,
    way.AttendanceRecorded,
    way.AbsenceRecorded,
    way.SupportRestricted,
    way.YouthTalkOffered,
    way.YouthTalkHeld,
    way.FollowedUp,
    corrections.Retracted,
)
RECORDS: tuple[type[Entry], ...] = (ReferenceValueSet, FigurePublished, CasesPublished, FigureWithdrawn)
"""Entries about no participant; each kind has a stream of its own."""

KINDS: Mapping[str, type[Entry]] = {kind_of(model): model for model in (*EVENTS, *RECORDS)}

for _model in EVENTS:
    _model.names = required_ids(_model)

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {
    ("figure_published", 1): dict,  # the second tells of the cases behind; the first had none
}
"""From a stored kind and version to the next version's shape."""


def upcast(
    kind: str, version: int, stored: dict[str, Any], upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS
) -> dict[str, Any]:
    """Lift what an older version stored, one version at a time, to the shape that the code knows."""
    while (step := upcasters.get((kind, version))) is not None:
        stored, version = step(stored), version + 1
    return stored
