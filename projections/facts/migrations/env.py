"""Runs the migrations on the connection that `upgrade` provides; they cannot be run in any other way."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
