"""Start a program, wait for it within limits, and say what it took."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_PAUSE_S = 0.25
"""Longest time between two looks at a running program; at first we look more often, so that short runs are seen."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large a program may get before it is stopped: wall seconds and MiB."""

    seconds: float = 600.0
    memory_mib: float = 12_288.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of a program from its start to its end, reading and writing files included.

    Attributes:
        problem: "" when it ended well; else what happened, in one line.
        seconds: Wall time.
        cpu_seconds: Processor time of it and its children; says more than `seconds` on a busy machine.
        peak_mib: Larger of the highest memory of its process tree as sampled (shared pages counted once) and the
            high-water mark of its first process. Not `ru_maxrss`: that starts at our own size, not at zero.
        output: Standard output.
    """

    problem: str
    seconds: float
    cpu_seconds: float
    peak_mib: float
    output: str


def run_measured(
    command: Sequence[str | Path], *, folder: Path, log: Path, limits: Limits = Limits(), environment: Mapping[str, str]
) -> Measurement:
    """Run a command in a process group of its own and stop the group when it passes a limit.

    Args:
        command: Program and arguments.
        folder: Working folder.
        log: File that takes standard error.
        limits: When to stop it.
        environment: All its environment variables.
    """
    started = time.perf_counter()
    answers = log.with_suffix(".out")
    with log.open("wb") as errors, answers.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        peak, problem = 0.0, ""
        try:
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                spent = time.perf_counter() - started
                peak = max(peak, _tree_mib(process.pid), _high_water_mib(process.pid))
                if not problem and spent > limits.seconds:
                    problem = f"stopped after {limits.seconds:g} s"
                if not problem and peak > limits.memory_mib:
                    problem = f"stopped at {limits.memory_mib:g} MiB"
                if problem:
                    os.killpg(process.pid, signal.SIGKILL)
                time.sleep(min(LONGEST_PAUSE_S, 0.01 + spent / 50))
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    process.returncode = os.waitstatus_to_exitcode(status)  # wait4 has taken the status that Popen would look for
    if process.returncode and not problem:
        problem = f"failed ({process.returncode}): {_last_line(log)}"
    return Measurement(
        problem=problem,
        seconds=time.perf_counter() - started,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mib=peak,
        output=answers.read_text(encoding="utf-8", errors="replace"),
    )


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "no message"


def _high_water_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _tree_mib(pid: int) -> float:
    """Sum the proportional memory of a process and its descendants; those that end meanwhile count 0."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += [int(child) for child in (thread / "children").read_text().split()]
        except (OSError, ValueError):
            continue
    return total / 1024
