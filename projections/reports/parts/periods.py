"""The periods that a report compares: months, closings, and the same months of the year before."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import plus_months
from projections.measuring.periods import Period, period

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True)
class ReportPeriods:
    """The periods of a report, derived from the requested period and A."""

    requested: Period
    as_of: date

    @property
    def months(self) -> list[Period]:
        """The months from January of the last year, or from the period's first month if that is earlier."""
        first = min(self.requested.first_on, date(self.requested.last_on.year, 1, 1))
        return period(f"{first:%Y-%m}..{self.requested.last_on:%Y-%m}").months

    @property
    def closings(self) -> list[Period]:
        """Delårsbokslut after April and August, and årsbokslut, if the period reaches them."""
        year = self.requested.last_on.year
        every = [period(f"{year}-01..{year}-04"), period(f"{year}-01..{year}-08"), period(f"{year}")]
        return [closing for closing in every if closing.last_on <= self.requested.last_on]

    @property
    def whole_year(self) -> Period:
        return period(str(self.requested.last_on.year))

    @property
    def to_date(self) -> Period:
        """The months of the period that have ended at A; before the first month has ended, the whole period."""
        over = [month for month in self.requested.months if month.last_on <= self.as_of]
        return run(over) if 0 < len(over) < len(self.requested.months) else self.requested

    @property
    def accumulated(self) -> list[Period]:
        """The period's first month, its first two months, and so on to date."""
        months = self.to_date.months
        return [run(months[: n + 1]) for n in range(len(months))]


def run(months: list[Period]) -> Period:
    return months[0] if len(months) == 1 else period(f"{months[0].label}..{months[-1].label}")


def year_before(current: Period) -> Period:
    """Returns the same months of the year before."""
    if current.is_year:
        return period(str(current.first_on.year - 1))
    first, last = plus_months(current.first_on, -12), plus_months(current.last_on.replace(day=1), -12)
    return run(period(f"{first:%Y-%m}..{last:%Y-%m}").months)


def named(period: Period) -> str:
    """Returns the period's display name: `2023`, `mars 2023`, `januari–augusti 2023`."""
    first, last = period.first_on, period.last_on
    if (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first.year != last.year:
        return f"{MONTHS[first.month - 1]} {first.year}–{MONTHS[last.month - 1]} {last.year}"
    months = dict.fromkeys((MONTHS[first.month - 1], MONTHS[last.month - 1]))
    return f"{'–'.join(months)} {last.year}"
