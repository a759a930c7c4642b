"""A real chain for the contract tests: one anvil process, sent to in whole transactions, never mocked."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from web3 import HTTPProvider, Web3
from web3.contract import Contract
from web3.types import RPCEndpoint

ROOT = Path(__file__).resolve().parents[2]
ANVIL = ROOT / "contracts" / "node_modules" / ".bin" / "anvil"
# Another folder only when benchmarks/planted_bugs.py asks whether these tests notice a spoilt contract.
ARTIFACTS = Path(os.environ.get("GID_TEST_ARTIFACTS", ROOT / "node" / "abi"))
CHAIN_ID = 31_337_4242
START_LIMIT_S = 20.0


@contextmanager
def run_anvil(*, hardfork: str = "osaka", traced: bool = False) -> Iterator[Web3]:
    """Run anvil on a port of the operating system's choice until the block ends, whatever happens in it."""
    with tempfile.TemporaryDirectory(prefix="gid-anvil-") as folder:
        command = [
            *(str(ANVIL), "--port", "0", "--host", "127.0.0.1", "--chain-id", str(CHAIN_ID), "--hardfork", hardfork),
            *("--gas-limit", "60000000", "--enable-tx-gas-limit", "--prune-history", "--cache-path", folder),
            # Any account may send, for nothing: keys and balances are no concern of these tests.
            *("--accounts", "1", "--auto-impersonate", "--block-base-fee-per-gas", "0", "--gas-price", "0"),
            *(("--steps-tracing",) if traced else ()),
        ]
        log = Path(folder) / "anvil.log"
        with log.open("w") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield _connect(_read_port(process, log))
        finally:
            process.kill()
            process.wait()


def _read_port(process: subprocess.Popen[bytes], log: Path) -> int:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        _, found, rest = log.read_text().partition("Listening on 127.0.0.1:")
        if found and "\n" in rest:
            return int(rest.split()[0])
        time.sleep(0.01)
    raise RuntimeError(f"anvil did not start: {log.read_text()[-500:]}")


def _connect(port: int) -> Web3:
    web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
    assert web3.eth.chain_id == CHAIN_ID, "another chain answers on this port"
    return web3


def read_artifact(name: str) -> Mapping[str, Any]:
    """Read a committed artifact, the very bytes that are deployed outside tests."""
    artifact: Mapping[str, Any] = json.loads((ARTIFACTS / f"{name}.json").read_text("utf-8"))
    return artifact


def deploy(web3: Web3, name: str, *arguments: Any) -> Contract:
    """Deploy a committed artifact from an account that means nothing to it."""
    return deploy_artifact(web3, read_artifact(name), *arguments)


def deploy_artifact(web3: Web3, artifact: Mapping[str, Any], *arguments: Any) -> Contract:
    """Deploy anything that has an `abi` and a `bytecode`."""
    factory = web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    sent = factory.constructor(*arguments).transact({"from": web3.eth.accounts[0], "gasPrice": 0})
    receipt = web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
    assert receipt["status"] == 1, "deployment failed"
    return web3.eth.contract(address=receipt["contractAddress"], abi=artifact["abi"])


def ask(web3: Web3, method: str, *parameters: Any) -> Any:
    """Call a JSON-RPC method by its name and return the whole answer."""
    return web3.provider.make_request(RPCEndpoint(method), list(parameters))


@contextmanager
def undone(web3: Web3) -> Iterator[None]:
    """Take everything back that happens on the chain inside the block."""
    snapshot = ask(web3, "evm_snapshot")["result"]
    try:
        yield
    finally:
        assert ask(web3, "evm_revert", snapshot)["result"] is True


def move_time(web3: Web3, seconds: int) -> None:
    """Let the next block be `seconds` later than the last one."""
    ask(web3, "evm_increaseTime", seconds)
    ask(web3, "evm_mine")
