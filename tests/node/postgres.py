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
PROGRAMS = ("initdb", "postgres", "pg_isready")
DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian puts them, which is not on the PATH."""
PATIENCE_S = 20.0


def unavailable() -> str:
    """Say why no server can be started here, or return an empty text."""
    if not all(map(_program, PROGRAMS)):
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
        [_program("initdb"), "-D", str(folder / "data"), *options],
        user=user,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    arguments = ["-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
    server = subprocess.Popen([_program("postgres"), *arguments], user=user, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        _await(folder, server)
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    return shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *map(str, DEBIAN.glob("*/bin"))])) or ""


def _await(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while subprocess.run([_program("pg_isready"), "-h", str(folder)], capture_output=True, check=False).returncode:
        assert server.poll() is None, "PostgreSQL ended while starting"
        assert time.monotonic() < deadline, "PostgreSQL did not come up"
        time.sleep(0.05)
