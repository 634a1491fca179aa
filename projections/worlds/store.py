"""Where Worlds come from: the stored facts at the head, or their rows with only those folded again who differ.

A World is the fold of everybody's used events (A, K, position, rules). It is kept as Parquet until the log moves on or
somebody is erased, so that it comes at once the second time.
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
from domain.log.storage.database import part_name, served
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
"""The file beside a kept World's that tells what the others were when they were written."""
KEPT = 20
"""How many Worlds are kept beside the head."""


class Worlds:
    """Everybody's facts, as of any day, known at any instant, at any position, by any rules of the fold."""

    def __init__(self, log: Log, processes: int = 2, say: Callable[[Text], None] = lambda _: None) -> None:
        """`say`: reports what is done about facts that do not fit."""
        self.log = log
        self.processes = processes
        self.say = say
        self.kept = _shelf(log.where)
        self.facts = self._opened()

    def close(self) -> None:
        """Lets go of the facts; the log is closed by its owner."""
        self.facts.engine.dispose()

    def world(self, coordinates: Coordinates, check: Check = go_on) -> World:
        """The World at these coordinates. Its own have the log position that it stands for."""
        check()
        head = self.head()
        position = min(head if coordinates.position is None else coordinates.position, head)
        used = Used.of(coordinates.known_at, position if position < head else None)
        frames = self.frames(head, used, coordinates.rules, check)
        return World.at(replace(coordinates, position=position), frames)

    def head(self) -> int:
        """How far the log has come; the stored facts are brought there."""
        try:
            return catch_up(self.log, self.facts, self.processes)
        except (StoreUnwritable, StoreUnreadable) as refused:
            self.close()
            self.facts = self._in_memory(refused)
            return catch_up(self.log, self.facts, self.processes)

    def _opened(self) -> FactStore:
        """The stored facts. They are derived: those of another store are made anew, with a word of it."""
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
        """Everybody's facts, uncut: from the shelf, else made and put there."""
        shelf = self.kept / self._name(head, used, rules)
        if (kept := _shelved(shelf)) is not None:
            with suppress(OSError):  # a disk that takes no writing still reads
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
        """The head's rows, with only those folded again who have an event that this World does not use."""
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
        """A disk that is full, or takes no writing, keeps none, and no half of one."""
        try:
            self._keep(shelf, frames)
        except OSError:
            shutil.rmtree(shelf, ignore_errors=True)

    def _keep(self, shelf: Path, frames: Frames) -> None:
        """Put a World on the shelf; what tells that it is whole is written last. The oldest make room."""
        self.kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(self.kept.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        shelf.mkdir(mode=0o700, exist_ok=True)
        files = {table.name: _packed(frames[table.name]) for table in TABLES}
        for name, content in files.items():
            (shelf / f"{name}.parquet").write_bytes(content)
        (shelf / WHOLE).write_text(_digest(files))

    def purge(self) -> None:
        """Forget every World that is kept."""
        shutil.rmtree(self.kept, ignore_errors=True)

    def forget_erased(self) -> None:
        """After an erasure: the rows of the erased go now, from the tables, their journal and every kept World."""
        catch_up(self.log, self.facts, self.processes)
        truncate_wal(self.facts.engine)
        self.purge()


def _shelved(shelf: Path) -> Frames | None:
    """A World as it was put on the shelf; None where it is not all there, or not as it was."""
    try:
        files = {table.name: (shelf / f"{table.name}.parquet").read_bytes() for table in TABLES}
        if (shelf / WHOLE).read_bytes() != _digest(files).encode():
            return None
    except OSError:
        return None
    return {name: pl.read_parquet(BytesIO(content)) for name, content in files.items()}


def _packed(frame: pl.DataFrame) -> bytes:
    """In memory, so that a disk that takes no more says so in the system's words."""
    packed = BytesIO()
    frame.write_parquet(packed)
    return packed.getvalue()


def _digest(files: Mapping[str, bytes]) -> str:
    return sha256(b"".join(sha256(content).digest() for content in files.values())).hexdigest()


def _shelf(where: str) -> Path:
    """Beside the store's files, or for a database in the user's own cache."""
    if served(where):
        return Path.home() / ".cache" / "rodtrad" / sha256(where.encode()).hexdigest()[:16]
    return Path(where).expanduser().absolute() / "worlds"
