"""A, when it is not given, is the day of K, and today without one: of every command, address and method that takes them."""

import inspect
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scripts.cli.console.session import today
from scripts.notebook import Town, open_store
from tests.scripts.command_line import THREE_LIVES, lines_of, rodtrad, write_lines
from tests.scripts.every_command import COMMANDS, WORDS, having, options, words
from tests.scripts.exports.mirrors import Place

COMING = """
2022-12-20 cia enrolled enrolment_id=e5 unit=AME recorded_at=2022-12-01T12:00:00+01:00
2022-12-22 cia insats_started insats_id=i5 insats=coaching recorded_at=2022-12-01T12:00:00+01:00
2022-12-27 cia exited enrolment_id=e5 reason=A1 recorded_at=2022-12-01T12:00:00+01:00
"""
"""What is registered on K's day and happens after it: only A keeps it out."""
K = "2022-12-10"
HEAD = len(lines_of(THREE_LIVES)) + len(lines_of(COMING))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("planned")
    lines = [*lines_of(THREE_LIVES), *({**line, "source": "annan"} for line in lines_of(COMING))]
    assert rodtrad("import", write_lines(directory / "planned.ndjson", lines), "--store", directory / "store").code == 0
    return directory / "store"


@pytest.fixture
def ask(planned: Path, tmp_path: Path) -> Any:
    """What a command answers: what it says, or the file that it writes; without the ids that a publication is given."""

    def answer(command: str, *more: object) -> str:
        out = tmp_path / "out"
        out.unlink(missing_ok=True)
        head = ("--position", HEAD) if "--position" in options(command) else ()  # publishing moves the log
        result = rodtrad(*words(command, out=out), *more, *head, "--store", planned)
        assert result.code == 0, result.err
        text = answer_in(out) if out.exists() else result.out
        return re.sub(r"pub-[0-9a-f]+|20\d\d-\d\d-\d\d \d\d:\d\d", "", text)

    return answer


def answer_in(out: Path) -> str:
    """The text of a file, or the rows of a mirror, but for when it was made."""
    return repr(Place(str(out)).dump()) if out.read_bytes().startswith(b"SQLite") else out.read_text("utf-8")


def test_every_command_has_words_to_be_run_with() -> None:
    assert set(WORDS) == set(COMMANDS)


@pytest.mark.parametrize("command", having("--known-at"))
def test_as_of_is_the_day_of_known_at_of_every_command(ask: Any, command: str) -> None:
    text = ask(command, "--known-at", K)
    assert text == ask(command, "--known-at", K, "--as-of", K)
    assert text != ask(command, "--known-at", K, "--as-of", "2023-12-31")


@pytest.mark.parametrize("command", ["measure", "timeline", "participants", "findings"])
def test_without_known_at_it_is_today(ask: Any, command: str) -> None:
    assert ask(command) == ask(command, "--as-of", today())


def test_the_day_of_an_instant_is_stockholms(ask: Any) -> None:
    assert ask("measure", "--known-at", "2022-12-09T23:30:00Z") == ask(
        "measure", "--known-at", "2022-12-09T23:30:00Z", "--as-of", K
    )


def test_a_revision_is_the_figure_that_is_measured_as_known_then(planned: Path) -> None:
    arguments = ("OUT-90.kas", "-p", "2022", "--open-counts", "-f", "json", "--store", planned)
    revised = rodtrad("revisions", *arguments, "--from-month", "2022-11", "--to-month", "2022-12").json
    for figure, day in zip(revised, ("2022-11-30", "2022-12-31"), strict=True):
        (measured,) = rodtrad("measure", *arguments, "--known-at", day).json
        assert {name: figure[name] for name in measured} == measured


def test_a_month_of_knowledge_that_is_not_over_is_as_of_today(planned: Path) -> None:
    month = f"{today():%Y-%m}"
    arguments = ("revisions", "R4", "-p", "2022", "-f", "json", "--store", planned)
    (figure,) = rodtrad(*arguments, "--from-month", month, "--to-month", month).json
    assert figure["as_of"] == today().isoformat()
    later = rodtrad(*arguments, "--to-month", "2099-01")
    assert (later.code, later.err) == (2, "--to-month: 2099-01-01 har inte varit än.\n")


def test_both_sides_of_a_comparison_are_as_of_their_own_days(planned: Path) -> None:
    def compared(*more: str) -> Any:
        return rodtrad(
            "changes", "OUT-90.kas", "-p", "2022", "--from-known", "2022-11-30", *more, "-f", "json", "--store", planned
        ).json

    assert compared("--to-known", K) == compared("--from-as-of", "2022-11-30", "--to-known", K)
    assert compared("--to-known", K) != compared("--as-of", "2023-12-31", "--to-known", K)


ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "facts": ("enrolments",),
    "cases": ("OUT-90.kas", "2022"),
    "figures": ("R4", "2022"),
    "health": ("2022",),
}


@pytest.fixture
def town(planned: Path) -> Iterator[Town]:
    with open_store(str(planned)) as opened:
        yield opened


@pytest.mark.parametrize(
    "method",
    [name for name, of in inspect.getmembers(Town, inspect.isfunction) if "known_at" in inspect.signature(of).parameters],
)
def test_as_of_is_the_day_of_known_at_of_every_method_of_the_notebook(town: Town, method: str) -> None:
    def answers(**when: Any) -> list[Any]:
        answer = getattr(town, method)(*ARGUMENTS[method], **when)
        frames = [answer] if isinstance(answer, pl.DataFrame) else vars(answer).values()
        return [frame.to_dicts() if isinstance(frame, pl.DataFrame) else frame for frame in frames]

    assert answers(known_at=K) == answers(known_at=K, as_of=K)
    assert answers(known_at=K) != answers(known_at=K, as_of=date(2023, 12, 31))
    assert answers() == answers(as_of=today())
