"""Insert many rows at once, past the per-row cost of the SQL toolkit: an index rebuild writes millions."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

CHUNK_ROWS = 50_000


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert tuples in the order of `columns`, in the connection's transaction: COPY on PostgreSQL, else executemany.

    Table and column names come from our own MetaData, values are always bound.
    """
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()  # psycopg's, which alone can copy
        with cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
    chunk: list[tuple[Any, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            connection.exec_driver_sql(statement, chunk)
            chunk = []
    if chunk:
        connection.exec_driver_sql(statement, chunk)
