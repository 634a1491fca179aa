"""Looks up identity numbers by their keyed hashes."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Engine, func, select

from domain.log.storage.bulk import rows_with
from domain.log.storage.database import chunks
from domain.log.storage.schema import identities


class NumberReader:
    """The index of identity numbers of a log."""

    engine: Engine

    def with_number(self, number_hash: bytes) -> list[bytes]:
        """Returns the streams in which this identity number was registered."""
        return self.with_numbers([number_hash]).get(number_hash, [])

    def with_numbers(self, number_hashes: Iterable[bytes]) -> dict[bytes, list[bytes]]:
        """Maps each of these identity numbers that is registered to the streams in which it was."""
        streams: dict[bytes, list[bytes]] = {}
        named = identities.c.number_hash
        with self.engine.connect() as connection:
            stored_as = self._stored_as(number_hashes)
            for some in chunks(stored_as):
                for stored, stream in rows_with(connection, (named, identities.c.stream), named, some):
                    streams.setdefault(stored_as[stored], []).append(stream)
        return streams

    def _stored_as(self, number_hashes: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """Maps the bytes that each hash of a number may be stored as to the hash."""
        return {number_hash: number_hash for number_hash in number_hashes}

    def of_shared_numbers(self) -> list[bytes]:
        """Returns the streams with an identity number that is also registered in another stream."""
        shared = select(identities.c.number_hash).group_by(identities.c.number_hash).having(func.count() > 1)
        wanted = select(identities.c.stream).where(identities.c.number_hash.in_(shared)).distinct()
        with self.engine.connect() as connection:
            return list(connection.execute(wanted).scalars())
