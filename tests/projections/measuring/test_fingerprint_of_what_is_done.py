"""The hash of a rule says what it does: what its parts are called and where they stand changes nothing, all else does."""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from operator import add, sub
from pathlib import Path

import polars as pl
import pytest

from projections.fingerprints.fingerprint import fingerprint

FILES = {
    "calendar_days": """
LIMIT = 90


def late(day, than=0, *, by=1):
    return day > than + by
""",
    "world_of": """
from functools import cached_property


class World:
    as_of: int
    known_at: int

    def months(self, gap):
        return self.as_of - gap

    @cached_property
    def spells(self):
        return [self.known_at, self.months(gap=2)]
""",
    "rules": '''
from functools import partial

import polars as pl

import calendar_days
from calendar_days import LIMIT, late

NEAR = pl.col("on") + 3
CODES = ("a", pl.lit("b"))
CHOICE = {"all": lambda x: x, "none": lambda x: None}


def even(number):
    return number == 0 or odd(number - 1)


def odd(number):
    return number != 0 and even(number - 1)


def at_least(least):
    def rule(frame, scope):
        """What comes out."""
        kept = [day for day in frame if late(day, than=least) and even(day)]
        world = scope.world
        total, others = sum(kept), {key: value for key, value in CHOICE.items() if key}
        if (size := len(kept)) > LIMIT:
            return calendar_days.late(size, by=4)
        return frame.with_columns(near=NEAR, codes=CODES, spells=world.spells, months=world.months(gap=1), on=f"{total} d")

    return rule


RULE = at_least(7), partial(late, than=3)
''',
}
Files = dict[str, str]
Of = Callable[[Files], str]


@pytest.fixture
def of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Of:
    """The fingerprint of `RULE`, wherever among these modules it stands."""
    numbers = count()

    def fingerprint_of_files(files: Files) -> str:
        where = tmp_path / str(next(numbers))
        where.mkdir()
        for name, text in files.items():
            path = where / f"{name}.py"
            path.write_text(text, "utf-8")
            spec = spec_from_file_location(name, path)
            assert spec is not None
            assert spec.loader is not None
            module = module_from_spec(spec)
            monkeypatch.setitem(sys.modules, name, module)
            spec.loader.exec_module(module)
        classes = vars(sys.modules["world_of"]).values() if "world_of" in files else ()
        return fingerprint(
            module.RULE, [member for member in classes if isinstance(member, type) and member.__module__ == "world_of"]
        )

    return fingerprint_of_files


def edited(*pairs: tuple[str, str]) -> Files:
    """Every file, with words replaced."""
    files = dict(FILES)
    for was, becomes in pairs:
        assert any(was in text for text in files.values())
        files = {name.replace(was, becomes): text.replace(was, becomes) for name, text in files.items()}
    return files


@pytest.mark.parametrize(
    "pairs",
    [
        [("calendar_days", "elsewhere")],
        [("late", "is_after")],
        [("even", "is_even"), ("odd", "is_odd")],
        [("than", "limit")],
        [("by", "extra")],
        [("least", "lowest")],
        [("kept", "chosen"), ("total", "added")],
        [
            (
                "[day for day in frame if late(day, than=least) and even(day)]",
                "[d for d in frame if late(d, than=least) and even(d)]",
            )
        ],
        [("size", "number")],
        [("number", "size")],
        [("LIMIT", "MOST")],
        [("NEAR", "CLOSE")],
        [("CODES", "LETTERS")],
        [("CHOICE", "WHICH")],
        [(".spells", ".periods"), ("def spells", "def periods")],
        [("months(", "whole_months("), ("gap", "between")],
        [("class World", "class Facts")],
        [("import calendar_days\n", "import calendar_days as days\n"), ("calendar_days.late", "days.late")],
        [("calendar_days.late(", "late(")],
        [
            ("import LIMIT, late", "import LIMIT as A, late as b"),
            ("> LIMIT", "> A"),
            ("if late(", "if b("),
            ("partial(late", "partial(b"),
        ],
        [("\n\ndef odd", "\n\nODD = 3\n\n\ndef odd")],
        [('"""What comes out."""', "# what comes out")],
        [("frame, scope):", "frame: object, scope: object) -> object:"), ("world = scope", "world: object = scope")],
        [("LIMIT = 90", "LIMIT = 3 * 30")],
    ],
    ids=repr,
)
def test_what_its_parts_are_called_is_not_in_it(of: Of, pairs: list[tuple[str, str]]) -> None:
    files = edited(*pairs)
    assert files != FILES
    assert of(files) == of(FILES)


@pytest.mark.parametrize("value", ["-7", "90", "0.5", "True", "'E3'", "('E3', 'E4')", "['A', ['B', -1]]", "()"])
def test_whether_a_literal_has_a_name_is_not_in_it(of: Of, value: str) -> None:
    plain = of({"rules": f"RULE = lambda x: x + {value}\n"})
    assert plain == of({"rules": f"NAME = {value}\nRULE = lambda x: x + NAME\n"})
    assert plain == of({"rules": f"def over(y):\n    return lambda x: x + y\n\n\nRULE = over({value})\n"})
    assert plain != of({"rules": "NAME = 'another'\nRULE = lambda x: x + NAME\n"})


def test_a_name_of_a_value_that_is_computed_is_read_as_the_value(of: Of) -> None:
    text = "from elsewhere import NAME\n\n\ndef RULE(x):\n    return x + NAME\n"
    seven, eight = (of({"elsewhere": f"NAME = 3 + {more}\n", "rules": text}) for more in (4, 5))
    assert seven == of({"rules": "def RULE(x):\n    return x + 7\n"}) != eight


def test_where_they_stand_is_not_in_it(of: Of) -> None:
    rules = FILES["rules"].replace("import calendar_days\nfrom calendar_days import LIMIT, late\n", "")
    together = FILES["calendar_days"] + rules.replace("calendar_days.", "")
    assert of({"world_of": FILES["world_of"], "all_in_one": together}) == of(FILES)
    constants = 'import polars as pl\n\nNEAR = pl.col("on") + 3\n'
    apart = FILES["rules"].replace('NEAR = pl.col("on") + 3\n', "from constants import NEAR\n")
    assert apart != FILES["rules"]
    assert of({**FILES, "constants": constants, "rules": ""} | {"rules_of": apart}) == of(FILES)


def test_that_two_are_alike_is_not_in_it(of: Of) -> None:
    twice = FILES["calendar_days"] + FILES["calendar_days"].replace("late", "later")
    files = edited(("calendar_days.late", "calendar_days.later"))
    assert of({**files, "calendar_days": twice}) == of(FILES)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("day > than", "day >= than"),
        ("than + by", "by + by"),
        ("than=0", "than=1"),
        ("by=1", "by=2"),
        ("by=4", "than=4"),
        ("than=0, *, by", "by=0, *, than"),
        ("LIMIT = 90", "LIMIT = 91"),
        ('pl.col("on") + 3', 'pl.col("on") + 4'),
        ('pl.col("on") + 3', 'pl.col("at") + 3'),
        ('pl.lit("b")', 'pl.lit("c")'),
        ("lambda x: None", "lambda x: 0"),
        ("near=", "far="),
        ("number != 0", "number != 1"),
        ("odd(number - 1)", "even(number - 1)"),
        ("at_least(7)", "at_least(8)"),
        ("partial(late, than=3)", "partial(late, than=4)"),
        ("partial(late, than=3)", "partial(late, by=3)"),
        ("as_of - gap", "as_of + gap"),
        ("self.as_of", "self.known_at"),
        ("self.known_at", "self.as_of"),
        ("gap=2", "gap=3"),
        ("world.spells", "world.known_at"),
        (' d"', ' days"'),
        ("sum(kept)", "max(kept)"),
        ("sum(kept)", "sum(frame)"),
        ("and even(day)", "or even(day)"),
        ("late(day, than=least)", "late(least, than=day)"),
        ("key: value for", "value: key for"),
        ("with_columns", "select"),
        ("partial(late, than=3)", "late"),
        ("late(day, than=least) and even(day)", "late(day, even(day), than=least)"),
    ],
)
def test_all_that_is_done_is_in_it(of: Of, was: str, becomes: str) -> None:
    assert of(edited((was, becomes))) != of(FILES)


@pytest.mark.parametrize(
    ("first", "second"),
    [("f(g(a), b)", "f(g(a, b))"), ("a, b", "b, a"), ("lambda: a, lambda: b", "lambda: b, lambda: a")],
)
def test_the_order_and_the_nesting_are_in_it(of: Of, first: str, second: str) -> None:
    text = "def f(*_):\n    return 1\n\n\ndef g(*_):\n    return 2\n\n\ndef RULE(a, b):\n    return {}\n"
    assert of({"rules": text.format(first)}) != of({"rules": text.format(second)})


def test_lambdas_on_one_line_are_distinguished(of: Of) -> None:
    text = "RULES = [lambda x: x, lambda x: (x, lambda x: -x)]\nRULE = RULES[{}]\n"
    first, second, within = (of({"rules": text.format(index)}) for index in ("0", "1", "1](0)[1"))
    assert len({first, second, within}) == 3
    assert first == of({"rules": "RULE = lambda y: y\n"})
    assert within == of({"rules": "RULE = lambda y: -y\n"})


@pytest.mark.parametrize(
    "body",
    [
        "    import calendar_days\n    return calendar_days",
        "    global N\n    N = x",
        "    class N:\n        pass\n    return N",
        "    return NOBODY",
        "    return VALUE",
    ],
)
def test_what_no_source_says_is_refused(of: Of, body: str) -> None:
    text = "class NOBODY:\n    pass\n\n\nfor VALUE in [object()]:\n    pass\n\n\ndef RULE(x):\n"
    with pytest.raises(TypeError):
        of({"rules": f"{text}{body}\n"})


def test_an_expression_that_is_closed_over_has_no_source_and_is_refused(of: Of) -> None:
    text = 'import polars as pl\n\n\ndef over(what):\n    return lambda: what\n\n\nRULE = over(pl.col("a"))\n'
    with pytest.raises(TypeError, match="cannot be read"):
        of({"rules": text})


def test_what_is_not_ours_is_known_by_its_public_name() -> None:
    known = [fingerprint(thing, ()) for thing in (add, sub, str.lower, str.upper, len, partial, date, pl.String(), pl.Date())]
    assert len(set(known)) == len(known)
    assert [fingerprint(thing, ()) for thing in (add, str.lower)] == [known[0], known[2]]
