"""The names of breakdowns and of their parts, in both languages, and what is said beside parts that overlap."""

from collections.abc import Mapping, Sequence

from domain.normal_form import normal_form
from domain.vocabulary.code_lists import CODES, label
from domain.vocabulary.text import Lang, Text
from projections.measuring.breakdowns import BREAKDOWNS
from projections.rules.took_part import TOOK_PART

_LANGS: tuple[Lang, Lang] = ("sv", "en")
_ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "age": ("ålder",),
    "born": ("födelseland", "födelseregion"),
    "household_type": ("hushåll",),
    "referred_by": ("anvisare",),
    "activity": ("insats", "aktivitet"),
    "obstacle": ("hinder",),
    "area_class": ("område",),
}


_OVERLAP = Text(
    "Delarna överlappar: den som är i flera räknas i var och en, och delarna ger inte raden för alla.",
    "The parts overlap: whoever is in several is counted in each, and the parts do not add up to the row of all.",
)


def overlap_note(by: Sequence[str]) -> Text | None:
    """Returns what must be said beside breakdowns of which some have parts that overlap."""
    return _OVERLAP if any(name in BREAKDOWNS and BREAKDOWNS[name].overlapping for name in by) else None


def breakdown_key(name: str) -> str:
    """Returns the key of the breakdown with this key, or with this name in either language; otherwise the name unchanged."""
    word = normal_form(name).casefold()
    called = {
        key: {key, breakdown.text.sv, breakdown.text.en, *_ALSO_CALLED.get(key, ())} for key, breakdown in BREAKDOWNS.items()
    }
    return next((key for key, words in called.items() if word in words), name)


def part_code(name: str, value: str) -> str:
    """Returns the code of the part with this label in either language; otherwise the value unchanged, as for a code."""
    codes, word = code_list_of(name), normal_form(value).casefold()
    known = CODES.get(codes, ())
    return next((code for code in known for lang in _LANGS if word == label(codes, code, lang).casefold()), value)


def listed_parts(name: str) -> list[str]:
    """Returns the parts of a breakdown with a closed list; empty for other breakdowns."""
    breakdown = BREAKDOWNS.get(name)
    return [*(breakdown.always if breakdown and breakdown.always else CODES.get(code_list_of(name), ()))]


def part_label(name: str, part: str, lang: Lang) -> str:
    """Returns the label of a part that is a code; another part is its own label."""
    codes = code_list_of(name)
    return label(codes, part, lang) if part in CODES.get(codes, ()) else part


def code_list_of(name: str) -> str:
    """Returns the name of the list whose codes are a breakdown's parts, if there is one."""
    return TOOK_PART[name].codes if name in TOOK_PART else name
