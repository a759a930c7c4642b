"""Saved headers: one block's header with the parts of the state that certificates speak of, for use without a network.

The block's hash vouches for everything: it is the hash of the header, the header names the state's root, and every trie
node, and the contracts' code, is known by its hash from there. Which block is on the chain is for the reader to know.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.address import to_checksum_address

from node.certificate_form import ParsedCertificate
from node.client import RegistryClient
from node.deployed_code import immutable_values, is_code_of
from node.errors import ConflictError, UnknownGidError
from node.identifiers import NOT_A_WIPO_IDENTIFIER
from node.keccak import keccak
from node.rpc import RpcError
from node.storage import Contract, RegistryStorage
from node.strict_form import (
    FormError,
    ProvenEntry,
    read_address,
    read_bytes,
    read_whole,
    read_word,
    require_fields,
    require_kind,
)
from node.trie import Nodes, TrieError, decode_rlp, find_value, heap_of

HEADER_TYPE = "gid-pilot/header"
HEADER_VERSION = 1
MAX_HEADER_BYTES = 16 * 1024 * 1024
_HASHED = (
    "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty",
    "number", "gasLimit", "gasUsed", "timestamp", "extraData", "mixHash", "nonce",
    "baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot", "requestsHash",
)  # fmt: skip
"""A header's members in their order; each fork appended some, so those that a chain lacks are the last ones."""
_NUMBERS = frozenset({
    "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas",
})  # fmt: skip
_OLDEST_MEMBERS = _HASHED.index("baseFeePerGas")
_STATE_ROOT, _NUMBER = _HASHED.index("stateRoot"), _HASHED.index("number")
_STORAGE_ROOT, _CODE_HASH = 2, 3
_CONTRACTS = {Contract.REGISTRY: "ApplicantRegistry", Contract.OFFICES: "Offices"}
_FIELDS = frozenset({"type", "version", "note", "block", "header", "contracts", "nodes"})

_ANEW = "make the certificate anew and save its header at once, or ask a node that keeps old states"

HeaderFile = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ContractCode:
    """A contract's address, in EIP-55 form, and the code there."""

    address: str
    code: bytes


class SavedHeader(RegistryStorage):
    """The registry's state after one block, every word of it proven by the header.

    Reads raise `TrieError` where the file lacks what was asked for.
    """

    def __init__(self, header: bytes, contracts: Mapping[Contract, ContractCode], nodes: Nodes) -> None:
        """Check the header, and that both contracts are in its state and belong together.

        Raises:
            FormError: The header is none, or a contract's code is another program or not that of its account.
        """
        super().__init__(self._proven_word)
        self.block_hash = keccak(header)
        members = _members(header)
        self.block_number = int.from_bytes(members[_NUMBER], "big")
        self.registry = contracts[Contract.REGISTRY].address
        self._nodes = nodes
        self._storage = {name: self._open(members[_STATE_ROOT], name, each) for name, each in contracts.items()}
        offices = bytes.fromhex(contracts[Contract.OFFICES].address[2:]).rjust(32, b"\0")
        if offices not in immutable_values("ApplicantRegistry", contracts[Contract.REGISTRY].code):
            raise FormError("contracts.offices", "is not the contract that this registry asks")

    def _open(self, state_root: bytes, name: Contract, contract: ContractCode) -> bytes:
        """Return the root of a contract's storage, once its account and code are shown to be what they should."""
        field = f"contracts.{name}"
        account = find_value(self._nodes, state_root, bytes.fromhex(contract.address[2:]))
        members = decode_rlp(account) if account else []
        if not _is_list_of_bytes(members, 4) or keccak(contract.code) != members[_CODE_HASH]:
            raise FormError(field, "the state has no such code at this address")
        if not is_code_of(_CONTRACTS[name], contract.code):
            raise FormError(field, f"the code is not that of {_CONTRACTS[name]}")
        return bytes(members[_STORAGE_ROOT])

    def _proven_word(self, contract: Contract, slot: bytes) -> int:
        value = find_value(self._nodes, self._storage[contract], slot)
        word = decode_rlp(value) if value else b""
        if not isinstance(word, bytes) or len(word) > 32:
            raise TrieError("a word of storage has not 32 bytes")
        return int.from_bytes(word, "big")


def parse_header(document: Mapping[str, Any]) -> SavedHeader:
    """Read a header file.

    Raises:
        FormError: A field is missing, unknown or not in its one form, or the parts do not belong together.
        TrieError: A trie node of the two contracts' accounts is missing.
    """
    require_fields("", document, _FIELDS)
    require_kind(document, HEADER_TYPE, HEADER_VERSION)
    contracts = {name: _read_contract(document["contracts"], name) for name in Contract}
    nodes = document["nodes"]
    if not isinstance(nodes, list):
        raise FormError("nodes", "expected a list")
    heap = heap_of(read_bytes(f"nodes[{index}]", each) for index, each in enumerate(nodes))
    saved = SavedHeader(read_bytes("header", document["header"]), contracts, heap)
    block = document["block"]
    require_fields("block.", block if isinstance(block, Mapping) else {}, frozenset({"number", "hash"}))
    stated = (read_whole("block.number", block["number"]), read_word("block.hash", block["hash"]))
    if stated != (saved.block_number, saved.block_hash):
        raise FormError("block", f"the header is that of block {saved.block_number}, 0x{saved.block_hash.hex()}")
    return saved


def save_header(client: RegistryClient, certificates: Sequence[ParsedCertificate]) -> HeaderFile:
    """Save a block's header with the state that certificates of that block need, the contracts' code included.

    Args:
        client: Any node of the chain; nothing of what it answers has to be believed later.
        certificates: One or more, all of one registry and one block.

    Raises:
        ChainUnavailableError: The node is away.
        ConflictError: The chain has another block there, its block hashes are not those of its headers, or the node
            proves no state that old.
    """
    client.connect()
    number = certificates[0].block_number
    block = client.rpc.call("eth_getBlockByNumber", hex(number), False)
    if block is None or {block["hash"]} != {"0x" + each.block_hash.hex() for each in certificates}:
        raise ConflictError(f"the chain has no block {number} with the hash in the certificate", advice=_ANEW)
    try:
        document = _save_at(client, [each.entry for each in certificates], block)
    except RpcError as error:
        raise ConflictError(f"the node does not prove its state after block {number}: {error}", advice=_ANEW) from error
    _require_proven(document, certificates)
    return document


def header_text(header: HeaderFile) -> str:
    """Return a saved header as the text of its file."""
    return json.dumps(header, ensure_ascii=False, indent=2) + "\n"


def encode_header(block: Mapping[str, Any]) -> bytes:
    """Return a block's header as it is hashed, in RLP, from what `eth_getBlockByNumber` answers.

    Raises:
        ConflictError: Its hash is not the block's: a network with header members unknown here, or one that leaves its
            seals out of the hash, as Besu's QBFT does.
    """
    present = [name for name in _HASHED if block.get(name) is not None]
    header: bytes = rlp.encode([_member(name, block[name]) for name in present])
    if keccak(header).hex() != str(block["hash"])[2:]:
        raise ConflictError(
            "this chain's block hashes are not those of its headers",
            advice="verify with --rpc against a node of the chain instead",
        )
    return header


def _save_at(client: RegistryClient, entries: Iterable[ProvenEntry], block: Mapping[str, Any]) -> HeaderFile:
    rpc, tag = client.rpc, str(block["number"])
    header = encode_header(block)
    addresses = {
        Contract.REGISTRY: to_checksum_address(client.config.registry),
        Contract.OFFICES: to_checksum_address(client.config.offices),
    }
    wanted: dict[Contract, set[str]] = {name: set() for name in Contract}

    def read_word_there(contract: Contract, slot: bytes) -> int:
        wanted[contract].add("0x" + slot.hex())
        return int(rpc.call("eth_getStorageAt", addresses[contract], "0x" + slot.hex(), tag), 16)

    state = RegistryStorage(read_word_there)
    for entry in entries:
        _touch(state, entry)
    nodes: set[str] = set()
    for name, slots in wanted.items():
        proof = rpc.call("eth_getProof", addresses[name], sorted(slots), tag)
        nodes.update(proof["accountProof"], *(each["proof"] for each in proof["storageProof"]))
    codes = {name: str(rpc.call("eth_getCode", address, tag)) for name, address in addresses.items()}
    return {
        "type": HEADER_TYPE,
        "version": HEADER_VERSION,
        "note": NOT_A_WIPO_IDENTIFIER,
        "block": {"number": int(tag, 16), "hash": block["hash"]},
        "header": "0x" + header.hex(),
        "contracts": {name: {"address": addresses[name], "code": codes[name]} for name in Contract},
        "nodes": sorted(nodes),
    }


def _touch(state: RegistryStorage, entry: ProvenEntry) -> None:
    """Read everything that a check of this entry will ask for."""
    state.head()
    state.office(state.batch(entry.batch).office)
    try:
        state.version_of(entry.gid)
        state.commitment_of(entry.gid)
        state.resolve(entry.gid)
    except UnknownGidError:
        pass  # the verifier will say so


def _require_proven(document: HeaderFile, certificates: Iterable[ParsedCertificate]) -> None:
    """Read the file as its reader will, so that a node's wrong proof is noticed while there is still a node to ask."""
    try:
        saved = parse_header(document)
        for certificate in certificates:
            _touch(saved, certificate.entry)
    except (FormError, TrieError) as error:
        raise ConflictError(
            f"the node's proof does not hold: {error}", advice="use another node of the chain"
        ) from error


def _read_contract(contracts: object, name: Contract) -> ContractCode:
    found = contracts if isinstance(contracts, Mapping) else {}
    require_fields("contracts.", found, frozenset(Contract))
    contract = found[name] if isinstance(found[name], Mapping) else {}
    require_fields(f"contracts.{name}.", contract, frozenset({"address", "code"}))
    address = read_address(f"contracts.{name}.address", contract["address"])
    return ContractCode(address, read_bytes(f"contracts.{name}.code", contract["code"]))


def _members(header: bytes) -> list[bytes]:
    members = decode_rlp(header)
    if not _is_list_of_bytes(members, _OLDEST_MEMBERS):
        raise FormError("header", "is not a block's header")
    return list(members)


def _is_list_of_bytes(value: object, least: int) -> bool:
    return isinstance(value, list) and len(value) >= least and all(isinstance(each, bytes) for each in value)


def _member(name: str, value: str) -> bytes:
    if name in _NUMBERS:
        number = int(value, 16)
        return number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes.fromhex(value[2:])
