"""Everything that can go wrong on purpose, each with a sentence in Swedish and in English.

RodTradError
├── Unreadable                 a file or table that is not what it should be
├── Unknown                    a measure, version, period, table or participant that does not exist
│   └── NoParameter            a parameter that none of the measures has
├── BadQuestion                a part of a question about measures that cannot be meant
├── BadOption                  an option of a command that cannot be meant
├── NotText                    a word that is no valid text
├── Unexpected                 what nobody thought of, without what the program held in its hands
└── StoreError                 the log, its keys or its files
    ├── StoreMissing           the store is not there, or cannot be opened
    ├── StoreAddress           the address of a database cannot be read as one
    ├── StoreBusy              somebody else held the store for too long
    ├── StoreUnwritable        the store can be read, not written
    │   ├── StoreReadOnly      it, its directory or its database is read-only
    │   └── StoreFull          the disk is full
    ├── StoreUnreadable        the disk or the database answers with an error
    ├── StoreUnreachable       the database's server does not answer
    ├── StoreLost              the connection with the database's server ended
    ├── StoreDamaged           a database is damaged, or is no database
    │   └── FactsDamaged       only the readable copy is
    ├── StoreNewer             a newer version of the program has written the store
    ├── PartMissing            a part of the store is missing or empty
    ├── PartForeign            a part is another store's
    │   └── PartsForeign       two parts are not of one store, and nothing says which is right
    ├── PartOlder              a part is older than another knows it to be
    ├── PartAltered            a part has another history than another knows it to have
    ├── KeyMissing             the master key's file is not there
    │   └── EpochMissing       or lacks the key that is needed
    ├── KeyExposed             others than the owner may read the master key's file
    ├── KeyDamaged             the master key's file is no key file
    ├── KeyUnreadable          the master key's file cannot be read or written
    ├── SealBroken             a sealed part does not open: wrong key, or altered
    │   ├── EntryBroken        an entry of the log has been altered
    │   └── KeyForeign         the master key's file is another store's
    ├── Erased                 the participant is erased, and stays so
    └── Conflict               what was to be recorded is already there
"""

from functools import partial
from traceback import extract_tb
from typing import Any


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


class Unexpected(RodTradError):
    sv = "Något gick fel i programmet ({kind} i {place}). Säg det till den som sköter det."
    en = "Something went wrong in the program ({kind} in {place}). Tell whoever looks after it."

    @classmethod
    def of(cls, error: BaseException) -> "Unexpected":
        """Its kind and where in the program it came from; what it says may be about a person."""
        frames = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
        last = frames[-1] if frames else None
        return cls(kind=type(error).__name__, place=f"{last.filename.rpartition('/')[2]}:{last.lineno}" if last else "?")


class BadOption(RodTradError):
    """An option or argument of a command that cannot be meant."""

    sv = "{option}: {why_sv}"
    en = "{option}: {why_en}"


class NotText(RodTradError):
    sv = "Ett ord på kommandoraden är ingen giltig text (UTF-8)."
    en = "A word on the command line is no valid text (UTF-8)."


class StoreError(RodTradError):
    sv = "Lagret kan inte användas."
    en = "The store cannot be used."


class StoreMissing(StoreError):
    sv = "Lagret {where} kan inte öppnas: {why_sv}."
    en = "The store {where} cannot be opened: {why_en}."


class StoreAddress(StoreError):
    """What stands in the address is not repeated: a password may."""

    sv = (
        "Lagrets adress går inte att läsa: {why_sv}. Så ska den se ut: postgresql://användare@värd:port/databas, och efter ett "
        "frågetecken bara inställningar som PostgreSQL har."
    )
    en = (
        "The store's address cannot be read: {why_en}. It is to be like postgresql://user@host:port/database, and after a "
        "question mark only settings that PostgreSQL has."
    )


class StoreBusy(StoreError):
    sv = "Lagret {where} har varit upptaget i {seconds} sekunder."
    en = "The store {where} has been busy for {seconds} seconds."


class StoreUnwritable(StoreError):
    sv = "Lagret {where} kan inte skrivas. Det som höll på att skrivas är inte lagrat."
    en = "The store {where} cannot be written. What was being written has not been stored."


class StoreReadOnly(StoreUnwritable):
    sv = (
        "Lagret {where} kan bara läsas: databasen, katalogen eller disken tar inte emot skrivningar. "
        "Det som höll på att skrivas är inte lagrat."
    )
    en = (
        "The store {where} can only be read: the database, the directory or the disk takes no writing. "
        "What was being written has not been stored."
    )


class StoreFull(StoreUnwritable):
    sv = "Disken är full: lagret {where} kan inte skrivas. Det som höll på att skrivas är inte lagrat. Ge plats och kör igen."
    en = (
        "The disk is full: the store {where} cannot be written. What was being written has not been stored. "
        "Make room and run it again."
    )


class StoreUnreadable(StoreError):
    sv = "Databasen {where} kan inte läsas eller skrivas: {why_sv}."
    en = "The database {where} cannot be read or written: {why_en}."


class StoreUnreachable(StoreError):
    sv = "Databasen {where} går inte att nå: {why}."
    en = "The database {where} cannot be reached: {why}."


class StoreLost(StoreError):
    sv = "Förbindelsen med databasen {where} bröts. Kör samma sak igen: det som redan är lagrat lagras inte två gånger."
    en = "The connection with the database {where} ended. Run the same again: what is stored already is not stored twice."


class StoreDamaged(StoreError):
    sv = "Databasen {where} är skadad, eller ingen databas. Inget läses ur den. Återställ den från säkerhetskopian."
    en = "The database {where} is damaged, or no database. Nothing is read from it. Restore it from its backup."


class FactsDamaged(StoreDamaged):
    sv = "Läskopian {where} är skadad, eller ingen databas. Ta bort den: den görs om ur loggen."
    en = "The readable copy {where} is damaged, or no database. Remove it: it is made again from the log."


class StoreNewer(StoreError):
    sv = "Lagret {where} är skrivet av en nyare version av Röda tråden ({revision}). Använd den versionen, eller en senare."
    en = "The store {where} has been written by a newer version of Röda tråden ({revision}). Use that version, or a later."


class PartMissing(StoreError):
    sv = (
        "Lagret {where} är inte helt: {part} saknas eller är tom, men {other} finns. Inget läses, och inget nytt görs i dess "
        "ställe. Återställ {part} från säkerhetskopian."
    )
    en = (
        "The store {where} is not whole: {part} is missing or empty, but {other} is there. Nothing is read, and nothing new is "
        "made in its place. Restore {part} from its backup."
    )


class PartForeign(StoreError):
    sv = (
        "Lagret {where} är inte helt: {part} hör till ett annat lager ({id}) än {other} ({other_id}). Inget läses. "
        "Återställ rätt {part}."
    )
    en = (
        "The store {where} is not whole: {part} belongs to another store ({id}) than {other} ({other_id}). Nothing is read. "
        "Restore the right {part}."
    )


class PartsForeign(PartForeign):
    """Nothing else tells which of the two is the other store's."""

    sv = (
        "Lagret {where} är inte helt: {part} ({id}) och {other} ({other_id}) hör till olika lager. Inget läses. "
        "Återställ den av dem som inte hör hit."
    )
    en = (
        "The store {where} is not whole: {part} ({id}) and {other} ({other_id}) belong to different stores. Nothing is read. "
        "Restore the one that does not belong here."
    )


class PartOlder(StoreError):
    sv = (
        "Lagret {where} är inte helt: {part} är äldre än {other} och räcker till {what_sv} {has}, men {other} "
        "känner till {known}. Inget läses. Återställ en nyare {part}."
    )
    en = (
        "The store {where} is not whole: {part} is older than {other} and reaches {what_en} {has}, but {other} knows "
        "of {known}. Nothing is read. Restore a newer {part}."
    )


class PartAltered(StoreError):
    sv = (
        "Lagret {where} är inte helt: {part} har en annan historia än den som {other} känner till ({what_sv} {known} är en "
        "annan). Inget läses. Återställ {part} och {other} från samma säkerhetskopia."
    )
    en = (
        "The store {where} is not whole: {part} has another history than the one that {other} knows ({what_en} {known} is "
        "another). Nothing is read. Restore {part} and {other} from the same backup."
    )


class KeyMissing(StoreError):
    sv = "Huvudnyckeln saknas: {path}. Utan den kan ingen post i loggen öppnas."
    en = "The master key is missing: {path}. Without it no entry in the log can be opened."


class EpochMissing(KeyMissing):
    sv = (
        "Huvudnyckeln saknas: {path} har ingen nyckel för epok {epoch}, bara för {held}. Nyckelfilen och nycklarna är från var "
        "sin sida av ett nyckelbyte: återställ den som är äldre."
    )
    en = (
        "The master key is missing: {path} has no key of epoch {epoch}, only of {held}. The key file and the keys are from "
        "each their side of a rotation: restore the one that is older."
    )


class KeyExposed(StoreError):
    sv = "Nyckelfilen {path} kan läsas av andra (rättigheter {mode}). Kör: chmod 600 {path}"
    en = "The key file {path} is readable by others (mode {mode}). Run: chmod 600 {path}"


class KeyDamaged(StoreError):
    sv = "Filen {path} är ingen nyckelfil. Återställ den från säkerhetskopian."
    en = "The file {path} is no key file. Restore it from its backup."


class KeyUnreadable(StoreError):
    sv = "Nyckelfilen {path} kan inte läsas eller skrivas: {why_sv}."
    en = "The key file {path} cannot be read or written: {why_en}."


class SealBroken(StoreError):
    sv = "Förseglingen är bruten: nyckelfilen hör till ett annat lager, eller så har uppgifter ändrats."
    en = "The seal is broken: the key file is another store's, or data has been altered."


class EntryBroken(SealBroken):
    """The keys have opened by then, so it is not they that are another store's."""

    sv = "Förseglingen är bruten: posten på position {position} i loggen har ändrats. Återställ loggen från säkerhetskopian."
    en = "The seal is broken: the entry at position {position} of the log has been altered. Restore the log from its backup."


class KeyForeign(SealBroken):
    sv = "Nyckelfilen {path} hör till ett annat lager: den öppnar inte nycklarna här. Återställ den som hör hit."
    en = "The key file {path} is another store's: it does not open the keys here. Restore the one that belongs here."


class Erased(StoreError):
    sv = "Deltagaren är gallrad. Inget kan registreras på en gallrad deltagare."
    en = "The participant is erased. Nothing can be recorded about an erased participant."


class Conflict(StoreError):
    sv = "Finns redan i loggen ({which})."
    en = "Already in the log ({which})."
