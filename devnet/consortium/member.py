"""One execution node of the consortium: its process, and what the driver asks of it over the Engine API."""

import http.client
import shutil
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from devnet.process import end_with_parent, listening_ports
from node.errors import ChainUnavailableError, DevnetError
from node.rpc import Rpc

CLIENT = Path(__file__).resolve().parent / "node_modules" / "@ethereumjs" / "client" / "dist" / "esm" / "bin" / "cli.js"
HOST = "127.0.0.1"
START_PATIENCE_S = 60.0
END_PATIENCE_S = 30.0
"""The client takes about eight seconds to close its database."""
REQUEST_TIMEOUT_S = 20.0
VALID = "VALID"
_NO_ROOT = "0x" + 64 * "0"

Payload = dict[str, Any]


class Member:
    """One node. It keeps its blocks in its folder, whatever becomes of the process."""

    def __init__(self, folder: Path, *, peer_port: int) -> None:
        """Describe a node; `start` runs it.

        Args:
            folder: Its data and its log; `genesis.json` lies beside it.
            peer_port: A loopback port held by the caller. The client would listen for peers on every interface;
                finding this port taken it goes on without, and the driver alone brings it blocks.
        """
        self.folder = folder
        self.cut_off = False
        """Running, but out of the driver's reach, as when the line to an office is down."""
        self._peer_port = peer_port
        self._process: subprocess.Popen[bytes] | None = None
        self._rpc_port, self._engine_port = 0, 0

    @property
    def name(self) -> str:
        """The folder's name, such as node1."""
        return self.folder.name

    @property
    def runs(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process; 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def reachable(self) -> bool:
        """Whether the driver may count on it."""
        return self.runs and not self.cut_off

    @property
    def rpc(self) -> Rpc:
        """Its own JSON-RPC, past any relay."""
        return Rpc(f"http://{HOST}:{self._rpc_port}", timeout_s=REQUEST_TIMEOUT_S)

    @property
    def _engine(self) -> Rpc:
        return Rpc(f"http://{HOST}:{self._engine_port}", timeout_s=REQUEST_TIMEOUT_S)

    def forward(self, body: bytes) -> bytes:
        """Put a JSON-RPC request to it as it stands; OSError or HTTPException when it does not answer."""
        connection = http.client.HTTPConnection(HOST, self._rpc_port, timeout=REQUEST_TIMEOUT_S)
        with closing(connection):
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            return connection.getresponse().read()

    # The process

    def launch(self) -> None:
        """Start the process, to end with the thread that calls this; `await_start` says when it answers.

        Raises:
            DevnetError: Node.js is missing.
        """
        node = shutil.which("node")
        if node is None:
            raise DevnetError("Node.js is not installed", advice="install Node.js 18 or newer with npm")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._rpc_port, self._engine_port = _free_port(), _free_port()
        with (self.folder / "node.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(node),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_parent,
            )

    def await_start(self) -> None:
        """Wait until our own process listens on its ports.

        Raises:
            DevnetError: It ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_PATIENCE_S
        while self._process is not None and self.runs and time.monotonic() < deadline:
            if {self._rpc_port, self._engine_port} <= set(listening_ports(self._process.pid)):
                return
            time.sleep(0.05)
        self.kill()
        raise DevnetError(f"{self.name} did not come up", advice=f"see {self.folder / 'node.log'}")

    def ask_to_end(self) -> None:
        """Ask the process to close its database and end."""
        if self._process is not None:
            self._process.terminate()

    def await_end(self) -> None:
        """Wait for that; a process that does not end is killed, which its database survives."""
        if self._process is not None:
            try:
                self._process.wait(END_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End the process at once, as a failing machine would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _command(self, node: str) -> list[str]:
        # No peers, no discovery, no name look-up: everything comes from the driver on this machine.
        return [
            node, str(CLIENT), "--gethGenesis", str(self.folder.parent / "genesis.json"),
            "--dataDir", str(self.folder), "--rpc", "--rpcAddr", HOST, "--rpcPort", str(self._rpc_port),
            "--rpcEngine", "--rpcEngineAddr", HOST, "--rpcEnginePort", str(self._engine_port), "--rpcEngineAuth=false",
            "--port", str(self._peer_port), "--extIP", HOST, "--discDns=false", "--discV4=false", "--dnsAddr", HOST,
            "--isSingleNode", "--saveReceipts", "--txLookupLimit", "0", "--logLevel", "warn",
        ]  # fmt: skip

    # Blocks

    def head(self) -> Payload:
        """Return its newest block's header, as JSON-RPC gives it."""
        return self.block("latest")

    def height(self) -> int:
        """Return its newest block's number."""
        return int(self.head()["number"], 16)

    def block(self, tag: str) -> Payload:
        """Return a block with the hashes of its transactions."""
        block = self.rpc.call("eth_getBlockByNumber", tag, False)
        if not isinstance(block, dict):
            raise ChainUnavailableError(self.rpc.url, f"it has no block {tag}")
        return block

    def raw_transactions(self, number: int) -> list[str]:
        """Return the signed transactions of a block, in its order."""
        bodies = self._engine.call("engine_getPayloadBodiesByRangeV1", hex(number), "0x1")
        return list(bodies[0]["transactions"])

    def build(self, parent: str, *, timestamp: int) -> tuple[Payload, list[str]]:
        """Let this node make a block of what waits in its pool; return the payload and its execution requests."""
        attributes = {
            "timestamp": hex(timestamp),
            "prevRandao": _NO_ROOT,
            "suggestedFeeRecipient": "0x" + 40 * "0",
            "withdrawals": [],
            "parentBeaconBlockRoot": _NO_ROOT,
        }
        answer = self._engine.call("engine_forkchoiceUpdatedV3", _choice(parent), attributes)
        built = self._engine.call("engine_getPayloadV4", answer["payloadId"])
        return built["executionPayload"], built["executionRequests"]

    def check(self, payload: Payload, requests: list[str]) -> str:
        """Let this node execute a block itself; return its verdict, such as VALID or INVALID."""
        answer = self._engine.call("engine_newPayloadV4", payload, [], _NO_ROOT, requests)
        return str(answer["status"])

    def follow(self, block_hash: str) -> None:
        """Make a block that it found valid its newest and final one."""
        self._engine.call("engine_forkchoiceUpdatedV3", _choice(block_hash), None)


def _choice(block_hash: str) -> dict[str, str]:
    return dict.fromkeys(("headBlockHash", "safeBlockHash", "finalizedBlockHash"), block_hash)


def _free_port() -> int:
    with closing(socket.create_server((HOST, 0))) as probe:
        return int(probe.getsockname()[1])
