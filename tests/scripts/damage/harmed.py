"""A store as somebody uses it from the command line, and what can happen to its parts: copied, lost, put back, changed."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.log.storage.facts_folder import facts_folder
from tests.scripts.command_line import CommandResult, lines_of, rodtrad, write_lines

MEASURE = ("measure", "R4", "-p", "2022", "--as-of", "2023-12-31", "-f", "json")

EVERYTHING: tuple[tuple[str, ...], ...] = (
    ("participants",),
    ("timeline", "anna"),
    MEASURE,
    (*MEASURE, "--open-counts"),
    ("status",),
    ("openings",),
    ("publications",),
    ("publish", "R4", "-p", "2022", "--as-of", "2023-12-31"),
    ("rebuild",),
    ("rotate-key",),
)


def person(name: str, more: str = "") -> str:
    return f"""
2022-01-01 {name} participant_registered sex=K born_on=1990-05-15
2022-01-10 {name} enrolled enrolment_id={name} unit=AME
{more}
"""


@dataclass(frozen=True)
class Harmed:
    """One store, with a key file of its own."""

    where: str
    directory: Path

    @property
    def served(self) -> bool:
        return self.where.startswith("postgresql")

    @property
    def env(self) -> Mapping[str, str]:
        return {"RODTRAD_STORE": self.where, "RODTRAD_KEY": str(self.key_file), "XDG_CACHE_HOME": str(self.directory)}

    @property
    def key_file(self) -> Path:
        return self.directory / "the.key"

    def run(self, *words: object) -> CommandResult:
        return rodtrad(*words, env=self.env)

    def take_in(self, text: str) -> CommandResult:
        lines = [{**line, "id": f"{line['participant']}-{line['kind']}-{line['on']}"} for line in lines_of(text)]
        return self.run("import", write_lines(self.directory / "more.ndjson", lines))

    def refuses_everything(self, says: str) -> None:
        """Whatever is asked or told, it says this and nothing else, and nothing of what is there changes."""
        for words in EVERYTHING:
            assert says in one_line(self.run(*words)), words
        assert says in one_line(self.take_in(person("zoe")))

    def participants(self) -> list[str]:
        result = self.run("participants", "-f", "json")
        assert result.code == 0, result.err
        return [record["participant"] for record in result.json]

    def path(self, part: str) -> Path:
        return Path(self.where) / f"{part}.db"

    @property
    def facts(self) -> Path:
        """The folder of facts."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(self.directory))
            return facts_folder(self.where)

    def kept(self) -> list[Path]:
        """The folders of snapshots beside the head's."""
        return [path for path in self.facts.iterdir() if path.is_dir() and path.name != "head"]

    def called(self, part: str) -> str:
        """What a message calls the part."""
        if part == "facts":
            return part
        return f"rodtrad_{part}" if self.served else f"{part}.db"

    def there(self, part: str) -> bool:
        if part == "facts":
            return self.facts.exists()
        if not self.served:
            return self.path(part).exists()
        return bool(self.sql("postgres", f"SELECT to_regnamespace('rodtrad_{part}') IS NOT NULL")[0][0])

    def sql(self, part: str, statement: str) -> list[Any]:
        """Runs a statement behind the program's back."""
        if self.served:
            writable = "-c default_transaction_read_only=off"
            with psycopg.connect(self.where, autocommit=True, options=writable) as connection:
                connection.execute(f"SET search_path TO rodtrad_{part}")
                cursor = connection.execute(statement)  # type: ignore[call-overload]
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.path(part), isolation_level=None)) as connection:
            return connection.execute(statement).fetchall()

    def lose(self, *parts: str) -> None:
        for part in parts:
            if part == "facts":
                shutil.rmtree(self.facts, ignore_errors=True)
            elif self.served:
                self.sql("postgres", f"DROP SCHEMA IF EXISTS rodtrad_{part} CASCADE")
            else:
                for path in Path(self.where).glob(f"{part}.db*"):
                    path.unlink()

    def copy(self, *parts: str, to: str = "copy") -> None:
        for part in parts:
            if part == "facts":
                shutil.copytree(self.facts, self.directory / f"{to}-{part}")
                continue
            if not self.served:
                shutil.copy(self.path(part), self.directory / f"{to}-{part}")
                continue
            self.sql("postgres", f"DROP SCHEMA IF EXISTS {to}_{part} CASCADE")
            self.sql("postgres", f"CREATE SCHEMA {to}_{part}")
            for table in self._tables(f"rodtrad_{part}"):
                self._copied(table, f"rodtrad_{part}", f"{to}_{part}")

    def restore(self, *parts: str, of: str = "copy") -> None:
        for part in parts:
            self.lose(part)
            if part == "facts":
                shutil.copytree(self.directory / f"{of}-{part}", self.facts)
                continue
            if not self.served:
                shutil.copy(self.directory / f"{of}-{part}", self.path(part))
                continue
            self.sql("postgres", f"CREATE SCHEMA rodtrad_{part}")
            for table in self._tables(f"{of}_{part}"):
                self._copied(table, f"{of}_{part}", f"rodtrad_{part}")

    def _tables(self, schema: str) -> list[str]:
        return [name for (name,) in self.sql("postgres", f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")]

    def _copied(self, table: str, source: str, to: str) -> None:
        self.sql("postgres", f'CREATE TABLE {to}."{table}" (LIKE {source}."{table}" INCLUDING ALL)')
        self.sql("postgres", f'INSERT INTO {to}."{table}" SELECT * FROM {source}."{table}"')


def one_line(result: CommandResult) -> str:
    """What a failing command says: one line, no data, exit code 1; before it perhaps that the readable copy is in memory."""
    assert (result.code, result.out) == (1, ""), result
    lines = [line for line in result.err.splitlines() if "läskopian räknas fram i minnet" not in line]
    assert len(lines) == 1, result.err
    return lines[0]
