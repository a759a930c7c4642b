"""Do the contract tests notice? Plants one bug at a time into the contracts and runs the tests against the result.

    python -m benchmarks.planted_bugs           all of them, 6 to 20 minutes on two cores
    python -m benchmarks.planted_bugs height    those whose name contains a word

Prints the test that caught each bug; exit code 1 if one survives. The committed artifacts are left alone.
"""

import argparse
import importlib.util
import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import hypothesis.stateful  # noqa: F401  (with the next ones: imported here so that no child has to)
import pyrevm  # noqa: F401
import pytest
import web3  # noqa: F401

from benchmarks.planted_bug_list import BUGS, Bug

ROOT = Path(__file__).resolve().parents[1]
# Not run: what compares with the committed artifacts, and would catch every change whatever it does.
_LEFT_OUT = ("tests/contracts/test_artifacts.py", "tests/contracts/test_gas.py")
# Where a bug of this file most likely shows; the other tests follow.
_FIRST = {
    "parts/Batches.sol": ("register", "links", "merkle"),
    "libraries/MerkleTree.sol": ("register", "merkle"),
    "parts/Journal.sol": ("register", "links", "invariants"),
    "libraries/ChangeHead.sol": ("invariants",),
    "parts/Applicants.sol": ("merge", "revoke", "register"),
    "parts/Links.sol": ("links", "force_unlink", "brakes", "invariants"),
    "parts/Consents.sol": ("consents", "merge"),
    "parts/Merges.sol": ("merge", "revoke", "force_unlink", "council"),
    "ApplicantRegistry.sol": ("revoke", "amend", "register"),
    "parts/Council.sol": ("council",),
    "parts/Brakes.sol": ("brakes",),
    "Offices.sol": ("council", "keys"),
}
_CAUGHT = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant and test; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check that the contract tests catch planted bugs.")
    parser.add_argument("word", nargs="?", default="", help="only bugs whose name contains this")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first N bugs of the list")
    options = parser.parse_args(arguments)
    chosen = [bug for bug in BUGS[options.skip :] if options.word in bug.name]
    compiler = load_compiler()
    sources = compiler.read_sources()
    survivors = []
    for bug in chosen:
        started = time.monotonic()
        caught = find_catcher(bug, compiler, sources)
        survivors += [] if caught else [bug.name]
        print(
            f"{'caught  ' if caught else 'SURVIVES'} {time.monotonic() - started:5.1f} s  {bug.name}  {caught}",
            flush=True,
        )
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} planted bugs caught")
    return 1 if survivors else 0


def find_catcher(bug: Bug, compiler: ModuleType, sources: Mapping[str, str]) -> str:
    """Name the first test that fails with the bug planted; empty when none does."""
    spoilt = spoil(bug, sources)
    with tempfile.TemporaryDirectory(prefix="gid-bug-") as folder:
        for name, text in compiler.build_artifacts(spoilt, allow_warnings=True).items():
            (Path(folder) / name).write_text(text, "utf-8")
        first = [f"tests/contracts/test_{name}.py" for name in _FIRST[bug.file]]
        return _run_tests(first, folder) or _run_tests(["tests/contracts"], folder)


def spoil(bug: Bug, sources: Mapping[str, str]) -> dict[str, str]:
    """Plant the bug.

    Raises:
        ValueError: Its place is not exactly once in its file: the list lags behind the sources.
    """
    if sources[bug.file].count(bug.code) != 1:
        raise ValueError(f"{bug.name}: {bug.code!r} is not exactly once in {bug.file}")
    return {**sources, bug.file: sources[bug.file].replace(bug.code, bug.spoilt)}


def _run_tests(paths: Sequence[str], artifacts: str) -> str:
    """Name the first failing test. Runs in a forked child, which has the slow imports behind it already."""
    report = Path(artifacts) / "pytest.txt"
    child = os.fork()
    if child == 0:
        os.environ["GID_TEST_ARTIFACTS"] = artifacts
        for name in [name for name in sys.modules if name.startswith("tests.")]:
            del sys.modules[name]  # imported before, it would know the committed artifacts and meet no bug
        with report.open("w") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        ignored = [f"--ignore={path}" for path in _LEFT_OUT]
        os._exit(pytest.main([*paths, "-x", "-q", "-p", "no:cacheprovider", *ignored]))
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == 0:
        return ""
    found = _CAUGHT.search(report.read_text("utf-8"))
    return found[1].removeprefix("tests/contracts/") if found else f"pytest ended with status {status}"


def load_compiler() -> ModuleType:
    """Import contracts/compile.py, which lies in no package."""
    spec = importlib.util.spec_from_file_location("contracts_compile", ROOT / "contracts" / "compile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    raise SystemExit(main())
