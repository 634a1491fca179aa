"""A batch of sealed rows for the log, with the identities and removals recorded in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.events.lines import Line
from domain.events.person import IdentityRegistered, IdentityReplaced
from domain.identity import one_form
from domain.log.keys.keystore import KeyStore, Subject
from domain.log.mapper import seal_line
from domain.log.reading import Seen
from domain.log.rows import Identity, LogRow, Removal


@dataclass(slots=True)
class WriteBatch:
    """Rows that are recorded in one transaction, all or none."""

    versions: dict[bytes, int] = field(default_factory=dict)
    """The last version of each stream, including the rows of this batch; a stream that is not listed is empty."""
    rows: list[LogRow] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    seen: Seen | None = None
    """The state that the rows were decided on, if more than their own streams must be unchanged."""
    position: int = 0
    """The position of the first row, once it is recorded."""

    def add(self, keys: KeyStore, subject: Subject, line: Line, event_key: bytes | None = None) -> None:
        """Adds the line as the next entry of its stream, and the identity number that it registers, if any.

        `event_key`: if the caller has computed it.
        """
        version = self.versions[subject.stream] = self.versions.get(subject.stream, 0) + 1
        self.rows.append(seal_line(keys, subject, version, line, event_key))
        if isinstance(line.entry, IdentityRegistered | IdentityReplaced):
            self.identities.append((keys.number_hash(one_form(line.entry.number)), subject.stream))

    def erase(self, keys: KeyStore, register: Subject, line: Line, subjects: Sequence[Subject]) -> None:
        """Adds the line to the register of erasures, and removes all entries of these participants."""
        self.removals += [Removal(subject.stream, keys.name_hash(subject.name), len(self.rows)) for subject in subjects]
        self.add(keys, register, line)
