"""Names of participants and things in an export: no key or id of a source is used, unless `--keys` is set."""

from dataclasses import dataclass

import polars as pl

from domain.log.application import Log
from domain.log.keys.sealing import mac
from projections.worlds.world import World

_PURPOSE = "export"
_BYTES = 8


@dataclass(frozen=True)
class Naming:
    """Uses the source's own keys and ids, or the random stream and hashes under the store's key, which never change."""

    secret: bytes | None
    """None: the source's own keys and ids are used."""

    @classmethod
    def of(cls, log: Log, keys: bool) -> "Naming":
        return cls(None if keys else log.keys.system_stream(_PURPOSE).key)

    @property
    def by_keys(self) -> bool:
        return self.secret is None

    def person(self, key: str, stream: str) -> str:
        return key if self.by_keys else stream

    def thing(self, person: str, name: str) -> str:
        """Returns the name of a spell or event. Hashes include the participant, so that participants share none."""
        return name if self.by_keys else self._hashed(f"{person}|{name}")

    def shared(self, name: str) -> str:
        """Returns the name of something that several participants share: a household."""
        return name if self.by_keys else self._hashed(name)

    def _hashed(self, text: str) -> str:
        assert self.secret is not None
        return mac(self.secret, text.encode())[:_BYTES].hex()

    def people(self, world: World) -> pl.DataFrame:
        """Returns `pid`, the participant's own `key` and the name in the export (`who`)."""
        own = world["participants"].select("pid", key="participant")
        named = own.join(world["keys"], on=["pid", "key"], how="left", maintain_order="left")
        return named.select("pid", "key", who="key" if self.by_keys else "stream")

    def things(self, frame: pl.DataFrame, column: str) -> pl.Series:
        """Returns the ids of a column as named in the export; the frame's `who` is the participant they belong to."""
        named = frame.select("who", column).unique().drop_nulls()
        names = pl.Series([self.thing(who, name) for who, name in named.iter_rows()], dtype=pl.String)
        matched = frame.join(named.with_columns(_name=names), on=["who", column], how="left", maintain_order="left")
        return matched["_name"].alias(column)
