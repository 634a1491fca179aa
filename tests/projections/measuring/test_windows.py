"""A measure's window is one thing, read by its steps, by its figures' status and by its sentences (measures.md §1.3, §1.6)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from domain.participant.folding import RULES, Rules
from domain.vocabulary.plurals import in_words
from domain.vocabulary.text import Lang
from projections.facts.days import after
from projections.facts.frames import frames_of
from projections.measures.catalogue import CATALOGUE
from projections.measures.entries import entry
from projections.measuring.aggregation import window_end
from projections.measuring.cases import cases, windows
from projections.measuring.examples import events_of
from projections.measuring.explanation import explain, listed
from projections.measuring.figures import Ask, Figure, figures
from projections.measuring.measure import Measure, definition_hash
from projections.measuring.periods import period
from projections.publishing.aggregation import aggregate_rows
from projections.publishing.rows import case_rows
from projections.rules.scope import Value
from projections.worlds.world import World, cut
from tests.conftest import Many
from tests.histories import life
from tests.memory import book, together
from tests.projections.worlds_of import world_of

LANGS: tuple[Lang, Lang] = ("sv", "en")
OTHER = 77
"""A value that no parameter has by default, and no text."""


def by_rules(text: str, as_of: date, gap: int) -> World:
    events = events_of(f"2010-01-01 anna participant_registered sex=K born_on=1990-05-15\n{text}")
    rules = Rules(journey_gap_days=gap)
    return World(cut(frames_of(together(events), rules), as_of), as_of, rules=rules)


def figure_of(world: World, key: str, label: str, values: dict[str, Value] | None = None) -> Figure:
    (figure,) = figures(Ask(CATALOGUE[key], [period(label)], values=values), world)
    return figure


EXITED = """
2023-01-10 anna enrolled enrolment_id=e unit=AME
2023-03-31 anna exited enrolment_id=e reason=A1
"""
ROUND = CATALOGUE["SOD-7"].example.events


@pytest.mark.parametrize("key", ["OUT-0.kas", "ENK-JC1", "LIN-9.children", "R3", "LT6"])
def test_an_exit_is_waited_for_as_long_as_journeys_chain(key: str) -> None:
    """Whatever is shown of its cases: by the days alone."""
    days = (date(2023, 6, 28), date(2023, 6, 29))
    statuses = [figure_of(by_rules(EXITED, day, gap=60), key, "2023-03").status for day in days]
    assert statuses == ["preliminary", "final"]  # 31 March + 60 days, and 30 days of grace
    assert figure_of(by_rules(EXITED, date(2023, 5, 14), gap=14), key, "2023-03").status == "final"


def test_a_months_count_of_exits_has_a_value_when_they_stand() -> None:
    text = f"2022-01-10 anna study_started study_id=s programme=sfi track=1\n{EXITED}"
    days = (date(2023, 4, 14), date(2023, 5, 29), date(2023, 5, 30))
    assert [figure_of(by_rules(text, day, gap=60), "UPP-4.1", "2023-03").value for day in days] == [None, None, 1]
    assert figure_of(by_rules(text, days[0], gap=14), "UPP-4.1", "2023-03").value == 1


def test_a_figure_counted_again_from_its_rows_waits_by_its_own_rules() -> None:
    sfi = "2022-01-10 anna study_started study_id=s programme=sfi track=1\n"
    world, quarter = by_rules(f"{sfi}{EXITED}", date(2023, 5, 10), gap=60), period("2023-Q1")
    ask = Ask(CATALOGUE["UPP-4.1"], [quarter])
    rows = case_rows(ask, world, quarter, {pid: str(pid) for pid in world["participants"]["pid"]}, str)
    (figure,) = figures(ask, world)
    again = aggregate_rows(ask.measure, rows, quarter, {**figure.fields(), "as_of": str(figure.as_of)})
    assert (figure.value, figure.yes, figure.immature) == (0.0, 0, 0)  # of January and February; March is still waited for
    assert (again.value, again.counts and again.counts.immature) == (0.0, 0)


def test_a_window_of_180_days_is_waited_for_by_the_status_too() -> None:
    """The person who goes round on 1 July can begin the insats until 28 December; then 30 days of grace."""
    events = together(events_of(ROUND))
    days = (date(2024, 8, 30), date(2025, 1, 26), date(2025, 1, 27))
    worlds = [World(cut(frames_of(events), day), day) for day in days]
    shown = [figure_of(world, "SOD-7", "2024-07..2024-12", {"days": 180}) for world in worlds]
    assert [(figure.status, figure.immature) for figure in shown] == [("preliminary", 1), ("preliminary", 0), ("final", 0)]


PAID = "\n".join(f"2023-{month:02}-20 anna support_paid month=2023-{month:02} amount=8000" for month in range(1, 13))
ABLE = "2022-01-01 anna work_ability_assessed ability=full\n"


def test_a_support_spell_is_waited_for_until_so_many_months_have_passed() -> None:
    """With six months without support in between, one that ended in December has ended on 30 June."""
    job = "2024-01-01 anna employment_started employment_id=j form=permanent\n"
    days = (date(2024, 5, 31), date(2024, 6, 29), date(2024, 6, 30), date(2024, 8, 29))
    values: dict[str, Value] = {"gap": 6}
    shown = [figure_of(world_of(f"{ABLE}{PAID}\n{job}", day), "ENK-3", "2023", values) for day in days]
    assert [(figure.yes, figure.no) for figure in shown] == [(0, 1), (0, 1), (1, 0), (1, 0)]
    assert [figure.status for figure in shown] == ["preliminary", "preliminary", "preliminary", "final"]


def settings() -> Iterator[tuple[Measure, Rules]]:
    """Every measure with each of its whole-number parameters set otherwise, and with other rules."""
    for measure in CATALOGUE.values():
        yield measure, RULES
        yield measure, Rules(journey_gap_days=60)
        for name in measure.parameters:
            least, most = measure.limits.get(name, (1, 120))
            if isinstance(measure.parameters[name], int):
                yield from ((measure.with_parameters({name: value}), RULES) for value in {least, 5, 120} if value <= most)


def test_no_figure_is_final_while_a_case_waits_whatever_the_parameters_are(many: Many) -> None:
    """But for a job that is still in its first month: that one is seen by the case itself (`Figure.standing`)."""
    waited = 0
    for seed in range(many(30, 1)):
        chance = Random(f"windows {seed}")
        lines = book([line for nr in range(60) for line in life(chance, f"p{nr}")])
        worlds = {(rules, day): lines.world(day, rules=rules) for rules, day in moments(chance)}
        for measure, rules in settings():
            year = period("2022")
            for day in (day for of, day in worlds if of == rules):
                frame = cases(measure, worlds[rules, day], windows(measure, [year]))
                of_jobs = pl.col("why").is_in(["month_not_over", "named_employment"])
                if frame.filter((pl.col("outcome") == "immature") & ~of_jobs).height:
                    assert day < window_end(measure, year, rules), measure.definition(measure.parameters)
                    waited += 1
    assert waited


def moments(chance: Random) -> list[tuple[Rules, date]]:
    day = date(2022, 12, 1) + timedelta(days=chance.randrange(150))
    return [(rules, day) for rules in (RULES, Rules(journey_gap_days=60))]


def test_a_case_waits_as_long_as_the_measure_says(many: Many) -> None:
    seen = set()
    for seed in range(many(30, 1)):
        chance = Random(f"as long {seed}")
        world = book([line for nr in range(60) for line in life(chance, f"p{nr}")]).world(date(2024, 12, 31))
        for measure in CATALOGUE.values():
            frame = cases(measure, world, windows(measure, [period("2022")]))
            if {"from_on", "to_on"} <= {*frame.columns} and measure.shape != "lead_time":
                ends = frame.drop_nulls("from_on").select(
                    after(pl.col("from_on"), measure.window.length_by(measure.parameters))
                )
                assert ends.to_series().equals(frame.drop_nulls("from_on")["to_on"]), measure.key
                seen |= {measure.key} if frame.height else set()
    assert len(seen) > 20


def texts(measure: Measure, lang: Lang) -> list[str]:
    steps = (measure.units, *measure.who, measure.counted)
    notes = (measure.note(lang, declared=declared) for declared in (False, True))
    return [measure.title(lang), *notes, *(step.says(lang) for step in steps)]


def words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text)


def names(value: Value, lang: Lang) -> set[str]:
    """How a text can name a value; `en` and `ett` are also articles."""
    return {value} if isinstance(value, str) else {str(value), *([in_words(value, lang)] if value > 1 else ())}


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_names_the_value_of_the_parameter_in_use_and_no_other(lang: Lang) -> None:
    named = 0
    for measure in CATALOGUE.values():
        for name, usual in measure.parameters.items():
            if name == "regular_only":  # a yes or no, by the names of what is counted
                continue
            other = "Annan" if isinstance(usual, str) else OTHER
            changed = texts(measure.with_parameters({name: other}), lang)
            for before, now in zip(texts(measure, lang), changed, strict=True):
                if names(usual, lang) & {*words(before)}:
                    assert not names(usual, lang) & {*words(now)}, (measure.key, name, now)
                if now != before or names(usual, lang) & {*words(before)}:
                    assert names(other, lang) & {*words(now)}, (measure.key, name, now)
                    named += 1
    assert named > 20


def test_the_texts_come_back_with_the_usual_values() -> None:
    for measure in CATALOGUE.values():
        assert not any("{" in text for lang in LANGS for text in texts(measure, lang)), measure.key
        other: dict[str, Value] = {name: OTHER for name, usual in measure.parameters.items() if isinstance(usual, int)}
        other |= {"regular_only": 0} if "regular_only" in other else {}
        again = measure.with_parameters(other).with_parameters(measure.parameters)
        assert again == measure
        if other:
            assert definition_hash(again, {}) == definition_hash(measure, {})


def test_texts_with_other_values_are_sentences() -> None:
    def says(key: str, **values: Value) -> list[str]:
        measure = CATALOGUE[key].with_parameters(values)
        return [measure.sv, measure.counted.sv, measure.counted.en]

    assert says("SOD-7", days=31) == [
        "Motiverande insats inom 31 dagar för den som snurrar runt",
        "påbörjar motiverande insats eller daglig aktivitet inom 31 dagar",
        "begins a motivating insats or daily activity within 31 days",
    ]
    assert says("R4", journeys=1)[1:] == [
        "minst en resa, inget stadigt utfall, olika eller upprepade insatser, senast nyligen",
        "at least one journey, no stable outcome, different or repeated insatser, the last lately",
    ]
    assert says("UPP-1.2v", months=30, gap=1)[1].endswith("av de senaste 36, utan uppehåll längre än en månad")
    assert says("UPP-1.1", **{"except": "guidance"})[2] == (
        "has an insats other than study and career guidance that overlaps the month"
    )
    assert says("UPP-2.4", unit="AME")[0] == "Tid från ansökan om ekonomiskt bistånd till insats på AME"
    assert CATALOGUE["UPP-4.3"].with_parameters({"years": 1}).says_sv.startswith("Ramtiden är ett år från studiestarten")
    regular = CATALOGUE["ENK-5.work"].with_parameters({"regular_only": 0})
    assert regular.says_sv.endswith("Här räknas arbete enligt KAS; regular_only=1 ger reguljärt arbete.")


def test_an_explanation_names_the_days_that_hold_in_its_world() -> None:
    ask = Ask(CATALOGUE["OUT-0.kas"], [period("2023-03")])
    world = by_rules(EXITED, date(2023, 4, 20), gap=31)
    (case,) = listed(ask, world, "en")
    assert case.reason == "the exit may still turn out to be a transfer (31 days have not passed)"
    last = explain(ask, world, "anna", "sv")["steps"][-1]["says"]
    assert last.endswith("avslutet kan ännu bli en övergång (31 dagar har inte gått)")


def test_an_explanation_names_the_days_that_are_requested() -> None:
    events = frames_of(together(events_of(ROUND)))
    world = World(cut(events, date(2024, 8, 20)), date(2024, 8, 20))
    ask = Ask(CATALOGUE["SOD-7"], [period("2024-07..2024-12")], values={"days": 31})
    assert "inom 31 dagar" in explain(ask, world, "a", "sv")["steps"][-1]["says"]


def test_an_entry_states_the_window_as_the_world_that_is_shown_has_it() -> None:
    def window(key: str, rules: Rules = RULES, **values: Value) -> str | object:
        return dict(entry(CATALOGUE[key].with_parameters(values), "sv", rules=rules)).get("Fönster")

    assert window("SOD-7", days=180) == "180 dagar"
    assert (window("OUT-0.kas"), window("OUT-90.kas"), window("R3")) == ("14 dagar", "90 dagar", "14 dagar")
    longer = Rules(journey_gap_days=60)
    assert (window("OUT-0.kas", longer), window("OUT-90.kas", longer)) == ("60 dagar", "90 dagar")
