"""Brings a store's tables to the newest version, at every start: safe when many processes start at once."""

from collections.abc import Mapping

from sqlalchemy import Engine, inspect, text

from domain.log.database import writing

LOG_AND_KEYS = "domain.log:migrations"
NEWEST: Mapping[str, str] = {"log": "log_0001", "keys": "keys_0001", "openings": "openings_0001"}
"""The newest revision of each branch, so that an ordinary start need not load the migrations; a test holds it to them."""


def upgrade(engine: Engine, branch: str, scripts: str = LOG_AND_KEYS, newest: str | None = None) -> None:
    """Runs the missing migrations of a branch (`log`, `keys`, `openings`) from a folder of them, given as `package:folder`."""
    if _revision(engine) == (newest or NEWEST[branch]):
        return  # the usual case: no need to wait for whoever is writing
    from alembic import command  # noqa: PLC0415 only where there is something to do
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, f"{branch}@head")


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision
