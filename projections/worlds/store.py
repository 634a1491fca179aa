"""Provides Worlds: the stored facts at the head, or the head's rows with only the differing participants folded again.

A World is the fold of everybody's used events (A, K, position, rules). It is kept as Parquet until the log moves on or
somebody is erased, so that the second request is fast.
"""

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import astuple, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import polars as pl

from domain.errors import StoreError, StoreMissing, StoreUnreadable, StoreUnwritable
from domain.log.application import Log
from domain.log.storage.database import part_name
from domain.log.storage.places import served
from domain.log.storage.sqlite import truncate_wal
from domain.participant.folding import RULES, Rules
from domain.used import ALL, Used
from domain.vocabulary.text import Text
from projections.facts.catch_up import FactStore, catch_up, made_by
from projections.facts.folding import fold_clusters, fold_everybody, joined, with_others
from projections.facts.tables import NOBODY, TABLES, Frames
from projections.worlds.coordinates import Coordinates
from projections.worlds.interruption import Check, go_on
from projections.worlds.world import World

WHOLE = "whole"
"""The file beside a kept World's tables that holds their digest as they were written."""
KEPT = 20
"""The number of Worlds kept beside the head."""


class Worlds:
    """Everybody's facts, as of any day, known at any instant, at any position, by any rules of the fold."""

    def __init__(self, log: Log, processes: int = 2, say: Callable[[Text], None] = lambda _: None) -> None:
        """`say`: reports when the facts are rebuilt or computed in memory."""
        self.log = log
        self.processes = processes
        self.say = say
        self.kept = _shelf(log.where)
        self.facts = self._opened()

    def close(self) -> None:
        """Closes the facts; the owner of the log closes the log."""
        self.facts.engine.dispose()

    def world(self, coordinates: Coordinates, check: Check = go_on) -> World:
        """Returns the World at these coordinates. Its own coordinates hold the actual log position."""
        check()
        head = self.head()
        position = min(head if coordinates.position is None else coordinates.position, head)
        used = Used.of(coordinates.known_at, position if position < head else None)
        frames = self.frames(head, used, coordinates.rules, check)
        return World.at(replace(coordinates, position=position), frames)

    def head(self) -> int:
        """Returns the position of the log's head, and updates the stored facts to it."""
        try:
            return catch_up(self.log, self.facts, self.processes)
        except (StoreUnwritable, StoreUnreadable) as refused:
            self.close()
            self.facts = self._in_memory(refused)
            return catch_up(self.log, self.facts, self.processes)

    def _opened(self) -> FactStore:
        """Opens the stored facts. They are derived: facts of another store are rebuilt, which `say` reports."""
        try:
            facts = FactStore.open(self.log.where)
        except (StoreMissing, StoreUnwritable, StoreUnreadable) as refused:
            return self._in_memory(refused)
        with ExitStack() as opened:
            opened.callback(facts.engine.dispose)
            foreign = facts.of_another_store(self.log)
            opened.pop_all()
        if foreign:
            name = part_name(self.log.where, "facts")
            self.say(
                Text(
                    f"Läskopian {name} hör till ett annat lager och görs om ur loggen.",
                    f"The readable copy {name} is another store's and is made again from the log.",
                )
            )
        return facts

    def _in_memory(self, refused: StoreError) -> FactStore:
        self.say(
            Text(
                "Lagret kan inte skrivas: läskopian räknas fram i minnet den här gången.",
                "The store cannot be written: the readable copy is made in memory this time.",
            )
        )
        return FactStore.in_memory(refused)

    def frames(self, head: int, used: Used = ALL, rules: Rules = RULES, check: Check = go_on) -> Frames:
        """Returns everybody's facts, not cut at A: from the shelf, otherwise built and put there."""
        shelf = self.kept / self._name(head, used, rules)
        if (kept := _shelved(shelf)) is not None:
            with suppress(OSError):  # a read-only disk can still be read
                shelf.touch()
            return kept
        frames = self._build(head, used, rules, check)
        self._keep_if_there_is_room(shelf, frames)
        return frames

    def _build(self, head: int, used: Used, rules: Rules, check: Check) -> Frames:
        if rules != RULES:
            return self._everybody(used if used != ALL else Used(position=head), rules, check)
        if used == ALL:
            frames, reached = self.facts.load()
            return frames if reached == head else self._changed(frames, Used(position=head), check)
        return self._changed(self.frames(head), used, check)

    def _everybody(self, used: Used, rules: Rules, check: Check) -> Frames:
        parts = []
        for part in fold_everybody(self.log, used, rules, self.processes):
            check()
            parts.append(part)
        return joined(parts)

    def _changed(self, frames: Frames, used: Used, check: Check) -> Frames:
        """Returns the head's rows, with only participants folded again who have an event that this World does not use."""
        streams = self.log.rows.differing(used)
        if len(streams) * 2 > frames["keys"].height:
            return self._everybody(used, RULES, check)
        clusters = self.log.clusters_of(streams)
        keys = [key for cluster in clusters for key in cluster]
        pids = frames["keys"].filter(pl.col("key").is_in(keys))["pid"].unique().append(pl.Series([NOBODY]))
        return with_others(frames, pids, fold_clusters(self.log, clusters, used))

    def _name(self, head: int, used: Used, rules: Rules) -> str:
        erasures = max((fence.position for fence in self.log.rows.fences()), default=0)
        history = (self.log.id, head, self.log.rows.leaf(head))
        what = (history, erasures, astuple(used), astuple(rules), made_by())
        return sha256(repr(what).encode()).hexdigest()[:32]

    def _keep_if_there_is_room(self, shelf: Path, frames: Frames) -> None:
        """On a full or read-only disk no World is kept, and no part of a World."""
        try:
            self._keep(shelf, frames)
        except OSError:
            shutil.rmtree(shelf, ignore_errors=True)

    def _keep(self, shelf: Path, frames: Frames) -> None:
        """Puts a World on the shelf and removes the oldest; the file that marks it as complete is written last."""
        self.kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(self.kept.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        shelf.mkdir(mode=0o700, exist_ok=True)
        files = {table.name: _packed(frames[table.name]) for table in TABLES}
        for name, content in files.items():
            (shelf / f"{name}.parquet").write_bytes(content)
        (shelf / WHOLE).write_text(_digest(files))

    def purge(self) -> None:
        """Deletes every kept World."""
        shutil.rmtree(self.kept, ignore_errors=True)

    def forget_erased(self) -> None:
        """After an erasure: deletes the erased rows at once, from the tables, their journal and every kept World."""
        catch_up(self.log, self.facts, self.processes)
        truncate_wal(self.facts.engine)
        self.purge()


def _shelved(shelf: Path) -> Frames | None:
    """Reads a World from the shelf; returns None if it is incomplete or has changed."""
    try:
        files = {table.name: (shelf / f"{table.name}.parquet").read_bytes() for table in TABLES}
        if (shelf / WHOLE).read_bytes() != _digest(files).encode():
            return None
    except OSError:
        return None
    return {name: pl.read_parquet(BytesIO(content)) for name, content in files.items()}


def _packed(frame: pl.DataFrame) -> bytes:
    """Serializes in memory, so that a full disk raises the system's own error on writing."""
    packed = BytesIO()
    frame.write_parquet(packed)
    return packed.getvalue()


def _digest(files: Mapping[str, bytes]) -> str:
    return sha256(b"".join(sha256(content).digest() for content in files.values())).hexdigest()


def _shelf(where: str) -> Path:
    """Returns the folder beside the store's files, or for a database server in the user's own cache."""
    if served(where):
        return Path.home() / ".cache" / "rodtrad" / sha256(where.encode()).hexdigest()[:16]
    return Path(where).expanduser().absolute() / "worlds"
