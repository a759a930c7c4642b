"""Tools with needs of their own, fetched into throw-away folders at first use and kept for the next run."""

import fcntl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness.environments import Environment, prepare_environment

_FOLDER = Path(tempfile.gettempdir()) / "gid-benchmarks"  # deleting it costs a minute


def python_tool(name: str, requirement: str) -> Environment:
    """Make, or find, the virtual environment of a tool from PyPI; `Environment.problem` says why it is not there."""
    with _alone(name):
        return prepare_environment(name, [requirement], work=_FOLDER)


def npm_tool(name: str, requirement: str) -> Path:
    """Install, or find, a tool from npm; the program returned does not exist if that failed."""
    home = _FOLDER / requirement
    program = home / "node_modules" / ".bin" / name
    with _alone(name):
        if not program.exists():
            home.mkdir(exist_ok=True)
            install = ["npm", "install", "--prefix", str(home), "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run([*install, requirement], check=False, capture_output=True, timeout=300)
    return program


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one process install a tool while others wait for it."""
    _FOLDER.mkdir(exist_ok=True)
    with (_FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
