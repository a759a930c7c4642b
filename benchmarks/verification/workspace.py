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
    """Lay out `sources` and the named files of contracts/test in a temporary folder, packages linked in."""
    with tempfile.TemporaryDirectory(prefix="gid-forge-") as name:
        folder = Path(name)
        for path, text in sources.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        (folder / "test").mkdir()
        for test in tests:
            shutil.copy(CONTRACTS / "test" / test, folder / "test")
        for path in ("foundry.toml", "solc.cjs"):
            shutil.copy(CONTRACTS / path, folder)
        (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
        yield folder


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
