"""Finds participants by the words of their names, without keeping a name: keyed hashes in memory, under a key of the process.

It is brought to the log's head at each search, and gone when the process ends; with an erasure nothing has to be deleted.
"""

import secrets
from collections import defaultdict
from threading import Lock

from domain.events import EVENTS
from domain.events.event import kind_of
from domain.log.application import Log
from domain.log.keys.sealing import mac
from domain.log.mapper import open_row
from domain.normal_form import normal_form

NAMING = tuple(kind_of(model) for model in EVENTS if "name" in model.personal)
"""The kinds of events that carry a name."""
_PAGE = 5000


class NameIndex:
    def __init__(self, log: Log) -> None:
        self._log, self._key, self._guard = log, secrets.token_bytes(32), Lock()
        self._position = 0
        self._streams: defaultdict[bytes, set[bytes]] = defaultdict(set)

    def find(self, text: str) -> set[bytes]:
        """Returns the streams whose names, of now or before, have all these words."""
        with self._guard:
            self._bring_up()
            of = [self._streams.get(self._hash(word), set()) for word in _words(text)]
        return set.intersection(*of) if of else set()

    def _bring_up(self) -> None:
        head, _ = self._log.rows.head()
        while page := self._log.rows.read(after=self._position, limit=_PAGE, upto=head, kinds=NAMING):
            subjects = self._log.keys.by_stream({row.stream for row in page})
            for row in page:
                if (subject := subjects.get(row.stream)) is not None:
                    name = getattr(open_row(subject, row, with_person=True), "name", None) or ""
                    for word in _words(name):
                        self._streams[self._hash(word)].add(row.stream)
            self._position = page[-1].position
        self._position = head

    def _hash(self, word: str) -> bytes:
        return mac(self._key, word.encode())


def _words(text: str) -> set[str]:
    """Returns the words of a name in one form, those with a hyphen also by their parts."""
    words = normal_form(text).casefold().split()
    return {part for word in words for part in (word, *word.split("-")) if part}
