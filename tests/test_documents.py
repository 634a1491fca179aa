"""README and docs name what exists: files, modules, links, commands and their options, decisions.

Each rule is tried on a text that breaks it, so that a rule that sees nothing is seen.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.scripts.every_command import COMMANDS

HOUSE = Path(__file__).parents[1]
ROOMS = ("domain", "projections", "api", "scripts", "tests", "docs")
DOCUMENTS = [HOUSE / "README.md", *sorted((HOUSE / "docs").rglob("*.md"))]
DECISIONS = [path for path in DOCUMENTS if path.parent.name == "decisions" and path.name != "README.md"]
MOST_LINES_OF_README = 150

_IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(rf"(?:{'|'.join(ROOMS)})/[\w./-]*|[\w/-]+\.(?:py|md|toml)")
_MODULE = re.compile(rf"(?:python -m )?((?:{'|'.join(ROOMS)})(?:\.\w+)+)")
_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"\brodtrad (.+)")
_GLOBAL = {"--store", "--operator", "--lang", "--force", "--help"}


@cache
def _files() -> frozenset[str]:
    """Every file; a document may name one by the end of its path."""
    return frozenset(str(path.relative_to(HOUSE)) for room in ROOMS for path in (HOUSE / room).rglob("*") if path.is_file())


def names_no_file(text: str) -> list[str]:
    named = [token for token in _IN_BACKTICKS.findall(text) if _PATH.fullmatch(token)]
    return [
        token
        for token in named
        if not (HOUSE / token).exists() and not any(f"/{path}".endswith(f"/{token}") for path in _files())
    ]


def names_no_module(text: str) -> list[str]:
    named = [match[1] for token in _IN_BACKTICKS.findall(text) if (match := _MODULE.fullmatch(token))]
    return [name for name in named if not _is_there(name)]


def _is_there(name: str) -> bool:
    """A module, or what a module has."""
    parent, _, last = name.rpartition(".")
    try:
        return find_spec(name) is not None or hasattr(import_module(parent), last)
    except ModuleNotFoundError:
        return False


def links_nowhere(text: str, beside: Path = HOUSE) -> list[str]:
    return [link for link in _LINK.findall(text) if not (beside / link).exists()]


def runs_no_command(text: str) -> list[str]:
    """Each `rodtrad …` in blocks and in backticks: the command is there, and so is each of its options."""
    return [line for line in _command_lines(text) if not _can_be_run(line)]


def _command_lines(text: str) -> Iterator[str]:
    blocks = [line for block in _FENCED.findall(text) for line in block.splitlines()]
    for line in [*blocks, *_IN_BACKTICKS.findall(_FENCED.sub("", text))]:
        if (command := _COMMAND.search(line.partition(" # ")[0])) and not line.startswith("#"):
            yield command[1].strip()


def _can_be_run(line: str) -> bool:
    words = shlex.split(line.partition(";")[0])
    while words[:1] == ["--store"]:
        words = words[2:]
    name = next((name for name in (" ".join(words[:2]), words[0]) if name in COMMANDS), None)
    if name is None:
        return False
    known = {option for parameter in COMMANDS[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
    return all(word in known | _GLOBAL for word in words if re.match(r"--?[a-z]", word))


def tells_of_a_machine(text: str) -> list[str]:
    return re.findall(r"/(?:work|tmp|home|root)/\S*|\S*(?:pypi|index-url)\S*", text)


Rule = Callable[[str], Sequence[str]]
RULES: dict[Rule, str] = {
    names_no_file: "It stands in `domain/participant/folder.py`.",
    names_no_module: "See `projections.measuring.limits.NO_SUCH_LIMIT`.",
    runs_no_command: "Try `rodtrad measure OUT-90 --perhaps 2023`.",
    tells_of_a_machine: "Look in /home/somebody/town.",
}
"""Each rule, and a text that breaks it."""
GOOD = """`domain/participant/fold.py`, `handlers.py`, `projections.measuring.limits`, `python -m scripts.demands`
`rodtrad measure OUT-90 -p 2023 --by sex`, `rodtrad mapping show spells`"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_document_names_what_is_not_there(rule: Rule) -> None:
    broken = {str(path.relative_to(HOUSE)): bad for path in DOCUMENTS if (bad := rule(path.read_text("utf-8")))}
    assert broken == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_document_that_names_what_is_not_there_is_seen(rule: Rule) -> None:
    assert rule(RULES[rule])
    assert not rule(GOOD)


@pytest.mark.parametrize("command", ["measurer OUT-90", "movements rounds", "--store town measurer"])
def test_a_command_that_is_not_there_is_seen(command: str) -> None:
    assert runs_no_command(f"```console\n$ rodtrad {command}   # does something\n```")


def test_every_link_leads_somewhere() -> None:
    broken = {
        str(path.relative_to(HOUSE)): bad for path in DOCUMENTS if (bad := links_nowhere(path.read_text("utf-8"), path.parent))
    }
    assert broken == {}
    assert links_nowhere("[more](docs/nothing.md#here)") == ["docs/nothing.md"]


def test_readme_is_what_a_newcomer_needs_and_no_longer() -> None:
    readme = (HOUSE / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= MOST_LINES_OF_README
    for person in ("evaluator", "caseworker", "auditor"):
        assert f"**The {person}**" in readme
        assert f"(docs/{person}.md)" in readme


def test_readme_says_of_every_room_what_lives_there() -> None:
    readme = (HOUSE / "README.md").read_text("utf-8")
    rooms = [f"{path.parent.relative_to(HOUSE)}/" for room in ROOMS[:2] for path in (HOUSE / room).glob("*/__init__.py")]
    assert [room for room in (*rooms, "api/", "scripts/", "tests/", "docs/") if f"`{room}`" not in readme] == []


def test_every_command_is_in_a_document() -> None:
    lines = [line for path in DOCUMENTS for line in _command_lines(path.read_text("utf-8"))]
    commands = {re.sub(r"^--store \S+ ", "", line).partition(" ")[0] for line in lines}
    grouped = {name.partition(" ")[0] for name in COMMANDS if " " in name}
    wanted = {name for name in COMMANDS if " " not in name} | grouped
    assert wanted - commands == set()


def test_decisions_are_numbered_without_gaps_have_a_status_and_stand_in_the_index() -> None:
    index = (HOUSE / "docs" / "decisions" / "README.md").read_text("utf-8")
    assert [int(path.name.partition("-")[0]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for number, path in enumerate(DECISIONS, 1):
        text = path.read_text("utf-8")
        title = text.partition("\n")[0]
        assert title.startswith(f"# {number}. ")
        assert "\nStatus: " in text
        assert "\n## What\n" in text
        assert f"| {number} | [{title.partition('. ')[2]}]({path.name}) |" in index


def test_decisions_that_the_code_cites_are_there() -> None:
    numbers = {path.name.partition("-")[0] for path in DECISIONS}
    files = [path for room in ROOMS[:-1] for path in (HOUSE / room).rglob("*.py") if path != Path(__file__)]
    cited = {number for path in files for number in re.findall(r"docs/decisions/(\d{4})", path.read_text("utf-8"))}
    assert cited
    assert cited <= numbers
