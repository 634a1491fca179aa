"""Upgrades a store's tables to the newest version at every start; safe if many processes start at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from domain.errors import StoreNewer
from domain.log.storage.database import writing
from domain.log.storage.faults import place

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = "domain.log.storage:migrations"
NEWEST: Mapping[str, str] = {
    "log": "log_0003",
    "keys": "keys_0003",
    "openings": "openings_0002",
    "access": "access_0002",
    "releases": "releases_0001",
}
"""The newest revision of each branch, so that a normal start does not load the migrations; a test checks the values."""


def upgrade(engine: Engine, branch: str) -> None:
    """Runs the missing migrations of a branch (`log`, `keys`, `openings`, `access`)."""
    if is_newest(engine, branch):
        return  # the usual case: no need to wait for another writer
    from alembic import command  # noqa: PLC0415 only where there is something to do

    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, f"{branch}@head")


def is_newest(engine: Engine, branch: str) -> bool:
    """Returns whether no migration is missing. Raises `StoreNewer` if a later version of the program upgraded the store."""
    revision = _revision(engine)
    if revision is None or revision == NEWEST[branch]:
        return revision is not None
    from alembic.script import ScriptDirectory  # noqa: PLC0415 only where there is something to do

    if revision not in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}:
        raise StoreNewer(where=place(engine), revision=revision)
    return False


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 only where there is something to do

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    return config


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision
