"""Everything that can go wrong on purpose, each with a sentence in Swedish and in English.

RodTradError
├── Refused                    a command that cannot be true of the participant
├── Unreadable                 a file or table that is not what it should be
├── Unknown                    a measure, version, period, table or participant that does not exist
│   └── NoParameter            a parameter that none of the measures has
├── BadQuestion                a part of a question about measures that cannot be meant
└── StoreError                 the log, its keys or its files
    ├── StoreMissing           the store is not there, or cannot be opened
    ├── StoreBusy              somebody else held the store for too long
    ├── KeyMissing             the master key's file is not there
    │   └── EpochMissing       or lacks the key that is needed
    ├── KeyExposed             others than the owner may read the master key's file
    ├── KeyDamaged             the master key's file is no key file
    ├── SealBroken             a sealed part does not open: wrong key, or altered
    ├── Erased                 the participant is erased, and stays so
    └── Conflict               what was to be recorded is already there
"""

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domain.thread import Finding


class RodTradError(Exception):
    """A refusal that somebody is to read."""

    sv = "Något gick fel."
    en = "Something went wrong."

    def __init__(self, **about: object) -> None:
        self.about = about
        self.sv = type(self).sv.format(**about)
        self.en = type(self).en.format(**about)
        super().__init__(self.en)

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from a worker process with what they are about."""
        return partial(type(self), **self.about), ()


class Refused(RodTradError):
    """Carries the finding that the command would have added."""

    sv = "{finding}"
    en = "{finding}"

    def __init__(self, finding: "Finding") -> None:
        super().__init__(finding=finding)
        self.finding = finding
        self.sv, self.en = finding.says("sv"), finding.says("en")


class Unreadable(RodTradError):
    sv = "{where}: {why_sv}"
    en = "{where}: {why_en}"


class Unknown(RodTradError):
    sv = "{what_sv} ”{name}” finns inte. {hint_sv}"
    en = "There is no {what_en} “{name}”. {hint_en}"


class NoParameter(Unknown):
    sv = "Parametern ”{name}” finns inte. Det finns: {names}."
    en = "There is no parameter “{name}”. There are: {names}."


class BadQuestion(RodTradError):
    """`part` is what the part is called in a question; each face says where it stood."""

    sv = "{part}: {why_sv}"
    en = "{part}: {why_en}"


class StoreError(RodTradError):
    sv = "Lagret kan inte användas."
    en = "The store cannot be used."


class StoreMissing(StoreError):
    sv = "Lagret {where} kan inte öppnas: {why}."
    en = "The store {where} cannot be opened: {why}."


class StoreBusy(StoreError):
    sv = "Lagret {where} har varit upptaget i {seconds} sekunder."
    en = "The store {where} has been busy for {seconds} seconds."


class KeyMissing(StoreError):
    sv = "Huvudnyckeln saknas: {path}. Utan den kan ingen post i loggen öppnas."
    en = "The master key is missing: {path}. Without it no entry in the log can be opened."


class EpochMissing(KeyMissing):
    sv = "Huvudnyckeln saknas: {path} (ingen nyckel för epok {epoch} i den). Utan den kan ingen post i loggen öppnas."
    en = "The master key is missing: {path} (no key of epoch {epoch} in it). Without it no entry in the log can be opened."


class KeyExposed(StoreError):
    sv = "Nyckelfilen {path} kan läsas av andra (rättigheter {mode}). Kör: chmod 600 {path}"
    en = "The key file {path} is readable by others (mode {mode}). Run: chmod 600 {path}"


class KeyDamaged(StoreError):
    sv = "Filen {path} är ingen nyckelfil. Återställ den från säkerhetskopian."
    en = "The file {path} is no key file. Restore it from its backup."


class SealBroken(StoreError):
    sv = "Förseglingen är bruten: nyckelfilen hör till ett annat lager, eller så har uppgifter ändrats."
    en = "The seal is broken: the key file is another store's, or data has been altered."


class Erased(StoreError):
    sv = "Deltagaren är gallrad. Inget kan registreras på en gallrad deltagare."
    en = "The participant is erased. Nothing can be recorded about an erased participant."


class Conflict(StoreError):
    sv = "Finns redan i loggen ({which})."
    en = "Already in the log ({which})."
