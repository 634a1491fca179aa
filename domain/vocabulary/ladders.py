"""The four ladders [trappstegsmodeller] of Södertälje, as templates: begin at any step, skip any step.

A municipality adds its own ladders; an event may name a ladder or step that is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.vocabulary.code_lists import OPEN_MARKET
from domain.vocabulary.text import Lang, Text
from domain.vocabulary.way_codes import EmploymentForm


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step: its usual duration, and what it requires at entry."""

    number: int
    title: Text
    duration: Text | None = None
    entry: Text | None = None
    shortest: str = ""
    longest: str = ""
    """The bounds of `duration` as offsets (`28d`, `3mo`); the first empty if there is only an upper bound."""
    language: str = ""
    """The language level that `entry` requires."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps in ascending order, numbered from 1."""

    key: str
    name: Text
    steps: tuple[LadderStep, ...]
    entry: Text | None = None
    ages: tuple[int, int] | None = None
    """The ages that `entry` requires of who enters the ladder."""
    goal: tuple[EmploymentForm, ...] = ()
    """The forms of employment that are the ladder's goal; empty if its goal is no employment."""


_LADDERS = (
    Ladder(
        "sry_stad",
        Text("SRY Städ", "SRY Cleaning"),
        (
            LadderStep(1, Text("Utbildning med praktik", "Training with practice")),
            LadderStep(2, Text("Validering", "Validation")),
            LadderStep(3, Text("Yrkesbevis", "Vocational certificate")),
        ),
        entry=Text("Långtidsarbetslösa", "Long-term unemployed"),
    ),
    Ladder(
        "telge_tillvaxt",
        Text.same("Telge Tillväxt"),
        (
            LadderStep(1, Text("Praktik", "Work placement"), duration=Text("4 veckor", "4 weeks"), longest="28d"),
            LadderStep(
                2,
                Text("Anställning", "Employment"),
                duration=Text("6–12 månader", "6–12 months"),
                shortest="6mo",
                longest="12mo",
            ),
            LadderStep(3, Text("Uthyrning som konsult", "Hired out as a consultant")),
            LadderStep(4, Text("Reguljär anställning", "Regular employment")),
        ),
        entry=Text("18–29 år", "Aged 18–29"),
        ages=(18, 29),
        goal=tuple(sorted(OPEN_MARKET)),
    ),
    Ladder(
        "koksbitrade",
        Text("Köksbiträde", "Kitchen assistant"),
        (
            LadderStep(
                1,
                Text("Måltidsvärd", "Meal host"),
                duration=Text("3–4 månader", "3–4 months"),
                shortest="3mo",
                longest="4mo",
            ),
            LadderStep(
                2,
                Text(
                    "Extratjänst eller anställning i företag",
                    "Extra job or employment in a company",
                ),
            ),
            LadderStep(3, Text("Tillsvidareanställning", "Permanent employment")),
        ),
        goal=("permanent",),
    ),
    Ladder(
        "vard_omsorg",
        Text("Vård och omsorg", "Health and social care"),
        (
            LadderStep(1, Text("Introduktion", "Introduction")),
            LadderStep(
                2,
                Text("Yrkeskompetensbedömning", "Assessment of vocational skills"),
                entry=Text("Från språknivå B1", "From language level B1"),
                language="B1",
            ),
            LadderStep(
                3,
                Text("Språk- eller arbetspraktik", "Language or work placement"),
                duration=Text("1–3 månader", "1–3 months"),
                shortest="1mo",
                longest="3mo",
            ),
            LadderStep(4, Text("Vårdutbildning", "Care education"), entry=Text("Vid behov", "Where needed")),
            LadderStep(5, Text("Anställning", "Employment")),
        ),
        goal=("hourly", "permanent"),
    ),
)

LADDERS: Mapping[str, Ladder] = MappingProxyType({ladder.key: ladder for ladder in _LADDERS})


def ladder_name(key: str, lang: Lang) -> str:
    """Returns the ladder's name; a municipality's own ladder is called by its key."""
    ladder = LADDERS.get(key)
    return ladder.name[lang] if ladder else key


def step_title(key: str, number: int, lang: Lang) -> str:
    """Returns the step's title; a step without a template is called by its number."""
    ladder = LADDERS.get(key)
    titles = {step.number: step.title for step in ladder.steps} if ladder else {}
    unnamed = Text(f"Steg {number}", f"Step {number}")
    return titles.get(number, unnamed)[lang]
