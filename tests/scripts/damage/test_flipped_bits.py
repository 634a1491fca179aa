"""One bit of any file of a store is another: the figure is what it was, or it is refused; never another figure."""

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.conftest import Many
from tests.scripts.damage.harmed import MEASURE, Harmed, person


@pytest.fixture
def counted(tmp_path: Path) -> Harmed:
    """A store of files with facts, of a dozen who are enrolled, two of whom are erased."""
    town = Harmed(str(tmp_path / "store"), tmp_path)
    assert town.take_in("".join(person(f"p{number}") for number in range(12))).code == 0
    assert town.take_in("2023-01-01 p3 erased basis=request\n2023-01-01 p4 erased basis=request").code == 0
    assert town.run("measure", *MEASURE[1:], "--open-counts").code == 0
    return town


def flip(path: Path, chance: Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def test_no_flipped_bit_changes_a_figure(counted: Harmed, many: Many, tmp_path: Path) -> None:
    chance = Random(1307)
    store, kept = Path(counted.where), tmp_path / "kept"
    before = counted.run(*MEASURE).out
    files = [path.relative_to(store) for path in store.rglob("*") if path.is_file() and path.stat().st_size]
    assert {path.parts[0] for path in files} >= {"log.db", "keys.db", "facts"}
    shutil.move(store, kept)
    refused = 0
    for number in range(many(10_000, 40)):
        shutil.copytree(kept, store)
        flip(store / chance.choice(files), chance)
        after = counted.run(*MEASURE)
        assert after.code == 1 or after.out == before, (number, after)
        refused += after.code
        shutil.rmtree(store)
    assert refused  # the control: some of them are seen
