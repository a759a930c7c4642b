"""What the figures were measured on."""

import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and on what state of the code a run happened.

    Attributes:
        cores: Cores this process may use.
        memory_mib: Memory of the machine.
        load: Average load of the last minute when the run began; above 0 others used the machine too.
        commit: Of this repository; "+" at the end when files under version control were changed.
    """

    processor: str
    cores: int
    memory_mib: int
    system: str
    python: str
    load: float
    commit: str
    started: str

    def as_json(self) -> dict[str, object]:
        """Return the fields by name."""
        return asdict(self)

    def as_text(self) -> str:
        """Return one line for people."""
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_mib:,} MiB, {self.system}, Python {self.python}; "
            f"commit {self.commit}, {self.started}, load at the start {self.load:.1f}"
        )


def describe_machine() -> Machine:
    """Read the facts from the running system (Linux)."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=models[0] if models else platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory_mib=memory // 2**20,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load=os.getloadavg()[0],
        commit=_commit(),
        started=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    commit = git("rev-parse", "--short", "HEAD")
    return (commit + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")) or "unknown"
