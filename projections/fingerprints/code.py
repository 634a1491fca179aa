"""Which code computed a figure: the version, and a digest of every source file that decides what a figure is.

Also which code computed the facts: a digest of the source of a module and our modules that it imports, and one of the syntax.
"""

import ast
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from os.path import isfile
from pathlib import Path

HOUSE = Path(__file__).parents[2]
DECIDING = ("domain", "projections")
_IMPORT = re.compile(rf"^\s*(?:from|import)\s+((?:{'|'.join(DECIDING)})[.\w]*)(?:\s+import\s+(\([^)]*\)|.*))?", re.MULTILINE)


@cache
def code_version() -> str:
    """Returns `0.1.0+` and the first twelve digits of the digest; the same on every machine that runs the same files."""
    digest = sha256()
    for path in sorted(path for room in DECIDING for path in (HOUSE / room).rglob("*.py")):
        digest.update(f"{path.relative_to(HOUSE).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"{version('roda-traden')}+{digest.hexdigest()[:12]}"


@cache
def files_digest(module: str) -> str:
    """Returns a digest of the source bytes of a module and all our modules that it imports: fast; every comment changes it."""
    return _digest(_sources(module))


@cache
def syntax_digest(module: str) -> str:
    """Returns a digest that ignores comments, docstrings and line breaks. Many times slower than `files_digest`."""
    return _digest({name: _syntax(source) for name, source in _sources(module).items()})


def _digest(texts: Mapping[str, str]) -> str:
    lines = "".join(f"{name}\0{sha256(text.encode()).hexdigest()}\n" for name, text in sorted(texts.items()))
    return sha256(lines.encode()).hexdigest()[:16]


@cache
def _sources(module: str) -> Mapping[str, str]:
    """Returns, by name, the source of a module and of all our modules that it imports, directly or not, anywhere in it."""
    sources: dict[str, str] = {}
    names = {module}
    while waiting := names - sources.keys():
        for name in waiting:
            path = _path(name)
            sources[name] = path.read_text("utf-8") if path else ""
            names |= _imported(name, sources[name])
    return {name: source for name, source in sources.items() if source}


def _imported(name: str, source: str) -> set[str]:
    """Returns the names that may be modules: a name that is not a module has no file."""
    imports = _IMPORT.findall(source)
    inner = {f"{module}.{part}" for module, parts in imports for part in re.findall(r"\b[a-z]\w*", parts)}
    return inner | {module for module, _ in imports} | {name.rpartition(".")[0]}


def _path(name: str) -> Path | None:
    place = f"{HOUSE}/{name.replace('.', '/')}"
    return next((Path(path) for path in (f"{place}.py", f"{place}/__init__.py") if isfile(path)), None)


def _syntax(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [statement for statement in body if not _is_docstring(statement)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
