"""The house rules that a machine can hold: which way imports point, who is pure, where the clock is, how long things are.

Every rule is tried on a made-up module that breaks it, so that a rule that sees nothing is seen.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS = ("domain", "projections", "api", "scripts")
MAY_IMPORT = {
    "domain": {"domain"},
    "projections": {"domain", "projections"},
    "api": {"domain", "projections", "api"},
    "scripts": {"domain", "projections", "scripts"},
}
"""domain ← projections ← api, scripts: each room knows itself and what comes before it."""

FLOORS = (
    "domain.vocabulary",
    "domain.proof",
    "domain",
    "domain.events",
    "domain.participant",
    "domain.participant.decisions",
    "domain.log.storage",
    "domain.log.keys",
    "domain.log",
    "domain.log.proving",
    "domain.log.backups",
    "domain.access",
    "domain.intake.tables",
    "domain.intake.mapping",
    "domain.intake.drafting",
    "domain.intake",
    "domain.intake.snapshots",
    "projections.fingerprints",
    "projections.facts",
    "projections.worlds",
    "projections.rules",
    "projections.measuring",
    "projections.measures.shared",
    "projections.measures.everyone",
    "projections.measures.uppsala",
    "projections.measures.enkoping",
    "projections.measures.linkoping",
    "projections.measures.sodertalje",
    "projections.measures",
    "projections.disclosure",
    "projections.publishing",
    "projections.changes",
    "projections.bundles",
    "projections.erasure",
    "projections.timelines",
    "projections.movements",
    "projections.health",
    "projections.html",
    "projections.reports.parts",
    "projections.reports.plans",
    "projections.reports",
    "projections.reports.writers",
    "projections.exports",
    "projections.exports.ocel",
    "projections.exports.mirror",
    "projections",
    "api.html",
    "api.http",
    "api.access",
    "api.resources",
    "api.pages",
    "api",
    "scripts.cli.console",
    "scripts.cli.measures",
    "scripts.cli.movements.tables",
    "scripts.cli.movements",
    "scripts.cli.participants",
    "scripts.cli.proof",
    "scripts.cli.publications",
    "scripts.simulator",
    "scripts.benchmarks",
    "scripts.cli.store",
    "scripts.cli.erasure",
    "scripts.cli.access",
    "scripts.cli",
    "scripts",
)
"""The rooms from the ground up: none imports one above it. Migrations are run by the databases, and import none of ours."""
MOST_IN_A_ROOM = 15
TOOLS = ("scripts.simulator", "scripts.benchmarks")
"""What measures the house or makes it an invented town; larger, and no part of the product."""

WITH_IO = (
    "domain.log", "domain.intake",
    "domain.access.names", "domain.access.store", "domain.access.passwords",
    "domain.access.sessions", "domain.access.tokens",
    "projections.facts.folding", "projections.facts.refolding", "projections.facts.catch_up",
    "projections.facts.origin", "projections.facts.former",
    "projections.facts.part_files", "projections.facts.store", "projections.worlds.store", "projections.worlds.making",
    "projections.worlds.all_findings", "projections.worlds.duplicates", "projections.worlds.impossible_references",
    "projections.fingerprints", "projections.publishing.register", "projections.changes.staging",
    "projections.changes.publication", "projections.bundles.entries", "projections.bundles.deriving",
     "projections.bundles.making", "projections.publishing.erased", "projections.publishing.ledger",
    "projections.erasure.candidates", "projections.erasure.archive", "projections.erasure.erasing",
    "projections.erasure.proposing", "projections.exports",
    "projections.reports.writers",
)  # fmt: skip
"""The only parts of domain and projections that read the log or files, or keep anything."""
DOING = {
    "alembic", "concurrent", "domain.log", "eventsourcing", "fcntl", "http", "io", "logging", "multiprocessing", "os",
    "pathlib", "psycopg", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib", "uuid",
}  # fmt: skip
"""What reads, writes, waits or draws lots."""
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}
CATALOGUES = (
    "domain.events.", "domain.vocabulary.person_codes", "domain.vocabulary.way_codes", "domain.participant.findings",
    "domain.errors", "projections.measures.", "projections.facts.tables", "scripts.cli.console.options",
    "scripts.cli.console.directory",
)  # fmt: skip
LONGEST, LONGEST_IN_CATALOGUES = 250, 400
LONGEST_FUNCTION, LONGEST_FORM = 25, 40
"""Lines; a docstring is none of a function's. A form is a function that is one entry of a catalogue, filled in."""


Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """All of the tree, walked once."""
        return list(ast.walk(self.tree))

    @property
    def room(self) -> str:
        return self.name.split(".", maxsplit=1)[0]

    def within(self, *places: str) -> bool:
        return any(self.name == place or self.name.startswith(f"{place}.") for place in places)

    @cached_property
    def imports(self) -> set[str]:
        """Everything imported, `from a import b` both as a and as a.b."""
        imported: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                imported.add(f"{'.' * node.level}{node.module}")
                imported.update(f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)
        return imported

    @property
    def is_catalogue(self) -> bool:
        return any(self.name.startswith(name) for name in CATALOGUES)

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@cache
def of_the_house() -> Sequence[Module]:
    """Every module, read and parsed once for all rules."""
    return [
        Module(
            ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"), path.read_text(encoding="utf-8")
        )
        for room in ROOMS
        for path in sorted((HOUSE / room).rglob("*.py"))
    ]


def is_pure(module: Module) -> bool:
    """Domain and projections, but what is there for reading and keeping."""
    return module.room in ("domain", "projections") and not module.within(*WITH_IO)


def room_of(name: str) -> str:
    """The package that a module stands in; a package's own `__init__` is in it."""
    return name if name in FLOORS else name.rpartition(".")[0]


def looks_upstairs(module: Module) -> list[str]:
    if (room := room_of(module.name)) not in FLOORS:
        return [] if "migrations" in module.name else [f"{room} stands on no floor"]
    floor = FLOORS.index(room)
    return [name for name in module.imports if any(room_of(name) == above for above in FLOORS[floor + 1 :])]


def points_backwards(module: Module) -> list[str]:
    allowed = MAY_IMPORT[module.room]
    return [name for name in module.imports if name.split(".")[0] in ROOMS and name.split(".")[0] not in allowed]


def is_relative(module: Module) -> list[str]:
    return [name for name in module.imports if name.startswith(".")]


def does_something(module: Module) -> list[str]:
    if not is_pure(module):
        return []
    return [name for name in module.imports if any(name == doing or name.startswith(f"{doing}.") for doing in DOING)]


def reads_a_clock(module: Module) -> list[str]:
    if module.within("domain.log", "domain.intake", "scripts", "api"):
        return []
    calls = [node.func for node in module.nodes if isinstance(node, ast.Call)]
    return [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS and _of_a_clock(call)]


def _of_a_clock(call: ast.Attribute) -> bool:
    """`date.today()`, `datetime.now()`, `time.time()`; not `pl.col(…).dt.time()`."""
    return isinstance(call.value, ast.Name) and call.value.id in {"date", "datetime", "time", "dt"}


def is_too_long(module: Module) -> list[str]:
    length = len(module.text.splitlines())
    return [f"{length} lines"] if length > (LONGEST_IN_CATALOGUES if module.is_catalogue else LONGEST) else []


def has_a_long_function(module: Module) -> list[str]:
    longest = {node.name: lines for node in module.functions if (lines := _lines(node)) > LONGEST_FUNCTION}
    return [
        f"{node.name}: {longest[node.name]}"
        for node in module.functions
        if node.name in longest and not (module.is_catalogue and _is_a_form(node) and longest[node.name] <= LONGEST_FORM)
    ]


def _lines(node: Function) -> int:
    documented = len((ast.get_docstring(node, clean=False) or "").splitlines())
    return (node.end_lineno or 0) - node.lineno + 1 - documented


def _is_a_form(node: Function) -> bool:
    """Names a few things and then fills in one entry."""
    last = node.body[-1]
    return (
        isinstance(last, ast.Return)
        and isinstance(last.value, ast.Call)
        and not any(isinstance(part, ast.If | ast.For | ast.While | ast.Try | ast.With) for part in node.body)
    )


def says_nothing_of_itself(module: Module) -> list[str]:
    return [] if not module.text.strip() or ast.get_docstring(module.tree) else ["no docstring"]


def has_a_name_for_anything(module: Module) -> list[str]:
    vague = {"utils", "util", "helpers", "helper", "manager", "service", "base", "common", "misc"}
    return [part for part in module.name.split(".") if part in vague]


EMPTY = {"told", "said", "found", "asked", "left", "made", "one", "rest", "whoever", "behind"}
"""Words that name nothing by themselves."""
EMPTY_PARTS = {"told", "said", "asked", "whoever", "behind"}
"""Nor as a part of a name."""
CONTRACTS = {"said_on"}
"""Fields of the API's answers, which keep their names."""


def has_an_empty_name(module: Module) -> list[str]:
    names = {*_bound(module.tree)} - CONTRACTS
    return sorted(name for name in names if _words(name) & EMPTY_PARTS or "_".join(_words(name)) in EMPTY)


def _words(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_"))


def _bound(tree: ast.Module) -> Iterator[str]:
    """Every name that a module gives to something."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.alias(asname=str(name)):
                yield name


THE_DOOR = ("domain.log.recorder", "domain.log.sealed_log")
"""Where the recorder is, and the one method that hands it something (decision 47); databases of rivals are their own."""
PAST_IT = {"recorder", "insert_events"}
CHANGES = {"sqlalchemy.insert", "sqlalchemy.update", "sqlalchemy.delete", "domain.log.storage.bulk.insert_rows"}
LOG_TABLES = {
    f"domain.log.storage.schema.{table}" for table in ("events", "leaves", "tree", "identities", "fences", "erased", "clock")
}


def writes_past_the_door(module: Module) -> list[str]:
    if module.within(*THE_DOOR, *TOOLS):
        return []
    reached = [node.attr for node in module.nodes if isinstance(node, ast.Attribute) and node.attr in PAST_IT]
    imported = [name for name in module.imports if name.startswith(THE_DOOR[0])]
    changed = module.imports & CHANGES if module.imports & LOG_TABLES and not module.within("domain.log.parts") else ()
    return [*reached, *imported, *changed]


MIRROR = "projections.exports.mirror"
"""Where mirrors are made for others' tools (decision 52)."""


def knows_of_a_mirror(module: Module) -> list[str]:
    """Nothing of ours reads a mirror: only the command that makes one knows where one is."""
    if module.within(MIRROR, "scripts.cli.mirror"):
        return []
    return [name for name in module.imports if name == MIRROR or name.startswith(f"{MIRROR}.")]


def callers_of(method: str, modules: Iterable[Module]) -> list[str]:
    """The modules that call a method of the recorder, once for each time."""
    calls = [(module.name, node.func) for module in modules for node in module.nodes if isinstance(node, ast.Call)]
    return [
        name
        for name, called in calls
        if isinstance(called, ast.Attribute) and called.attr == method
        if isinstance(called.value, ast.Attribute) and called.value.attr == "recorder"
    ]


Rule = Callable[[Module], Sequence[str]]

RULES: dict[Rule, Module] = {
    points_backwards: Module("domain.x", "from projections.worlds.world import World"),
    looks_upstairs: Module("projections.facts.x", "from projections.worlds.world import World"),
    is_relative: Module("projections.facts.x", "from .world import World"),
    does_something: Module("projections.x", "from domain.log.application import Log"),
    reads_a_clock: Module("projections.x", "from datetime import date\ntoday = date.today()"),
    is_too_long: Module("projections.x", "x = 1\n" * 251),
    has_a_long_function: Module("scripts.x", "def f():\n" + "    x = 1\n" * 25),
    says_nothing_of_itself: Module("scripts.x", "x = 1"),
    has_a_name_for_anything: Module("domain.utils", '"""All sorts."""'),
    has_an_empty_name: Module("domain.x", "def f(rows):\n    told_rows = rows"),
    knows_of_a_mirror: Module("projections.reports.x", "from projections.exports.mirror.tables import ABOUT"),
    writes_past_the_door: Module("domain.intake.x", "def f(log, rows):\n    log.recorder.append(rows)"),
}
"""Each rule, and a module that breaks it."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_a_rule_of_the_house(rule: Rule) -> None:
    broken = {module.name: breach for module in of_the_house() if (breach := rule(module))}
    assert broken == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_module_that_breaks_a_rule_is_seen(rule: Rule) -> None:
    assert rule(RULES[rule])
    assert not rule(Module("projections.facts.x", '"""One idea."""\n\nfrom domain.participant.fold import fold\n'))


def test_the_whole_house_is_read() -> None:
    names = {module.name for module in of_the_house()}
    assert {
        "domain.participant.fold",
        "domain.log.application",
        "projections.measures.everyone.outcomes",
        "domain.intake.pipeline",
    } <= names
    assert len(names) > 60


@pytest.mark.parametrize("name", WITH_IO)
def test_what_may_read_and_keep_is_there_and_does(name: str) -> None:
    within = [module for module in of_the_house() if module.within(name)]
    assert any(
        imported == doing or imported.startswith(f"{doing}.")
        for module in within
        for imported in module.imports
        for doing in DOING
    )


def test_every_floor_has_a_room() -> None:
    assert {room_of(module.name) for module in of_the_house() if "migrations" not in module.name} == {*FLOORS}


def test_no_room_is_so_full_that_nobody_finds_anything() -> None:
    rooms = Counter(room_of(module.name) for module in of_the_house() if module.name not in FLOORS)
    assert {room: number for room, number in rooms.items() if number > MOST_IN_A_ROOM and room not in TOOLS} == {}


@pytest.mark.parametrize(
    "text",
    [
        "from domain.log.recorder import LogRecorder",
        "def f(log, rows):\n    log.rows.insert_events(rows)",
        "from sqlalchemy import delete\nfrom domain.log.storage.schema import fences",
        "from domain.log.storage.bulk import insert_rows\nfrom domain.log.storage.schema import events",
    ],
)
def test_every_way_past_the_door_is_seen(text: str) -> None:
    assert writes_past_the_door(Module("projections.facts.x", text))


def test_the_recorder_is_handed_something_in_one_place() -> None:
    assert callers_of("append", of_the_house()) == ["domain.log.sealed_log"]


def cycle(modules: Iterable[Module]) -> list[str]:
    """Modules that import each other in a ring, the first that there is."""
    known = {module.name: module for module in modules}
    sorter = TopologicalSorter({name: (module.imports & known.keys()) - {name} for name, module in known.items()})
    try:
        sorter.prepare()
    except CycleError as ring:
        return list(ring.args[1])
    return []


def test_no_modules_import_each_other_in_a_ring() -> None:
    assert cycle(of_the_house()) == []
    assert cycle([Module("domain.a", "import domain.b"), Module("domain.b", "from domain.a import x")]) != []


def public_classes(modules: Iterable[Module]) -> Counter[str]:
    nodes = (node for module in modules for node in module.tree.body)
    return Counter(node.name for node in nodes if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))


def test_a_public_class_has_its_name_alone() -> None:
    assert [name for name, number in public_classes(of_the_house()).items() if number > 1] == []
    assert public_classes([Module("domain.a", "class Row: ..."), Module("api.b", "class Row: ...")])["Row"] == 2
