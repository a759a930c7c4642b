"""Remove the last copies of deleted bytes from the database's own files."""

from sqlalchemy import Engine

from api.store.engine import store_errors

TABLES = (
    "salts",
    "committed_records",
    "record_versions",
    "record_heads",
    "proposals",
    "proposal_links",
    "judgements",
    "applicants",
    "given_answers",
    "uploads",
    "issues",
)
"""What PostgreSQL rewrites, the secrets first."""


def purge(engine: Engine) -> bool:
    """Rewrite what held deleted rows; False when a reader kept the write-ahead log, so that it has to be done again.

    SQLite: VACUUM builds the file anew without free space, and the checkpoint empties the log. `secure_delete`, which
    is always on, overwrote the rows before; it does not reach what page splits left behind. PostgreSQL: VACUUM FULL
    rewrites the tables; its own log segments are recycled by the server.
    """
    with store_errors():
        if engine.dialect.name == "sqlite":
            return _purge_sqlite(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in TABLES:
                connection.exec_driver_sql(f"VACUUM (FULL) {table}")
    return True


def _purge_sqlite(engine: Engine) -> bool:
    raw = engine.raw_connection()  # neither statement may stand in a transaction, which our engine begins by itself
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
        return busy is not None and not busy[0]
    finally:
        raw.close()
