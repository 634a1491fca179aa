"""The label of a step, a happening, a state or a destination: `insats:coaching` is Jobbcoachning (insats)."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.events import KINDS
from domain.vocabulary.code_lists import LABELS
from domain.vocabulary.text import Lang, Text
from projections.movements.happenings import CODE_LISTS

_NOUNS: Final[Mapping[str, tuple[Text, str]]] = {
    "insats": (Text.same("insats"), "insats_code"),
    "placement": (Text("placering", "placement"), "placement_form"),
    "study": (Text("studier", "study"), "programme"),
    "employment": (Text("arbete", "work"), "employment_form"),
    "work": (Text("arbete", "work"), "employment_form"),
}
"""Programmes and states that have a code, with the code's list."""

_OTHERS: Final[Mapping[str, Text]] = {
    "journey_started": Text("resa påbörjad", "journey started"),
    "journey_ended": Text("resa avslutad", "journey ended"),
    "gone": Text("flyttat eller avlidit", "moved or dead"),
    "enrolled": Text("inskriven", "enrolled"),
    "support": Text("bara försörjningsstöd", "income support only"),
    "none": Text("inget känt", "nothing known"),
    "moved_or_dead": Text("flyttat eller avlidit", "moved or dead"),
    "new_journey": Text("ny resa", "new journey"),
    "other_authority": Text("annan myndighet", "another authority"),
    "other_exit": Text("annat avslut", "another exit"),
    "no_reason": Text("orsak saknas", "no reason given"),
    "returned": Text("återinträde", "return"),
    "productive": Text("stadigt arbete eller studier", "lasting work or study"),
    "not_returned": Text("inte tillbaka", "not returned"),
    "not_yet": Text("ännu ej mätbart", "not yet measurable"),
}


def step_word(step: str, lang: Lang) -> str:
    """Returns the label of any name in a table of movements."""
    kind, _, code = step.partition(":")
    if kind in _NOUNS:
        noun, codes = _NOUNS[kind]
        code, _, programme = code.partition(":")
        label = ", ".join(filter(None, (_label(codes, code, lang), programme)))
        return f"{label} ({noun[lang]})" if code else noun[lang]
    word = kind_word(kind, lang)
    return f"{word}: {_label(CODE_LISTS.get(kind, ''), code, lang)}" if code else word


def happening_word(kind: str, code: str | None = None) -> Text:
    step = f"{kind}:{code}" if code else kind
    return Text.of(partial(step_word, step))


def kind_word(kind: str, lang: Lang) -> str:
    """Returns the label of a kind of happening, state or destination."""
    return (_OTHERS[kind] if kind in _OTHERS else KINDS[kind].text)[lang]


def _label(codes: str, code: str, lang: Lang) -> str:
    """Returns a code's label; a code without a closed list is the source's own, and is its own label."""
    return LABELS.get(codes, {}).get(code, Text.same(code))[lang]
