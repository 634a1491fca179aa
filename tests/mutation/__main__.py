"""Which mutants of some modules live: `python -m tests.mutation domain/participant/fold.py` (made ready by `scripts/mutation`).

Tests are collected once, and each mutant tried in a fork of that process: those that reach the statement it changes, first
those that have killed most. Nothing is written to a module. The random tests draw what they drew the last time.
"""

import argparse
import json
import os
import random
import resource
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.replacing import Finder, Functions, forget_all

Say = Callable[[dict[str, Any]], None]
KILLED, LIVES = 1, 0
HOPELESS = 5
"""A test that takes so many times as long as it did without a mutant does not end."""


class Trial:
    """Mutants on trial: what the tests reach and how long they take, and which of them have killed."""

    def __init__(self, session: pytest.Session, options: argparse.Namespace, arguments: Sequence[str]) -> None:
        self.session, self.options, self.arguments = session, options, arguments
        self.kills: Counter[str] = Counter()
        _, survey = forked(self._survey, 3600)
        if "seconds" not in survey:
            raise SystemExit(f"a test fails without a mutant: {survey.get('failed')}")
        self.seconds: Mapping[str, float] = {
            name: seconds for name, seconds in survey["seconds"].items() if seconds <= options.quick
        }
        self.reached: Mapping[str, Mapping[str, Sequence[str]]] = survey["reached"]

    @cached_property
    def items(self) -> Mapping[str, pytest.Item]:
        return {item.nodeid: item for item in self.session.items}

    def _survey(self, say: Say) -> int:
        files = {path: str(Path(path).absolute()) for path in self.options.paths}
        measured = Coverage(include=[*files.values()], data_file=None, config_file=False)
        measured.start()
        seconds = {}
        for name in self.items:
            measured.switch_context(name)
            began = time.process_time()
            if not self._passes(name):
                say({"failed": name})
                return KILLED
            seconds[name] = time.process_time() - began
        measured.stop()
        lines = measured.get_data().contexts_by_lineno
        say({"seconds": seconds, "reached": {path: lines(file) for path, file in files.items()}})
        return LIVES

    def _passes(self, name: str) -> bool:
        item = self.items[name]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return not self.session.testsfailed

    def lives(self, mutant: Mutant, functions: Functions) -> bool:
        lines = self.reached[mutant.path]
        reaching = self._quick(test for line in mutant.lines for test in lines.get(str(line), ()))
        names = reaching or self._quick(test for tests in lines.values() for test in tests)  # reached when it is imported
        if not names:
            return True
        ordered = sorted(names, key=lambda name: (-self.kills[name], self.seconds[name]))

        def tried(say: Say) -> int:
            return self._tried(ordered, say) if functions.become(mutant) else self._imported(mutant, ordered, say)

        code, answer = forked(tried, 15 + int(HOPELESS * sum(self.seconds[name] for name in ordered)))
        self.kills.update(answer.values())
        return code == LIVES

    def _quick(self, names: Iterable[str]) -> set[str]:
        return self.seconds.keys() & set(names)

    def _tried(self, names: Sequence[str], say: Say) -> int:
        for name in names:
            signal.setitimer(signal.ITIMER_PROF, 2 + HOPELESS * self.seconds[name])
            if not self._passes(name):
                say({"killed by": name})
                return KILLED
        return LIVES

    def _imported(self, mutant: Mutant, names: Sequence[str], say: Say) -> int:
        forget_all()
        sys.meta_path.insert(0, Finder(mutant))
        return KILLED if pytest.main([*self.arguments, "-x"], plugins=[Repeatable(), Chosen(names, say)]) else LIVES


def forked(work: Callable[[Say], int], cpu_seconds: int) -> tuple[int, dict[str, Any]]:
    """What work in a process of its own ends with, and what it says; one that takes too long is ended."""
    reading, writing = os.pipe()
    if (process := os.fork()) == 0:
        code = KILLED
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
            code = work(lambda what: os.write(writing, json.dumps(what).encode() + b"\n") and None)
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = next(pipe, b"{}")
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), json.loads(answer)


class Repeatable:
    """Random tests draw the same each time, and make nothing smaller of what fails."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        known = settings.get_profile("suite")
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", known, derandomize=True, database=None, phases=phases)
        settings.load_profile("mutation")


class Chosen:
    """Of the tests that are collected only some, in this order."""

    def __init__(self, names: Sequence[str], say: Say) -> None:
        self.rank, self.say = {name: rank for rank, name in enumerate(names)}, say

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.say({"killed by": report.nodeid})


class Mutating(Repeatable):
    """Tries mutants where pytest would run its tests."""

    def __init__(self, options: argparse.Namespace, arguments: Sequence[str]) -> None:
        self.options, self.arguments = options, arguments

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for path in self.options.paths:
            import_module(path.removesuffix(".py").replace("/", "."))
        _refuse_threads()
        trial = Trial(session, self.options, self.arguments)
        for path in self.options.paths:
            possible, functions = mutants(path), Functions(path)
            number = min(len(possible), self.options.sample or len(possible))
            tried = random.Random(self.options.seed).sample(possible, number)
            living = 0
            for mutant in sorted(tried, key=lambda mutant: mutant.lines.start):
                if trial.lives(mutant, functions):
                    living += 1
                    print(f"  {path}:{mutant.lines.start}\n    - {mutant.before}\n    + {mutant.after}", flush=True)
            killed = len(tried) - living
            print(f"{path}: {killed} of {len(tried)} killed, of {len(possible)} that can be made", flush=True)
        return True


def _refuse_threads() -> None:
    """A fork would wait for ever for the threads that Polars had begun before it."""
    if any(thread.read_text().startswith("polars-0") for thread in Path("/proc/self/task").glob("*/comm")):
        raise SystemExit("a module of tests computes with Polars as it is imported: make that a function")


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutation")
    parser.add_argument("paths", nargs="+", help="modules, or folders")
    parser.add_argument("--sample", type=int, help="so many of each module's mutants, drawn by chance")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--quick", type=float, default=0.2, help="only tests that take at most so many seconds")
    options = parser.parse_args(arguments)
    options.paths = [str(file) for path in options.paths for file in _modules(Path(path))]
    return options


def _modules(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*.py") if file.name != "__init__.py") if path.is_dir() else [path]


def _tests_of(paths: Sequence[str]) -> list[str]:
    """The tests of the nearest folder that pyproject.toml names, for each module."""
    tests = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["roda-traden"]["mutation"]
    nearest = (next(str(folder) for folder in Path(path).parents if str(folder) in tests) for path in paths)
    return sorted({test for folder in nearest for test in tests[folder]})


def main() -> None:
    options = _parsed(sys.argv[1:])
    arguments = [*_tests_of(options.paths), "-n", "0", "-p", "no:cacheprovider", "-k", "not postgresql"]
    arguments += ["-s", "-W", "ignore::pytest.PytestAssertRewriteWarning"]  # what runs the tests has imported them
    raise SystemExit(pytest.main(arguments, plugins=[Mutating(options, arguments)]))


main()
