"""What the same sources would cost under the other settings of the compiler: how far we are from the best."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.planted_bugs import load_compiler
from tests.contracts.chain import ROOT

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "1 run": {"optimizer": {"enabled": True, "runs": 1}},
    "1,000,000 runs": {"optimizer": {"enabled": True, "runs": 1_000_000}},
    "IR, 200 runs": {"optimizer": {"enabled": True, "runs": 200}, "viaIR": True},
    "IR, 1,000,000 runs": {"optimizer": {"enabled": True, "runs": 1_000_000}, "viaIR": True},
}
_MEASURE = "import json, sys; from benchmarks.gas_registry import measure; print(json.dumps(measure(sys.argv[1])))"


def measure_settings(hardfork: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Compile with each setting and measure, in a process of its own, which loads that bytecode instead of ours."""
    compiler = load_compiler()
    sources, usual = compiler.read_sources(), compiler.SETTINGS
    for name, other in SETTINGS.items():
        compiler.SETTINGS = {**usual, **other}
        with tempfile.TemporaryDirectory(prefix="gid-gas-") as folder:
            for file, text in compiler.build_artifacts(sources).items():
                (Path(folder) / file).write_text(text, "utf-8")
            done = subprocess.run(
                [sys.executable, "-c", _MEASURE, hardfork],
                cwd=ROOT,
                env={**os.environ, "GID_TEST_ARTIFACTS": folder},
                capture_output=True,
                check=True,
                text=True,
            )
        yield name, json.loads(done.stdout)
