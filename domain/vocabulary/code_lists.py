"""The closed lists of the event catalogue: which codes a field may hold, and how the measures gather them.

A list is a `Literal`, so that a line is judged by its type alone; its words and validity are written in
`domain.vocabulary.labels` under the list's name in snake case. Codes are strings, digits too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from domain.vocabulary.labels import LABELS, VALIDITY

# The person.
Sex = Literal["K", "M", "U"]
NumberType = Literal["personnummer", "samordningsnummer", "reservnummer"]
HouseholdType = Literal["1", "3", "4", "5", "6", "7", "8", "9"]
AreaClass = Literal["1", "2", "3", "4", "5"]
Education = Literal["none", "compulsory", "upper_secondary", "post_secondary", "unknown"]
Ability = Literal["none", "reduced", "full"]
Obstacle = Literal[
    "unemployed_no_benefit",
    "unemployed_insufficient",
    "unemployed_waiting",
    "establishment_insufficient",
    "establishment_waiting",
    "establishment_low_capacity",
    "sick_certified_no_benefit",
    "sick_certified_insufficient",
    "sick_certified_waiting",
    "sickness_compensation_insufficient",
    "sickness_compensation_waiting",
    "pension_insufficient",
    "pension_waiting",
    "social_reasons",
    "youth_in_upper_secondary",
    "lacks_childcare",
    "parental_insufficient",
    "parental_waiting",
    "works_full_time_insufficient",
    "works_full_time_waiting",
    "works_part_time_insufficient",
    "works_part_time_waiting",
    "none",
    "missing",
]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
ProtectionLevel = Literal["none", "marked", "protected"]
ErasureBasis = Literal["retention", "request", "error"]

# Income support.
DecisionOutcome = Literal["granted", "denied", "partly"]
SupportRole = Literal["applicant", "co_applicant"]

# The way through.
Party = Literal["af", "fk", "self", "socialtjanst", "af_socialtjanst", "other"]
ReferralOutcome = Literal["declined", "cancelled", "no_show", "returned"]
Goal = Literal["work", "study", "other"]
InsatsCode = Literal[
    "mapping",
    "guidance",
    "motivation",
    "daily_activity",
    "health",
    "language_training",
    "work_training",
    "work_practice",
    "validation",
    "skills_assessment",
    "coaching",
    "matching",
    "recruitment_event",
    "sfi",
    "civic_orientation",
    "course",
    "vocational_course",
    "job_track",
    "establishment_course",
    "youth_group",
    "holiday_job",
    "extended_holiday_job",
    "ips",
    "entrepreneurship",
    "outreach",
    "other",
]
PlacementForm = Literal[
    "praktik",
    "arbetstraning",
    "sprakpraktik",
    "apl",
    "ama",
    "extratjanst",
    "beredskap_kommun",
    "feriearbete",
    "forlangd_ferietjanst",
]
Sector = Literal["municipal", "municipal_company", "private", "state", "region", "civil_society"]
Need = Literal["participant", "employer", "both"]
Result = Literal["completed", "interrupted"]
Programme = Literal["sfi", "komvux_grund", "komvux_gymn", "yrkes", "folkhogskola", "yh", "hogskola", "af_utbildning", "other"]
Track = Literal["1", "2", "3"]
EmploymentForm = Literal[
    "permanent",
    "fixed_term",
    "hourly",
    "self_employed",
    "nystartsjobb",
    "introduktionsjobb",
    "etableringsjobb",
    "lonebidrag",
    "yrkesintroduktion",
    "traineejobb",
    "beredskap_privat",
    "osa",
    "samhall",
]
FollowUpForm = Literal[EmploymentForm, PlacementForm]
"""Of the work that a follow-up speaks of: a placement is none, but extratjanst counts where such a placement does."""
RestrictionEffect = Literal["reduced", "denied"]
FollowUpStatus = Literal["work", "study", "neither", "unknown"]
ExitReason = Literal[
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
    "B6",
    "C1",
    "C2",
    "C3",
    "C4",
    "C5",
    "C6",
    "D1",
    "E1",
    "E2",
    "E3",
    "E4",
    "E5",
    "E6",
    "E7",
    "E8",
    "E9",
    "X1",
]
ExitClass = Literal["A", "B", "C", "D", "E", "X"]

# How lists are gathered when they are counted.
ObstacleGroup = Literal[
    "unemployed",
    "establishment",
    "sick_certified",
    "sickness_compensation",
    "pension",
    "social",
    "parental",
    "works_full_time",
    "works_part_time",
    "none",
    "missing",
]
WorkDefinition = Literal["kas", "scb90", "regular"]
Lang = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list: its words, and the days on which it may be used (None: no limit is known)."""

    code: str
    sv: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None


CODES: Mapping[str, Mapping[str, Code]] = MappingProxyType(
    {
        name: MappingProxyType({code: Code(code, sv, en, *VALIDITY.get((name, code), ())) for code, (sv, en) in words.items()})
        for name, words in LABELS.items()
    }
)


def label(list_name: str, code: str, lang: Lang) -> str:
    """The word people see for a code."""
    found = CODES[list_name][code]
    return found.sv if lang == "sv" else found.en


def valid_on(list_name: str, code: str, day: date) -> bool:
    """Whether the code was in use that day; both its first and its last day are days of use."""
    found = CODES[list_name][code]
    return (found.valid_from or date.min) <= day <= (found.valid_to or date.max)


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
# measures.md §8: a journey of these alone is left out. Codes of two lists, insats and placement form.
HOLIDAY: frozenset[str] = frozenset({"holiday_job", "extended_holiday_job", "feriearbete", "forlangd_ferietjanst"})
# measures.md UPP-3.1 and ENK-6: the municipality as employer.
MUNICIPAL_SECTORS: frozenset[Sector] = frozenset({"municipal", "municipal_company"})
# measures.md §1.5: who exits with one of these is a leaver.
LEAVER_REASONS: frozenset[ExitReason] = frozenset({"E3", "E4", "E7"})

# The national main categories (Kolada N31858–N31868). Where the young in upper secondary and those who
# lack childcare belong is not stated by any source; they stand with the social reasons.
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
# measures.md §2.9: the obstacles that stand for work ability where it was never assessed.
WORK_ABLE_OBSTACLES: frozenset[Obstacle] = (
    OBSTACLE_GROUPS["unemployed"] | OBSTACLE_GROUPS["establishment"] | OBSTACLE_GROUPS["works_part_time"]
)


def exit_class(reason: ExitReason) -> ExitClass:
    """The KAS class of an exit reason; X is a hand-over inside the municipality, no exit."""
    return _EXIT_CLASSES[reason[0]]


_EXIT_CLASSES: Mapping[str, ExitClass] = {"A": "A", "B": "B", "C": "C", "D": "D", "E": "E", "X": "X"}
