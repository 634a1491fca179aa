"""Six processes read figures while one imports files and one registers commands: no answer is wrong, or older than it says.

Every other reader has a cache of its own, as another user or another machine has: of a store on a server it then has facts of
its own. Each writes facts to the disk at every event, or never; some begin anew between two questions. The writers wait for
answers, so there are some between what is written, however slow the machine. The quick run has three readers.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path
from time import monotonic, sleep

import pytest

from domain.calendar import end_of_day
from domain.events.support import SupportPaid
from domain.log.application import Log
from domain.participant.decisions.commands import Command, Merge
from domain.used import Used
from projections.facts.folding import fold_everybody
from projections.facts.snapshot import Snapshot
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask, figures
from projections.measuring.periods import period
from projections.worlds import making, store
from projections.worlds.coordinates import Coordinates
from projections.worlds.store import Worlds
from projections.worlds.world import World
from tests.conftest import Many
from tests.processes import apart
from tests.projections.facts.test_catch_up import merged, person
from tests.projections.facts.test_parts_on_disk import in_parts
from tests.projections.worlds.test_worlds import FAR
from tests.stores import IMPORTED, Shop

PEOPLE, ROUNDS = 12, 2
PATIENCE = 120
MEGABYTE = 2**20
ASKS = [Ask(CATALOGUE[key], [period("2020-01"), period("2020-02"), period("2020")]) for key in ("UPP-1.1", "OUT-90.kas")]
KNOWN = (None, end_of_day(date(2020, 6, 30)))
"""All, or what was registered by a day: that of the files, but no command."""
Question = tuple[int, datetime | None]


@dataclass
class Answers:
    """What a reader was answered: by position and K the digest of it, and how often the position was behind the log."""

    given: dict[Question, set[str]] = field(default_factory=lambda: defaultdict(set))
    behind: int = 0
    memory: list[int] = field(default_factory=list)
    files: int = 0

    def ask(self, worlds: Worlds, known_at: datetime | None) -> None:
        head = worlds.log.rows.head()[0]
        world = worlds.world(Coordinates(FAR, known_at))
        assert world.position is not None
        self.given[world.position, known_at].add(digest(world))
        self.behind += world.position < head
        self.memory.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
        self.files = max(self.files, len(os.listdir("/proc/self/fd")))

    @property
    def growth(self) -> int:
        """How much more memory the last third of the answers took than the third before it."""
        third = len(self.memory) // 3
        return max(self.memory[-third:]) - max(self.memory[third:-third]) if third else 0


def digest(world: World) -> str:
    """Of the figures with all their fields, and of every row of the facts, in whatever order."""
    shown = [figure.fields() for ask in ASKS for figure in figures(ask, world)]
    rows = {name: (frame.height, frame.hash_rows().sum() if frame.height else 0) for name, frame in world.frames.items()}
    return sha256(repr((shown, rows)).encode()).hexdigest()


def wrong(log: Log, given: Mapping[Question, set[str]]) -> list[Question]:
    """The questions that somebody was answered otherwise than by a fresh fold of the log at the position of the answer."""
    return [question for question, answers in given.items() if answers != {digest(fresh(log, *question))}]


def fresh(log: Log, position: int, known_at: datetime | None) -> World:
    snapshot = Snapshot(position, tuple(fold_everybody(log, Used.of(known_at, position), processes=1)))
    return World.at(Coordinates(FAR, known_at, position), snapshot.tables)


@dataclass(frozen=True)
class Desk:
    """The store that all share, and what they wait for of one another."""

    where: str
    key_path: Path
    caches: Path
    answered: Semaphore
    written: Event
    seconds: int
    """How long the writers go on at least."""

    def rounds(self) -> Iterator[int]:
        """A writer's rounds: before each somebody was answered since the one before."""
        until, number = monotonic() + self.seconds, 0
        while number < ROUNDS or monotonic() < until:
            assert self.answered.acquire(timeout=PATIENCE)
            yield number
            number += 1
            sleep(min(1, self.seconds))  # in the long run about as often as a town registers

    def read(self, number: int, caught: Connection) -> None:
        os.environ["XDG_CACHE_HOME"] = str(self.caches / str(number % 2))
        store.WORTH_KEEPING = number % 3 * 100  # at every event, or never in a town this small
        making.fold_everybody = in_parts  # type: ignore[attr-defined]
        log, answers, last = Log(self.where, self.key_path), Answers(), False
        worlds = Worlds(log, processes=1)
        while not last:
            last = self.written.is_set()
            for known_at in KNOWN:
                answers.ask(worlds, known_at)
                self.answered.release()
            if number % 3 == 2:
                worlds = Worlds(log, processes=1)
        caught.send(answers)

    def take_in_files(self) -> None:
        shop = Shop.open(self.where, self.key_path)
        for number in self.rounds():
            assert shop.take_in(person(f"n{number}")).refused == []

    def register_commands(self) -> None:
        log = Log(self.where, self.key_path)
        for number in self.rounds():
            (registered,) = log.handle([command(number)], IMPORTED)
            assert not registered.already


def command(number: int) -> Command:
    """About somebody who is there from the start: support for a month, or that two are one person."""
    if number == 1:
        return Merge(participant="o0", on=date(2021, 2, 1), id="merged", absorbed="o1")
    return SupportPaid(
        participant=f"o{2 + number % (PEOPLE - 2)}",
        on=date(2020, 2, 20),
        id=f"paid-{number}",
        source="web",
        recorded_at=IMPORTED,
        month="2020-02",
        amount=9000,
    )


@pytest.fixture
def town(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(making, "fold_everybody", in_parts)
    shop.take_in([entry for number in range(PEOPLE) for entry in person(f"o{number}")])
    shop.take_in([merged("o2", "o3")])
    shop.worlds.head()
    return shop


def test_no_figure_is_wrong_or_older_than_it_says_while_others_write(town: Shop, tmp_path: Path, many: Many) -> None:
    desk = Desk(town.log.where, town.log.key_path, tmp_path, apart.Semaphore(0), apart.Event(), many(600, 1) - 1)
    pipes = [apart.Pipe(duplex=False) for _ in range(many(6, 3))]
    readers = [apart.Process(target=desk.read, args=(number, sending)) for number, (_, sending) in enumerate(pipes)]
    writers = [apart.Process(target=write) for write in (desk.take_in_files, desk.register_commands)]
    for process in (*readers, *writers):
        process.start()
    for _, sending in pipes:
        sending.close()
    for writer in writers:
        writer.join()
    desk.written.set()
    answers: Sequence[Answers] = [receiving.recv() for receiving, _ in pipes]
    for reader in readers:
        reader.join()
    assert [process.exitcode for process in (*writers, *readers)] == [0] * (2 + len(pipes))

    head = town.log.rows.head()[0]
    given: dict[Question, set[str]] = defaultdict(set)
    for each in answers:
        assert {(head, known_at) for known_at in KNOWN} <= each.given.keys()
        for question, digests in each.given.items():
            given[question] |= digests
    assert wrong(town.log, given) == []
    assert [each.behind for each in answers] == [0] * len(pipes)
    assert max(each.growth for each in answers) < 100 * MEGABYTE
    assert max(each.files for each in answers) < 200


def test_a_reader_whose_facts_are_not_carried_on_is_caught(town: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: of facts that are said to be of the log's head the answer is wrong, and of others behind it."""
    answers = Answers()
    answers.ask(town.worlds, None)
    town.log.handle([command(0)], IMPORTED)
    assert (wrong(town.log, answers.given), answers.behind) == ([], 0)
    head = town.log.rows.head()[0]
    monkeypatch.setattr(store, "carried_on", lambda _log, snapshot, head, *_: replace(snapshot, position=head))
    answers.ask(town.worlds, None)
    assert (wrong(town.log, answers.given), answers.behind) == ([(head, None)], 0)
    monkeypatch.undo()
    town.worlds.forget_erased()
    answers = Answers()
    answers.ask(town.worlds, None)
    town.log.handle([command(2)], IMPORTED)
    monkeypatch.setattr(store, "carried_on", lambda _log, snapshot, *_: snapshot)
    answers.ask(town.worlds, None)
    assert (wrong(town.log, answers.given), answers.behind) == ([], 1)
