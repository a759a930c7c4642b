"""Strategy: one network of four real execution nodes for the module; nodes are killed, cut off and lied to, and every
test leaves all four level. Run by `make consortium-test`; skipped only where npm cannot install the nodes' program."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak
from sqlalchemy import Engine, create_engine

from devnet.consortium.catching_up import NO_REQUESTS, payload_of
from devnet.consortium.driver import quorum_of
from devnet.consortium.genesis import CHAIN_ID
from devnet.consortium.member import VALID, Member, Payload
from devnet.consortium.network import Consortium, install_client, running_consortium
from devnet.process import listening_addresses
from node.client import RegistryClient
from node.errors import ChainUnavailableError, DevnetError
from node.index import ChainIndex
from node.operations import RegisterBatch
from node.outbox import Outbox
from node.rpc import Rpc
from node.tables import metadata
from tests.node.desk import EA, JP, KR, SA, WO, Desk, commitments

BLOCK_S = 0.1
PATIENCE_S = 60.0


pytestmark = pytest.mark.consortium


@pytest.fixture(scope="module")
def consortium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consortium]:
    try:
        install_client()
    except DevnetError as error:
        pytest.skip(f"npm cannot install the execution nodes: {error}")
    with running_consortium(tmp_path_factory.mktemp("consortium"), block_s=BLOCK_S) as network:
        yield network


@pytest.fixture
def desks(consortium: Consortium, tmp_path: Path) -> list[Desk]:
    """One desk a node, each at its own office's address with its own database."""
    return [desk_at(consortium, url, tmp_path / f"{number}.db") for number, url in enumerate(consortium.urls)]


def desk_at(consortium: Consortium, url: str, path: Path) -> Desk:
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    desk = Desk(consortium.devnet, engine)
    desk.client = RegistryClient(replace(desk.config, rpc_url=url))
    desk.index = ChainIndex(engine, desk.client)
    desk.outbox = Outbox(engine, desk.client, consortium.devnet.signers, patience_s=PATIENCE_S)
    return desk


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


def level(consortium: Consortium) -> bool:
    with consortium.driver.round:
        return len({member.head()["hash"] for member in consortium.members}) == 1


def digest_from(consortium: Consortium, member: Member, *, height: int) -> str:
    """Rebuild the index up to a block from one node alone, past its relay."""
    engine: Engine = create_engine("sqlite://")
    metadata.create_all(engine)
    index = ChainIndex(engine, RegistryClient(replace(consortium.devnet.config, rpc_url=member.rpc.url)))
    index.follow(until=height)
    return index.digest()


def assert_one_outcome(consortium: Consortium) -> None:
    """All nodes have one state, and an index rebuilt from any of them is the same."""
    eventually(lambda: level(consortium))
    with consortium.driver.round:
        heads = [member.head() for member in consortium.members]
    assert len({head["stateRoot"] for head in heads}) == 1
    height = int(heads[0]["number"], 16)
    assert len({digest_from(consortium, member, height=height) for member in consortium.members}) == 1


def test_offices_register_at_their_own_nodes_and_all_agree(consortium: Consortium, desks: list[Desk]) -> None:
    """Every office sends to another node; nobody's transaction waits for its own node's turn to be seen by all."""
    for desk, office in zip(desks, (JP, KR, SA, EA), strict=True):
        desk.enqueue(RegisterBatch(office, commitments(f"own {office}", 100)))
    gids = []
    with ThreadPoolExecutor(len(desks)) as offices:
        list(offices.map(lambda desk: desk.outbox.drain(), desks))
    for desk in desks:
        gids += [gid for result in desk.take() for gid, _ in result.allotted()]
    assert sorted(gids) == list(range(1, 401))
    assert_one_outcome(consortium)


def test_a_killed_node_is_not_missed_and_gets_what_it_missed(consortium: Consortium, desks: list[Desk]) -> None:
    """kill -9 of one of four: the others go on; started again it executes the missed blocks to the same state."""
    lost = consortium.members[2]
    consortium.kill(lost)
    before = RegistryClient(consortium.devnet.config).next_gid()
    gids = desks[0].register(WO, "while one is down", 30)
    assert gids == list(range(before, before + 30))
    with pytest.raises(ChainUnavailableError, match="503"):
        desks[2].client.tip()
    consortium.restart(lost)
    assert_one_outcome(consortium)
    assert desks[2].client.next_gid() == before + 30


def test_what_an_office_sends_while_cut_off_is_registered_once_when_the_line_is_back(
    consortium: Consortium, desks: list[Desk]
) -> None:
    desk, alone = desks[1], consortium.members[1]
    consortium.cut_off(alone)
    before = RegistryClient(consortium.devnet.config).next_gid()
    desk.enqueue(RegisterBatch(KR, commitments("cut off", 7)))
    desk.outbox = Outbox(desk.engine, desk.client, consortium.devnet.signers, patience_s=1.0)
    with pytest.raises(ChainUnavailableError, match="was not mined within 1 s"):
        desk.outbox.drain()
    desks[0].register(JP, "meanwhile", 3)
    assert RegistryClient(consortium.devnet.config).next_gid() == before + 3
    consortium.reconnect(alone)
    desk_again = Outbox(desk.engine, desk.client, consortium.devnet.signers, patience_s=PATIENCE_S)
    assert desk_again.drain().final == 1
    assert [gid for result in desk.take() for gid, _ in result.allotted()] == list(range(before + 3, before + 10))
    assert_one_outcome(consortium)
    assert RegistryClient(consortium.devnet.config).next_gid() == before + 10


def test_without_a_quorum_nothing_is_acknowledged_and_nothing_is_lost(
    consortium: Consortium, desks: list[Desk]
) -> None:
    """Two of four are away: no block, as under QBFT. When they are back everything lands once."""
    away = consortium.members[2:]
    client = RegistryClient(consortium.devnet.config)
    for member in away:
        consortium.kill(member)
    before, height = client.next_gid(), client.tip().number
    desks[0].enqueue(RegisterBatch(JP, commitments("stalled", 5)))
    desks[1].enqueue(RegisterBatch(SA, commitments("stalled too", 5)))
    for desk in desks[:2]:
        outbox = Outbox(desk.engine, desk.client, consortium.devnet.signers, patience_s=1.0)
        with pytest.raises(ChainUnavailableError, match="was not mined"):
            outbox.drain()
        assert desk.take() == []
    assert (client.next_gid(), client.tip().number) == (before, height)
    for member in away:
        consortium.restart(member)
    for desk in desks[:2]:
        assert desk.outbox.drain().final == 1
        assert sum(len(result.allotted()) for result in desk.take()) == 5
    assert_one_outcome(consortium)
    assert client.next_gid() == before + 10


@pytest.mark.parametrize("hashed", [False, True], ids=["its hash left as it was", "its hash computed anew"])
@pytest.mark.parametrize("field", ["stateRoot", "receiptsRoot", "gasUsed", "parentHash"])
def test_a_tampered_block_is_refused_by_every_other_node(consortium: Consortium, field: str, hashed: bool) -> None:
    """A proposer that lies about the outcome convinces nobody, however carefully it hashes its lie."""
    with consortium.driver.round:
        head = consortium.members[0].head()
        timestamp = int(head["timestamp"], 16) + 1
        payload, requests = consortium.members[0].build(head["hash"], timestamp=timestamp)
        assert block_hash(payload) == payload["blockHash"], "the test's own hash is wrong"
        tampered = payload | {field: hex(int(payload[field], 16) + 1) if field == "gasUsed" else "0x" + 64 * "a"}
        if hashed:
            tampered["blockHash"] = block_hash(tampered)
        assert not consortium.driver.offer(tampered, requests)
        assert VALID not in {member.check(tampered, requests) for member in consortium.members[1:]}
        assert all(member.head()["hash"] == head["hash"] for member in consortium.members)
        assert consortium.driver.offer(payload, requests), "the true block would have been taken"


def test_a_signed_transaction_cannot_be_changed_by_the_proposer(consortium: Consortium, desks: list[Desk]) -> None:
    """The commitments of an office's batch are under its signature: one bit changed, and no node takes the block."""
    desks[0].register(JP, "signed", 4)
    with consortium.driver.round:
        member = consortium.members[0]
        height = member.height()
        number = next(n for n in range(height, 0, -1) if member.raw_transactions(n))
        payload = payload_of(member, number)
        assert block_hash(payload) == payload["blockHash"], "the test's own hash is wrong"
        raw = bytearray.fromhex(payload["transactions"][0][2:])
        raw[len(raw) // 2] ^= 1
        tampered = payload | {"transactions": ["0x" + raw.hex()]}
        tampered["blockHash"] = block_hash(tampered)
        assert VALID not in {each.check(tampered, NO_REQUESTS) for each in consortium.members}


def test_the_quorum_is_two_thirds_rounded_up() -> None:
    assert [quorum_of(count) for count in range(3, 8)] == [2, 3, 4, 4, 5]


def test_no_port_is_open_beyond_this_machine(consortium: Consortium) -> None:
    """The client would listen for peers on every interface."""
    for member in consortium.members:
        assert set(listening_addresses(member.pid)) == {"127.0.0.1"}


def test_every_address_serves_the_chain(consortium: Consortium) -> None:
    assert {Rpc(url).call("eth_chainId") for url in consortium.urls} == {hex(CHAIN_ID)}


def test_a_second_driver_on_one_folder_is_refused(consortium: Consortium) -> None:
    with (
        pytest.raises(DevnetError, match="runs already"),
        running_consortium(consortium.devnet.folder),
    ):
        pass


EMPTY_ROOT = keccak(rlp.encode(b""))
NO_UNCLES = keccak(rlp.encode([]))
FIRST_LEAF = b"\x20\x80"
"""The path of the first transaction in a trie of one, in hex-prefix form."""


def block_hash(payload: Payload) -> str:
    """The hash of a Prague block with at most one transaction, computed apart from the nodes."""
    raw = [bytes.fromhex(each[2:]) for each in payload["transactions"]]
    root = keccak(rlp.encode([FIRST_LEAF, *raw])) if raw else EMPTY_ROOT
    assert len(raw) < 2

    def data(name: str) -> bytes:
        return bytes.fromhex(payload[name][2:])

    def number(name: str) -> int:
        return int(payload[name], 16)

    header = [
        data("parentHash"), NO_UNCLES, data("feeRecipient"), data("stateRoot"), root, data("receiptsRoot"),
        data("logsBloom"), 0, number("blockNumber"), number("gasLimit"), number("gasUsed"), number("timestamp"),
        data("extraData"), data("prevRandao"), bytes(8), number("baseFeePerGas"), EMPTY_ROOT,
        number("blobGasUsed"), number("excessBlobGas"), bytes(32), data("requestsHash"),
    ]  # fmt: skip
    return "0x" + keccak(rlp.encode(header)).hex()
