"""The wheel: it holds the product and nothing else, and what the demonstration does runs where there is no checkout.

It is built from a copy, without network, and installed into an environment that has what the wheel requires and no more.
"""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from time import sleep
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from projections.facts.origin import MAKING
from projections.fingerprints.code import code_version, files_digest
from tests.scripts.command_line import THREE_LIVES, lines_of, write_lines

HOUSE = Path(__file__).parents[1]
ROOMS = ("domain", "projections", "api", "scripts")
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE")
PACKAGED = {".py", ".typed", ".toml", ".mako", ".html", ".css", ".svg", ".csv"}
"""What runs, and what that reads. The scripts of the checkout itself have no suffix, locks and documents another."""
BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
IDENTITY = """
import domain, json
from projections.facts.origin import MAKING
from projections.fingerprints.code import code_version, files_digest
print(json.dumps([domain.__file__, code_version(), files_digest(MAKING)]))
"""


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, used from a directory with a store."""

    programs: Path
    cwd: Path

    @property
    def environment(self) -> dict[str, str]:
        store = str(self.cwd / "store")
        return {"PATH": str(self.programs), "HOME": str(self.cwd), "RODTRAD_STORE": store, "COLUMNS": "160"}

    def run(self, program: str, *words: str) -> str:
        command = [self.programs / program, *words]
        done = subprocess.run(command, cwd=self.cwd, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{program} {' '.join(words)}: {done.stderr}"
        return done.stdout

    def rodtrad(self, words: str) -> str:
        return self.run("rodtrad", *words.split())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: nothing is written into the checkout. Tests stand beside it, as they do there."""
    copy = tmp_path_factory.mktemp("copy")
    for room in (*ROOMS, "tests/golden"):
        shutil.copytree(HOUSE / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BUILT_FROM:
        shutil.copy(HOUSE / name, copy)
    built = subprocess.run([sys.executable, "-c", BUILD, "dist"], cwd=copy, capture_output=True, text=True, check=True)
    return copy / "dist" / built.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    pip = [sys.executable, "-m", "pip", "--python", venv, "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*pip, wheel], check=True)
    (information,) = venv.glob("lib/python*/site-packages/*.dist-info")
    for name in _required(Distribution.at(information)):
        _link(distribution(name), information.parent)
    environment = Installed(venv / "bin", tmp_path_factory.mktemp("elsewhere"))
    write_lines(environment.cwd / "lives.ndjson", lines_of(THREE_LIVES))
    environment.rodtrad("import lives.ndjson")
    return environment


def _required(of: Distribution, extras: frozenset[str] = frozenset()) -> set[str]:
    """The distributions that one requires here, and what those require in their turn."""
    names: set[str] = set()
    for requirement in map(Requirement, of.requires or ()):
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            names |= {requirement.name} | _required(distribution(requirement.name), frozenset(requirement.extras))
    return names


def _link(needed: Distribution, site: Path) -> None:
    """As if it were installed there too: from the environment of the tests, so that nothing is fetched."""
    for name in {file.parts[0] for file in needed.files or ()} - {"..", "__pycache__"}:
        if not (site / name).exists():
            (site / name).symlink_to(Path(str(needed.locate_file(name))))


def test_the_wheel_holds_the_product_and_what_it_reads_and_nothing_else(wheel: Path) -> None:
    files = {path for room in ROOMS for path in (HOUSE / room).rglob("*") if path.suffix in PACKAGED}
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {path.relative_to(HOUSE).as_posix() for path in files}


def test_an_installed_wheel_has_the_fingerprints_of_the_checkout_it_was_built_from(installed: Installed) -> None:
    file, *fingerprints = json.loads(installed.run("python", "-c", IDENTITY))
    assert Path(file).is_relative_to(installed.programs.parent)
    assert fingerprints == [code_version(), files_digest(MAKING)]


def test_what_the_demonstration_does_runs_from_an_installed_wheel(installed: Installed) -> None:
    rodtrad = installed.rodtrad
    rodtrad("simulate --participants 3 --years 2020-2020 --out town.ndjson")
    (figure,) = json.loads(rodtrad("measure OUT-90.kas -p 2022 --as-of 2023-12-31 -f json"))
    assert figure["measure"] == "OUT-90.kas"
    assert "anna" in rodtrad("timeline anna --as-of 2023-12-31")
    assert rodtrad("explain OUT-90.kas -p 2022 --as-of 2023-12-31 --participant anna")
    for kind in ("html", "xlsx"):
        rodtrad(f"report uppsala 2022 --as-of 2023-12-31 --format {kind} --out report.{kind}")
    (published,) = json.loads(rodtrad("publish OUT-90.kas -p 2022 --as-of 2023-12-31 -f json"))
    rodtrad(f"bundle {published['id']} --out bundle.zip")
    assert rodtrad("verify-bundle bundle.zip")
    assert "mvad" in rodtrad("mapping list")
    assert rodtrad("mapping show spells")
    rodtrad("export-facts enrolments --out facts")
    written = {path.name for path in installed.cwd.iterdir()}
    assert {"town.ndjson", "report.html", "report.xlsx", "bundle.zip", "facts"} <= written


def test_an_installed_wheel_serves_its_pages(installed: Installed) -> None:
    with _serving(installed) as address:
        page, style = (urlopen(f"{address}{path}", timeout=60).read().decode() for path in ("/", "/static/style.css"))
    assert "Röda tråden" in page
    assert "{" in style


@contextmanager
def _serving(installed: Installed) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [installed.programs / "python", "-m", "api.serving"]
    server = subprocess.Popen(command, cwd=installed.cwd, env={**installed.environment, "PORT": str(port)})
    try:
        while not _listens(port):
            assert server.poll() is None
            sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
