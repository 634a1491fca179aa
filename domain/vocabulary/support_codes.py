"""The closed lists of income support: each list's codes, as a type, and its labels, under its name in snake case."""

from collections.abc import Mapping
from typing import Literal

from domain.vocabulary.text import Text

DecisionOutcome = Literal["granted", "denied", "partly"]
SupportRole = Literal["applicant", "co_applicant"]

LABELS: Mapping[str, Mapping[str, Text]] = {
    "decision_outcome": {
        "granted": Text("Bifall", "Granted"),
        "denied": Text("Avslag", "Denied"),
        "partly": Text("Delvis bifall", "Partly granted"),
    },
    "support_role": {
        "applicant": Text("Sökande", "Applicant"),
        "co_applicant": Text("Medsökande", "Co-applicant"),
    },
}
