"""What was delivered (measures.md §11.1, §11.2): which days of a kind are covered, day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .lines import Delivery

FIRST = date(1990, 1, 1)
"""reading: no log of a test begins before this day."""
BEGINS = {
    "enrolment": ("enrolled", "re_entered"),
    "insats": ("insats_started",),
    "placement": ("placement_started",),
    "study": ("study_started",),
    "employment": ("employment_started",),
    "plan": ("plan_decided",),
}
ENDS = {
    "enrolment": "exited",
    "insats": "insats_ended",
    "placement": "placement_ended",
    "study": "study_ended",
    "employment": "employment_ended",
    "plan": "plan_ended",
}


@dataclass
class Coverage:
    """The deliveries by the position; none reaches beyond the last day known, the day of K or A."""

    deliveries: Sequence[Delivery]
    last_day: date
    _covered: dict[tuple[str, str | None], list[int]] = field(default_factory=dict)
    _doubted: dict[tuple[str, date, str | None], date | None] = field(default_factory=dict)

    @property
    def declared(self) -> bool:
        return bool(self.deliveries)

    def to(self, delivery: Delivery) -> date:
        return min(delivery.last or self.last_day, self.last_day)

    def of(self, fact: str) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if fact.split(".", maxsplit=1)[0] in delivery.kinds]

    def missing(self, fact: str) -> bool:
        kind, _, name = fact.partition(".")
        return any(name in delivery.missing.get(kind, ()) for delivery in self.of(fact))

    def expected_from(self, kinds: Iterable[str]) -> date | None:
        return min((delivery.first for kind in kinds for delivery in self.of(kind)), default=None)

    def on(self, fact: str, day: date, unit: str | None = None) -> bool:
        """About a unit, or every one that is spoken of: some source is expected, and every source that is has sent the day."""
        of = self._speaking_of(fact)
        about = {unit for delivery in of for unit in delivery.units or (None,)} if unit is None else {unit}
        return bool(about) and all(self._about(fact, day, unit, of) for unit in about)

    def _speaking_of(self, fact: str) -> list[Delivery]:
        """reading: what a registration or circumstances say is told field by field."""
        kind, _, name = fact.partition(".")
        told_apart = kind in ("participant_registered", "circumstances_recorded")
        return [d for d in self.of(fact) if not (told_apart and name in d.missing.get(kind, ()))]

    def _about(self, fact: str, day: date, unit: str | None, of: Sequence[Delivery]) -> bool:
        speaking = [delivery for delivery in of if delivery.units is None or unit in delivery.units]
        expected = {delivery.source for delivery in speaking if self._expected(delivery.source, day, speaking)}
        return day <= self.last_day and bool(expected) and all(self._sent(fact, source, day, speaking) for source in expected)

    def _expected(self, source: str, day: date, speaking: Sequence[Delivery]) -> bool:
        """reading: a system was left by the delivery that says so, unless it has sent later days."""
        own = [delivery for delivery in speaking if delivery.source == source]
        longest = max(self.to(delivery) for delivery in own)
        left = any(delivery.final and self.to(delivery) == longest for delivery in own)
        return min(delivery.first for delivery in own) <= day and not (left and day > longest)

    def _sent(self, fact: str, source: str, day: date, speaking: Sequence[Delivery]) -> bool:
        kind, _, name = fact.partition(".")
        reaching = [d for d in speaking if d.source == source and d.first <= day <= self.to(d)]
        return bool(reaching) and not (name and any(name in d.missing.get(kind, ()) for d in reaching))

    def number(self, fact: str, first: date, last: date, unit: str | None = None) -> int:
        """How many days of a span are covered; what holds of a day holds until some delivery begins or has ended."""
        if (fact, unit) not in self._covered:
            edges = {d.first for d in self.of(fact)} | {self.to(d) + timedelta(days=1) for d in self.of(fact)}
            total, now, counts = 0, False, [0]
            for nr in range((self.last_day - FIRST).days + 1):
                day = FIRST + timedelta(days=nr)
                now = self.on(fact, day, unit) if nr == 0 or day in edges else now
                total += now
                counts.append(total)
            self._covered[fact, unit] = counts
        counts = self._covered[fact, unit]
        begin, end = max((first - FIRST).days, 0), min((last - FIRST).days + 1, len(counts) - 1)
        return max(counts[end] - counts[begin], 0) if end > begin else 0

    def spans(self, fact: str, first: date, last: date, unit: str | None = None) -> bool:
        return last < first or self.number(fact, first, last, unit) == (last - first).days + 1

    def uncovered_from(self, fact: str, kinds: Sequence[str], day: date, unit: str | None = None) -> date | None:
        """The first day from which something that goes on is in doubt: the kind that would end it is not covered.

        reading: where nothing was ever declared of what begins or ends it, it is taken as it is (conformance 111).
        """
        first = self.expected_from(kinds)
        if first is None:
            return None
        day = max(day, first)
        if (fact, day, unit) not in self._doubted:
            until = day
            while until <= self.last_day and self.number(fact, until, until, unit):
                until += timedelta(days=1)
            self._doubted[fact, day, unit] = until if until <= self.last_day else None
        return self._doubted[fact, day, unit]

    def run(self, facts: Sequence[str], day: date, unit: str | None = None) -> date:
        """The last day to which all of these are covered without a gap; the day itself if it is not."""
        last = day
        while last <= self.last_day and all(self.number(fact, last, last, unit) for fact in facts):
            last += timedelta(days=1)
        return max(day, last - timedelta(days=1))
