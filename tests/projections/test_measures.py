"""The measures: their examples, their entries, and their figures and cases against the judge on random histories."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import orjson
import polars as pl
import pytest

from domain.errors import Unreadable
from projections.cases import cases, windows
from projections.derivation import explain, listed
from projections.examples import events_of, references_of
from projections.figures import Ask, Figure, figures
from projections.frames import frames_of
from projections.measure import Measure, Value, View
from projections.measures import CATALOGUE, VERSIONS
from projections.periods import period
from projections.world import World, cut
from scripts.benchmarks.histories import histories
from scripts.simulator import simulate
from tests import judge
from tests.conftest import Many
from tests.histories import Line, lives, shrunk, wild
from tests.judge.asking import OF_FIGURES
from tests.judge.measures import LEAD_TIMES, MEASURES
from tests.memory import book, together
from tests.projections.agreement import JUDGED, asked_at_random, differences, periods_of, same

ENTRIES = list(CATALOGUE.values())
EVER = [measure for versions in VERSIONS.values() for measure in versions.values()]
OF_THIS_ISSUE = {
    "UPP-1.1", "UPP-1.2", "UPP-1.6", "UPP-2.1", "UPP-2.1.rate", "UPP-2.1b", "UPP-2.1c", "UPP-2.1d", "UPP-2.3",
    *(f"LIN-1.t{tier}" for tier in (1, 2, 3, 4)),
    *(f"OUT-{days}.{q}" for days in (0, 90, 365) for q in ("kas", "scb90", "regular")),
    "RET-365", "R3", "R4", "LT3", "LT9",
}  # fmt: skip


NOT_JUDGED: set[str] = set()
"""Parts of measures that the judge, whose keys were written from the document, does not know."""


def of_example(measure: Measure) -> World:
    example = measure.example
    frames = frames_of(together(events_of(example.events)), references=references_of(example.events))
    return World(cut(frames, example.as_of), example.as_of)


def lines_of(measure: Measure) -> list[Line]:
    """An example as the lines of an event file."""
    text = measure.example.events
    return [entry.model_dump(mode="json", exclude_unset=True) for entry in (*events_of(text), *references_of(text))]


@pytest.mark.parametrize("measure", EVER, ids=lambda measure: measure.name)
def test_a_measures_worked_example_gives_what_it_says(measure: Measure) -> None:
    (figure,) = figures(Ask(measure, [period(measure.example.period)]), of_example(measure))
    told = figure.fields()
    assert measure.example.expects
    for name, expected in measure.example.expects.items():
        assert same(told[name], expected), name


@pytest.mark.parametrize("measure", [CATALOGUE[key] for key in JUDGED], ids=JUDGED)
def test_the_judge_finds_the_same_in_a_measures_worked_example(measure: Measure) -> None:
    assert not differences(lines_of(measure), measure.example.as_of, labels=[measure.example.period], keys=[measure.key])


def test_an_example_that_is_no_event_is_told_by_its_line() -> None:
    for bad in ("2023-01-01 a promoted", "2023-01-01 a moved_out where=x", "2023-13-01 a moved_out"):
        with pytest.raises(Unreadable, match="rad 2"):
            events_of(f"2023-01-01 a moved_in\n{bad}")


def test_an_examples_text_says_lists_nulls_and_json() -> None:
    first, second, third = events_of(
        """
2023-01-01 a circumstances_recorded priority_groups=a,b household_type=null children=2
2023-01-01 a plan_decided plan_id=p goal=work milestones=[{"milestone_id":"m","due_on":"2023-09-01"}]
2023-01-01 a participant_registered sex=K protected=true id=x source=t recorded_at=2023-02-01T00:00:00+01:00
"""
    )
    assert first.model_dump(include={"priority_groups", "household_type", "children"}) == {
        "priority_groups": ("a", "b"),
        "household_type": None,
        "children": 2,
    }
    assert second.model_dump()["milestones"][0]["due_on"] == date(2023, 9, 1)
    assert (third.source, third.id, third.model_dump()["protected"]) == ("t", "x", True)


def test_the_catalogue_has_the_keys_of_the_document_each_under_its_own_name() -> None:
    assert set(CATALOGUE) >= OF_THIS_ISSUE
    assert set(CATALOGUE) - {*MEASURES, *LEAD_TIMES, *OF_FIGURES} == NOT_JUDGED
    for lang in ("sv", "en"):
        assert max(Counter(measure.title(lang) for measure in ENTRIES).values()) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", ENTRIES, ids=CATALOGUE)
def test_an_entry_is_that_of_the_document(measure: Measure) -> None:
    assert measure.source
    if measure.key in LEAD_TIMES:
        assert (measure.shape, measure.year) == ("lead_time", "cohort")
    if measure.key not in MEASURES:
        return
    judged = MEASURES[measure.key]
    assert measure.shape == {"rate": "share", "count": "count", "sum": "sum", "mean": "mean"}[judged.aggregate]
    assert measure.years_only == judged.years_only
    assert measure.year in (judged.year, "as_of")


@pytest.mark.parametrize("measure", [entry for entry in ENTRIES if entry.parameters], ids=lambda m: m.key)
def test_every_parameter_is_told_with_the_figure_and_another_value_is_used(measure: Measure) -> None:
    for name, value in measure.parameters.items():
        other: Value = value + 1 if isinstance(value, int) else "annan"
        (figure,) = figures(Ask(measure, [period(measure.example.period)], values={name: other}), of_example(measure))
        assert f"{name}={other}" in figure.definition
        assert figure.definition != measure.definition(measure.parameters)


PERIODS = ("2023", "2023-03", "2023-Q1", "2022-11..2023-04")


def at_random(many: Many, full: int, quick: int) -> Iterator[tuple[World, View]]:
    """Worlds of random lives, as of random days."""
    for seed in range(many(full, quick)):
        chance = Random(f"{full} {seed}")
        as_of = date(2022, 1, 1) + timedelta(days=chance.randrange(1200))
        yield book(lives(chance)).world(as_of), chance.choice(("official", "adjusted"))


def test_a_figure_is_its_cases(many: Many) -> None:
    for world, view in at_random(many, 100, 6):
        _is_its_cases(world, view)


def _is_its_cases(world: World, view: View) -> None:
    for measure in ENTRIES:
        asked = [period(label) for label in periods_of(measure, PERIODS)]
        ask = Ask(measure, asked, ("sex",), view)
        told = figures(ask, world)
        _of_one_another(told)
        for one in asked:
            if len(one.months) == 1 or measure.year in ("cohort", "as_of"):
                counted = Counter(case.outcome for case in listed(Ask(measure, [one], view=ask.view), world))
                (figure,) = (figure for figure in told if figure.period == one.label and not figure.breakdown)
                _is(figure, counted)


def _is(figure: Figure, counted: Counter[str | None]) -> None:
    if figure.lead is not None:
        names = {"n": "completed", "waiting": "waiting", "withdrawn": "withdrawn", "under_way": "under_way"}
        assert {name: getattr(figure.lead, name) for name in names} == {n: counted[o] for n, o in names.items()}
        return
    counts = {name: counted[name] for name in ("yes", "no", "unknown", "immature", "excluded")}
    assert {name: getattr(figure, name) for name in counts} == counts


def _of_one_another(told: list[Figure]) -> None:
    for figure in told:
        if figure.coverage is not None and figure.denominator is not None and figure.numerator is not None:
            assert 0 <= figure.numerator <= figure.denominator
        if figure.value is not None and figure.upper is not None and figure.lower is not None:
            assert figure.lower <= figure.value <= figure.upper
        if figure.unit == "percent" and figure.value is not None:
            assert 0 <= figure.value <= 100
    wholes = {figure.period: figure for figure in told if not figure.breakdown}
    for label, whole in wholes.items():
        parts = [figure for figure in told if figure.breakdown and figure.period == label]
        assert {part.breakdown["sex"] for part in parts} == {"K", "M"}
        for name in ("yes", "no", "unknown", "immature", "excluded") if whole.lead is None else ():
            assert sum(getattr(part, name) for part in parts) <= getattr(whole, name)


@pytest.mark.parametrize("measure", [m for m in ENTRIES if m.year in ("cohort", "as_of")], ids=lambda m: m.key)
def test_the_parts_of_sex_and_those_without_one_make_the_total(measure: Measure, many: Many) -> None:
    for world, _ in at_random(many, 50, 2):
        unsexed = Counter(cases(measure, world, windows(measure, [period("2023")])).filter(pl.col("sex") == "U")["outcome"])
        told = figures(Ask(measure, [period("2023")], ("sex",)), world)
        (whole, *parts) = sorted(told, key=lambda figure: len(figure.breakdown))
        for name in ("yes", "no", "unknown", "immature", "excluded") if whole.lead is None else ():
            assert sum(getattr(part, name) for part in parts) + unsexed[name] == getattr(whole, name)


@pytest.mark.parametrize("measure", ENTRIES, ids=CATALOGUE)
def test_every_participant_is_explained_as_the_cases_say(measure: Measure, many: Many) -> None:
    for world, view in at_random(many, 25, 2):
        ask = Ask(measure, [period("2023")], view=view)
        everyone = listed(ask, world, everyone=True)
        assert [case for case in everyone if case.is_in] == listed(ask, world)
        told = {name: explain(ask, world, name) for name in world["participants"]["participant"]}
        assert {case.participant for case in everyone} == set(told)
        for name, said in told.items():
            units = said.get("units", [said])
            theirs = [case for case in everyone if case.participant == name]
            assert sorted((u["in"], u["outcome"] or "") for u in units) == sorted((c.is_in, c.outcome or "") for c in theirs)
            assert all(step["says"] for step in said["steps"])


def agree(lines: list[Line], chance: Random, many: Many) -> None:
    """Or else the smallest lines on which they do not. Of all measures with --long, else of some."""
    asked = {**asked_at_random(chance), "keys": chance.sample(JUDGED, many(len(JUDGED), 25))}
    found = differences(lines, **asked)
    if found:
        key = found[0].asked[0]
        asked["keys"] = (key,) if key in JUDGED else ()
        least = shrunk(lines, lambda fewer: any(one.asked[0] == key for one in differences(fewer, **asked)))
        shown = b"\n".join(orjson.dumps(line) for line in least).decode()
        pytest.fail(f"{asked}\n{shown}\n{differences(least, **asked)[:3]}")


@pytest.mark.parametrize("part", range(4))
def test_product_and_judge_agree_on_random_lives(part: int, many: Many) -> None:
    for seed in range(part, many(200, 24), 4):
        chance = Random(seed)
        agree(lives(chance), chance, many)


@pytest.mark.parametrize("part", range(4))
def test_product_and_judge_agree_on_what_stands_of_wild_histories(part: int, many: Many) -> None:
    for seed in range(part, many(200, 12), 4):
        chance = Random(seed)
        lines = [line for line in wild(chance, 60) if line["kind"] != "erased"]  # tested with a store, where keys go
        agree(lines, chance, many)


def test_product_and_judge_agree_on_made_up_histories(many: Many) -> None:
    for seed in range(many(20, 2)):
        agree([orjson.loads(line) for line in histories(25, seed)], Random(seed), many)


def test_product_and_judge_agree_on_towns(many: Many) -> None:
    for seed in range(many(20, 2)):
        lines = [orjson.loads(line) for line in simulate(40, seed)]
        agree([line for line in lines if line["kind"] != "erased"], Random(seed), many)


def test_the_judge_can_differ_so_agreement_means_something() -> None:
    """The control: of the same lines another day gives another figure, and the comparison sees it."""
    measure = CATALOGUE["OUT-90.kas"]
    lines = lines_of(measure)
    late = judge.judge(lines, measure.key, "2023-03", date(2030, 12, 31))
    (early,) = figures(Ask(measure, [period("2023-03")]), book(lines).world(date(2023, 3, 10)))
    assert not same(early.yes, late["yes"])
