"""Start, stop and find the local chain: one anvil process, its state on disk under the data folder."""

import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devnet.process import (
    ProcessMark,
    end_process,
    end_with_parent,
    is_alive,
    listening_port,
    mark_of,
    read_mark,
    write_mark,
)
from devnet.state import keep_one_genesis
from node.errors import ChainUnavailableError, DevnetError
from node.rpc import Rpc

CHAIN_ID = 4242
HOST = "127.0.0.1"
ANVIL = Path(__file__).resolve().parent.parent / "contracts" / "node_modules" / ".bin" / "anvil"
BLOCK_GAS_LIMIT = 60_000_000
START_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class RunningChain:
    """A chain that answers; `rpc_url` is for this machine only."""

    process: ProcessMark
    port: int

    @property
    def rpc_url(self) -> str:
        """Where its JSON-RPC answers."""
        return f"http://{HOST}:{self.port}"


def start_chain(folder: Path, *, port: int = 0, tied: bool = False, old_states: int = 0) -> RunningChain:
    """Start the chain of a data folder, or return it when it runs already.

    Args:
        folder: Holds state.json, anvil.pid and anvil.log; made when missing, for this user only.
        port: Loopback port, or 0 to let the operating system choose one.
        tied: End the chain with the thread that starts it; otherwise it stays until `stop_chain`.
        old_states: Blocks whose states are kept in memory; only tests that reorganise the chain need any.

    Raises:
        DevnetError: The binary is missing, the port is taken, or the process did not come up.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "anvil.lock").open("w") as lock:  # two starters at once would write one state file
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = find_chain(folder)
        if running is None:
            return _start(folder, port, tied=tied, old_states=old_states)
    if port not in (0, running.port):
        raise DevnetError(
            f"the chain of {folder} runs on port {running.port} already, not on {port}",
            advice="stop it first: gid devnet stop",
        )
    return running


def _start(folder: Path, port: int, *, tied: bool, old_states: int) -> RunningChain:
    _require_binary()
    _require_free(port)
    keep_one_genesis(folder / "state.json")
    with (folder / "anvil.log").open("wb") as log:
        child = subprocess.Popen(
            _command(folder, port, old_states),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=not tied,
            preexec_fn=end_with_parent if tied else None,
        )
    chain = _await_start(child, folder)
    write_mark(folder / "anvil.pid", chain.process)
    return chain


def find_chain(folder: Path) -> RunningChain | None:
    """Return the running chain of a data folder, or None; forgets a process that is gone."""
    mark = read_mark(folder / "anvil.pid")
    port = listening_port(mark.pid) if mark else None
    return RunningChain(mark, port) if mark and port else None


def stop_chain(folder: Path) -> bool:
    """Stop the chain of a data folder, its state saved; say whether there was one.

    Raises:
        DevnetError: The process does not end.
    """
    mark = read_mark(folder / "anvil.pid")
    if mark is None:
        return False
    end_process(mark)
    (folder / "anvil.pid").unlink(missing_ok=True)
    return True


@contextmanager
def running_chain(folder: Path, *, port: int = 0, old_states: int = 0) -> Iterator[RunningChain]:
    """A chain for the length of a `with` block; it ends with this process even if that is killed."""
    chain = start_chain(folder, port=port, tied=True, old_states=old_states)
    try:
        yield chain
    finally:
        end_process(chain.process)
        (folder / "anvil.pid").unlink(missing_ok=True)


def _command(folder: Path, port: int, old_states: int) -> list[str]:
    # Osaka rules with the per-transaction gas cap, which anvil leaves off. Without --prune-history and --cache-path it
    # keeps every block's state below the user's home folder. No development accounts: their keys are public.
    return [
        str(ANVIL), "--host", HOST, "--port", str(port), "--chain-id", str(CHAIN_ID), "--accounts", "0",
        "--hardfork", "osaka", "--enable-tx-gas-limit", "--gas-limit", str(BLOCK_GAS_LIMIT),
        "--prune-history", *([str(old_states)] if old_states else []), "--cache-path", str(folder / "cache"),
        "--state", str(folder / "state.json"), "--state-interval", "1", "--quiet",
    ]  # fmt: skip


def _await_start(child: "subprocess.Popen[bytes]", folder: Path) -> RunningChain:
    """Wait until our own process listens and answers with our chain id; end it when it does not."""
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline and child.poll() is None:
        mark, port = mark_of(child.pid), listening_port(child.pid)
        if mark is not None and port is not None:
            chain = RunningChain(mark, port)
            if _serves_our_chain(chain):
                return chain
        time.sleep(0.02)
    status = child.poll()
    if status is None:
        child.terminate()
        child.wait()
    raise DevnetError(
        f"the chain did not come up: {_last_line(folder / 'anvil.log') or f'exit status {status}'}",
        advice=f"see {folder / 'anvil.log'}; a damaged state.json there can be removed, the chain starts anew",
    )


def _serves_our_chain(chain: RunningChain) -> bool:
    try:
        served = int(Rpc(chain.rpc_url, timeout_s=2.0).call("eth_chainId"), 16)
    except ChainUnavailableError:
        return False
    return served == CHAIN_ID and is_alive(chain.process)


def _require_binary() -> None:
    if not os.access(ANVIL, os.X_OK):
        raise DevnetError(
            "the chain program anvil is not installed",
            advice="run `make demo`, which installs it, or `npm ci --ignore-scripts` in contracts/",
        )


def _require_free(port: int) -> None:
    """Refuse a port that is taken, before anvil's own exit could be missed and a stranger's chain be used."""
    if port == 0:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DevnetError(
                f"port {port} is taken by another program", advice="choose another port, or 0 for any"
            ) from error


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ""
