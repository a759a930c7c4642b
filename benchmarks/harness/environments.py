"""A throw-away virtual environment per peer, so that pinned packages of one never meet those of another or ours."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

INSTALL_TIMEOUT_S = 900


@dataclass(frozen=True, slots=True)
class Environment:
    """Result of `prepare_environment`.

    Attributes:
        python: Its interpreter.
        problem: "" when it is ready; else why the packages could not be installed.
        packages: name==version of all that is in it, as pip lists it.
    """

    python: Path
    problem: str
    packages: tuple[str, ...]


def prepare_environment(key: str, requirements: Sequence[str], *, work: Path) -> Environment:
    """Make the environment of a peer under `work`, or use the one made for the same requirements before."""
    if not requirements:
        return Environment(Path(sys.executable), "", ())
    digest = hashlib.sha256("\n".join((sys.version, *requirements)).encode()).hexdigest()[:12]
    folder = work / "environments" / f"{key}-{digest}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        sys.stderr.write(f"installing {', '.join(requirements)}\n")
        problem = _install(folder, python, requirements)
        if problem:
            return Environment(python, problem, ())
        done = _run([python, "-m", "pip", "freeze"])
        ready.write_text(done.stdout, encoding="utf-8")  # written last: an install cut short is made again
    return Environment(python, "", tuple(ready.read_text(encoding="utf-8").split()))


def clean_environment(root: Path) -> dict[str, str]:
    """Environment variables for a peer: ours without Python's own, and the repository as the only extra path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | {"PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"}


def _install(folder: Path, python: Path, requirements: Sequence[str]) -> str:
    try:
        made = _run([Path(sys.executable), "-m", "venv", folder])
        if made.returncode:
            return f"no virtual environment: {_reason(made)}"
        done = _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements])
    except subprocess.TimeoutExpired:
        return f"not installed within {INSTALL_TIMEOUT_S} s"
    return f"not installed: {_reason(done)}" if done.returncode else ""


def _run(command: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=INSTALL_TIMEOUT_S
    )


def _reason(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line for line in done.stderr.splitlines() if "rror" in line] or done.stderr.splitlines() or ["no message"]
    return lines[-1].strip()[:200]
