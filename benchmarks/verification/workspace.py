"""A copy of the contracts in a folder of its own, where forge may build and bugs may be planted."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.contracts.chain import ROOT

CONTRACTS = ROOT / "contracts"
TOOLS = CONTRACTS / "node_modules" / ".bin"
FUZZ_SEED = "0x6769642d70696c6f74"  # the one of foundry.toml


@contextmanager
def workspace(sources: Mapping[str, str], tests: Sequence[str]) -> Iterator[Path]:
    """Lay out `sources`, the named files of contracts/test and the committed artifacts as they lie in the repository.

    Yields:
        The copy's contracts folder; the artifacts are in ../node/abi as seen from there.
    """
    with tempfile.TemporaryDirectory(prefix="gid-forge-") as name:
        folder = Path(name) / "contracts"
        write_sources(folder, sources)
        (folder / "test").mkdir()
        for test in tests:
            shutil.copy(CONTRACTS / "test" / test, folder / "test")
        for path in ("foundry.toml", "solc.cjs"):
            shutil.copy(CONTRACTS / path, folder)
        (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
        shutil.copytree(ROOT / "node" / "abi", folder.parent / "node" / "abi")
        yield folder


def write_sources(folder: Path, sources: Mapping[str, str]) -> None:
    """Write Solidity files under `folder`; one that is the same already keeps its time, so that forge skips it."""
    for path, text in sources.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")


def run_tool(
    command: Sequence[str | Path], folder: Path, *, timeout_s: float, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """Run a tool in `folder` with forge on the PATH; its output is text, colourless."""
    path = os.pathsep.join([str(TOOLS), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "FOUNDRY_DISABLE_NIGHTLY_WARNING": "1", **variables}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
    )
