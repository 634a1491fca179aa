"""Where an answer stands: the defaults, what cannot be asked for, and that nobody carries its parts one by one."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import pytest

from domain.calendar import end_of_day
from domain.errors import BadQuestion
from domain.participant.folding import RULES, Rules
from domain.used import RecordedEntry, Used
from projections.measuring.examples import events_of
from projections.worlds.coordinates import Coordinates, within_log
from projections.worlds.world import World

TODAY = date(2024, 6, 30)
K = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
HOUSE = Path(__file__).parents[3]


def test_a_is_the_day_that_is_given_else_the_day_of_k_in_stockholm_else_today() -> None:
    assert Coordinates.at(TODAY).as_of == TODAY
    assert Coordinates.at(TODAY, known_at=K).as_of == date(2024, 1, 1)
    assert Coordinates.at(TODAY, date(2023, 5, 1), K).as_of == date(2023, 5, 1)


def test_what_is_requested_is_kept() -> None:
    rules = Rules(30)
    assert Coordinates.at(TODAY, TODAY, K, 7, rules, TODAY) == Coordinates(TODAY, K, 7, rules, TODAY)


@pytest.mark.parametrize("name", ["as_of", "known_at", "learned_by"])
@pytest.mark.parametrize(("day", "says"), [(date(2024, 7, 1), "to come"), (date(1899, 12, 31), "before 1900")])
def test_a_day_to_come_or_before_the_calendar_is_refused_by_the_name_it_goes_by(name: str, day: date, says: str) -> None:
    when = end_of_day(day) if name == "known_at" else day
    for names, called in (({}, name), ({name: "from-known"}, "from-known")):
        with pytest.raises(BadQuestion, match=f"{called}: {day} .*{says}"):
            Coordinates.at(TODAY, **{name: when}, names=names)


def test_a_position_that_the_log_has_not_come_to_is_refused() -> None:
    assert [within_log(position, 4) for position in (None, 0, 4)] == [None, 0, 4]
    with pytest.raises(BadQuestion, match="position: the log has 4 entries, not 5"):
        within_log(5, 4)


@pytest.mark.parametrize(
    ("coordinates", "day"),
    [
        (Coordinates(TODAY), TODAY),
        (Coordinates(TODAY, K), date(2024, 1, 1)),
        (Coordinates(date(2023, 1, 1), K), date(2023, 1, 1)),
        (Coordinates(TODAY, position=5), TODAY),
        (Coordinates(TODAY, position=5, learned_by=date(2024, 2, 1)), date(2024, 2, 1)),
    ],
)
def test_the_day_of_what_is_known_is_never_after_a_and_a_position_alone_has_none(coordinates: Coordinates, day: date) -> None:
    assert coordinates.known_on == day


@pytest.mark.parametrize("rules", [RULES, Rules(30)])
@pytest.mark.parametrize("known_at", [None, K])
@pytest.mark.parametrize("position", [None, 4])
def test_they_come_out_again_from_a_figures_fields(known_at: datetime | None, position: int | None, rules: Rules) -> None:
    coordinates = Coordinates(TODAY, known_at, position, rules)
    record = coordinates.fields() | {"journey_gap_days": rules.journey_gap_days}
    assert list(record) == ["as_of", "known_at", "position", "journey_gap_days"]
    assert Coordinates.of_record(record) == coordinates == Coordinates.of_record(orjson.loads(orjson.dumps(record)))


def test_they_are_described_in_both_languages() -> None:
    coordinates = Coordinates(TODAY, datetime(2024, 1, 31, 12, tzinfo=UTC), 4)
    assert coordinates.describe("sv") == ["Mätt till och med 2024-06-30", "känt 2024-01-31 12:00", "loggens position 4"]
    assert coordinates.describe("en") == ["As of 2024-06-30", "known at 2024-01-31 12:00", "log position 4"]
    assert replace(coordinates, known_at=None).describe("sv") == ["Mätt till och med 2024-06-30", "loggens position 4"]


@pytest.mark.parametrize("microsecond", [0, 1, 499_999, 500_001, 999_998])
def test_an_event_and_its_entry_in_the_log_are_known_from_the_same_microsecond_on(microsecond: int) -> None:
    at = datetime(2023, 3, 1, 12, 0, 0, microsecond, tzinfo=UTC)
    (event,) = events_of("2020-01-01 anna participant_registered sex=K born_on=1990-05-15\n")
    event = event.model_copy(update={"recorded_at": at})

    class Entry:
        recorded_at, position = round(at.timestamp() * 1_000_000), 9

    entry: RecordedEntry = Entry()
    for known_at in (at.replace(microsecond=microsecond + 1), at, end_of_day(date(2023, 2, 28)), None):
        coordinates = Coordinates(TODAY, known_at)
        assert coordinates.knows(event) == coordinates.used.has(entry) == (known_at is None or at <= known_at)
    assert [Coordinates(TODAY, position=number).used for number in (8, 9)] == [Used(position=8), Used(position=9)]
    assert [Coordinates(TODAY, position=number).used.has(entry) for number in (8, 9)] == [False, True]


def test_a_world_has_the_coordinates_that_it_is_at() -> None:
    coordinates = Coordinates(TODAY, K, 7, Rules(30), date(2024, 2, 1))
    world = World.at(coordinates, {})
    assert world.coordinates == coordinates
    assert (world.as_of, world.known_at, world.position, world.rules) == (TODAY, K, 7, Rules(30))


@pytest.mark.parametrize("name", ["as_of", "known_at", "learned_by"])
def test_the_calendars_first_day_and_today_itself_can_be_asked_for(name: str) -> None:
    for day in (date(1900, 1, 1), TODAY):
        when = end_of_day(day) if name == "known_at" else day
        assert getattr(Coordinates.at(TODAY, **{name: when}), name) == when


TOGETHER = {"as_of", "known_at"}
AT_THE_EDGE = {
    "domain.events.records.FigurePublished": "a stored entry has its fields for ever",
    "projections.exports.mirror.tables.About": "a row of a table that others read",
    "projections.timelines.timeline.Timeline": "an answer: what the API writes",
    "api.resources.measures.LocatedAnswer": "an answer: what the API writes",
    "api.http.questions.When": "as they stand in an address",
    "scripts.cli.console.comparison.Side": "as they stand among a command's options",
    "projections.worlds.world.World.__init__": "the fingerprint of SOD-7, which makes Worlds of its own, is of these arguments",
    "projections.worlds.coordinates.Coordinates": "the noun itself",
    "projections.worlds.coordinates.Coordinates.at": "the noun itself",
    "projections.worlds.coordinates.Located": "the noun itself",
    "scripts.cli.console.coordinates.coordinates": "from a command's options",
    "scripts.cli.console.option_groups.CoordinateOptions": "a command's options",
    "scripts.cli.console.option_groups.DayOptions": "a command's options",
    "scripts.notebook._coordinates": "from a method's arguments",
}
"""Where A and K stand side by side, each for itself, and why."""


def test_nobody_carries_a_and_k_one_by_one_but_at_the_edge() -> None:
    assert set(_loose("projections", "api", "domain", "scripts")) == set(AT_THE_EDGE)


def _loose(*rooms: str) -> Iterator[str]:
    """Functions that take both, and classes that have both; the notebook's methods are the edge."""
    for path in (path for room in rooms for path in sorted((HOUSE / room).rglob("*.py"))):
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        for name, node in _defined(ast.parse(path.read_text("utf-8")), module):
            if _names(node) >= TOGETHER and not name.startswith("scripts.notebook.Town."):
                yield name


def _defined(tree: ast.AST, within: str) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            name = f"{within}.{node.name}"
            yield name, node
            yield from _defined(node, name)


def _names(node: ast.ClassDef | ast.FunctionDef) -> set[str]:
    if isinstance(node, ast.FunctionDef):
        return {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
    fields = {part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)}
    return fields | {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
