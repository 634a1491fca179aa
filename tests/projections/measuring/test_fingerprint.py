"""The hash of a definition: the same everywhere, and another as soon as anything that decides is said otherwise."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import make_dataclass, replace
from datetime import date
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from projections.facts import days
from projections.fingerprints.fingerprint import fingerprint
from projections.measures.catalogue import CATALOGUE
from projections.measuring.measure import Measure, definition_hash
from projections.rules import outcomes
from projections.rules.scope import Scope
from projections.rules.windows import MeasureWindow
from projections.worlds.world import World

HOUSE = Path(__file__).parents[3]
EVERY_HASH = """
from projections.measuring.measure import definition_hash
from projections.measures.catalogue import CATALOGUE
for measure in CATALOGUE.values():
    print(measure.key, definition_hash(measure, measure.parameters))
"""
UPP = CATALOGUE["UPP-2.3"]

RULE = '''
"""A rule."""
from functools import partial

import polars as pl

from projections.facts.days import days_after

LIMIT = 90
CODES = frozenset({"b", "a", "c"})


def longer(days, than=0):
    return days > than


def add(frame, scope):
    late = pl.col("on") >= days_after(pl.col("on"), LIMIT)
    return frame.with_columns(late=late & pl.col("code").is_in(CODES), longer=longer(3), spells=scope.world.support_spells(1))
'''
Rule = Callable[..., ModuleType]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rule:
    """A module of ours, as it would be after an edit."""

    def load(text: str, name: str = "projections.made_up") -> ModuleType:
        path = tmp_path / f"rule{len(list(tmp_path.iterdir()))}.py"
        path.write_text(text, "utf-8")
        spec = spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return load


def of(rule: ModuleType) -> str:
    return definition_hash(replace(UPP, counted=replace(UPP.counted, add=rule.add)), {})


def test_it_is_a_sha256_and_each_measures_own() -> None:
    hashes = [definition_hash(measure, {}) for measure in CATALOGUE.values()]
    assert all(len(digest) == 64 and int(digest, 16) for digest in hashes)
    assert len(set(hashes)) == len(hashes)


def test_it_is_the_same_in_another_process_whatever_the_order_of_its_sets() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, *flags, "-c", EVERY_HASH],
            cwd=HOUSE,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, flags in (("1", []), ("2", ["-OO"]))
    ]
    here = "".join(f"{key} {definition_hash(measure, {})}\n" for key, measure in CATALOGUE.items())
    assert outputs == [here, here]


@pytest.mark.parametrize(
    "other",
    [
        replace(UPP, version=2),
        replace(UPP, parameters={"gap": 2}),
        replace(UPP, sv="Annat"),
        replace(UPP, window=MeasureWindow("2y")),
        replace(UPP, who=()),
        replace(UPP, counted=replace(UPP.counted, en="something else")),
        replace(UPP, counted=CATALOGUE["OUT-90.kas"].counted),
        replace(UPP, target=70.0),
        replace(UPP, target=0),
        replace(UPP, several=True),
        replace(UPP, deadline=date(2026, 12, 31)),
    ],
    ids=lambda _: "",
)
def test_what_an_entry_says_is_in_it(other: Measure) -> None:
    assert definition_hash(other, {}) != definition_hash(UPP, {})


def test_a_form_that_has_got_another_field_leaves_its_entries_as_they_were() -> None:
    was = [("name", str), ("days", int, 0)]
    grown = [("note", str, ""), ("per", object, None), ("several", bool, False), ("bands", tuple, ())]
    older, form = make_dataclass("Form", was), make_dataclass("Form", [*was, *grown])
    assert fingerprint(form("a"), ()) == fingerprint(older("a"), ())
    assert (
        len({fingerprint(entry, ()) for entry in (form("a"), form("a", 1), form("a", several=True), form("a", note="a"))}) == 4
    )


def test_values_are_in_it_however_they_come_and_the_example_is_not() -> None:
    assert definition_hash(UPP, {"gap": 2}) == definition_hash(replace(UPP, parameters={"gap": 2}), {})
    assert definition_hash(UPP, {"gap": 1}) == definition_hash(UPP, {})
    assert definition_hash(UPP, {"gap": 2}) != definition_hash(UPP, {})
    assert definition_hash(replace(UPP, example=CATALOGUE["R3"].example), {}) == definition_hash(UPP, {})


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (">=", ">"),
        ("LIMIT = 90", "LIMIT = 91"),
        ('"c"}', '"d"}'),
        ("longer(3)", "longer(4)"),
        ("days > than", "days >= than"),
        ("than=0", "than=1"),
        ("days_after(pl", "partial(days_after)(pl"),
        ("support_spells(1)", "support_months"),
        ("late &", "late |"),
    ],
)
def test_an_edited_rule_is_seen_wherever_it_stands(written: Rule, was: str, becomes: str) -> None:
    assert RULE.count(was) == 1
    assert of(written(RULE)) != of(written(RULE.replace(was, becomes)))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("LIMIT = 90", "LIMIT = 90  # days"),
        ('{"b", "a", "c"}', '{"c", "b", "a"}'),
        ("(days, than=0)", "(days: int, than: int = 0) -> bool"),
        ("def add(frame, scope):", 'def add(\n    frame,\n    scope,\n):\n    """Late, and more."""'),
        ("def longer", "def another(days):\n    return days\n\n\ndef longer"),
    ],
)
def test_what_does_nothing_is_not_in_it(written: Rule, was: str, becomes: str) -> None:
    assert RULE.count(was) == 1
    assert of(written(RULE)) == of(written(RULE.replace(was, becomes)))


def test_what_a_rule_calls_in_other_modules_is_in_it(written: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    before, other = of(written(RULE)), definition_hash(UPP, {})
    edited = written("def after(day, window):\n    return day + window + 1\n", "projections.edited")
    monkeypatch.setattr(outcomes, "after", edited.after)
    assert definition_hash(UPP, {}) != other
    assert of(written(RULE)) == before  # which does not call it
    monkeypatch.setattr(World, "support_spells", edited.after)
    assert of(written(RULE)) != before


def test_what_a_function_has_closed_over_is_in_it() -> None:
    def at_least(least: object) -> Callable[[], object]:
        return lambda: least

    values = (
        1,
        2,
        "1",
        None,
        ("a", "b"),
        frozenset("ab"),
        {"a": 1},
        date(2024, 1, 1),
        days.age_on,
    )
    hashes = [fingerprint(at_least(value), ()) for value in values]
    hashes += [fingerprint(partial(at_least, value), ()) for value in values]
    assert len(set(hashes)) == len(hashes)
    assert hashes == [
        *(fingerprint(at_least(value), ()) for value in values),
        *(fingerprint(partial(at_least, value), ()) for value in values),
    ]


def test_a_member_whose_value_is_fixed_is_read_as_that_value() -> None:
    def by_scope(scope: Scope) -> bool:
        return scope.view == scope.window_days

    def by_number(scope: Scope) -> bool:
        return scope.view == 90

    fixed = [fingerprint(by_scope, (Scope, World), {"window_days": days}) for days in (90, 91)]
    assert fixed[0] == fingerprint(by_number, (Scope, World))
    assert len({*fixed, fingerprint(by_scope, (Scope, World))}) == 3


def test_what_cannot_be_read_is_refused_and_not_passed_over() -> None:
    with pytest.raises(TypeError, match="cannot be read"):
        fingerprint(Scope, (World,))
