"""The ids of spells among the facts: made distinct if two sources gave one participant the same id.

An event names a spell by id and source (events.md §2); among facts the id alone must identify the spell.
"""

from collections.abc import Iterable

from domain.events.event import Event
from domain.participant.names import Names
from domain.participant.thread import Thread


class Ids:
    """The ids of one participant's spells."""

    def __init__(self, thread: Thread) -> None:
        self._names: Names[str] = Names(thread.origins)
        self._taken: set[tuple[str, str]] = set()
        self._add("enrolment", ((spell.start, spell.start.enrolment_id) for spell in thread.enrolments))
        self._add("referral", ((spell.start, spell.start.referral_id) for spell in thread.referrals))
        self._add("plan", ((plan.start, plan.start.plan_id) for plan in thread.plans))
        self._add("application", ((spell.start, spell.start.application_id) for spell in thread.applications))
        self._add("employment", ((spell.start, spell.start.employment_id) for spell in thread.employments))

    def _add(self, what: str, starts: Iterable[tuple[Event, str]]) -> None:
        for event, name in starts:
            distinct = f"{name} ({self._names.source(event)})" if (what, name) in self._taken else name
            self._taken.add((what, name))
            self._names.give(what, event, name, distinct)

    def own(self, what: str, start: Event, name: str) -> str:
        distinct = self._names.own(what, start, name)
        assert distinct is not None
        return distinct

    def named(self, what: str, event: Event, name: str | None) -> str | None:
        """Returns the id of the spell that an event names; None if no spell has that name."""
        return None if name is None else self._names.mentioned(what, event, name)
