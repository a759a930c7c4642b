"""Alembic's entry: runs the migrations on the connection it is given."""

from alembic import context
from sqlalchemy import MetaData

import api.store.access_tables  # noqa: F401 - its tables are in the same metadata
import node.tables
from api.store import tables


def joined_metadata() -> MetaData:
    """The tables of both layers, for comparing a database with the code."""
    joined = MetaData(naming_convention=tables.metadata.naming_convention)
    for metadata in (tables.metadata, node.tables.metadata):
        for table in metadata.tables.values():
            table.to_metadata(joined)
    return joined


if hasattr(context, "config"):  # not when a test imports this module for the tables
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=joined_metadata(),
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
