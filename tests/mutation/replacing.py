"""A mutant in the place of its module, in this process: functions are given their new code; what is more is imported anew."""

import gc
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from inspect import CO_NEWLOCALS, CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.mutants import Mutant

ROOMS = ("domain", "projections", "api", "scripts", "tests")


class Functions:
    """The functions of a module that is imported, by their code."""

    def __init__(self, path: str) -> None:
        self.name = str(Path(path).absolute())
        self.code = compile(Path(path).read_text(encoding="utf-8"), self.name, "exec", dont_inherit=True)
        self._by_place: dict[tuple[str, int], list[FunctionType]] = {}
        for function in gc.get_objects():
            if isinstance(function, FunctionType) and function.__code__.co_filename == self.name:
                self._by_place.setdefault(_place(function.__code__), []).append(function)

    def become(self, mutant: Mutant) -> bool:
        """Whether all that the mutant changes is the code of functions: they have it now."""
        changed = compile(mutant.source, self.name, "exec", dont_inherit=True)
        if _done_at_import(self.code) != _done_at_import(changed):
            return False
        functions = [
            (function, after)
            for before, after in zip(_nested(self.code), _nested(changed), strict=True)
            if _meaning(before) != _meaning(after)
            for function in self._by_place.get(_place(before), ())
        ]
        for function, code in functions:
            function.__code__ = code
        return bool(functions)


def forget_all() -> None:
    """Nothing of ours counts as imported."""
    for name in [name for name in sys.modules if name.split(".")[0] in ROOMS]:
        del sys.modules[name]


class Finder(MetaPathFinder, Loader):
    """Finds a mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, str(Path(self.mutant.path).absolute()), loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, str(module.__file__), "exec", dont_inherit=True), module.__dict__)


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _is_function(code: CodeType) -> bool:
    return bool(code.co_flags & CO_OPTIMIZED and code.co_flags & CO_NEWLOCALS)


def _meaning(code: CodeType) -> tuple[Any, ...]:
    """What a function does, wherever it stands in its file."""
    constants = [_meaning(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable, constants


def _done_at_import(code: CodeType) -> tuple[Any, ...]:
    """What a module does as it is imported, and in it each class; of functions how many there are in each place."""
    within = [
        sum(1 for _ in _nested(each)) if _is_function(each) else _done_at_import(each)
        for each in code.co_consts
        if isinstance(each, CodeType)
    ]
    return code.co_code, code.co_names, [repr(each) for each in code.co_consts if not isinstance(each, CodeType)], within
