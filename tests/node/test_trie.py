"""Trie look-ups on proofs of a real chain: what is there is found, what is not is shown not to be, no change passes."""

import random

import pytest
import rlp  # type: ignore[import-untyped]

from devnet.network import Devnet
from node.headers import encode_header
from node.rpc import Rpc
from node.trie import EMPTY_ROOT, TrieError, find_value, heap_of
from tests.node.desk import JP, Desk

SEED = 20_261_125
SLOTS = 40


class Proof:
    """The registry's storage at many slots, as a node states it and as it proves it."""

    def __init__(self, devnet: Devnet) -> None:
        rpc, self.registry = Rpc(devnet.chain.rpc_url), devnet.config.registry
        slots = [number.to_bytes(32, "big") for number in range(SLOTS)]
        answer = rpc.call("eth_getProof", self.registry, ["0x" + slot.hex() for slot in slots], "latest")
        self.root = bytes.fromhex(rpc.call("eth_getBlockByNumber", "latest", False)["stateRoot"][2:])
        self.account = raw(answer["accountProof"])
        self.storage_root = bytes.fromhex(answer["storageHash"][2:])
        self.storage = [node for each in answer["storageProof"] for node in raw(each["proof"])]
        self.words = {
            slot: int(rpc.call("eth_getStorageAt", self.registry, "0x" + slot.hex(), "latest"), 16) for slot in slots
        }


def raw(nodes: list[str]) -> list[bytes]:
    return [bytes.fromhex(node[2:]) for node in nodes]


@pytest.fixture
def proof(desk: Desk) -> Proof:
    desk.register(JP, "trie", 3)
    desk.register(JP, "more", 2)
    return Proof(desk.devnet)


def test_account_and_every_word_are_what_the_node_states(proof: Proof) -> None:
    account = rlp.decode(find_value(heap_of(proof.account), proof.root, bytes.fromhex(proof.registry[2:])))
    assert (len(account), account[2]) == (4, proof.storage_root)
    heap = heap_of(proof.storage)
    for slot, word in proof.words.items():
        value = find_value(heap, proof.storage_root, slot)
        assert (int.from_bytes(rlp.decode(value), "big") if value else 0) == word
    assert sum(word > 0 for word in proof.words.values()) >= 2


def test_an_address_without_account_is_shown_to_have_none(desk: Desk) -> None:
    nobody = "0x" + "17" * 20
    answer = desk.rpc.call("eth_getProof", nobody, [], "latest")
    root = bytes.fromhex(desk.rpc.call("eth_getBlockByNumber", "latest", False)["stateRoot"][2:])
    assert find_value(heap_of(raw(answer["accountProof"])), root, bytes.fromhex(nobody[2:])) is None


def test_an_empty_trie_has_nothing() -> None:
    assert find_value({}, EMPTY_ROOT, bytes(32)) is None


def test_no_changed_node_gives_another_value(proof: Proof) -> None:
    """A changed node has another hash, so that the way to the value breaks off."""
    drawn, key = random.Random(SEED), bytes.fromhex(proof.registry[2:])
    true = find_value(heap_of(proof.account), proof.root, key)
    for _ in range(400):
        nodes = [bytearray(node) for node in proof.account]
        spoilt = drawn.choice(nodes)
        spoilt[drawn.randrange(len(spoilt))] ^= 1 << drawn.randrange(8)
        with pytest.raises(TrieError):
            find_value(heap_of(map(bytes, nodes)), proof.root, key)
    for left_out in range(len(proof.account)):
        with pytest.raises(TrieError, match="is not here"):
            find_value(heap_of(proof.account[:left_out] + proof.account[left_out + 1 :]), proof.root, key)
    assert find_value(heap_of(proof.account), proof.root, key) == true


@pytest.mark.parametrize(
    "node",
    [
        b"\xc0", b"\xc1\x80", b"\xff", b"", b"\x00\x00", rlp.encode([b"\x40", b"x"]), rlp.encode([b"", b"x"]),
        rlp.encode([[b""], b"x"]), rlp.encode([b""] * 16), rlp.encode([[b"x"]] * 17), rlp.encode([b"short"] * 17),
    ],
)  # fmt: skip
def test_nodes_of_another_shape_are_refused(node: bytes) -> None:
    """A whole made-up state can have any node under its true hash."""
    heap = heap_of([node])
    with pytest.raises(TrieError):
        find_value(heap, next(iter(heap)), bytes(32))


def test_headers_hash_to_their_blocks(desk: Desk) -> None:
    for number in range(1, desk.client.tip().number + 1):
        encode_header(desk.rpc.call("eth_getBlockByNumber", hex(number), False))
