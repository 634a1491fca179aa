"""The thread of one participant: the fold's result. Read by facts, timelines and decisions.

A `Journey` [resa] is a chain of enrolments; a `Thread` holds everything about a person: journeys, insatser,
placements, work, support and findings. Definitions: measures.md §2. Built by the fold, never changed afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from domain.calendar import day_of
from domain.events.corrections import Retracted
from domain.events.event import Event, keys_of
from domain.events.person import CircumstancesRecorded, MergeUndone, ParticipantRegistered
from domain.events.repeating import repeatable_ids
from domain.events.support import ApplicationWithdrawn, SupportApplied, SupportDecided, SupportPaid
from domain.events.way import (
    EmploymentEnded,
    EmploymentStarted,
    Enrolled,
    Exited,
    FollowedUp,
    InsatsEnded,
    InsatsStarted,
    PlacementEnded,
    PlacementStarted,
    PlanDecided,
    PlanEnded,
    PlanFollowedUp,
    ReEntered,
    ReferralClosed,
    Referred,
    StudyEnded,
    StudyStarted,
)
from domain.participant.findings import (
    CORRECTION_OF_ANOTHER_SOURCE,
    FINDING_KINDS,
    OF_ANOTHER_SOURCE,
    OF_CORRECTION,
    OF_DAYS,
    OF_PARTICIPANT,
    STILL_MERGED,
    STILL_NEEDED,
    TIMELESS,
)
from domain.participant.particulars import Particulars, Statement
from domain.participant.protection import Protecting
from domain.vocabulary.text import Text

Start = TypeVar("Start", bound=Event)
End = TypeVar("End", bound=Event)


@dataclass(slots=True)
class Spell(Generic[Start, End]):
    """Something that begins and may end; `end.on` is its last day, inclusive."""

    start: Start
    end: End | None = None

    @property
    def began_on(self) -> date:
        return self.start.on

    @property
    def ended_on(self) -> date | None:
        return self.end.on if self.end else None


@dataclass(slots=True)
class Enrolment(Spell[Enrolled | ReEntered, Exited]):
    journey: int = 0
    """The number of the journey it belongs to, from 1."""


@dataclass(slots=True)
class Activity(Spell[Start, End]):
    """An insats or a placement."""

    unit: str | None = None
    """Its own unit, otherwise its enrolment's (measures.md §2.2)."""
    unit_from: date | None = None
    """The day from which the enrolment sets its unit; None if the unit is its own."""


Insats = Activity[InsatsStarted, InsatsEnded]
Placement = Activity[PlacementStarted, PlacementEnded]
Study = Spell[StudyStarted, StudyEnded]
Employment = Spell[EmploymentStarted, EmploymentEnded]
Referral = Spell[Referred, ReferralClosed]


@dataclass(slots=True)
class PlanMilestone:
    """A milestone [delmål] with all its due dates, each from the day of its event."""

    milestone_id: str
    added_on: date
    due: list[tuple[date, Event]]
    """(due on, the event that set it), in order."""
    reached: Event | None = None


@dataclass(slots=True)
class Plan(Spell[PlanDecided, PlanEnded]):
    milestones: dict[str, PlanMilestone] = field(default_factory=dict)
    followed_up: list[PlanFollowedUp] = field(default_factory=list)


@dataclass(slots=True)
class Application(Spell[SupportApplied, ApplicationWithdrawn]):
    decisions: list[SupportDecided] = field(default_factory=list)


@dataclass(slots=True)
class Journey:
    """Enrolments chained as long as the next begins soon enough after the latest end so far (measures.md §2.1)."""

    number: int
    enrolments: list[Enrolment]
    exit: Enrolment | None = None
    """The enrolment whose exit is the journey's exit, or None while the journey is open."""

    @property
    def began_on(self) -> date:
        return self.enrolments[0].began_on

    @property
    def ended_on(self) -> date | None:
        return self.exit.ended_on if self.exit else None


@dataclass(slots=True, frozen=True)
class Finding:
    """Something that does not fit [avvikelse]. A hard finding refuses, a soft one is reported (events.md §4)."""

    code: str
    event: Event
    detail: str = ""
    certain_on: date | None = None
    """The first day on which the finding holds; None: from its event's day."""
    until_on: date | None = None
    """The first day on which it no longer holds; None: it holds permanently."""
    cause: Retracted | MergeUndone | None = None
    """The new event that would remove what this event depends on."""
    elsewhere: tuple[str, ...] = ()
    """The other sources that have what is named, when its own source does not."""

    @property
    def from_on(self) -> date | None:
        """The first day on which the finding holds; None: as of any day."""
        return None if self.code in TIMELESS else self.certain_on or self.event.on

    def holds_on(self, day: date) -> bool:
        """Whether the finding holds as of a day, given what had happened by then."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day < self.until_on)

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.code, self.event.source, self.event.id, self.detail

    @property
    def text(self) -> Text:
        """The finding as a sentence that a caseworker understands."""
        return self._worded(str)

    @property
    def refusal(self) -> Text:
        """The same as an error, which repeats no more of the input than errors may."""
        return self._worded(repeatable_ids)

    def _worded(self, shown: Callable[[str], str]) -> Text:
        kind, about = FINDING_KINDS[self.code], {"detail": shown(self.detail), "id": shown(self.event.id)}
        if self.cause is not None:
            kind = STILL_NEEDED if isinstance(self.cause, Retracted) else STILL_MERGED
            about["cause"] = shown(self.cause.event if isinstance(self.cause, Retracted) else self.cause.absorbed)
        elif self.elsewhere:
            kind = CORRECTION_OF_ANOTHER_SOURCE if self.code in OF_CORRECTION else OF_ANOTHER_SOURCE
            about["elsewhere"] = ", ".join(map(shown, self.elsewhere))
        return kind.text.format(on=self.event.on, kind=self.event.text, **about)

    def fields_of(self, event: Event) -> tuple[str, ...]:
        """Returns the fields of a refused event that caused the finding: what it names, and its day if the days conflict."""
        if self.event is event and self.code in OF_PARTICIPANT:
            return ("participant",)
        names = [name for name in ("replaces", "event", "absorbed") if getattr(event, name, None)][:1]
        if self.event is event and self.code not in OF_CORRECTION:
            ids = (name for name, key in keys_of(event) if key == self.detail and name.endswith(("_id", "absorbed")))
            names = [*ids] or names
        return (*names, "on") if self.code in OF_DAYS or not names else (*names,)

    def because_of(self, new: Sequence[Event]) -> "Finding":
        """If the finding is about an earlier event, adds the new event that removes what that event depends on."""
        causes = (event for event in new if isinstance(event, Retracted | MergeUndone))
        return self if any(event is self.event for event in new) else replace(self, cause=next(causes, None))


@dataclass(slots=True)
class Thread:
    """Everything about one participant. Every list is in order of happening."""

    participant: str
    keys: tuple[str, ...] = ()
    """All keys that its events came under, its own first."""
    registration: ParticipantRegistered | None = None
    statements: list[Statement] = field(default_factory=list)
    """All statements of who the participant is: the registration of each key, and particulars."""
    particulars: Particulars = field(default_factory=Particulars)
    protecting: list[Protecting] = field(default_factory=list)
    """All events that set the person's protection, under any of the keys."""
    deceased: Event | None = None
    erased: Event | None = None
    referrals: list[Referral] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    insatser: list[Insats] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    employments: list[Employment] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    payments: list[SupportPaid] = field(default_factory=list)
    follow_ups: list[FollowedUp] = field(default_factory=list)
    circumstances: list[CircumstancesRecorded] = field(default_factory=list)
    events: Sequence[Event] = ()
    """Every effective event, in order of happening."""
    point_events: list[Event] = field(default_factory=list)
    """All other events that happened on a day, of any kind."""
    coming: list[Event] = field(default_factory=list)
    """Events dated later than the day the thread was folded as of."""
    corrections: list[Retracted] = field(default_factory=list)
    origins: Mapping[tuple[str, str], Event] = field(default_factory=dict)
    """For each effective replacement, by (source, id): the first link of its chain."""
    hard: list[Finding] = field(default_factory=list)
    soft: list[Finding] = field(default_factory=list)

    def planned_by(self, day: date) -> list[Event]:
        """Returns the coming events that were registered by the end of a day."""
        return [event for event in self.coming if day_of(event.recorded_at) <= day]
