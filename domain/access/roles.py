"""The roles, the actions, and how far each role's right to an action reaches. What is not in the table is refused."""

from collections.abc import Mapping
from enum import Enum
from typing import Literal, get_args

from domain.vocabulary.text import Text

Role = Literal[
    "caseworker", "unit_manager", "evaluator", "auditor", "data_protection_officer", "administrator", "service", "owner"
]
AccessAction = Literal[
    "catalogue",  # what measures, mappings and kinds there are; nothing of the store
    "figures",  # aggregates through the disclosure gate
    "small_counts",  # aggregates past the gate
    "cases",  # lists of participants
    "thread",  # one participant's thread, and why they are counted
    "search",  # a participant by key, identity number or name
    "register",  # events about participants
    "import",  # deliveries from the sources
    "export",  # the log in clear, and mirrors in others' databases
    "publish",  # figures, for good
    "audit",  # bundles, openings and proofs
    "operate",  # rebuild, rotate keys, status
    "accounts",  # staff, roles, assignments, purposes, tokens
    "review",  # the access log and its samples
    "erase",  # erasure, retention and holds
    "extract",  # who has looked at a participant, for the participant
    "own_sessions",  # one's own sessions
]
ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[AccessAction, ...] = get_args(AccessAction)
LABELS: Mapping[Role, Text] = {
    "caseworker": Text("handläggare", "caseworker"),
    "unit_manager": Text("enhetschef", "unit manager"),
    "evaluator": Text("utvärderare", "evaluator"),
    "auditor": Text("granskare", "auditor"),
    "data_protection_officer": Text("dataskyddsombud", "data protection officer"),
    "administrator": Text("administratör", "administrator"),
    "service": Text("tjänst", "service"),
    "owner": Text("innehavare", "owner"),
}
"""`owner` is whoever holds the store's files and key while there are no accounts; it is in no account."""


class Reach(Enum):
    """Which participants a right covers."""

    ALL = "all"
    OWN = "own"
    """Those of the subject's units, and those assigned to the subject."""
    PURPOSE = "purpose"
    """Everyone, under pseudonyms, while a recorded purpose holds."""
    NOBODY = "nobody"
    """The action is about no participant."""


_OF_ALL_STAFF: Mapping[AccessAction, Reach] = {
    "catalogue": Reach.NOBODY,
    "figures": Reach.NOBODY,
    "own_sessions": Reach.NOBODY,
}
_CASEWORK: Mapping[AccessAction, Reach] = {
    "cases": Reach.OWN,
    "thread": Reach.OWN,
    "search": Reach.OWN,
    "register": Reach.OWN,
}
GRANTS: Mapping[Role, Mapping[AccessAction, Reach]] = {
    "caseworker": {**_OF_ALL_STAFF, **_CASEWORK},
    "unit_manager": {**_OF_ALL_STAFF, **_CASEWORK, "review": Reach.OWN},
    "evaluator": {
        **_OF_ALL_STAFF,
        "cases": Reach.PURPOSE,
        "small_counts": Reach.PURPOSE,
        "publish": Reach.NOBODY,
    },
    "auditor": {**_OF_ALL_STAFF, "audit": Reach.ALL, "review": Reach.ALL, "small_counts": Reach.NOBODY},
    "data_protection_officer": {**_OF_ALL_STAFF, "review": Reach.ALL, "extract": Reach.ALL, "erase": Reach.ALL},
    "administrator": {**_OF_ALL_STAFF, "accounts": Reach.NOBODY, "operate": Reach.NOBODY},
    "service": {
        **_OF_ALL_STAFF,
        "import": Reach.ALL,
        "register": Reach.ALL,
        "search": Reach.ALL,
        "export": Reach.ALL,
        "operate": Reach.NOBODY,
    },
    "owner": dict.fromkeys(ACTIONS, Reach.ALL),
}
