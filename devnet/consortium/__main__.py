"""Several real execution nodes with the registry and its five offices on them, on this machine.

    python -m devnet.consortium start [--nodes 4]      or `make consortium`
    python -m devnet.consortium status | stop

Exit code 1 when it cannot be done, 3 when it does not run.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from devnet.consortium.network import BLOCK_S, NODES, Consortium, install_client, running_consortium
from devnet.process import end_process, mark_of, read_mark, write_mark
from node.errors import DevnetError, GidError

START_PATIENCE_S = 180.0
END_PATIENCE_S = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("start", "status", "stop", "run"), help="run: in the foreground")
    parser.add_argument("--home", type=Path, default=Path(".gid/consortium"), help="data folder [.gid/consortium]")
    parser.add_argument("--nodes", type=int, choices=range(3, 8), default=NODES, help=f"3 to 7 [{NODES}]")
    parser.add_argument("--block-s", type=float, default=BLOCK_S, help=f"seconds between blocks [{BLOCK_S:g}]")
    options = parser.parse_args(arguments)
    folder = options.home / "devnet"
    try:
        if options.action == "run":
            run(folder, nodes=options.nodes, block_s=options.block_s)
        elif options.action == "start":
            start(folder, nodes=options.nodes, block_s=options.block_s)
        elif options.action == "stop":
            stop(folder)
        return 0 if options.action == "stop" else show(options.home)
    except GidError as error:
        sys.stderr.write(f"{error}\n{error.advice}\n" if error.advice else f"{error}\n")
        return 1


def run(folder: Path, *, nodes: int, block_s: float) -> None:
    """Be the network until SIGTERM or Ctrl-C."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    install_client()
    with running_consortium(folder, nodes=nodes, block_s=block_s) as consortium:
        mark = mark_of(os.getpid())
        assert mark is not None
        _write_facts(folder / "consortium.json", consortium)
        write_mark(folder / "consortium.pid", mark)
        while True:
            signal.pause()


def start(folder: Path, *, nodes: int, block_s: float) -> None:
    """Leave the network running, unless it runs already."""
    if read_mark(folder / "consortium.pid"):
        return
    install_client()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    given = ["--home", str(folder.parent), "--nodes", str(nodes), "--block-s", str(block_s)]
    with (folder / "consortium.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "devnet.consortium", "run", *given],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_PATIENCE_S
    while child.poll() is None and time.monotonic() < deadline:
        if read_mark(folder / "consortium.pid"):
            return
        time.sleep(0.1)
    child.terminate()
    raise DevnetError("the consortium did not come up", advice=f"see {folder / 'consortium.log'}")


def stop(folder: Path) -> None:
    """End the network; its blocks stay for the next start."""
    mark = read_mark(folder / "consortium.pid")
    if mark is None:
        print("it was not running")
        return
    end_process(mark, patience_s=END_PATIENCE_S)
    (folder / "consortium.pid").unlink(missing_ok=True)
    print("stopped")


def show(home: Path) -> int:
    """Print where it answers and how to work with it."""
    if not read_mark(home / "devnet" / "consortium.pid"):
        sys.stderr.write("the consortium does not run\nstart it: python -m devnet.consortium start\n")
        return 3
    facts = json.loads((home / "devnet" / "consortium.json").read_text(encoding="utf-8"))
    print(f"chain {facts['chainId']}, registry {facts['registry']}, offices {facts['offices']}")
    for number, url in enumerate(facts["rpcUrls"], start=1):
        print(f"  node {number}  {url}")
    print(f"work with it:  export GID_HOME={home} GID_CHAIN__RPC_URL={facts['rpcUrls'][0]}")
    return 0


def _write_facts(path: Path, consortium: Consortium) -> None:
    deployment = consortium.devnet.deployment
    facts: dict[str, Any] = {
        "chainId": deployment.chain_id,
        "registry": deployment.registry,
        "offices": deployment.offices,
        "rpcUrls": list(consortium.urls),
    }
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    raise SystemExit(main())
