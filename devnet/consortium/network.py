"""The whole consortium in one call: nodes running, blocks made, contracts deployed, offices admitted."""

import fcntl
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from devnet.chain import RunningChain
from devnet.consortium.driver import Driver
from devnet.consortium.genesis import write_genesis
from devnet.consortium.member import CLIENT, HOST, Member
from devnet.consortium.relay import relayed
from devnet.network import Devnet, prepare
from devnet.offices import guardian_key, office_keys, payer_key
from devnet.process import mark_of
from devnet.setup import SetupError, install_npm
from node.errors import DevnetError

HERE = Path(__file__).resolve().parent
NODES = 4
"""The fewest of which one may fail: three of four are a quorum."""
BLOCK_S = 1.0


@dataclass(frozen=True, slots=True)
class Consortium:
    """A running network. `urls` are the offices' addresses, one a node, in the order of `members`."""

    members: Sequence[Member]
    urls: Sequence[str]
    driver: Driver
    devnet: Devnet

    def kill(self, member: Member) -> None:
        """Let a node's machine fail."""
        with self.driver.round:
            member.kill()

    def restart(self, member: Member) -> None:
        """Start a node that had stopped; it is given what it missed before the next block."""
        member.launch()
        member.await_start()

    def cut_off(self, member: Member) -> None:
        """Break the line between a node, which runs on, and the others."""
        with self.driver.round:
            member.cut_off = True

    def reconnect(self, member: Member) -> None:
        """Mend that line."""
        with self.driver.round:
            member.cut_off = False


def install_client() -> None:
    """Install the nodes' program from its lock file, unless that is done.

    Raises:
        DevnetError: npm or its registry is out of reach.
    """
    try:
        install_npm(HERE, "the consortium's execution nodes (about 20 seconds, 111 MB)", dev=False)
    except SetupError as error:
        raise DevnetError(str(error), advice="this network alone needs it; everything else works without") from error


@contextmanager
def running_consortium(folder: Path, *, nodes: int = NODES, block_s: float = BLOCK_S) -> Iterator[Consortium]:
    """A consortium for the length of a `with` block, on what the folder holds already; ends with this process.

    Args:
        folder: Holds the keys, the deployment and one folder a node; made when missing, for this user only.
        nodes: How many; one that is new to the folder gets the whole chain from the others.
        block_s: Seconds between blocks.

    Raises:
        DevnetError: A node does not start, or another process runs this folder's network.
    """
    if not CLIENT.exists():
        raise DevnetError("the nodes' program is not installed", advice="run `make consortium`, which installs it")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        _hold(folder, stack)
        payer = payer_key(folder)
        funded = [*office_keys(folder).values(), guardian_key(folder), payer]
        write_genesis(folder / "genesis.json", [signer.address for signer in funded])
        peer_port = stack.enter_context(_held_port())
        members = [Member(folder / f"node{number}", peer_port=peer_port) for number in range(1, nodes + 1)]
        stack.callback(_end, members)
        _start(members)
        driver = Driver(members, block_s=block_s)
        driver.start()
        stack.callback(driver.end)
        urls = [stack.enter_context(relayed(member, members)) for member in members]
        yield Consortium(members, urls, driver, prepare(folder, _as_chain(urls[0]), payer=payer))


def _as_chain(url: str) -> RunningChain:
    mark = mark_of(os.getpid())
    assert mark is not None
    return RunningChain(mark, int(url.rpartition(":")[2]))


def _start(members: Sequence[Member]) -> None:
    for member in members:
        member.launch()
    for member in members:
        member.await_start()


def _end(members: Sequence[Member]) -> None:
    for member in members:
        member.ask_to_end()
    for member in members:
        member.await_end()


def _hold(folder: Path, stack: ExitStack) -> None:
    """Two drivers on one folder would make two chains of it."""
    lock = stack.enter_context((folder / "consortium.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DevnetError(f"the consortium of {folder} runs already") from error


@contextmanager
def _held_port() -> Iterator[int]:
    """A loopback port that nobody else gets, for TCP and UDP."""
    with closing(socket.create_server((HOST, 0))) as listener, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        port = int(listener.getsockname()[1])
        datagrams.bind((HOST, port))
        yield port
