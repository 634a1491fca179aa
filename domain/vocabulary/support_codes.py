"""The closed lists of income support: each list's codes, as a type, and its words, under its name in snake case."""

from collections.abc import Mapping
from typing import Literal

DecisionOutcome = Literal["granted", "denied", "partly"]
SupportRole = Literal["applicant", "co_applicant"]

LABELS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "decision_outcome": {
        "granted": ("Bifall", "Granted"),
        "denied": ("Avslag", "Denied"),
        "partly": ("Delvis bifall", "Partly granted"),
    },
    "support_role": {
        "applicant": ("Sökande", "Applicant"),
        "co_applicant": ("Medsökande", "Co-applicant"),
    },
}
