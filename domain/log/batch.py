"""What is written to the log at once: sealed rows, and all that is recorded or refused with them."""

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
    """Rows that are recorded together or not at all."""

    versions: dict[bytes, int] = field(default_factory=dict)
    """How far the streams have come, the batch's own rows included; a stream that is not named is empty."""
    rows: list[LogRow] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    seen: Seen | None = None
    """What the rows were decided on, where more than their own streams must be as it was."""
    position: int = 0
    """Of the first row, once it is recorded."""

    def add(self, keys: KeyStore, subject: Subject, line: Line) -> None:
        """The line as the next entry of its stream, and the identity number that it registers."""
        version = self.versions[subject.stream] = self.versions.get(subject.stream, 0) + 1
        self.rows.append(seal_line(keys, subject, version, line))
        if isinstance(line.entry, IdentityRegistered | IdentityReplaced):
            self.identities.append((keys.number_hash(one_form(line.entry.number)), subject.stream))

    def erase(self, keys: KeyStore, register: Subject, line: Line, subjects: Sequence[Subject]) -> None:
        """The line into the register of erasures; these participants' entries go with it."""
        self.removals += [Removal(subject.stream, keys.name_hash(subject.name), len(self.rows)) for subject in subjects]
        self.add(keys, register, line)
