"""The peer of `benchmarks/api.py`: the same questions put to PostgreSQL's pg_trgm, behind the same kind of server.

    python -m benchmarks.peers.trigram_server URL

FastAPI and uvicorn as ours; a pool of connections; a GiST index on trigrams for the nearest names and a primary key
for the identifier. It answers names with their similarity: no evidence, no probability, no other scripts.
"""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import psycopg
import uvicorn
from fastapi import FastAPI, Query
from psycopg.rows import dict_row
from sqlalchemy import QueuePool

NEAREST = (
    "SELECT gid, record_id, name, similarity(name, %(q)s) AS similarity FROM names ORDER BY name <-> %(q)s LIMIT 10"
)
BY_GID = "SELECT gid, record_id, name FROM names WHERE gid = %(gid)s ORDER BY record_id"


def fill(dsn: str, rows: "list[tuple[int, str, str]]") -> None:
    """Load GID, record id and name, and build the indices."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE TABLE names (gid bigint, record_id text, name text)")
        with connection.cursor().copy("COPY names FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.execute("CREATE INDEX ON names (gid)")
        connection.execute("CREATE INDEX ON names USING gist (name gist_trgm_ops(siglen=64))")
        connection.execute("ANALYZE names")


def make_app(dsn: str) -> FastAPI:
    """The application over a filled database."""
    pool = QueuePool(lambda: psycopg.connect(dsn, autocommit=True, row_factory=dict_row), pool_size=8, max_overflow=32)

    @asynccontextmanager
    async def closing(_app: FastAPI) -> AsyncIterator[None]:
        yield
        pool.dispose()

    app = FastAPI(lifespan=closing)

    def ask(query: str, **values: Any) -> dict[str, Any]:
        connection = pool.connect()
        try:
            return {"items": connection.cursor().execute(query, values).fetchall()}
        finally:
            connection.close()

    @app.get("/names")
    def nearest(q: Annotated[str, Query(max_length=512)]) -> dict[str, Any]:
        return ask(NEAREST, q=q)

    @app.get("/gids/{gid}")
    def by_gid(gid: int) -> dict[str, Any]:
        return ask(BY_GID, gid=gid)

    return app


def main() -> None:
    """Serve on a port that the system chooses, and print the address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # as ours: no 40 ms of waiting
    listener.bind(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(make_app(sys.argv[1]), log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
