"""A store to test on, opened and closed: lines taken in, Worlds and facts taken out."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from domain.events import KINDS
from domain.events.lines import Line
from domain.intake.pipeline import Importing, Summary
from domain.log.application import Log
from domain.log.batch import WriteBatch
from domain.log.mapper import exported
from projections.facts.tables import Frames
from projections.worlds.store import Worlds

IMPORTED = datetime(2040, 1, 1, tzinfo=UTC)

Given = Mapping[str, Any] | str | bytes


@dataclass(frozen=True)
class Shop:
    """One opening of a store."""

    log: Log
    worlds: Worlds

    @classmethod
    def open(cls, where: str, key_path: Path) -> "Shop":
        log = Log(where, key_path)
        with ExitStack() as opened:
            opened.callback(log.close)
            worlds = Worlds(log, processes=1)
            opened.pop_all()
        return cls(log, worlds)

    def close(self) -> None:
        self.worlds.close()
        self.log.close()

    def take_in(self, lines: Sequence[Given], dry: bool = False, now: datetime = IMPORTED) -> Summary:
        numbered = [(number, as_bytes(line)) for number, line in enumerate(lines, 1)]
        return Importing(self.log, now, dry, processes=1).run(lambda: numbered, len(numbered))

    def put(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Lines straight into the log, whatever they say: nobody judges them, as if an older version had taken them in."""
        subjects = self.log.keys.provide(sorted({line["participant"] for line in lines if "participant" in line}))
        batch = WriteBatch(self.log.rows.versions(subject.stream for subject in subjects.values() if subject is not None))
        for line in lines:
            subject = subjects[line["participant"]] if "participant" in line else self.log.keys.system_stream(line["kind"])
            assert subject is not None
            batch.add(self.log.keys, subject, _unjudged(line))
        self.log.write(lambda: batch, IMPORTED)

    def lines(self) -> list[dict[str, Any]]:
        """What the log holds, by position, as an export writes it."""
        stored = self.log.rows.read(limit=100_000)
        subjects = self.log.keys.by_stream({row.stream for row in stored})
        return [exported(subjects[row.stream], row) for row in stored if row.stream in subjects]


def stored(shop: Shop) -> tuple[Frames, int]:
    """The facts as they are, not brought to the log's head, and the position they stand for."""
    snapshot = shop.worlds.stored()
    assert snapshot is not None
    return snapshot.tables, snapshot.position


def _unjudged(line: Mapping[str, Any]) -> Line:
    model = KINDS[line["kind"]]
    recorded_at = datetime.fromisoformat(line["recorded_at"])
    return Line(model.model_construct(**{**line, "recorded_at": recorded_at}), dict(line), orjson.dumps(line), dated=True)


def as_bytes(line: Given) -> bytes:
    if isinstance(line, bytes):
        return line
    return line.encode() if isinstance(line, str) else orjson.dumps(line)


def plain(frames: Frames, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Facts in one order, each participant by its key: what does not hang on where in which log they stand."""
    who = frames["participants"].select("pid", who="participant")
    return {
        name: sorted(_keyed(frame.drop("stream", strict=False), who).rows(), key=repr)
        for name, frame in frames.items()
        if name not in without
    }


def _keyed(frame: pl.DataFrame, who: pl.DataFrame) -> pl.DataFrame:
    return frame.join(who, on="pid", how="left").drop("pid")
