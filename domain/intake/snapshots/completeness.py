"""That the files of an import are complete between two days, as whoever imports them states: a delivery of each source in them.

For files whose mapping says nothing of deliveries, and for event files.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from domain.events import KINDS
from domain.events.event import Entry, Event
from domain.events.records import with_refused
from domain.intake.bins import Numbered
from domain.intake.mapping.contents import TableContents, contents, going_on
from domain.intake.snapshots.delivering import KIND
from domain.intake.tables.form import Mapping


@dataclass(frozen=True)
class Completeness:
    """What is complete: every kind that a source has in the files, from a day to a day."""

    from_on: date
    to_on: date
    contents: TableContents = field(default_factory=TableContents)
    """What the files can tell, if they are tables."""
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The kinds of events in the files, by source."""

    def noting(self, lines: Callable[[], Iterable[Numbered]]) -> Callable[[], Iterator[Numbered]]:
        """Returns the same lines; as they are read, their sources and kinds are noted."""

        def noted() -> Iterator[Numbered]:
            for number, line in lines():
                self._note(line)
                yield number, line

        return noted

    def _note(self, line: bytes) -> None:
        try:
            given = orjson.loads(bytes(line))  # a line of a table is more than bytes, which the parser does not take
        except orjson.JSONDecodeError:
            return  # it is refused when it is judged
        if not isinstance(given, dict):
            return
        kind, source = given.get("kind"), given.get("source", Entry.model_fields["source"].default)
        if isinstance(source, str) and isinstance(kind, str) and issubclass(KINDS.get(kind, Entry), Event):
            self.kinds[source].add(kind)

    def records(self, *, refused: int) -> list[bytes]:
        """Returns the lines that record the deliveries. Where lines were refused, that all was sent is only assumed.

        The same statement again is the same line, which the log has already.
        """
        kinds = {source: of | going_on(of, self.contents.kinds) for source, of in self.kinds.items()}
        return [self._record(source, sorted(of), refused) for source, of in sorted(kinds.items())]

    def _record(self, source: str, kinds: list[str], refused: int) -> bytes:
        stated: dict[str, Any] = {
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
            "kinds": kinds,
            "assumed": bool(refused),
        }
        if missing := {kind: names for kind, names in self.contents.missing.items() if kind in kinds}:
            stated["missing"] = missing
        name = sha256(orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
        return orjson.dumps({"kind": KIND, "source": source, "id": with_refused(f"complete/{name}", refused), **stated})


def completeness_of(mapping: Mapping, files: Sequence[Path], from_on: date, to_on: date) -> Completeness:
    """Returns that tables are complete between two days."""
    return Completeness(from_on, to_on, contents(mapping, files))
