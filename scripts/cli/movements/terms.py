"""Converts options to the parameters of return, in and out, and rundgång."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from domain.errors import BadOption, NoParameter
from domain.vocabulary.code_lists import LABELS
from domain.vocabulary.text import Text
from projections.measuring.definitions import MOST
from projections.movements.episodes import DeclaredLadder, Terms
from projections.movements.sensitivity import CHOICES
from scripts.cli.console.coordinates import day
from scripts.cli.console.declarations import option
from scripts.cli.movements.movement_options import no_code, words

Sets = Annotated[
    list[str] | None,
    option(
        "--set",
        metavar=Text("NAMN=VÄRDE", "NAME=VALUE"),
        help=Text(
            "Sätter en parameter, till exempel bridge_days=31 eller productive_days=never.",
            "Sets a parameter, for example bridge_days=31 or productive_days=never.",
        ),
    ),
]
Ladders = Annotated[
    list[str] | None,
    option(
        "--ladder",
        metavar=Text("KOD,KOD+KOD,…", "CODE,CODE+CODE,…"),
        help=Text(
            "Kommunens trappa, lägsta steget först; + mellan koder på samma steg; sist @FRÅN..TILL om den inte alltid gällt.",
            "The municipality's ladder, lowest step first; + between codes on one step; "
            "last @FROM..TO if it has not always held.",
        ),
    ),
]
Vary = Annotated[
    list[str] | None,
    option(
        "--vary",
        metavar=Text("NAMN=N,N,…", "NAME=N,N,…"),
        help=Text(
            "Prövar dessa värden i stället för de förvalda. Kan anges flera gånger.",
            "Tries these values instead of the presets. May be given several times.",
        ),
    ),
]

NEVER: Final = "never"
_LEAST: Final[Mapping[str, int]] = {
    "bridge_days": 0,
    "productive_days": 1,
    "return_days": 1,
    "spells": 2,
    "window_days": 1,
    "moves": 1,
}
_INSATSER: Final = (*LABELS["insats_code"], *LABELS["placement_form"])
_LISTS: Final[Mapping[str, Sequence[str]]] = {
    "studies_as_insatser": tuple(LABELS["programme"]),
    "left_out": (*_INSATSER, *LABELS["programme"]),
}


@dataclass(frozen=True)
class TermOptions:
    """The options that define coming back."""

    sets: Sets = None
    ladders: Ladders = None

    def terms(self) -> Terms:
        """Raises `Unknown` for a parameter or code that does not exist, `BadOption` for an invalid value."""
        given: dict[str, Any] = {}
        for setting in self.sets or ():
            name, value = _split(setting, "--set")
            if name in _LISTS:
                given[name] = frozenset(_codes(words(value), _LISTS[name]))
            else:
                given[name] = _number(name, value, "--set")
        return Terms(ladders=tuple(_ladder(text) for text in self.ladders or ()), **given)


def choices_of(vary: Sequence[str] | None) -> Mapping[str, Sequence[int | None]]:
    """Returns the values to try for each parameter; the presets if none is given."""
    given = dict(_split(text, "--vary") for text in vary or ())
    return {name: [_number(name, value, "--vary") for value in words(values)] for name, values in given.items()} or CHOICES


def _split(setting: str, option: str) -> tuple[str, str]:
    name, sign, value = setting.partition("=")
    if not sign or not words(value):
        raise BadOption(option=option, why=Text(f"skriv namn=värde, inte ”{setting}”.", "write name=value."))
    known = [*CHOICES, *(_LISTS if option == "--set" else ())]
    if name not in known:
        raise NoParameter(name=name, names=", ".join(known))
    return name, value


def _number(name: str, value: str, option: str) -> int | None:
    if name == "productive_days" and value == NEVER:
        return None
    least = _LEAST[name]
    if not value.isdecimal() or len(value) > len(str(MOST)) or not least <= int(value) <= MOST:
        also = Text(f", eller {NEVER}", f", or {NEVER}") if name == "productive_days" else Text.same("")
        raise BadOption(
            option=f"{option} {name}",
            why=Text(
                "”{value}” duger inte; skriv ett heltal, minst {least}{also}, högst {most}.",
                "“{value}” will not do; write a whole number, {least} or more{also}, at most {most}.",
            ).format(value=value, least=least, also=also, most=MOST),
        )
    return int(value)


def _codes(given: Sequence[str], known: Sequence[str]) -> Sequence[str]:
    for code in given:
        if code not in known:
            raise no_code(code, known)
    return given


def _ladder(text: str) -> DeclaredLadder:
    steps, sign, held = text.partition("@")
    rungs = {code: rung for rung, codes in enumerate(words(steps), 1) for code in _codes(codes.split("+"), _INSATSER)}
    if not rungs:
        raise BadOption(option="--ladder", why=Text("skriv koderna, lägsta steget först.", "write the codes, lowest first."))
    if not sign:
        return DeclaredLadder(rungs)
    first, _, last = held.partition("..")
    return DeclaredLadder(rungs, day(first, "--ladder"), day(last, "--ladder"))
