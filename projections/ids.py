"""What spells are called among the facts: their ids, made unlike where two sources gave one participant the same.

An event names a spell by id and source (events.md §2); among facts the id alone must say which is meant.
"""

from collections.abc import Iterable
from typing import Any

from domain.events.event import Event
from domain.thread import Thread


class Ids:
    """The ids of one participant's spells."""

    def __init__(self, thread: Thread) -> None:
        self._told: dict[tuple[str, str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()
        self._add("enrolment", ((spell.start, spell.start.enrolment_id) for spell in thread.enrolments))
        self._add("referral", ((spell.start, spell.start.referral_id) for spell in thread.referrals))
        self._add("plan", ((plan.start, plan.start.plan_id) for plan in thread.plans))
        self._add("application", ((spell.start, spell.start.application_id) for spell in thread.applications))
        self._add("employment", ((spell.start, spell.start.employment_id) for spell in thread.employments))

    def _add(self, what: str, starts: Iterable[tuple[Event, str]]) -> None:
        for event, name in starts:
            told = f"{name} ({event.source})" if (what, name) in self._taken else name
            self._taken.add((what, name))
            self._told[what, event.source, name] = told

    def own(self, what: str, start: Event, name: str) -> str:
        return self._told[what, start.source, name]

    def named(self, what: str, event: Any, name: str | None) -> str | None:
        """The spell that an event names: of the source it points to, else of its own; None where nothing bears the name."""
        if name is None:
            return None
        return self._told.get((what, event.named_source, name)) or self._told.get((what, event.source, name))
