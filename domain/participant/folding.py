"""The state of a fold: what handlers work on, and what is settled after every event of a participant has been processed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from domain.events.event import Event
from domain.events.impossible import has_required_fields
from domain.events.person import Erased, MergeUndone, ParticipantRegistered, ParticipantsMerged
from domain.events.way import MilestoneReached, MilestoneRedated
from domain.participant.effective import Name
from domain.participant.journeys import chain
from domain.participant.names import Names
from domain.participant.particulars import particulars
from domain.participant.thread import Activity, Finding, Plan, Spell, Thread


@dataclass(frozen=True)
class Rules:
    """The fold's parameters (◊); other values give another World."""

    journey_gap_days: int = 14
    """A new enrolment at most this many days after the latest end continues the journey (measures.md §2.1)."""


RULES = Rules()

IN_ORDER = attrgetter("on", "rank", "recorded_at", "source", "id")
_OF_ANYBODY = (ParticipantsMerged, MergeUndone, Erased)
AnySpell = TypeVar("AnySpell", bound=Spell[Any, Any])
SPELLS = ("enrolment", "insats", "placement", "study", "employment", "plan", "referral", "application", "appointment")
ANY = "spell"
"""The target kind of a reference that may name a spell of any kind."""
Handlers = Mapping[type[Event], Callable[["Folding", Any], None]]


class Folding:
    """The state of a fold: the thread so far, and its spells by name."""

    __slots__ = ("ends_without_start", "of_milestones", "references", "registrations", "rules", "spells", "thread")

    def __init__(self, participant: str, rules: Rules, origins: Mapping[Name, Event]) -> None:
        self.rules = rules
        self.thread = Thread(participant, origins=origins)
        self.spells: Names[Any] = Names(origins)
        self.references: list[tuple[str, str, Event]] = []
        self.of_milestones: list[tuple[Plan, Any]] = []
        self.registrations: list[ParticipantRegistered] = []
        self.ends_without_start: list[tuple[str, str, Event]] = []

    def run(self, events: Sequence[Event], handlers: Handlers) -> Thread:
        """Processes all events in order of happening, then settles what depends on all of them."""
        self.thread.events = sorted(self._that_can_be(events), key=IN_ORDER)
        for event in self.thread.events:
            handlers[event.__class__](self, event)
        self._settle_registration()
        if self.thread.registration is None and self._refuse_unregistered():
            return self.thread
        self._settle_names()
        self._settle_milestones()
        for insats in self.thread.insatser:
            self._place(insats)
        for placement in self.thread.placements:
            self._place(placement)
        self.thread.journeys = chain(self.thread.enrolments, self.rules.journey_gap_days)
        return self.thread

    def _that_can_be(self, events: Sequence[Event]) -> Iterator[Event]:
        """Reports impossible values in stored events, and leaves out events that lack the fields their kind requires."""
        for event in events:
            if event.impossible:
                for name, value in event.impossible.items():
                    self.thread.soft.append(Finding("impossible_value", event, f"{name}: {value}"))
                if not has_required_fields(event):
                    continue
            yield event

    def refuse(self, code: str, event: Event, detail: str = "") -> None:
        self.thread.hard.append(Finding(code, event, detail))

    def refuse_unknown(self, code: str, what: str, event: Event, name: str) -> None:
        """Adds a hard finding: what the event ends or continues does not exist; names other sources that have it."""
        self.thread.hard.append(Finding(code, event, name, elsewhere=self.spells.elsewhere(what, event, name)))

    def begin(self, what: str, name: str, spell: AnySpell, into: list[AnySpell]) -> None:
        """Begins a spell, unless its id is taken or the participant has already died."""
        event = spell.start
        if (other := self.spells.own(what, event, name)) is not None:
            in_both = self.spells.key(other.start) != self.spells.key(event)
            self.refuse("same_id_in_both" if in_both else "second_start", event, name)
        elif (deceased := self.thread.deceased) is not None and event.on > deceased.on:
            self.refuse("begins_after_death", event, name)
        else:
            self.spells.give(what, event, name, spell)
            into.append(spell)

    def end(self, what: str, name: str, event: Event) -> None:
        """Ends a spell; it can end only once, and not before it begins."""
        spell = self.spells.own(what, event, name)
        if spell is None:
            self.ends_without_start.append((what, name, event))
        elif spell.end is not None:
            self.refuse("second_ending", event, name)
        else:
            spell.end = event

    def refer(self, what: str, name: str | None, event: Event) -> None:
        """Records that an event refers to a spell. An unknown name is a soft finding, not a hard one; order is ignored."""
        if name is not None:
            self.references.append((what, name, event))

    def _settle_names(self) -> None:
        """Settles ends without a start, and references to unknown names."""
        for what, name, event in self.ends_without_start:
            if self.spells.own(what, event, name) is not None:
                self.refuse("ends_before_start", event, name)
            else:
                self.refuse_unknown("ends_without_start", what, event, name)
        for what, name, event in self.references:
            kinds = SPELLS if what == ANY else (what,)
            begun = [spell.began_on for kind in kinds for spell in self.spells.all_mentioned(kind, event, name)]
            self._unknown_until(event, name, min(begun, default=None))

    def _unknown_until(self, event: Event, name: str, known_on: date | None) -> None:
        """Adds a soft finding that holds until what is named begins, or permanently if nothing has that name."""
        if known_on is None or known_on > event.on:
            self.thread.soft.append(Finding("names_nothing_known", event, name, until_on=known_on))

    def _settle_milestones(self) -> None:
        """Applies what events say of a milestone, even if the milestone was added on a later day."""
        for plan, event in self.of_milestones:
            milestone = plan.milestones.get(event.milestone_id)
            self._unknown_until(event, event.milestone_id, milestone.added_on if milestone else None)
            if milestone is None:
                continue
            if isinstance(event, MilestoneReached):
                milestone.reached = milestone.reached or event
            elif isinstance(event, MilestoneRedated):
                milestone.due.append((event.due_on, event))
        for plan in self.thread.plans:
            for milestone in plan.milestones.values():
                milestone.due.sort(key=lambda due_date: IN_ORDER(due_date[1]))

    def _settle_registration(self) -> None:
        """Each key has one registration; when keys are merged, the surviving key's registration holds."""
        own = [r for r in self.registrations if r.participant == self.thread.participant]
        self.thread.registration = next(iter(own or self.registrations), None)
        if self.thread.registration is not None:
            self.thread.particulars = particulars(self.thread.registration, self.thread.statements)
        seen: set[str] = set()
        for registration in self.registrations:
            if registration.participant in seen:
                self.refuse("registered_twice", registration)
            seen.add(registration.participant)

    def _refuse_unregistered(self) -> bool:
        """Without a registration, only corrections, merges and an erasure are allowed."""
        others = [event for event in self.thread.events if event.__class__ not in _OF_ANYBODY]
        thread = self.thread
        self.thread = Thread(thread.participant, erased=thread.erased, hard=thread.hard, origins=thread.origins)
        for event in others:
            self.refuse("not_registered", event)
        return bool(others)

    def _place(self, activity: Activity[Any, Any]) -> None:
        """Sets the unit of an insats or placement: its own, otherwise its enrolment's (measures.md §2.2)."""
        start = activity.start
        activity.unit = start.unit
        if start.unit is None and start.enrolment_id is not None:
            enrolment = self.spells.mentioned("enrolment", start, start.enrolment_id)
            if enrolment is not None:
                activity.unit, activity.unit_from = enrolment.start.unit, enrolment.start.on
