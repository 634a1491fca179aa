"""The status of a store: what it holds, how far its facts are up to date, and the root that proves its log."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, func, select

from domain.errors import PartForeign, PartMissing, PartOlder
from domain.events.event import kind_of
from domain.events.records import DeliveryRecorded
from domain.log.application import Log
from domain.log.parts import check_openings
from domain.log.storage.database import shown
from domain.log.storage.reach import OF_PARTICIPANTS, SYSTEM
from domain.log.storage.schema import MERGING, events, fences, subjects
from domain.vocabulary.text import Lang, Text
from domain.vocabulary.undeclared import UNDECLARED
from projections.worlds.store import Worlds
from scripts.cli.console.coordinates import day_of
from scripts.cli.console.rendering import Column, Grid

_WORDS = {
    "store": Text("Lager", "Store"),
    "id": Text("Lagrets id", "Id of the store"),
    "parts": Text("Delarna", "The parts"),
    "clock_ahead": Text("En klocka gick före", "A clock was ahead"),
    "database": Text("Databas", "Database"),
    "key_file": Text("Nyckelfil", "Key file"),
    "key_epoch": Text("Nyckelns nummer", "Key number"),
    "position": Text("Loggens position", "Log position"),
    "root": Text("Trädets rot", "Root of the tree"),
    "entries": Text("Händelser i loggen", "Entries in the log"),
    "streams": Text("Strömmar", "Streams"),
    "participants": Text("Deltagare med nyckel", "Participants with a key"),
    "merges": Text("Sammanföringar och hävda", "Merges, made and undone"),
    "erasures": Text("Gallrade strömmar", "Erased streams"),
    "deliveries": Text("Antecknade leveranser", "Recorded deliveries"),
    "facts_position": Text("Faktas position", "Position of the facts"),
    "findings": Text("Avvikelser i fakta", "Findings in the facts"),
    "kept_worlds": Text("Sparade världar", "Kept worlds"),
}


_STATES = {
    "whole": Text("hel", "whole"),
    "unmade": Text("görs när den behövs", "made when it is needed"),
    "missing": Text("saknas", "missing"),
    "foreign": Text("hör till ett annat lager", "another store's"),
    "older": Text("äldre än den ska vara", "older than it should be"),
}


def status_of(worlds: Worlds, now: int) -> dict[str, Any]:
    """Returns the status; only reads, and does not update the facts."""
    log, states = worlds.log, _states(worlds)
    position, root = log.rows.head()
    return {
        "store": shown(log.where),
        "id": log.id.hex() if log.id else None,
        "parts": states,
        "clock_ahead": [f"{day_of(after)}/{day_of(until)}" for after, until in log.rows.clocks_ahead(now)],
        "database": _database(log.rows.engine),
        "key_file": str(log.key_path),
        "position": position,
        "root": root.hex(),
        **_counts(worlds),
        "kept_worlds": worlds.maker.folder.number,
    }


def _counts(worlds: Worlds) -> dict[str, Any]:
    rows, keys, facts = worlds.log.rows.engine, worlds.log.keys.engine, worlds.stored()
    delivered = worlds.log.keys.system_stream(kind_of(DeliveryRecorded)).stream
    living = subjects.c.wrapped.is_not(None) & OF_PARTICIPANTS
    return {
        "key_epoch": _scalar(keys, select(subjects.c.epoch).where(subjects.c.stream == SYSTEM)),
        "entries": _scalar(rows, select(func.count()).select_from(events)),
        "streams": _scalar(rows, select(func.count(events.c.stream.distinct()))),
        "participants": _scalar(keys, select(func.count()).select_from(subjects).where(living)),
        "merges": _scalar(rows, select(func.count()).select_from(events).where(events.c.kind.in_(MERGING))),
        "erasures": _scalar(rows, select(func.count()).select_from(fences)),
        "deliveries": _scalar(rows, select(func.count()).select_from(events).where(events.c.stream == delivered)),
        "facts_position": facts.position if facts else None,
        "findings": facts.tables["findings"].height if facts else None,
    }


def _states(worlds: Worlds) -> dict[str, str]:
    """Checks whether each part fits the others; the log and keys of an open store have already been checked."""
    return {"log": "whole", "keys": "whole", "facts": _of_facts(worlds), "openings": _of_openings(worlds.log)}


def _of_facts(worlds: Worlds) -> str:
    if worlds.maker.of_another_store:
        return "foreign"
    return "unmade" if worlds.stored() is None else "whole"


def _of_openings(log: Log) -> str:
    try:
        there = check_openings(log.where, log.keys.engine)
    except (PartMissing, PartForeign, PartOlder) as error:
        return type(error).__name__.removeprefix("Part").lower()
    return "whole" if there else "unmade"


def status_grid(status: dict[str, Any], lang: Lang) -> Grid:
    values = status | {
        "parts": ", ".join(f"{part}: {_STATES[state][lang]}" for part, state in status["parts"].items()),
        "clock_ahead": ", ".join(status["clock_ahead"]) or Text("nej", "no")[lang],
    }
    rows = [{"name": _WORDS[name][lang], "value": value} for name, value in values.items()]
    notes = [UNDECLARED[lang]] if status["entries"] and not status["deliveries"] else []
    return Grid((Column("name", Text.same(""), whole=True), Column("value", Text.same(""))), rows, notes=notes, headings=False)


def _scalar(engine: Engine, wanted: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(wanted).scalar()


def _database(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {_scalar(engine, select(func.current_setting('server_version')))}"
