"""All expected errors, each with a message in Swedish and in English.

RodTradError
├── Unreadable                 a file or table that is not in the expected form
├── Unknown                    a measure, version, period, table or participant that does not exist
│   └── NoParameter            a parameter that no measure has
├── BadQuestion                an invalid part of a question about measures
├── BadOption                  an invalid option of a command
├── DeliveryHeldBack           a full delivery that is older than another, or changes too much
├── NotText                    a word that is not valid text
├── NotSignedIn                nobody has signed in, or not rightly
├── NotPermitted               the role, token or purpose does not grant it
├── Unexpected                 an unforeseen error, without the values the program held
└── StoreError                 the log, its keys or its files
    ├── StoreMissing           the store does not exist, or cannot be opened
    ├── StoreAddress           a database address cannot be parsed
    ├── StoreBusy              another process held the store for too long
    ├── StoreUnwritable        the store can be read but not written
    │   ├── StoreReadOnly      it, its directory or its database is read-only
    │   └── StoreFull          the disk is full
    ├── StoreUnreadable        the disk or the database answers with an error
    │   └── StoreUnsynced      the disk did not confirm what was written: what it holds is unknown
    ├── StoreUnreachable       the database's server does not answer
    ├── StoreLost              the connection with the database's server ended
    ├── StoreDamaged           a database is damaged, or is not a database
    ├── StoreNewer             a newer version of the program has written the store
    ├── PartMissing            a part of the store is missing or empty
    ├── PartForeign            a part belongs to another store
    │   └── PartsForeign       two parts belong to different stores, and neither is known to be right
    ├── PartOlder              a part is older than another part has recorded
    ├── PartAltered            a part's history differs from what another part has recorded
    ├── LogAltered             entries or keys are missing, added or altered: the log does not add up
    ├── KeyMissing             the master key's file does not exist
    │   ├── EpochMissing       the file lacks the required key
    │   └── SigningKeyMissing  the file of the key that signs checkpoints does not exist
    ├── KeyExposed             users other than the owner may read the master key's file
    ├── KeyDamaged             the master key's file is not a key file
    ├── KeyUnreadable          the master key's file cannot be read or written
    ├── SealBroken             a sealed part does not open: wrong key, or altered
    │   ├── EntryBroken        an entry of the log has been altered
    │   └── KeyForeign         the master key's file belongs to another store
    ├── ParticipantErased      the participant is erased, permanently
    └── Conflict               the entry to be recorded already exists
"""

from functools import partial
from traceback import extract_tb
from typing import Any

from domain.vocabulary.text import Text


class RodTradError(Exception):
    """A refusal with a message for the user."""

    text = Text("Något gick fel.", "Something went wrong.")

    def __init__(self, **about: object) -> None:
        self.about = about
        self.text = type(self).text.format(**about)
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[Any, ...]:
        """Lets errors cross from a worker process with their values."""
        return partial(type(self), **self.about), ()


class Unreadable(RodTradError):
    text = Text.same("{where}: {why}")


class Unknown(RodTradError):
    text = Text("{what} ”{name}” finns inte. {hint}", "There is no {what} “{name}”. {hint}")


class NoParameter(Unknown):
    text = Text("Parametern ”{name}” finns inte. Det finns: {names}.", "There is no parameter “{name}”. There are: {names}.")


class BadQuestion(RodTradError):
    """`part` is the part's name in a question; each interface says where it occurred."""

    text = Text.same("{part}: {why}")


class DeliveryHeldBack(RodTradError):
    """Nothing of the delivery has been stored."""

    text = Text("Leveransen i {where}: {why}", "The delivery in {where}: {why}")


class Unexpected(RodTradError):
    text = Text(
        "Något gick fel i programmet ({kind} i {place}). Säg det till den som sköter det.",
        "Something went wrong in the program ({kind} in {place}). Tell whoever looks after it.",
    )

    @classmethod
    def of(cls, error: BaseException) -> "Unexpected":
        """Records the exception's type and code location only; its message may be about a person."""
        frames = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
        last = frames[-1] if frames else None
        return cls(kind=type(error).__name__, place=f"{last.filename.rpartition('/')[2]}:{last.lineno}" if last else "?")


class BadOption(RodTradError):
    """An option or argument of a command with an invalid value."""

    text = Text.same("{option}: {why}")


class NotText(RodTradError):
    text = Text(
        "Ett ord på kommandoraden är ingen giltig text (UTF-8).", "A word on the command line is no valid text (UTF-8)."
    )


class NotSignedIn(RodTradError):
    """One sentence whatever was wrong, so that it is no hint of which accounts there are."""

    text = Text(
        "Logga in. Namn, lösenord och kod måste stämma, och efter flera försök får man vänta en stund.",
        "Sign in. Name, password and code must be right, and after several attempts one must wait a while.",
    )


class NotPermitted(RodTradError):
    text = Text("Det får du inte. {why}", "You may not do that. {why}")


class StoreError(RodTradError):
    text = Text("Lagret kan inte användas.", "The store cannot be used.")


class StoreMissing(StoreError):
    text = Text("Lagret {where} kan inte öppnas: {why}.", "The store {where} cannot be opened: {why}.")


class StoreAddress(StoreError):
    """The address is not repeated: it may contain a password."""

    text = Text(
        "Lagrets adress går inte att läsa: {why}. Så ska den se ut: postgresql://användare@värd:port/databas, och efter ett "
        "frågetecken bara inställningar som PostgreSQL har.",
        "The store's address cannot be read: {why}. It is to be like postgresql://user@host:port/database, and after a "
        "question mark only settings that PostgreSQL has.",
    )


class StoreBusy(StoreError):
    text = Text(
        "Lagret {where} har varit upptaget i {seconds} sekunder.", "The store {where} has been busy for {seconds} seconds."
    )


class StoreUnwritable(StoreError):
    text = Text(
        "Lagret {where} kan inte skrivas. Det som höll på att skrivas är inte lagrat.",
        "The store {where} cannot be written. What was being written has not been stored.",
    )


class StoreReadOnly(StoreUnwritable):
    text = Text(
        "Lagret {where} kan bara läsas: databasen, katalogen eller disken tar inte emot skrivningar. "
        "Det som höll på att skrivas är inte lagrat.",
        "The store {where} can only be read: the database, the directory or the disk takes no writing. "
        "What was being written has not been stored.",
    )


class StoreFull(StoreUnwritable):
    text = Text(
        "Disken är full: lagret {where} kan inte skrivas. Det som höll på att skrivas är inte lagrat. Ge plats och kör igen.",
        "The disk is full: the store {where} cannot be written. What was being written has not been stored. "
        "Make room and run it again.",
    )


class StoreUnreadable(StoreError):
    text = Text(
        "Databasen {where} kan inte läsas eller skrivas: {why}.", "The database {where} cannot be read or written: {why}."
    )


class StoreUnsynced(StoreUnreadable):
    """A process that serves stops: a second attempt can succeed without the disk having what the first wrote."""

    text = Text(
        "Disken bekräftade inte det som skrevs i {where}: {why}. Processen ska stoppas. Kontrollera disken, och starta om.",
        "The disk did not confirm what was written in {where}: {why}. The process is to stop. Check the disk, and start again.",
    )


class StoreUnreachable(StoreError):
    text = Text("Databasen {where} går inte att nå: {why}.", "The database {where} cannot be reached: {why}.")


class StoreLost(StoreError):
    text = Text(
        "Förbindelsen med databasen {where} bröts. Kör samma sak igen: det som redan är lagrat lagras inte två gånger.",
        "The connection with the database {where} ended. Run the same again: what is stored already is not stored twice.",
    )


class StoreDamaged(StoreError):
    text = Text(
        "Databasen {where} är skadad, eller ingen databas. Inget läses ur den. Återställ den från säkerhetskopian.",
        "The database {where} is damaged, or no database. Nothing is read from it. Restore it from its backup.",
    )


class StoreNewer(StoreError):
    text = Text(
        "Lagret {where} är skrivet av en nyare version av Röda tråden ({revision}). Använd den versionen, eller en senare.",
        "The store {where} has been written by a newer version of Röda tråden ({revision}). Use that version, or a later.",
    )


class PartMissing(StoreError):
    text = Text(
        "Lagret {where} är inte helt: {part} saknas eller är tom, men {other} finns. Inget läses, och inget nytt görs i dess "
        "ställe. Återställ {part} från säkerhetskopian.",
        "The store {where} is not whole: {part} is missing or empty, but {other} is there. Nothing is read, and nothing new is "
        "made in its place. Restore {part} from its backup.",
    )


class PartForeign(StoreError):
    text = Text(
        "Lagret {where} är inte helt: {part} hör till ett annat lager ({id}) än {other} ({other_id}). Inget läses. "
        "Återställ rätt {part}.",
        "The store {where} is not whole: {part} belongs to another store ({id}) than {other} ({other_id}). Nothing is read. "
        "Restore the right {part}.",
    )


class PartsForeign(PartForeign):
    """No further part shows which of the two belongs to the other store."""

    text = Text(
        "Lagret {where} är inte helt: {part} ({id}) och {other} ({other_id}) hör till olika lager. Inget läses. "
        "Återställ den av dem som inte hör hit.",
        "The store {where} is not whole: {part} ({id}) and {other} ({other_id}) belong to different stores. Nothing is read. "
        "Restore the one that does not belong here.",
    )


class PartOlder(StoreError):
    text = Text(
        "Lagret {where} är inte helt: {part} är äldre än {other} och räcker till {what} {has}, men {other} "
        "känner till {known}. Inget läses. Återställ en nyare {part}.",
        "The store {where} is not whole: {part} is older than {other} and reaches {what} {has}, but {other} knows "
        "of {known}. Nothing is read. Restore a newer {part}.",
    )


class PartAltered(StoreError):
    text = Text(
        "Lagret {where} är inte helt: {part} har en annan historia än den som {other} känner till ({what} {known} är en "
        "annan). Inget läses. Återställ {part} och {other} från samma säkerhetskopia.",
        "The store {where} is not whole: {part} has another history than the one that {other} knows ({what} {known} is "
        "another). Nothing is read. Restore {part} and {other} from the same backup.",
    )


class LogAltered(StoreError):
    text = Text(
        "Lagret {where} går inte ihop: {what}. Inget räknas ur det. Kör rodtrad verify, och återställ från säkerhetskopian.",
        "The store {where} does not add up: {what}. Nothing is counted from it. Run rodtrad verify, and restore from a backup.",
    )


class KeyMissing(StoreError):
    text = Text(
        "Huvudnyckeln saknas: {path}. Utan den kan ingen post i loggen öppnas.",
        "The master key is missing: {path}. Without it no entry in the log can be opened.",
    )


class EpochMissing(KeyMissing):
    text = Text(
        "Huvudnyckeln saknas: {path} har ingen nyckel för epok {epoch}, bara för {held}. Nyckelfilen och nycklarna är från var "
        "sin sida av ett nyckelbyte: återställ den som är äldre.",
        "The master key is missing: {path} has no key of epoch {epoch}, only of {held}. The key file and the keys are from "
        "each their side of a rotation: restore the one that is older.",
    )


class SigningKeyMissing(KeyMissing):
    text = Text(
        "Signeringsnyckeln saknas: {path}. Lagrets kontrollpunkter är signerade med den; återställ den från säkerhetskopian.",
        "The signing key is missing: {path}. The store's checkpoints are signed with it; restore it from its backup.",
    )


class KeyExposed(StoreError):
    text = Text(
        "Nyckelfilen {path} kan läsas av andra (rättigheter {mode}). Kör: chmod 600 {path}",
        "The key file {path} is readable by others (mode {mode}). Run: chmod 600 {path}",
    )


class KeyDamaged(StoreError):
    text = Text(
        "Filen {path} är ingen nyckelfil. Återställ den från säkerhetskopian.",
        "The file {path} is no key file. Restore it from its backup.",
    )


class KeyUnreadable(StoreError):
    text = Text(
        "Nyckelfilen {path} kan inte läsas eller skrivas: {why}.", "The key file {path} cannot be read or written: {why}."
    )


class SealBroken(StoreError):
    text = Text(
        "Förseglingen är bruten: nyckelfilen hör till ett annat lager, eller så har uppgifter ändrats.",
        "The seal is broken: the key file is another store's, or data has been altered.",
    )


class EntryBroken(SealBroken):
    """The keys have already opened, so they are not another store's."""

    text = Text(
        "Förseglingen är bruten: posten på position {position} i loggen har ändrats. Återställ loggen från säkerhetskopian.",
        "The seal is broken: the entry at position {position} of the log has been altered. Restore the log from its backup.",
    )


class KeyForeign(SealBroken):
    text = Text(
        "Nyckelfilen {path} hör till ett annat lager: den öppnar inte nycklarna här. Återställ den som hör hit.",
        "The key file {path} is another store's: it does not open the keys here. Restore the one that belongs here.",
    )


class ParticipantErased(StoreError):
    text = Text(
        "Deltagaren är gallrad. Inget kan registreras på en gallrad deltagare.",
        "The participant is erased. Nothing can be recorded about an erased participant.",
    )


class Conflict(StoreError):
    text = Text("Finns redan i loggen ({which}).", "Already in the log ({which}).")
