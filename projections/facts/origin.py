"""What stored facts were made from and by: those of another store, history or fold are not read."""

from dataclasses import dataclass

from domain.log.application import Log
from domain.log.parts import check_reach
from projections.fingerprints.code import files_digest, syntax_digest

MAKING = "projections.facts.catch_up"
"""The module that makes facts from events, with all our modules that it imports."""


@dataclass(frozen=True)
class Origin:
    """The log that facts were made from, and the code that made them."""

    store: str | None
    leaf: str | None
    """The log's leaf at the facts' position."""
    definition: str
    """A digest of the files, and one of their syntax, which ignores comments."""

    @classmethod
    def of(cls, log: Log, position: int, kept: "Origin | None" = None) -> "Origin":
        """Returns the origin of facts made now. The second digest is slow; it is that of `kept` if the files are the same."""
        leaf = log.rows.leaf(position)
        files = files_digest(MAKING)
        same = kept is not None and kept.definition.partition("-")[0] == files
        definition = kept.definition if kept and same else f"{files}-{syntax_digest(MAKING)}"
        return cls(log.id.hex() if log.id else None, leaf.hex() if leaf else None, definition)

    def holds(self, log: Log, position: int) -> bool:
        """Returns whether the facts are of this log, by this code.

        Raises `PartOlder` or `PartAltered` if they were made from entries of this store that the log lacks.
        """
        now = Origin.of(log, position, self)
        if (self.store, _syntax(self.definition)) != (now.store, _syntax(now.definition)):
            return False
        check_reach(log.where, log.rows, "facts", position, bytes.fromhex(self.leaf or "") or None)
        return True


def _syntax(definition: str) -> str:
    return definition.partition("-")[2]
