"""A PostgreSQL server for the length of a test session: own data folder, Unix socket only, ended by its process id."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SYSTEM_USER = "postgres"
PATIENCE_S = 60.0
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # these three: nothing here outlives the session
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}


def program(name: str) -> str | None:
    """Where a program of the server is; Debian keeps them off the path, a folder for each version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return shutil.which(name) or next((str(path) for path in reversed(versions)), None)


def unavailable() -> str:
    """Say why no server can be started here, or return an empty text."""
    if not program("initdb") or not program("postgres"):
        return "PostgreSQL's initdb and postgres are not installed"
    if os.geteuid() == 0 and SYSTEM_USER not in {entry.pw_name for entry in pwd.getpwall()}:
        return f"PostgreSQL does not run as root, and there is no user {SYSTEM_USER}"
    return ""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server and give the SQLAlchemy URL of its empty database."""
    user = SYSTEM_USER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="gid-pg-"))
    if user:
        shutil.chown(folder, user)
    options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [str(program("initdb")), "-D", str(folder / "data"), *options],
        user=user,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    chosen = [f"--{name}={value}" for name, value in SETTINGS.items()]
    arguments = ["-D", str(folder / "data"), "-k", str(folder), *chosen]
    server = subprocess.Popen([str(program("postgres")), *arguments], user=user, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        _await(folder, server)
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _await(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while subprocess.run([str(program("pg_isready")), "-h", str(folder)], capture_output=True, check=False).returncode:
        assert server.poll() is None, "PostgreSQL ended while starting"
        assert time.monotonic() < deadline, "PostgreSQL did not come up"
        time.sleep(0.05)
