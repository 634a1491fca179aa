"""Brings a store's tables to the newest version, at every start: safe when many processes start at once."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from domain.log.database import writing

LOG_AND_KEYS = "domain.log:migrations"


def upgrade(engine: Engine, branch: str, scripts: str = LOG_AND_KEYS) -> None:
    """Runs the missing migrations of a branch (`log`, `keys`) from a folder of them, given as `package:folder`."""
    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    newest = ScriptDirectory.from_config(config).get_revision(f"{branch}@head").revision
    with engine.connect() as connection:
        if newest in MigrationContext.configure(connection).get_current_heads():
            return  # the usual case: no need to wait for whoever is writing
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, f"{branch}@head")
