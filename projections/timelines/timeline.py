"""One participant's timeline: what a thread tells, laid out in words and days, for a page, a terminal or JSON.

Pure. Nothing is judged here: journeys, corrections and findings are the fold's. Identity numbers and names are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.calendar import day_of
from domain.events.event import Event
from domain.normal_form import normal_form
from domain.participant.fold import weave
from domain.participant.protection import UNPROTECTED, protection
from domain.participant.soft_findings import review
from domain.participant.thread import Finding, Plan, Thread
from domain.vocabulary.code_lists import label
from domain.vocabulary.text import Lang
from projections.timelines.point_events import Moment, moment, moments
from projections.timelines.registration import Registration, registrations
from projections.timelines.spells import Span, enrolment_told, exit_told, span, spans
from projections.worlds.coordinates import Coordinates


@dataclass(frozen=True)
class JourneyTold:
    """A journey [resa], the days since the one before it ended, and its enrolments."""

    number: int
    began_on: date
    ended_on: date | None
    outcome: str
    re_entry_after_days: int | None
    enrolments: tuple[Span, ...]


@dataclass(frozen=True)
class Due:
    """A due date that a milestone was given, and the day it was said."""

    due_on: date
    said_on: date
    event: str


@dataclass(frozen=True)
class MilestoneTold:
    milestone_id: str
    title: str | None
    due: tuple[Due, ...]
    reached_on: date | None
    event: str | None


@dataclass(frozen=True)
class PlanTold:
    plan: Span
    valid_until: date | None
    milestones: tuple[MilestoneTold, ...]
    followed_up_on: tuple[date, ...]


@dataclass(frozen=True)
class ProtectionTold:
    """How protected the person's data are, from a day until another."""

    level: str
    label: str
    from_on: date
    until_on: date | None
    event: str


@dataclass(frozen=True)
class FindingTold:
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
    protection: tuple[ProtectionTold, ...] = ()
    journeys: tuple[JourneyTold, ...] = ()
    spans: tuple[Span, ...] = ()
    plans: tuple[PlanTold, ...] = ()
    moments: tuple[Moment, ...] = ()
    coming: tuple[Moment, ...] = ()
    """What was planned by the day, and happens after it."""
    findings: tuple[FindingTold, ...] = field(default=())
    registrations: tuple[Registration, ...] = ()
    """Of every event above: its source, who registered it, and when."""

    @property
    def protected(self) -> ProtectionTold | None:
        """How protected the data are as of the day; None: not at all."""
        return next((held for held in self.protection[-1:] if held.level != UNPROTECTED), None)


def thread_of(participant: str, history: Sequence[Event], coordinates: Coordinates) -> Thread | None:
    """The participant's thread as of a day, as known at an instant; None where nobody of that key was registered then.

    `history`: every event of the participant and of all who were ever merged with them.
    """
    used = [event for event in history if coordinates.knows(event)]
    threads = weave(used, as_of=coordinates.as_of) if used else []
    found = next((thread for thread in threads if normal_form(participant) in thread.keys), None)
    return found if found is not None and found.registration is not None else None


def timeline(thread: Thread, coordinates: Coordinates, lang: Lang = "sv") -> Timeline:
    """What the thread tells. It must be folded as of the same day."""
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
        spans=tuple(sorted(spans(thread, lang), key=lambda told: (told.began_on, told.what, told.id or ""))),
        plans=tuple(_plan(plan, lang) for plan in thread.plans),
        moments=tuple(told for told in moments(thread, lang) if told.on <= as_of),
        coming=tuple(moment(event, lang) for event in thread.coming if day_of(event.recorded_at) <= as_of),
        findings=tuple(_findings(thread, as_of, lang)),
        registrations=tuple(registrations(thread, as_of, lang)),
    )


def _protection(thread: Thread, as_of: date, lang: Lang) -> Iterator[ProtectionTold]:
    """What has begun by the day; what holds on it has no end."""
    held = [one for one in protection(thread.protecting) if one.from_on <= as_of]
    for one, then in zip(held, [*held[1:], None], strict=bool(held)):
        words = label("protection_level", one.level, lang)
        yield ProtectionTold(one.level, words, one.from_on, then.from_on if then else None, one.event.id)


def _journeys(thread: Thread, lang: Lang) -> Iterator[JourneyTold]:
    before: date | None = None
    for journey in thread.journeys:
        exit_ = journey.exit
        yield JourneyTold(
            journey.number,
            journey.began_on,
            journey.ended_on,
            exit_told(exit_, lang) if exit_ else "",
            (journey.began_on - before).days if before else None,
            tuple(enrolment_told(enrolment, lang) for enrolment in journey.enrolments),
        )
        before = journey.ended_on


def _plan(plan: Plan, lang: Lang) -> PlanTold:
    """A milestone's title is as it was said last, else as the plan said it."""
    start = plan.start
    title = f"{start.labels['plan_id'][lang].capitalize()}: {label('goal', start.goal, lang).lower()}"
    outcome = plan.end.text[lang] if plan.end else ""
    titles = {milestone.milestone_id: milestone.title for milestone in reversed(start.milestones)}
    milestones = tuple(
        MilestoneTold(
            milestone.milestone_id,
            getattr(milestone.due[-1][1], "title", None) or titles.get(milestone.milestone_id),
            tuple(Due(due_on, said.on, said.id) for due_on, said in milestone.due),
            milestone.reached.on if milestone.reached else None,
            milestone.reached.id if milestone.reached else None,
        )
        for milestone in plan.milestones.values()
    )
    return PlanTold(
        span("plan", title, plan, outcome, start.goal, start.plan_id),
        start.valid_until,
        milestones,
        tuple(event.on for event in plan.followed_up),
    )


def _findings(thread: Thread, as_of: date, lang: Lang) -> Iterator[FindingTold]:
    """Those that hold as of the day."""
    both: tuple[tuple[bool, Sequence[Finding]], ...] = ((True, thread.hard), (False, review(thread)))
    for hard, findings in both:
        for finding in findings:
            if finding.holds_on(as_of):
                event = finding.event
                yield FindingTold(finding.code, hard, event.on, finding.text[lang], event.id)
