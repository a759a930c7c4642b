"""The chain's process: whose it is, whether it lives, which port it listens on. Linux only, as anvil's binary."""

import ctypes
import json
import os
import signal
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from node.errors import DevnetError

_LISTENING = "0A"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """What identifies a process for good: a pid is given out again, its start time (kernel ticks since boot) tells."""

    pid: int
    started: int


def mark_of(pid: int) -> ProcessMark | None:
    """Return the mark of a living process, or None when there is none (a zombie counts as gone)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else ProcessMark(pid, int(fields[19]))


def is_alive(mark: ProcessMark) -> bool:
    """Say whether this very process still runs."""
    return mark_of(mark.pid) == mark


def write_mark(path: Path, mark: ProcessMark) -> None:
    """Write a pid file in one step, so that a reader never sees half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(mark)) + "\n", encoding="utf-8")
    draft.replace(path)


def read_mark(path: Path) -> ProcessMark | None:
    """Return the process a pid file names if it still runs; a stale or damaged file is removed."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        mark = ProcessMark(int(document["pid"]), int(document["started"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        mark = None
    if mark is None or not is_alive(mark):
        path.unlink(missing_ok=True)
        return None
    return mark


def listening_port(pid: int) -> int | None:
    """Return the loopback port on which this process itself accepts connections, or None while it does not.

    Asking the kernel, not the port: another program's chain on the same port would answer just as well.
    """
    return next(iter(listening_ports(pid)), None)


def listening_ports(pid: int) -> list[int]:
    """Return every TCP port on which this process accepts connections."""
    return [int(address.rpartition(":")[2], 16) for address in _listening(pid)]


def listening_addresses(pid: int) -> list[str]:
    """Return the IPv4 address of each of them; 0.0.0.0 is open to other machines."""
    return [socket.inet_ntoa(bytes.fromhex(address[:8])[::-1]) for address in _listening(pid)]


def _listening(pid: int) -> list[str]:
    """Return the local addresses in the kernel's form: hexadecimal, the least byte first."""
    try:
        sockets = {_target(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
        table = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return []
    rows = (line.split() for line in table)
    return [fields[1] for fields in rows if fields[3] == _LISTENING and f"socket:[{fields[9]}]" in sockets]


def _target(descriptor: Path) -> str:
    """Return what an open file descriptor is; empty when it was closed while we looked."""
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""


def end_process(mark: ProcessMark, *, patience_s: float = 10.0) -> None:
    """Ask a process to end (SIGTERM, on which anvil writes its state) and wait until it has.

    Raises:
        DevnetError: It is still there when the patience is used up. It is not killed: its state would be lost.
    """
    if not is_alive(mark):
        return
    os.kill(mark.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    while is_alive(mark):
        _reap(mark.pid)
        if time.monotonic() > deadline:
            raise DevnetError(f"process {mark.pid} did not end within {patience_s:g} s of SIGTERM")
        time.sleep(0.02)


def end_with_parent() -> None:
    """Run in a child before it executes: let the kernel end it with the thread that started it, even by SIGKILL."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _reap(pid: int) -> None:
    """Collect the child's exit status if it is ours, else it would stay a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
