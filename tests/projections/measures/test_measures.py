"""The measures: their examples, their entries, and their figures and cases against the judge on random histories."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

import orjson
import polars as pl
import pytest

from domain.errors import Unreadable
from projections.facts.frames import frames_of
from projections.measures.catalogue import CATALOGUE, VERSIONS
from projections.measuring.breakdowns import broken_down, in_part
from projections.measuring.cases import cases, windows
from projections.measuring.counts import COUNTED
from projections.measuring.examples import events_of, references_of
from projections.measuring.explanation import explain, listed
from projections.measuring.figures import Ask, Figure, counting_in, figures
from projections.measuring.measure import Measure
from projections.measuring.periods import period
from projections.publishing.aggregation import aggregate_rows
from projections.publishing.rows import case_rows
from projections.rules.scope import Value, View
from projections.worlds.world import World, cut
from scripts.benchmarks.histories import histories
from scripts.simulator import simulate
from tests import judge
from tests.conftest import Many
from tests.histories import Line, lives, shrunk, wild
from tests.judge.asking import OF_FIGURES
from tests.judge.measures import LEAD_TIMES, MEASURES
from tests.memory import book, together
from tests.projections.measures.agreement import JUDGED, PERIODS, differences, periods_of, question_at_random, same
from tests.projections.worlds_of import of_lives

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
    record = figure.fields()
    assert measure.example.expects
    for name, expected in measure.example.expects.items():
        assert same(record[name], expected), name


@pytest.mark.parametrize("measure", [CATALOGUE[key] for key in JUDGED], ids=JUDGED)
def test_the_judge_finds_the_same_in_a_measures_worked_example(measure: Measure) -> None:
    assert not differences(lines_of(measure), measure.example.as_of, labels=[measure.example.period], keys=[measure.key])


def test_an_example_that_is_no_event_is_refused_by_its_line() -> None:
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
def test_every_parameter_is_carried_by_the_figure_and_another_value_is_used(measure: Measure) -> None:
    for name, value in measure.parameters.items():
        at_most = name in measure.limits and value == measure.limits[name][1]
        other: Value = "annan" if isinstance(value, str) else value - 1 if at_most else value + 1
        (figure,) = figures(Ask(measure, [period(measure.example.period)], values={name: other}), of_example(measure))
        assert f"{name}={other}" in figure.definition
        assert figure.definition != measure.definition(measure.parameters)


LENGTHS = ("2023", "2023-03", "2023-Q1", "2022-11..2023-04")
"""A period of each length."""


def at_random(many: Many, full: int, quick: int) -> Iterator[tuple[World, View]]:
    """Worlds of random lives, as of random days."""
    return (_at_random(f"{full} {seed}") for seed in range(many(full, quick)))


@lru_cache(maxsize=64)
def _at_random(seed: str) -> tuple[World, View]:
    """One World, on which every measure is computed, as a report computes many."""
    chance = Random(seed)
    as_of = date(2022, 1, 1) + timedelta(days=chance.randrange(1200))
    return book(lives(chance)).world(as_of), chance.choice(("official", "adjusted"))


def test_a_figure_is_its_cases(many: Many) -> None:
    nth = many(1, 2)  # with --long every measure in each town, else in one of the two
    for seed in range(many(50, 2)):
        _is_its_cases(ENTRIES[seed % nth :: nth], of_lives(seed, 30), ("official", "adjusted")[seed % 2])  # type: ignore[arg-type]


def _is_its_cases(entries: Sequence[Measure], world: World, view: View) -> None:
    for measure in entries:
        runs = [period(label) for label in periods_of(measure, LENGTHS)]
        ask = Ask(measure, runs, ("sex",), view)
        computed = figures(ask, world)
        _are_consistent(computed)
        of = {run.label: run for run in runs}
        for figure in computed:
            run = of[figure.period]
            if not figure.breakdown or len(measure.spans(run)) > 1:  # which months a part has a value of is its own
                members = listed(Ask(measure, [run], view=view), world, only=figure.breakdown)
                _is(figure, Counter(case.outcome for case in members))
                _is_their_sum(figure, ask.of(run, figure.breakdown), world)


def _is_their_sum(figure: Figure, ask: Ask, world: World) -> None:
    """Of a measure that adds up amounts."""
    measure = ask.measure
    if measure.shape in ("sum", "mean"):
        frame = broken_down(measure, cases(measure, world, windows(measure, ask.periods), ask.view), ask.by, world)
        for name, value in figure.breakdown.items():
            frame = in_part(frame, name, value)
        counting = frame.filter(pl.col("period").is_in(sorted(counting_in(ask, world, frame, figure.breakdown))))
        amount = counting.filter(pl.col("outcome") == "yes")["amount"].sum()
        assert figure.numerator == amount / measure.scale


def _is(figure: Figure, counted: Counter[str | None]) -> None:
    if figure.lead is not None:
        names = {"n": "completed", "waiting": "waiting", "withdrawn": "withdrawn", "under_way": "under_way"}
        assert {name: getattr(figure.lead, name) for name in names} == {n: counted[o] for n, o in names.items()}
        return
    counts = {name: counted[name] for name in ("yes", "no", "unknown", "immature", "excluded")}
    assert {name: getattr(figure, name) for name in counts} == counts


MONTHLY = [measure for measure in ENTRIES if not measure.whole]


def test_a_value_of_several_months_is_that_of_its_months_as_its_entry_says(many: Many) -> None:
    for seed in range(many(50, 2)):
        world = of_lives(seed, 30)
        for measure in MONTHLY:
            for several in map(period, ("2023", "2023-Q1", "2022-11..2023-04")):
                (whole, *months) = figures(Ask(measure, [several, *several.months]), world)
                _follows(measure, whole, months)


def _follows(measure: Measure, whole: Figure, months: Sequence[Figure]) -> None:
    having = months[-1:] if measure.year == "december" else [month for month in months if month.value is not None]
    assert counts_in(whole) == [sum(counts_in(month)[nr] for month in having) for nr in range(len(COUNTED))]
    values = [month.value for month in having if month.value is not None]
    value = sum(values) / (len(values) if measure.year == "mean" else 1) if values else None
    assert same(whole.value, value)


def counts_in(figure: Figure) -> list[int]:
    return [getattr(figure, name) for name in COUNTED]


DECEMBER = [measure for measure in ENTRIES if measure.year == "december"]


@pytest.mark.parametrize("measure", DECEMBER, ids=lambda measure: measure.key)
def test_of_a_year_that_is_decembers_nobody_but_decembers_is_a_case(measure: Measure) -> None:
    """Whoever was counted in every month of the year but the last is told to be no case of it."""
    world = of_example(measure)
    alone, year = (Ask(measure, [period(label)]) for label in ("2023-12", "2023"))
    assert listed(year, world) == listed(alone, world)
    everyone = listed(year, world, everyone=True)
    assert everyone == listed(alone, world, everyone=True)
    for name in {case.participant for case in everyone}:
        assert explain(year, world, name) == explain(alone, world, name)


@pytest.mark.parametrize("measure", DECEMBER, ids=lambda measure: measure.key)
def test_the_rows_that_are_published_for_such_a_year_are_decembers_and_give_its_figure(measure: Measure) -> None:
    world, year = of_example(measure), period("2023")
    ask = Ask(measure, [year])
    rows = case_rows(ask, world, year, {pid: str(pid) for pid in world["participants"]["pid"]}, str)
    assert set(rows["period"]) == {"2023-12"}
    (figure,) = figures(ask, world)
    again = aggregate_rows(measure, rows, year, {**figure.fields(), "as_of": str(figure.as_of)})
    assert (again.value, again.counts and again.counts.yes) == (figure.value, figure.yes)


def test_support_in_march_alone_is_no_case_of_a_year_that_is_decembers() -> None:
    lines: list[Line] = [
        {"kind": "participant_registered", "participant": "P", "on": "2020-01-01", "sex": "K", "born_on": "2002-01-01"},
        {"kind": "support_paid", "participant": "P", "on": "2023-03-20", "month": "2023-03", "amount": 8000},
    ]
    world, ask = book(lines).world(date(2024, 12, 31)), Ask(CATALOGUE["UPP-1.6"], [period("2023")])
    (figure,) = figures(ask, world)
    assert (figure.value, listed(ask, world), explain(ask, world, "P")["in"]) == (0, [], False)


def test_a_case_of_a_month_without_a_value_is_explained_as_left_out_of_the_year() -> None:
    """UPP-2.1 of March, as of a day on which its 90 days have not passed: no case of the year, and why."""
    measure = CATALOGUE["UPP-2.1"]
    frames = frames_of(together(events_of(measure.example.events)))
    world = World(cut(frames, date(2023, 5, 1)), date(2023, 5, 1))
    ask = Ask(measure, [period("2023")])
    assert listed(ask, world) == []
    units = explain(ask, world, "a")["units"]
    assert {unit["in"] for unit in units} == {False}
    (step,) = (unit["steps"][-1] for unit in units if unit["period"] == "2023-03")
    assert (step["rule"], step["result"]) == ("month_has_value", "no")
    reasons = {case.reason for case in listed(ask, world, everyone=True) if case.period == "2023-03" and case.unit == "p1"}
    assert reasons == {"månaden har inget värde (än) och räknas inte i perioden"}


def _are_consistent(computed: list[Figure]) -> None:
    for figure in computed:
        if figure.coverage is not None and figure.denominator is not None and figure.numerator is not None:
            assert 0 <= figure.numerator <= figure.denominator
        if figure.value is not None and figure.upper is not None and figure.lower is not None:
            assert figure.lower <= figure.value <= figure.upper
        if figure.unit == "percent" and figure.value is not None:
            assert 0 <= figure.value <= 100
    wholes = {figure.period: figure for figure in computed if not figure.breakdown}
    for label, whole in wholes.items():
        parts = [figure for figure in computed if figure.breakdown and figure.period == label]
        assert {part.breakdown["sex"] for part in parts} == {"K", "M"}
        for name in ("yes", "no", "unknown", "immature", "excluded") if whole.lead is None else ():
            assert sum(getattr(part, name) for part in parts) <= getattr(whole, name)


@pytest.mark.parametrize("measure", [m for m in ENTRIES if m.year in ("cohort", "as_of")], ids=lambda m: m.key)
def test_the_parts_of_sex_and_those_without_one_make_the_total(measure: Measure, many: Many) -> None:
    for world, _ in at_random(many, 50, 1):
        unsexed = Counter(cases(measure, world, windows(measure, [period("2023")])).filter(pl.col("sex") == "U")["outcome"])
        computed = figures(Ask(measure, [period("2023")], ("sex",)), world)
        (whole, *parts) = sorted(computed, key=lambda figure: len(figure.breakdown))
        for name in ("yes", "no", "unknown", "immature", "excluded") if whole.lead is None else ():
            assert sum(getattr(part, name) for part in parts) + unsexed[name] == getattr(whole, name)


@pytest.mark.parametrize("measure", ENTRIES, ids=CATALOGUE)
def test_every_participant_is_explained_as_the_cases_say(measure: Measure, many: Many) -> None:
    for world, view in at_random(many, 25, 1):
        ask = Ask(measure, [period("2023")], view=view)
        everyone = listed(ask, world, everyone=True)
        assert [case for case in everyone if case.is_in] == listed(ask, world)
        explanations = {name: explain(ask, world, name) for name in world["participants"]["participant"]}
        assert {case.participant for case in everyone} == set(explanations)
        for name, explanation in explanations.items():
            units = explanation.get("units", [explanation])
            theirs = [case for case in everyone if case.participant == name]
            assert sorted((u["in"], u["outcome"] or "") for u in units) == sorted((c.is_in, c.outcome or "") for c in theirs)
            assert all(step["says"] for step in explanation["steps"])


def agree(lines: list[Line], chance: Random, many: Many) -> None:
    """Or else the smallest lines on which they do not. With --long all measures and all periods' cases, else some."""
    question = {
        **question_at_random(chance),
        "keys": chance.sample(JUDGED, many(len(JUDGED), 25)),
        "cases_of": chance.sample(PERIODS, many(len(PERIODS), 2)),
    }
    unequal = differences(lines, **question)
    if unequal:
        key = unequal[0].question[0]
        question["keys"] = (key,) if key in JUDGED else ()
        least = shrunk(lines, lambda fewer: any(difference.question[0] == key for difference in differences(fewer, **question)))
        shown = b"\n".join(orjson.dumps(line) for line in least).decode()
        pytest.fail(f"{question}\n{shown}\n{differences(least, **question)[:3]}")


@pytest.mark.parametrize("part", range(4))
def test_product_and_judge_agree_on_random_lives(part: int, many: Many) -> None:
    for seed in range(part, many(200, 8), 4):
        chance = Random(seed)
        agree(lives(chance), chance, many)


@pytest.mark.parametrize("part", range(4))
def test_product_and_judge_agree_on_what_stands_of_wild_histories(part: int, many: Many) -> None:
    for seed in range(part, many(200, 8), 4):
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
