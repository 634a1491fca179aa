"""What people see for a step, a happening, a state or a destination: `insats:coaching` is Jobbcoachning (insats)."""

from collections.abc import Mapping
from typing import Final

from domain.events import KINDS
from domain.vocabulary.code_lists import LABELS, Lang
from projections.movements.happenings import CODE_LISTS

_Words = Mapping[str, tuple[str, str]]

_NOUNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "insats": ("insats", "insats", "insats_code"),
    "placement": ("placering", "placement", "placement_form"),
    "study": ("studier", "study", "programme"),
    "employment": ("arbete", "work", "employment_form"),
    "work": ("arbete", "work", "employment_form"),
}
"""Programmes and states that have a code, and which list it is from."""

_OTHERS: Final[_Words] = {
    "journey_started": ("resa påbörjad", "journey started"),
    "journey_ended": ("resa avslutad", "journey ended"),
    "gone": ("flyttat eller avlidit", "moved or dead"),
    "enrolled": ("inskriven", "enrolled"),
    "support": ("bara försörjningsstöd", "income support only"),
    "none": ("inget känt", "nothing known"),
    "moved_or_dead": ("flyttat eller avlidit", "moved or dead"),
    "new_journey": ("ny resa", "new journey"),
    "other_authority": ("annan myndighet", "another authority"),
    "other_exit": ("annat avslut", "another exit"),
    "no_reason": ("orsak saknas", "no reason given"),
    "returned": ("återinträde", "return"),
    "productive": ("stadigt arbete eller studier", "lasting work or study"),
    "not_returned": ("inte tillbaka", "not returned"),
    "not_yet": ("ännu ej mätbart", "not yet measurable"),
}


def step_word(step: str, lang: Lang) -> str:
    """The word for any name that a table of movements has."""
    kind, _, code = step.partition(":")
    if kind in _NOUNS:
        sv, en, codes = _NOUNS[kind]
        noun = sv if lang == "sv" else en
        return f"{_label(codes, code, lang)} ({noun})" if code else noun
    said = kind_word(kind, lang)
    return f"{said}: {_label(CODE_LISTS.get(kind, ''), code, lang)}" if code else said


def happening_word(kind: str, code: str | None = None) -> tuple[str, str]:
    """In Swedish and in English."""
    step = f"{kind}:{code}" if code else kind
    return step_word(step, "sv"), step_word(step, "en")


def kind_word(kind: str, lang: Lang) -> str:
    """The word for a kind of happening, or for a state or destination."""
    sv, en = _OTHERS[kind] if kind in _OTHERS else (KINDS[kind].sv, KINDS[kind].en)
    return sv if lang == "sv" else en


def _label(codes: str, code: str, lang: Lang) -> str:
    """A code that is in no closed list is the source's own, and called what it is."""
    sv, en = LABELS.get(codes, {}).get(code, (code, code))
    return sv if lang == "sv" else en
