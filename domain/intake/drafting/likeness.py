"""How alike two headings are, by their words, and which column of a table a mapping's column is."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher

from domain.normal_form import normal_form

_ALIKE = (
    "personnr personnummer pnr persnr person personid identitetsnummer",
    "ärendenr ärende ärendeid ärendenummer inskrivningsnr dossier",
    "enhet avdelning verksamhet arbetsplats",
    "start startdatum startdag från fr om fom påbörjad from börjar",
    "slut slutdatum slutdag till t om tom avslutad to upphör",
    "belopp kronor kr summa",
    "datum dag dagen",
    "status sysselsättning",
    "kön juridiskt kön",
    "född födelsedatum födelsedag födelsetid",
)
_GROUPS: Mapping[str, int] = {
    word: number for number, words in enumerate(_ALIKE) for word in {*words.split(), words.replace(" ", "")}
}
SURE = 0.8
"""The likeness from which two headings are taken for the same."""


def likeness(heading: str, column: str) -> float:
    """Returns how alike two headings are, from 0 to 1."""
    first, second = _plain(heading), _plain(column)
    if first == second:
        return 1.0
    if first in _GROUPS and _GROUPS[first] == _GROUPS.get(second):
        return 0.9
    return 0.95 * SequenceMatcher(None, first, second).ratio()


def assignment(columns: Sequence[str], headings: Sequence[str], fits: Callable[[str, str], float]) -> dict[str, str]:
    """Returns the heading of each column, the surest first, each heading once. `fits`: 0 rules a pair out, 1 confirms it."""
    pairs = [
        (likeness(heading, column) * fit, column, heading)
        for column in columns
        for heading in headings
        if (fit := fits(column, heading)) > 0
    ]
    assigned: dict[str, str] = {}
    for sure, column, heading in sorted(pairs, key=lambda pair: -pair[0]):
        if sure >= SURE and column not in assigned and heading not in assigned.values():
            assigned[column] = heading
    return assigned


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", normal_form(heading).casefold())
