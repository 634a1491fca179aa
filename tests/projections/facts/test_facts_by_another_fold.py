"""Stored facts are those of the fold that runs: another makes them anew, and a comment or a line break does not."""

import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from projections.facts import origin
from projections.fingerprints import code
from projections.worlds.making import SnapshotMaker
from projections.worlds.store import Worlds
from tests.projections.worlds.test_worlds import line
from tests.stores import Shop, stored

HOUSE = Path(__file__).parents[3]
OPENING = """
import sys
from pathlib import Path
from domain.log.application import Log
from projections.worlds.making import SnapshotMaker
from projections.worlds.store import Worlds
from projections.fingerprints.code import HOUSE
times_made, anew = [], SnapshotMaker.anew
SnapshotMaker.anew = lambda *args: times_made.append(1) or anew(*args)
worlds = Worlds(Log(sys.argv[1], Path(sys.argv[2])), processes=1)
worlds.head()
print(HOUSE, len(times_made), worlds.stored().tables["participants"]["deceased_on"].to_list()[0])
"""
HANDLER = "folding.thread.deceased = event"


@pytest.fixture
def with_facts(shop: Shop) -> Shop:
    """With facts of somebody."""
    registered = {**line("participant_registered", "2020-01-01", "r", "a"), "sex": "K", "born_on": "1990-05-15"}
    assert shop.take_in([registered, line("deceased", "2021-01-01", "d", "a")]).refused == []
    shop.worlds.head()
    return shop


def edited(house: Path, path: str, was: str, becomes: str) -> None:
    """A copy of what makes facts, with a file of it edited."""
    for room in code.DECIDING:
        copytree(HOUSE / room, house / room, ignore=ignore_patterns("__pycache__"))
    text = (house / path).read_text("utf-8")
    assert text.count(was) == 1
    (house / path).write_text(text.replace(was, becomes), "utf-8")


def opened_by(house: Path, shop: Shop) -> tuple[int, str]:
    """How often an opening by that code makes all facts anew, and on what day the participant died."""
    command = [sys.executable, "-c", OPENING, shop.log.where, str(shop.log.key_path)]
    where, times, day = subprocess.run(command, cwd=house, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    assert Path(where) == house
    return int(times), day


def test_an_edited_handler_makes_facts_anew_and_so_does_its_undoing(with_facts: Shop, tmp_path: Path) -> None:
    house = tmp_path / "edited"
    edited(house, "domain/participant/handlers.py", HANDLER, "pass")
    assert opened_by(house, with_facts) == (1, "None")
    with_facts.worlds.head()
    assert stored(with_facts)[0]["participants"]["deceased_on"].to_list() == [date(2021, 1, 1)]


def test_a_comment_or_a_line_break_in_the_fold_makes_nothing_anew(with_facts: Shop, tmp_path: Path) -> None:
    house = tmp_path / "commented"
    edited(
        house, "domain/participant/handlers.py", HANDLER, f'"""When that is known."""\n\n        # at last\n        {HANDLER}'
    )
    assert opened_by(house, with_facts) == (0, "2021-01-01")


@pytest.mark.parametrize(("digest", "times"), [("syntax_digest", 0), ("files_digest", 0), ("both", 1)])
def test_it_is_what_the_files_say_that_decides(
    with_facts: Shop, monkeypatch: pytest.MonkeyPatch, digest: str, times: int
) -> None:
    """Where not a byte is changed what they say is not asked for."""
    times_made = []
    anew = SnapshotMaker.anew
    monkeypatch.setattr(SnapshotMaker, "anew", lambda *given: times_made.append(1) or anew(*given))
    for name in ("syntax_digest", "files_digest") if digest == "both" else (digest,):
        monkeypatch.setattr(origin, name, lambda _: "another")
    with closing(Worlds(with_facts.log, processes=1)) as worlds:
        worlds.head()
    assert len(times_made) == times


@pytest.mark.parametrize(
    "name",
    [
        "projections.facts.catch_up",
        "projections.facts.folding",
        "projections.facts.rows",
        "projections.facts.rows_of_days",
        "projections.facts.tables",
        "projections.facts.rows_of_nobody",
        "domain.participant.fold",
        "domain.participant.handlers",
        "domain.participant.effective",
        "domain.participant.merging",
        "domain.events.way",
        "domain.vocabulary.code_lists",
        "domain.log.reading",
    ],
)
def test_all_that_makes_facts_is_in_it(name: str) -> None:
    assert name in code._sources(origin.MAKING)


def test_what_only_reads_facts_is_not_in_it() -> None:
    assert (
        not {"projections.worlds.store", "projections.worlds.world", "projections.measuring.measure"}
        & code._sources(origin.MAKING).keys()
    )
