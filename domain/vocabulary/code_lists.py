"""The closed lists of the event catalogue: which codes a field may hold, and how the measures group them.

A list is a `Literal`, so that the type alone validates a line. It is declared with its labels, under the list's name in snake
case, in the module of its part of the catalogue: `person_codes`, `support_codes`, `way_codes`. All codes are strings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from domain.vocabulary import person_codes, support_codes, way_codes
from domain.vocabulary.person_codes import Obstacle, ObstacleGroup
from domain.vocabulary.text import Lang, Text
from domain.vocabulary.way_codes import EmploymentForm, ExitClass, ExitReason, PlacementForm, Sector

WorkDefinition = Literal["kas", "scb90", "regular"]

LABELS: Mapping[str, Mapping[str, Text]] = {**person_codes.LABELS, **support_codes.LABELS, **way_codes.LABELS}

# First and last day of use, if a source states them; a source that gives a year means the whole year.
VALIDITY: Mapping[tuple[str, str], tuple[date | None, date | None]] = {
    ("placement_form", "extratjanst"): (date(2015, 1, 1), date(2022, 12, 31)),  # SFS 2018:42
    ("employment_form", "introduktionsjobb"): (date(2018, 1, 1), None),  # SFS 2018:42
    ("employment_form", "etableringsjobb"): (date(2024, 1, 1), None),
    ("employment_form", "yrkesintroduktion"): (None, date(2023, 12, 31)),  # repealed 2024-01-01
    ("employment_form", "traineejobb"): (date(2015, 1, 1), date(2017, 12, 31)),
    ("party", "af_socialtjanst"): (None, date(2023, 12, 31)),  # in KAS until 2023
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list: its labels, and the first and last day it may be used (None: no known limit)."""

    code: str
    text: Text
    valid_from: date | None = None
    valid_to: date | None = None


CODES: Mapping[str, Mapping[str, Code]] = MappingProxyType(
    {
        name: MappingProxyType({code: Code(code, text, *VALIDITY.get((name, code), ())) for code, text in texts.items()})
        for name, texts in LABELS.items()
    }
)


def label(list_name: str, code: str, lang: Lang) -> str:
    """Returns the label of a code."""
    return CODES[list_name][code].text[lang]


_LISTS: Mapping[frozenset[str], str] = {frozenset(words): name for name, words in LABELS.items()}


def list_name(codes: Iterable[str]) -> str | None:
    """Returns the name of the list with exactly these codes."""
    return _LISTS.get(frozenset(codes))


def valid_on(list_name: str, code: str, day: date) -> bool:
    """Whether the code was in use that day; its first and last day are included."""
    entry = CODES[list_name][code]
    return (entry.valid_from or date.min) <= day <= (entry.valid_to or date.max)


# events.md §3, employment form: open labour market (LT12) · subsidised on it (ENK-6) · sheltered.
OPEN_MARKET: frozenset[EmploymentForm] = frozenset({"permanent", "fixed_term", "hourly", "self_employed"})
SUBSIDISED: frozenset[EmploymentForm] = frozenset(
    {
        "nystartsjobb",
        "introduktionsjobb",
        "etableringsjobb",
        "lonebidrag",
        "yrkesintroduktion",
        "traineejobb",
        "beredskap_privat",
    }
)
SHELTERED: frozenset[EmploymentForm] = frozenset({"osa", "samhall"})

# measures.md §2.5, "Forms that count".
COUNTING_FORMS: Mapping[WorkDefinition, frozenset[EmploymentForm]] = MappingProxyType(
    {
        "kas": OPEN_MARKET | SUBSIDISED,
        "scb90": OPEN_MARKET | SUBSIDISED | SHELTERED,
        "regular": OPEN_MARKET,
    }
)
# measures.md §2.5a, "Placements never count, save extratjanst under scb90".
COUNTING_PLACEMENTS: Mapping[WorkDefinition, frozenset[PlacementForm]] = MappingProxyType(
    {"kas": frozenset(), "scb90": frozenset({"extratjanst"}), "regular": frozenset()}
)

# measures.md UPP-2.1, "AMA placements"; events.md §3, placement form, for the forms without wage (ENK-6).
AMA: frozenset[PlacementForm] = frozenset({"ama", "extratjanst", "beredskap_kommun"})
NO_WAGE: frozenset[PlacementForm] = frozenset({"praktik", "arbetstraning", "sprakpraktik", "apl"})
# measures.md §8: a journey of only these is left out. Codes of two lists, insats and placement form.
HOLIDAY: frozenset[str] = frozenset({"holiday_job", "extended_holiday_job", "feriearbete", "forlangd_ferietjanst"})
EXTENDED_HOLIDAY: frozenset[str] = frozenset({"extended_holiday_job", "forlangd_ferietjanst"})
# measures.md UPP-3.1 and ENK-6: the municipality as employer.
MUNICIPAL_SECTORS: frozenset[Sector] = frozenset({"municipal", "municipal_company"})
# measures.md §2.6: the classes of reasons that are an outcome of work or study; under `regular` A4 is not.
WORK_OR_STUDY: frozenset[ExitClass] = frozenset({"A", "B"})
NOT_REGULAR: ExitReason = "A4"
# measures.md §8: a journey that ended with one of these is left out: its purpose was completed.
ASSIGNMENT_COMPLETED: ExitReason = "D1"
MOVED_OR_DEAD: frozenset[ExitReason] = frozenset({"E3", "E4"})
# measures.md §1.5: who exits with one of these is a leaver.
LEAVER_REASONS: frozenset[ExitReason] = MOVED_OR_DEAD | {"E7"}

# The national main categories (Kolada N31858–N31868). No source states where the young in upper secondary
# and those who lack childcare belong; here they are under the social reasons.
OBSTACLE_GROUPS: Mapping[ObstacleGroup, frozenset[Obstacle]] = MappingProxyType(
    {
        "unemployed": frozenset({"unemployed_no_benefit", "unemployed_insufficient", "unemployed_waiting"}),
        "establishment": frozenset({"establishment_insufficient", "establishment_waiting", "establishment_low_capacity"}),
        "sick_certified": frozenset({"sick_certified_no_benefit", "sick_certified_insufficient", "sick_certified_waiting"}),
        "sickness_compensation": frozenset({"sickness_compensation_insufficient", "sickness_compensation_waiting"}),
        "pension": frozenset({"pension_insufficient", "pension_waiting"}),
        "social": frozenset({"social_reasons", "youth_in_upper_secondary", "lacks_childcare"}),
        "parental": frozenset({"parental_insufficient", "parental_waiting"}),
        "works_full_time": frozenset({"works_full_time_insufficient", "works_full_time_waiting"}),
        "works_part_time": frozenset({"works_part_time_insufficient", "works_part_time_waiting"}),
        "none": frozenset({"none"}),
        "missing": frozenset({"missing"}),
    }
)
# measures.md §2.9: the obstacles that stand for work ability when it was never assessed.
WORK_ABLE_OBSTACLES: frozenset[Obstacle] = (
    OBSTACLE_GROUPS["unemployed"] | OBSTACLE_GROUPS["establishment"] | OBSTACLE_GROUPS["works_part_time"]
)


def exit_class(reason: ExitReason) -> ExitClass:
    """Returns the KAS class of an exit reason; X is a transfer within the municipality, not an exit."""
    return _EXIT_CLASSES[reason[0]]


_EXIT_CLASSES: Mapping[str, ExitClass] = {"A": "A", "B": "B", "C": "C", "D": "D", "E": "E", "X": "X"}
