"""Spells, journeys and circumstances of one person as of A (measures.md §2.1–2.4, 2.8)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .catalogue import ENDS, STARTS
from .coverage import BEGINS, Coverage
from .coverage import ENDS as DOUBTED
from .days import last_day, month_of, plus_months, whole_months_between
from .lines import Event

STATED = ("obstacle_recorded", "work_ability_assessed", "language_assessed")
CHAIN_DAYS = 14  # §2.1 ◊
SUPPORT_GAP = 1  # §2.3 ◊
HOLIDAY = frozenset({"holiday_job", "extended_holiday_job", "feriearbete", "forlangd_ferietjanst"})
HOLIDAY_WORK = {"insats": "holiday_job", "placement": "feriearbete"}
AMA = frozenset({"ama", "extratjanst", "beredskap_kommun"})
MUNICIPAL = frozenset({"municipal", "municipal_company"})


@dataclass(frozen=True)
class Spell:
    """§2.1–2.2. `end` is its last day in it (§1.1); None: open at A."""

    kind: str
    began: Event
    ended: Event | None
    last: date | None

    @property
    def start(self) -> date:
        return self.began.on

    @property
    def end(self) -> date | None:
        return self.last

    @property
    def id(self) -> str:
        return str(self.began.get(f"{self.kind}_id"))

    @property
    def age(self) -> tuple[date, str, str]:
        """ "The later start, then the greater id". reading: of two sources with one id, the greater source."""
        return self.start, self.id, self.began.source

    def get(self, field: str) -> Any:
        return self.began.get(field)

    def active(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, first: date, last: date) -> bool:
        return self.start <= last and (self.end is None or first <= self.end)

    @property
    def code(self) -> str:
        return str(self.get("insats") if self.kind == "insats" else self.get("form"))


@dataclass(frozen=True)
class Journey:
    enrolments: tuple[Spell, ...]

    @property
    def start(self) -> date:
        return self.enrolments[0].start

    @property
    def last(self) -> Spell:
        """The enrolment with the last end, if all have one; of two on one day the later start, greater id."""
        return max(self.enrolments, key=lambda spell: (spell.end or date.max, spell.age))

    @property
    def end(self) -> date | None:
        """§2.1: the last end of its enrolments, or open; one whose last end is X1 is open."""
        return None if self.last.ended is None or self.last.ended.get("reason") == "X1" else self.last.end

    @property
    def exit(self) -> Event | None:
        return self.last.ended if self.end else None

    def ended_on(self) -> date:
        if self.end is None:
            raise ValueError("the journey is open")
        return self.end

    def stands(self, as_of: date) -> bool:
        """§1.3: the exit stands when 14 days have passed at A without a new enrolment."""
        return self.end is not None and (as_of - self.end).days >= CHAIN_DAYS

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    @property
    def id(self) -> str:
        return self.enrolments[0].id


def spells_of(events: Iterable[Event]) -> list[Spell]:
    """Start → end by id: looked for under the key the event came with, then among the merged (events.md §2).

    reading: what does not fit, at a K or position that knows only part, is left out: an end without its
    beginning, or before it, ends nothing; of two endings the one that wins by events.md §1 ends the spell.
    """
    every = list(events)
    spells = []
    for event in every:
        if event.kind not in STARTS:
            continue
        kind = STARTS[event.kind]
        ends = [end for end in every if ENDS.get(end.kind) == kind and _begins(event, end, every)]
        ended = max((end for end in ends if end.on >= event.on), key=lambda end: (end.on, end.by_rank), default=None)
        spells.append(Spell(kind, event, ended, ended.on if ended else None))
    return sorted(spells, key=lambda spell: (spell.start, spell.id, spell.began.source))


def _begins(start: Event, end: Event, events: Sequence[Event]) -> bool:
    kind = STARTS[start.kind]
    return start is first_of([end.ends_of], end, kind, end.get(f"{kind}_id"), events)


def named_start(event: Event, kind: str, spell_id: str | None, events: Iterable[Event]) -> Event | None:
    """The start of the spell that an event mentions.

    reading: the source is the event's `of_source`, else its own; an exit may end an imported enrolment and name
    a job of its own source, so the event's own source is looked in too; or a job of a third source.
    """
    every = list(events)
    start = first_of(event.looked_in, event, kind, spell_id, every)
    others = {e.known_by for e in every if STARTS.get(e.kind) == kind and e.get(f"{kind}_id") == spell_id}
    if start is None and event.looks_everywhere and len(others) == 1:
        return first_of(others, event, kind, spell_id, every)
    return start


def first_of(sources: Iterable[str], event: Event, kind: str, spell_id: str | None, events: Iterable[Event]) -> Event | None:
    """§1: of a start that was corrected, the first link's source is looked at."""
    starts = [s for s in events if STARTS.get(s.kind) == kind and spell_id is not None and s.get(f"{kind}_id") == spell_id]
    for source in sources:
        of_source = [start for start in starts if start.known_by == source]
        for start in sorted(of_source, key=lambda s: (s.counts_under != event.counts_under, s.by_rank)):
            return start
    return None


def chained(enrolments: Sequence[Spell]) -> list[Journey]:
    """§2.1: the next begins at most 14 days after the latest end so far; X1 chains whatever the gap."""
    journeys: list[Journey] = []
    for spell in sorted(enrolments, key=lambda spell: spell.age):
        end = journeys[-1].end if journeys else None
        if journeys and (end is None or (spell.start - end).days <= CHAIN_DAYS):
            journeys[-1] = Journey((*journeys[-1].enrolments, spell))
        else:
            journeys.append(Journey((spell,)))
    return journeys


@dataclass(frozen=True)
class SupportSpell:
    months: tuple[date, ...]

    @property
    def start(self) -> date:
        return self.months[0]

    @property
    def end(self) -> date:
        return last_day(self.months[-1])

    def ended(self, as_of: date) -> bool:
        """§2.3: once `gap` whole months without support have passed at A."""
        return last_day(plus_months(self.months[-1], SUPPORT_GAP)) <= as_of


def support_spells(months: Iterable[date]) -> list[SupportSpell]:
    spells: list[SupportSpell] = []
    for month in sorted(months):
        if spells and whole_months_between(spells[-1].months[-1], month) < SUPPORT_GAP:
            spells[-1] = SupportSpell((*spells[-1].months, month))
        else:
            spells.append(SupportSpell((month,)))
    return spells


Assumed = Mapping[str, Any]
"""Facts to be taken for true of whom they were never recorded (§11.4)."""


class Person:
    """What is known of one person: built on effective events, cut at A."""

    def __init__(
        self, key: str, events: Sequence[Event], as_of: date, ended: Coverage | None = None, assumed: Assumed | None = None
    ) -> None:
        """`ended`: all that goes on ended on the first day that its end is in doubt (§11.2)."""
        self.key, self.as_of, self.ended, self.assumed = key, as_of, ended, assumed or {}
        # §1.9: sex and born_on are known whatever the event's `on`; all else is cut at A.
        self.events = sorted((e for e in events if e.on <= as_of), key=lambda e: (e.on, e.by_rank))
        registered = [event for event in events if event.kind == "participant_registered"]
        # The survivor's registration stands. reading: if only an absorbed key is registered, that one does.
        self.registration = min(registered, key=lambda e: (e.participant != key, e.by_rank), default=None)
        # events.md §2: of several the latest recorded_at. reading: the registration is one of the several, and of merged
        # keys the survivor's; particulars count under whichever key they came.
        several = [event for event in events if event is self.registration or event.kind == "particulars_recorded"]
        self.particulars = sorted(several, key=lambda e: e.by_rank, reverse=True)
        spells = [self._shortened(spell) for spell in spells_of(self.events)]
        self.spells = {kind: [spell for spell in spells if spell.kind == kind] for kind in set(STARTS.values())}
        self.journeys = chained(self.spells["enrolment"])
        for kind, code in HOLIDAY_WORK.items():
            others = [spell for kind in HOLIDAY_WORK for spell in self.spells[kind] if spell.code not in HOLIDAY]
            bare = [journey for journey in self.journeys if not any(journey.holds(spell.start) for spell in others)]
            self.spells[kind] += [work for journey in bare if (work := self._holiday_work(kind, code, journey)) is not None]
        self.support_months = {event.get("month") for event in self.of("support_paid")}
        self.support_spells = support_spells(self.support_months)

    def _shortened(self, spell: Spell) -> Spell:
        if self.ended is None or spell.ended is not None or spell.kind not in DOUBTED:
            return spell
        unknown = spell.kind in HOLIDAY_WORK and self.ended.missing(f"{spell.began.kind}.unit")
        unit = self.unit(spell) if not unknown else None
        last = self.ended.uncovered_from(DOUBTED[spell.kind], (*BEGINS[spell.kind], DOUBTED[spell.kind]), spell.start, unit)
        if last is None or last > self.as_of:
            return spell
        end = replace(spell.began, kind=DOUBTED[spell.kind], on=last, data={})
        return replace(spell, ended=end, last=last)

    def _holiday_work(self, kind: str, code: str, journey: Journey) -> Spell | None:
        """What may not have been sent of a journey that would then hold nothing but holiday work (§8).

        reading: where nothing was ever declared of the kind there was none (conformance 115).
        """
        began = BEGINS[kind]
        day = self.ended.uncovered_from(began[0], began, journey.start) if self.ended is not None else None
        if day is None or day > (journey.end or self.as_of):
            return None
        fields = {"insats" if kind == "insats" else "form": code}
        return Spell(kind, replace(journey.last.began, kind=began[0], on=day, data=fields), None, day)

    def _lapsed(self, fact: str, event: Event, day: date) -> bool:
        if self.ended is None:
            return False
        until = self.ended.uncovered_from(fact, (event.kind,), event.on)
        return until is not None and until <= day

    @property
    def sex(self) -> str | None:
        """`U` never displaces K or M."""
        return next((event.get("sex") for event in self.particulars if event.get("sex") in ("K", "M")), "U")

    @property
    def born(self) -> date | None:
        known = next((event.get("born_on") for event in self.particulars if event.get("born_on")), None)
        return known or self.assumed.get("born")

    def of(self, *kinds: str) -> list[Event]:
        """In date order; within a day the winner last (events.md §1)."""
        return [event for event in self.events if event.kind in kinds]

    def active(self, day: date, *kinds: str) -> list[Spell]:
        return [spell for kind in kinds for spell in self.spells[kind] if spell.active(day)]

    def overlapping(self, first: date, last: date, *kinds: str) -> list[Spell]:
        return [spell for kind in kinds for spell in self.spells[kind] if spell.overlaps(first, last)]

    def latest(self, kind: str, day: date, wanted: Callable[[Event], bool] = lambda _: True) -> Event | None:
        matching = [event for event in self.of(kind) if event.on <= day and wanted(event)]
        if matching and kind in STATED and self._lapsed(kind, matching[-1], day):
            return None
        return matching[-1] if matching else None

    def circumstance(self, field: str, day: date) -> Any:
        """§2.4: the value given by the latest event with on ≤ d; null clears it."""
        event = self.latest("circumstances_recorded", day, lambda event: field in event.data)
        if event is not None and self._lapsed(f"circumstances_recorded.{field}", event, day):
            event = None
        value = event.get(field) if event else None
        return self.assumed.get(field) if value is None else value

    def obstacle(self, day: date) -> str | None:
        event = self.latest("obstacle_recorded", day)
        return event.get("obstacle") if event else None

    def supported(self, day: date) -> bool:
        return month_of(day) in self.support_months

    def named(self, event: Event, kind: str) -> Spell | None:
        start = named_start(event, kind, event.get(f"{kind}_id"), self.events)
        return next((spell for spell in self.spells[kind] if spell.began is start), None) if start else None

    def unit(self, spell: Spell) -> str | None:
        """§2.2: an insats' or placement's unit is its own, else its enrolment's."""
        if spell.kind != "enrolment" and spell.get("unit") is None and spell.get("enrolment_id"):
            enrolment = named_start(spell.began, "enrolment", spell.get("enrolment_id"), self.events)
            return enrolment.get("unit") if enrolment else None
        return spell.get("unit")  # type: ignore[no-any-return]
