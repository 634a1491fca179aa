"""The context of every command: store, language and output streams.

Data goes to stdout; all messages go to stderr, so that a pipe receives only data.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from pwd import getpwuid
from typing import TYPE_CHECKING

from rich.console import Console

from domain.calendar import STOCKHOLM, day_of
from domain.errors import BadOption, StoreMissing
from domain.log.storage.places import served
from domain.vocabulary.text import Lang, Text

if TYPE_CHECKING:
    from domain.log.application import Log
    from projections.worlds.store import Worlds
    from scripts.cli.console.permits import CommandPermit

FINISHED = Text(
    "En gallring som hade avbrutits har slutförts. Huvudnyckeln är bytt, och äldre säkerhetskopior öppnas inte med den: "
    "kopiera nyckelfilen, och säkerhetskopiera lagret på nytt.",
    "An erasure that had been cut short has been finished. The master key is replaced, and does not open older back-ups: "
    "copy the key file, and back up the store anew.",
)
ERASED = Text(
    "Huvudnyckeln är bytt, och äldre säkerhetskopior öppnas inte med den: kopiera nyckelfilen, och säkerhetskopiera lagret på "
    "nytt.",
    "The master key is replaced, and does not open older back-ups: copy the key file, and back up the store anew.",
)
UNFINISHED = Text(
    "Gallringen är registrerad och nycklarna är förstörda, men lagret är upptaget: resten städas vid nästa start.",
    "The erasure is recorded and the keys are destroyed, but the store is busy: what remains is cleaned at the next start.",
)
PIPED_WIDTH = 160
"""The width in characters of tables that are not shown on a terminal; `COLUMNS` overrides it."""


class NoStore(BadOption):
    text = Text(
        "Ange lagret med --store, eller i miljövariabeln RODTRAD_STORE: en katalog eller en postgresql://-adress.",
        "Give the store with --store, or in the variable RODTRAD_STORE: a directory or a postgresql:// URL.",
    )


@dataclass(frozen=True)
class Session:
    where: str | None
    lang: Lang
    processes: int = 2
    force: bool = False
    """Whether existing files may be overwritten."""
    headings: Lang = "en"
    """The headings of CSV files: the columns' own names, unless Swedish is requested explicitly."""
    operator: str | None = None
    """The account that acts, once there are accounts; by default that of the machine's user."""
    command: str = ""
    """The command's full name, by which it asks leave."""
    _permits: "list[CommandPermit]" = field(default_factory=list)

    @property
    def permit(self) -> "CommandPermit":
        """The permit of the store that is open."""
        return self._permits[-1]

    def say(self, text: Text) -> None:
        """Writes a message to stderr, apart from the data."""
        errors().print(text[self.lang], highlight=False, markup=False, soft_wrap=True)

    @property
    def store(self) -> str:
        if self.where == "":
            raise BadOption(option="--store", why=Text("är tomt.", "is empty."))
        if not self.where:
            raise NoStore
        if "://" in self.where and not served(self.where):
            raise BadOption(
                option="--store",
                why=Text(
                    f"”{self.where.split(':')[0]}” är ingen databas som går att använda; bara postgresql.",
                    f"“{self.where.split(':')[0]}” is no database that can be used; only postgresql.",
                ),
            )
        return self.where

    @property
    def key(self) -> Path:
        """The master key's file."""
        from domain.log.keys.master_key import default_key_path  # noqa: PLC0415 a store is loaded where one is named

        return Path(os.environ.get("RODTRAD_KEY") or default_key_path(self.store))

    @property
    def kept(self) -> Sequence[Path]:
        """Files that no output may overwrite, not even with `--force`: the store and its keys."""
        if not self.where:
            return ()
        from domain.log.keys.signing_key import signing_keys  # noqa: PLC0415 as above

        secret = (self.key, *signing_keys(self.key))
        return secret if served(self.where) else (Path(self.where).expanduser(), *secret)

    @property
    def exists(self) -> bool:
        """Whether the store exists; for a database this is known only when it is opened."""
        return served(self.store) or any(Path(self.store).expanduser().glob("*.db"))

    @contextmanager
    def log(self, *, create: bool = False, checked: bool = True) -> Iterator["Log"]:
        """Opens the log. Only an import creates a store; reading a missing store is an error. `checked`: as the log has it."""
        if not create and not self.exists:
            raise StoreMissing(where=self.store, why=Text("det finns inget lager där", "there is no store there"))
        from domain.log.application import Log  # noqa: PLC0415 a store is loaded where one is opened
        from scripts.cli.console.permits import permitted  # noqa: PLC0415

        with (
            closing(Log(self.store, self.key, create=create, checked=checked)) as log,
            permitted(log, self.command, current_user(), self.operator, now) as permit,
        ):
            self._permits.append(permit)
            if log.finished_erasures:
                self.say(FINISHED)
            yield log

    @contextmanager
    def worlds(self) -> Iterator["Worlds"]:
        with self.log() as log:
            from projections.worlds.store import Worlds  # noqa: PLC0415 an import needs no facts, and they take long to load

            with closing(Worlds(log, self.processes, self.say)) as worlds:
                yield worlds


def errors() -> Console:
    return Console(stderr=True, emoji=False)


def current_user() -> str:
    """Returns the user's name from the operating system, not from environment variables."""
    return getpwuid(os.getuid()).pw_name


def today() -> date:
    """The only place where the command line reads today's date."""
    return day_of(now())


def now() -> datetime:
    return datetime.now(STOCKHOLM)
