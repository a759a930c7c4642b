"""Bring a database to the schema of this version, at every start; most starts find nothing to do."""

from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, String, inspect, select, table
from sqlalchemy import column as named_column

from api.errors import StoreUnavailableError
from api.store.engine import changing_schema

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0007"
"""The newest revision in api/migrations/versions; compared first, because Alembic takes a third of a second to load."""


def migrate(engine: Engine) -> None:
    """Create or upgrade all tables, in one transaction.

    Raises:
        StoreUnavailableError: the database was written by a newer version of this program.
    """
    with changing_schema(engine) as connection:
        present = present_revision(connection)
        if present == HEAD:
            return
        from alembic import command
        from alembic.script import ScriptDirectory
        from alembic.util import CommandError

        config = alembic_config(connection)
        try:
            if present is not None:
                ScriptDirectory.from_config(config).get_revision(present)
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailableError(
                f"the database has schema {present}, this program knows up to {HEAD}",
                advice="use the program version that wrote it, or another database",
            ) from error


def present_revision(connection: Connection) -> str | None:
    """The revision a database has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    query = select(named_column("version_num", String)).select_from(table("alembic_version"))
    found = connection.execute(query).scalar()
    return str(found) if found is not None else None


def alembic_config(connection: Connection) -> "Config":
    """Alembic's configuration, bound to a connection; there is no ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("api").joinpath("migrations")))
    config.attributes["connection"] = connection
    return config
