"""How a store stands: what it holds, how far its facts have come, and the root that proves its log."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, func, make_url, select

from domain.log.database import served
from domain.log.keys import SYSTEM
from domain.log.schema import MERGING, events, fences, subjects
from domain.vocabulary import Lang
from projections.tables import SQL
from projections.worlds import Worlds
from scripts.showing.telling import Column, Grid

_WORDS = {
    "store": ("Lager", "Store"),
    "database": ("Databas", "Database"),
    "key_file": ("Nyckelfil", "Key file"),
    "key_epoch": ("Nyckelns nummer", "Key number"),
    "position": ("Loggens position", "Log position"),
    "root": ("Trädets rot", "Root of the tree"),
    "entries": ("Händelser i loggen", "Entries in the log"),
    "streams": ("Strömmar", "Streams"),
    "participants": ("Deltagare med nyckel", "Participants with a key"),
    "merges": ("Sammanföringar och hävda", "Merges, made and undone"),
    "erasures": ("Gallrade strömmar", "Erased streams"),
    "facts_position": ("Faktas position", "Position of the facts"),
    "findings": ("Avvikelser i fakta", "Findings in the facts"),
    "kept_worlds": ("Sparade världar", "Kept worlds"),
}


def status_of(worlds: Worlds) -> dict[str, Any]:
    """Reads only; the facts are not brought up to date by it."""
    log = worlds.log
    position, root = log.rows.head()
    rows, keys, facts = log.rows.engine, log.keys.engine, worlds.facts.engine
    living = subjects.c.wrapped.is_not(None) & (subjects.c.stream != SYSTEM)
    reached = worlds.facts.position()
    return {
        "store": _shown(log.where),
        "database": _database(rows),
        "key_file": str(log.key_path),
        "key_epoch": _one(keys, select(subjects.c.epoch).where(subjects.c.stream == SYSTEM)),
        "position": position,
        "root": root.hex(),
        "entries": _one(rows, select(func.count()).select_from(events)),
        "streams": _one(rows, select(func.count(events.c.stream.distinct()))),
        "participants": _one(keys, select(func.count()).select_from(subjects).where(living)),
        "merges": _one(rows, select(func.count()).select_from(events).where(events.c.kind.in_(MERGING))),
        "erasures": _one(rows, select(func.count()).select_from(fences)),
        "facts_position": reached,
        "findings": None if reached is None else _one(facts, select(func.count()).select_from(SQL["findings"])),
        "kept_worlds": len(list(worlds.kept.iterdir())) if worlds.kept.is_dir() else 0,
    }


def status_grid(told: dict[str, Any], lang: Lang) -> Grid:
    rows = [{"name": _WORDS[name][0 if lang == "sv" else 1], "value": value} for name, value in told.items()]
    return Grid((Column("name", "", "", whole=True), Column("value", "", "")), rows, headings=False)


def _one(engine: Engine, wanted: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(wanted).scalar()


def _database(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {_one(engine, select(func.current_setting('server_version')))}"


def _shown(where: str) -> str:
    """Without a password."""
    return make_url(where).render_as_string(hide_password=True) if served(where) else where
