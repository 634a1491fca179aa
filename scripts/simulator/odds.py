"""What the town's behaviour is drawn from: shares, hazards and mean durations, by sex where women and men differ.

Where a number comes from stands beside it: [Uppsala] the plan's own figures for 2022 and how its women and men divide,
[KAS] the national statistics of municipal labour-market work, [rules] the length a measure may have by its rules,
[age] how recipients divide by age nationally. What has no mark is tuned: chosen so that the town as a whole looks like
one. No number here is a measure's value; what a measure shows follows from many of them.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

BySex = Mapping[str, float]


def urn(parts: Mapping[str, int]) -> list[str]:
    """Something to draw from: each code as often as its share says."""
    return list(Counter(parts).elements())


# Registration. Median two days; what is late is late by weeks or months, as the authorities' after-registration shows.
LAGS: Final = [
    *[0] * 250, *[1] * 225, *[2] * 175, *[n for n in range(3, 8) for _ in range(40)],
    *[n for n in range(8, 31) for _ in range(5)], *(31 + (n * n) % 120 for n in range(35)),
]  # fmt: skip
SOURCES: Final = {
    "study_admitted": "extens", "study_started": "extens", "study_ended": "extens", "language_assessed": "extens",
    "followed_up": "egen", "youth_talk_offered": "egen", "youth_talk_held": "egen",
}  # fmt: skip

# Who comes, by the door that they come in through, for each 1,000 households that come.
DOORS: Final = urn({"support": 305, "job_seeker": 195, "sfi": 205, "vocational": 212, "youth": 60})
# The years' weather: sfi was largest after 2015–16, vocational education was built out in the pandemic.
YEARS: Final = {
    "job_seeker": (16, 19, 17, 16, 16, 16),
    "sfi": (26, 18, 14, 15, 15, 12),
    "vocational": (12, 18, 26, 17, 14, 13),
    "youth": (17, 16, 17, 17, 17, 16),
}
WOMEN: Final = {"job_seeker": 0.45, "sfi": 0.54, "vocational": 0.19, "youth": 0.47}
"""Vocational: a total of 71 between women's 88 and men's 67 leaves a fifth for women [Uppsala]."""
SEX_NOT_STATED: Final = 0.004
FOREIGN: Final = {"support": 0.58, "job_seeker": 0.42, "sfi": 1.0, "vocational": 0.45, "youth": 0.35}
AGES: Final = {
    "support K": urn({"18-24": 11, "25-34": 28, "35-44": 27, "45-54": 20, "55-64": 14}),  # [age], [Uppsala: UPP-1.6 by sex]
    "support M": urn({"18-24": 20, "25-34": 26, "35-44": 23, "45-54": 18, "55-64": 13}),
    "job_seeker": urn({"18-24": 26, "25-34": 28, "35-44": 22, "45-54": 15, "55-64": 9}),
    "sfi": urn({"18-24": 14, "25-34": 42, "35-44": 28, "45-54": 12, "55-64": 4}),
    "vocational": urn({"18-24": 27, "25-34": 38, "35-44": 24, "45-54": 11}),
    "youth": urn({"16-19": 1}),
}
LEAVES_TOWN_A_YEAR: Final = 0.022
DIES_A_YEAR: Final = 0.004
MOVED_IN: Final = 0.06
ERASED: Final = 0.002
PROTECTED, MARKED_LATER = 0.005, 0.004

# Households in need of support.
HOUSEHOLDS: Final = urn({"K": 39, "M": 41, "couple": 20})
CHILDREN: Final = {"K": 0.52, "M": 0.13, "couple": 0.68}
YOUTH_AT_HOME: Final = 0.25
"""Of the households with children, those with somebody aged 17–19 among them."""

# How bound to support: most need it for some months, some for years; women longer [Uppsala: UPP-1.2 by sex].
BONDS: Final = ("short", "medium", "long")
BOND_ARRIVES: Final[Mapping[str, tuple[int, int, int]]] = {
    "K": (42, 28, 30), "M": (58, 28, 14), "couple": (50, 28, 22),
}  # fmt: skip
NEED_MONTHS: Final[Mapping[str, BySex]] = {
    "short": {"K": 3.0, "M": 3.0},
    "medium": {"K": 14, "M": 13},
    "long": {"K": 92, "M": 69},
}
SKIPPED_MONTH: Final = {"short": 0.02, "medium": 0.01, "long": 0.004}
"""A month with another income, without any new need."""
CAUSES: Final = {
    "short": urn({"work": 42, "study": 14, "benefit": 16, "ama": 3, "other": 25}),
    "medium": urn({"work": 34, "study": 17, "benefit": 20, "ama": 9, "other": 20}),
    "long": urn({"work": 22, "study": 11, "benefit": 37, "ama": 12, "other": 18}),
}
"""Why support ends; moves and deaths come by themselves."""
BACK_WITHIN_A_YEAR: Final[Mapping[str, BySex]] = {
    "work": {"K": 0.26, "M": 0.11},
    "study": {"K": 0.26, "M": 0.11},
    "benefit": {"K": 0.2, "M": 0.11},
    "ama": {"K": 0.18, "M": 0.11},
    "other": {"K": 0.51, "M": 0.28},
}
BACK_LATER: Final = 0.22
DENIED, WITHDRAWN, TRIES_AGAIN = 0.09, 0.03, 0.45
OBSTACLES: Final = {
    "short": urn({
        "unemployed_no_benefit": 36, "unemployed_insufficient": 12, "unemployed_waiting": 12, "works_part_time_insufficient": 8,
        "works_full_time_insufficient": 3, "parental_insufficient": 4, "establishment_waiting": 6, "sick_certified_waiting": 4,
        "youth_in_upper_secondary": 2, "none": 5, "social_reasons": 6, "missing": 2,
    }),
    "medium": urn({
        "unemployed_no_benefit": 44, "unemployed_insufficient": 9, "establishment_insufficient": 7, "social_reasons": 13,
        "sick_certified_no_benefit": 9, "sick_certified_insufficient": 2, "works_part_time_insufficient": 7,
        "parental_insufficient": 4, "lacks_childcare": 2, "pension_waiting": 1, "missing": 2,
    }),
    "long": urn({
        "unemployed_no_benefit": 37, "social_reasons": 24, "sick_certified_no_benefit": 19, "sick_certified_insufficient": 3,
        "sickness_compensation_insufficient": 6, "sickness_compensation_waiting": 3, "works_part_time_insufficient": 4,
        "establishment_low_capacity": 2, "pension_insufficient": 2,
    }),
}  # fmt: skip
REFERRED_BY_OBSTACLE: Final = {
    "unemployed": 0.88, "establishment": 0.7, "works": 0.4, "social": 0.5, "sick": 0.16, "sickness": 0.06, "youth": 0.4,
}  # fmt: skip
"""By the obstacle's first word; the rest stands under REFERRED_ELSE."""
REFERRED_ELSE: Final = 0.12

# The way through.
UNITS: Final = {
    "support": urn({"UJC-A": 62, "Jobbcentrum": 20, "AME": 18}),
    "job_seeker": urn({"UJC-A": 26, "Jobbcentrum": 50, "AME": 24}),
    "sfi": urn({"UJC-A": 40, "Jobbcentrum": 34, "AME": 26}),
    "vocational": urn({"UJC-A": 20, "Jobbcentrum": 60, "AME": 20}),
    "youth": urn({"Jobbcentrum": 1}),
}
PARTIES: Final = {
    "support": urn({"socialtjanst": 74, "af_socialtjanst": 8, "af": 8, "fk": 4, "self": 5, "other": 1}),
    "job_seeker": urn({"af": 55, "self": 25, "other": 9, "fk": 6, "socialtjanst": 5}),
    "sfi": urn({"af": 50, "self": 25, "socialtjanst": 20, "other": 5}),
    "vocational": urn({"self": 60, "af": 40}),
    "youth": urn({"other": 60, "self": 40}),
}
REFERRED_FIRST: Final = 0.86
REFERRAL_ENDS: Final = urn({
    "": 86, "declined": 3, "cancelled": 3, "no_show": 4, "returned": 2, "waiting": 2,
})  # fmt: skip
RESTLESS: Final = {"support": 0.2, "job_seeker": 0.12, "sfi": 0.06, "vocational": 0.0, "youth": 0.02}
"""Those who go round: short turns, one after the other, and none of them lasts."""
JOURNEY_DAYS: Final = {"support": 330, "job_seeker": 210, "sfi": 260, "vocational": 150, "youth": 120}
AGAIN_IN_NEED: Final = 0.46
AGAIN_LATER: Final = 0.19
STILL_RESTLESS: Final = 0.98
ENDS_IN_NEED: Final = urn({"A": 23, "B": 11, "C": 18, "D": 8, "E": 32, "X": 8})
"""Journeys that end though the need of support goes on."""
ENDS_OTHERWISE: Final = urn({"A": 36, "B": 14, "C": 13, "D": 5, "E": 25, "X": 4, "ama": 9})
ENDS_RESTLESS: Final = urn({"A": 4, "B": 3, "C": 27, "D": 3, "E": 58, "X": 5})
ENDS_WITH_NEED: Final = {
    "work": urn({"A": 1}), "study": urn({"B": 1}), "ama": urn({"ama": 1}),
    "benefit": urn({"C": 8, "E": 2}), "other": urn({"E": 7, "C": 2, "A": 1}),
}  # fmt: skip
AFTER_AMA: Final = urn({"A": 34, "B": 9, "C": 33, "E": 24})
REASONS: Final = {
    "A": urn({"A1": 20, "A2": 38, "A3": 16, "A4": 23, "A5": 3}),
    "B": urn({"B1": 25, "B2": 45, "B3": 10, "B4": 8, "B5": 7, "B6": 5}),  # 27 work to 10 study nationally [KAS]
    "C": urn({"C1": 50, "C2": 14, "C3": 12, "C4": 4, "C5": 16, "C6": 4}),
    "D": urn({"D1": 1}),
    "E": urn({"E1": 34, "E2": 26, "E5": 14, "E6": 10, "E7": 2, "E8": 4, "E9": 10}),
    "X": urn({"X1": 1}),
}
REASON_MISSING: Final = 0.025
OTHER_UNIT: Final = {"UJC-A": "Jobbcentrum", "Jobbcentrum": "AME", "AME": "UJC-A"}
FOLLOWED_UP: Final = 0.66
NOT_REACHED: Final = 0.13
FOUND_SINCE: Final = 0.1
"""Left without work or studies, and in work when asked after 90 days."""

# What an enrolment holds.
INSATS_DAYS: Final = 74
WAIT_BETWEEN: Final = {"K": 148, "M": 104}
"""Days between one insats and the next; women's are longer [Uppsala: UPP-1.1 by sex]."""
INSATSER: Final = urn({
    "guidance": 9, "motivation": 9, "daily_activity": 5, "health": 6, "language_training": 9, "work_training": 13,
    "work_practice": 9, "validation": 3, "skills_assessment": 5, "coaching": 16, "matching": 9, "recruitment_event": 3,
    "course": 6, "vocational_course": 4, "job_track": 4, "civic_orientation": 2, "establishment_course": 1, "ips": 2,
    "entrepreneurship": 1, "other": 1,
})  # fmt: skip
INSATSER_YOUNG: Final = urn({
    "youth_group": 5, "guidance": 3, "motivation": 2, "work_practice": 3, "coaching": 3, "outreach": 1,
})  # fmt: skip
BESIDE: Final = 0.1
NEVER_ENDED: Final = 0.015
ON_A_LADDER: Final = 0.07
CLIMBS, TRIES_STEP_AGAIN = 0.62, 0.12
PLACED: Final = 0.2
PLACEMENTS: Final = urn({"praktik": 52, "arbetstraning": 28, "sprakpraktik": 20})
AMA_FORMS: Final = urn({"ama": 55, "extratjanst": 30, "beredskap_kommun": 15})
SECTORS: Final = {
    "no_wage": urn({"municipal": 38, "municipal_company": 7, "private": 33, "civil_society": 16, "region": 3, "state": 3}),
    "ama": urn({"municipal": 78, "municipal_company": 12, "civil_society": 10}),
    "work": urn({"private": 62, "municipal": 22, "region": 7, "state": 4, "municipal_company": 3, "civil_society": 2}),
}
MAPPED, COACHED, PLANNED, MET, PAUSED, ABSENT, TIMETABLED = 0.72, 0.45, 0.6, 0.26, 0.04, 0.05, 0.03

# Studies. Completion is what is left of a hazard of leaving, month by month, within the time that the person needs.
SFI_MONTHS: Final = {"1": 25.0, "2": 17.0, "3": 11.0}
SFI_SPREAD: Final = 0.3
SFI_DROPS_A_MONTH: Final = {"K": 0.0168, "M": 0.0152}
SFI_BACK: Final = 0.3
"""Of those who leave sfi, who begin again."""
YRKES_DROPS_A_MONTH: Final = {"K": 0.0056, "M": 0.0344}
YRKES_LATE: Final = 0.035
"""Finish more than two months after the planned end."""
WORKPLACE_PART: Final = 0.22
"""Of those in vocational education, whose time at a workplace (apl) is written down."""
YRKES_TO_WORK, SAME_OCCUPATION = 0.6, 0.55
PRIORITY: Final = {"K": 0.52, "M": 0.61}  # [Uppsala: UPP-1.3 by sex]
OCCUPATIONS: Final = {
    "K": ("5330", "5321", "5311", "9412", "5120", "4112"),
    "M": ("7111", "8331", "7411", "7212", "8344", "9411", "7233", "5120"),
}

# Work.
JOB_DAYS: Final = {
    "permanent": 1100, "fixed_term": 260, "hourly": 170, "self_employed": 700, "nystartsjobb": 330, "introduktionsjobb": 280,
    "lonebidrag": 600, "yrkesintroduktion": 280, "etableringsjobb": 500, "beredskap_privat": 240, "osa": 500, "samhall": 700,
}  # fmt: skip
BROKEN_OFF: Final = 0.05
"""Jobs that last some weeks only."""
FORM_OF_REASON: Final = {
    "A1": urn({"permanent": 1}), "A2": urn({"fixed_term": 1}), "A3": urn({"hourly": 1}), "A5": urn({"self_employed": 1}),
    "A4": urn({"nystartsjobb": 50, "introduktionsjobb": 22, "lonebidrag": 16, "beredskap_privat": 8, "osa": 2, "samhall": 2}),
}  # fmt: skip
PROGRAMME_OF_REASON: Final = {
    "B1": "komvux_grund", "B2": "komvux_gymn", "B3": "folkhogskola", "B4": "yh", "B5": "hogskola", "B6": "other",
}  # fmt: skip

# What is found wrong afterwards, for each line.
CORRECTED, RETRACTED = 0.011, 0.004
REGISTERED_TWICE, MERGE_UNDONE, TWICE_UNSEEN = 0.012, 0.2, 0.002
