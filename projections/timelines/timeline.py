"""One participant's timeline: a thread described in words and dates, for a page, a terminal or JSON.

Pure. Makes no judgements: journeys, corrections and findings come from the fold. Omits identity numbers and names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.events.event import Event
from domain.normal_form import normal_form
from domain.participant.fold import fold_cluster
from domain.participant.protection import UNPROTECTED, protection
from domain.participant.soft_findings import soft_findings
from domain.participant.thread import Finding, Plan, Thread
from domain.vocabulary.code_lists import label
from domain.vocabulary.text import Lang
from projections.timelines.point_events import TimelinePointEvent, point_event, point_events
from projections.timelines.registration import Registration, registrations
from projections.timelines.spells import TimelineSpell, enrolment_spell, exit_outcome, spells, timeline_spell
from projections.worlds.coordinates import Coordinates


@dataclass(frozen=True)
class TimelineJourney:
    """A journey [resa], the days since the one before it ended, and its enrolments."""

    number: int
    began_on: date
    ended_on: date | None
    outcome: str
    re_entry_after_days: int | None
    enrolments: tuple[TimelineSpell, ...]


@dataclass(frozen=True)
class Due:
    """A due date that a milestone was given, and the day it was decided."""

    due_on: date
    said_on: date
    event: str


@dataclass(frozen=True)
class TimelineMilestone:
    milestone_id: str
    title: str | None
    due: tuple[Due, ...]
    reached_on: date | None
    event: str | None


@dataclass(frozen=True)
class TimelinePlan:
    plan: TimelineSpell
    valid_until: date | None
    milestones: tuple[TimelineMilestone, ...]
    followed_up_on: tuple[date, ...]


@dataclass(frozen=True)
class TimelineProtection:
    """How protected the person's data are, from a day until another."""

    level: str
    label: str
    from_on: date
    until_on: date | None
    event: str


@dataclass(frozen=True)
class TimelineFinding:
    code: str
    hard: bool
    on: date
    says: str
    event: str


@dataclass(frozen=True)
class Timeline:
    """All of it. `keys`: the participant's own first, then those merged with it."""

    participant: str
    keys: tuple[str, ...]
    sex: str
    born_on: date | None
    as_of: date
    known_at: datetime | None
    protection: tuple[TimelineProtection, ...] = ()
    journeys: tuple[TimelineJourney, ...] = ()
    spans: tuple[TimelineSpell, ...] = ()
    plans: tuple[TimelinePlan, ...] = ()
    moments: tuple[TimelinePointEvent, ...] = ()
    coming: tuple[TimelinePointEvent, ...] = ()
    """Events that were planned by the day and happen after it."""
    findings: tuple[TimelineFinding, ...] = field(default=())
    registrations: tuple[Registration, ...] = ()
    """For every event above: its source, who registered it, and when."""

    @property
    def protected(self) -> TimelineProtection | None:
        """The protection of the data as of the day; None if they are not protected."""
        return next((held for held in self.protection[-1:] if held.level != UNPROTECTED), None)


def thread_of(participant: str, history: Sequence[Event], coordinates: Coordinates) -> Thread | None:
    """Returns the participant's thread as of a day, as known at an instant; None if the key was not registered then.

    `history`: every event of the participant and of everyone ever merged with them.
    """
    used = [event for event in history if coordinates.knows(event)]
    threads = fold_cluster(used, as_of=coordinates.as_of) if used else []
    thread = next((thread for thread in threads if normal_form(participant) in thread.keys), None)
    return thread if thread is not None and thread.registration is not None else None


def timeline(thread: Thread, coordinates: Coordinates, lang: Lang = "sv") -> Timeline:
    """Returns the timeline of a thread, which must be folded as of the same day."""
    assert thread.registration is not None
    as_of = coordinates.as_of
    return Timeline(
        participant=thread.participant,
        keys=thread.keys,
        sex=thread.particulars.sex,
        born_on=thread.particulars.born_on,
        as_of=as_of,
        known_at=coordinates.known_at,
        protection=tuple(_protection(thread, as_of, lang)),
        journeys=tuple(_journeys(thread, lang)),
        spans=tuple(sorted(spells(thread, lang), key=lambda spell: (spell.began_on, spell.what, spell.id or ""))),
        plans=tuple(_plan(plan, lang) for plan in thread.plans),
        moments=tuple(event for event in point_events(thread, lang) if event.on <= as_of),
        coming=tuple(point_event(event, lang) for event in thread.planned_by(as_of)),
        findings=tuple(_findings(thread, as_of, lang)),
        registrations=tuple(registrations(thread, as_of, lang)),
    )


def _protection(thread: Thread, as_of: date, lang: Lang) -> Iterator[TimelineProtection]:
    """Yields the protection periods begun by the day; the current period has no end."""
    held = [period for period in protection(thread.protecting) if period.from_on <= as_of]
    for period, following in zip(held, [*held[1:], None], strict=bool(held)):
        words = label("protection_level", period.level, lang)
        yield TimelineProtection(period.level, words, period.from_on, following.from_on if following else None, period.event.id)


def _journeys(thread: Thread, lang: Lang) -> Iterator[TimelineJourney]:
    before: date | None = None
    for journey in thread.journeys:
        exit_ = journey.exit
        yield TimelineJourney(
            journey.number,
            journey.began_on,
            journey.ended_on,
            exit_outcome(exit_, lang) if exit_ else "",
            (journey.began_on - before).days if before else None,
            tuple(enrolment_spell(enrolment, lang) for enrolment in journey.enrolments),
        )
        before = journey.ended_on


def _plan(plan: Plan, lang: Lang) -> TimelinePlan:
    """Describes a plan. A milestone's title comes from its latest due date, else from the plan."""
    start = plan.start
    title = f"{start.labels['plan_id'][lang].capitalize()}: {label('goal', start.goal, lang).lower()}"
    outcome = plan.end.text[lang] if plan.end else ""
    titles = {milestone.milestone_id: milestone.title for milestone in reversed(start.milestones)}
    milestones = tuple(
        TimelineMilestone(
            milestone.milestone_id,
            getattr(milestone.due[-1][1], "title", None) or titles.get(milestone.milestone_id),
            tuple(Due(due_on, event.on, event.id) for due_on, event in milestone.due),
            milestone.reached.on if milestone.reached else None,
            milestone.reached.id if milestone.reached else None,
        )
        for milestone in plan.milestones.values()
    )
    return TimelinePlan(
        timeline_spell("plan", title, plan, outcome, start.goal, start.plan_id),
        start.valid_until,
        milestones,
        tuple(event.on for event in plan.followed_up),
    )


def _findings(thread: Thread, as_of: date, lang: Lang) -> Iterator[TimelineFinding]:
    """Yields the findings that hold as of the day."""
    both: tuple[tuple[bool, Sequence[Finding]], ...] = ((True, thread.hard), (False, soft_findings(thread)))
    for hard, findings in both:
        for finding in findings:
            if finding.holds_on(as_of):
                event = finding.event
                yield TimelineFinding(finding.code, hard, event.on, finding.text[lang], event.id)
