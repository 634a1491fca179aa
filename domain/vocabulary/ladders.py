"""The four ladders [trappstegsmodeller] of Södertälje, as templates: begin at any step, leave any out.

A municipality adds its own; an event may name a ladder or step that is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.vocabulary.code_lists import Lang


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    sv: str
    en: str

    def spoken(self, lang: Lang) -> str:
        return self.sv if lang == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how long it usually lasts, and what it asks of the one who enters."""

    number: int
    title: Words
    duration: Words | None = None
    entry: Words | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps in rising order, numbered from 1."""

    key: str
    name: Words
    steps: tuple[Step, ...]
    entry: Words | None = None


_LADDERS = (
    Ladder(
        "sry_stad",
        Words("SRY Städ", "SRY Cleaning"),
        (
            Step(1, Words("Utbildning med praktik", "Training with practice")),
            Step(2, Words("Validering", "Validation")),
            Step(3, Words("Yrkesbevis", "Vocational certificate")),
        ),
        entry=Words("Långtidsarbetslösa", "Long-term unemployed"),
    ),
    Ladder(
        "telge_tillvaxt",
        Words("Telge Tillväxt", "Telge Tillväxt"),
        (
            Step(1, Words("Praktik", "Work placement"), duration=Words("4 veckor", "4 weeks")),
            Step(2, Words("Anställning", "Employment"), duration=Words("6–12 månader", "6–12 months")),
            Step(3, Words("Uthyrning som konsult", "Hired out as a consultant")),
            Step(4, Words("Reguljär anställning", "Regular employment")),
        ),
        entry=Words("18–29 år", "Aged 18–29"),
    ),
    Ladder(
        "koksbitrade",
        Words("Köksbiträde", "Kitchen assistant"),
        (
            Step(1, Words("Måltidsvärd", "Meal host"), duration=Words("3–4 månader", "3–4 months")),
            Step(
                2,
                Words(
                    "Extratjänst eller anställning i företag",
                    "Extra job or employment in a company",
                ),
            ),
            Step(3, Words("Tillsvidareanställning", "Permanent employment")),
        ),
    ),
    Ladder(
        "vard_omsorg",
        Words("Vård och omsorg", "Health and social care"),
        (
            Step(1, Words("Introduktion", "Introduction")),
            Step(
                2,
                Words("Yrkeskompetensbedömning", "Assessment of vocational skills"),
                entry=Words("Från språknivå B1", "From language level B1"),
            ),
            Step(
                3,
                Words("Språk- eller arbetspraktik", "Language or work placement"),
                duration=Words("1–3 månader", "1–3 months"),
            ),
            Step(4, Words("Vårdutbildning", "Care education"), entry=Words("Vid behov", "Where needed")),
            Step(5, Words("Anställning", "Employment")),
        ),
    ),
)

LADDERS: Mapping[str, Ladder] = MappingProxyType({ladder.key: ladder for ladder in _LADDERS})


def ladder_name(key: str, lang: Lang) -> str:
    """The ladder's name; a municipality's own ladder is called by its key."""
    ladder = LADDERS.get(key)
    return ladder.name.spoken(lang) if ladder else key


def step_title(key: str, number: int, lang: Lang) -> str:
    """The step's title; a step that no template knows is called by its number."""
    ladder = LADDERS.get(key)
    titles = {step.number: step.title for step in ladder.steps} if ladder else {}
    unnamed = Words(f"Steg {number}", f"Step {number}")
    return titles.get(number, unnamed).spoken(lang)
