"""One run of the whole main job, by its command, shared by every test of this folder."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GID = Path(sys.executable).parent / "gid"


@dataclass(frozen=True, slots=True)
class Demo:
    """A finished `gid demo --exit` with its data folder."""

    home: Path
    done: "subprocess.CompletedProcess[str]"
    summary: dict[str, Any]

    def gid(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        """Run a gid command on this pilot's data."""
        return run_gid(self.home, *arguments)


def run_gid(home: Path, *arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [str(GID), *(str(argument) for argument in arguments)]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GID_")}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=540,
        env=clean | {"GID_HOME": str(home), "COLUMNS": "160", "NO_COLOR": "1"} | environment,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo") / "pilot"
    written = home.parent / "demo.json"
    started = run_gid(home, "devnet", "start")  # a chain that was there before stays when the demo ends
    assert started.returncode == 0, started.stderr
    done = run_gid(home, "demo", "--exit", "--json", written)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    yield Demo(home, done, json.loads(written.read_text()))
    run_gid(home, "devnet", "stop")
