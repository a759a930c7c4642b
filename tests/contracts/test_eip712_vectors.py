"""The EIP-712 vectors that Python and Solidity share: `contracts/test/eip712.json`.

Here the node signs them anew, and the committed contracts accept what the file holds; `contracts/test/Eip712.t.sol`
lets forge read the same file. Written by `python -m tests.contracts.test_eip712_vectors`.
"""

import json
from pathlib import Path
from typing import Any

from coincurve import PrivateKey
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from web3 import Web3

from node.connection import ChainConfig
from node.consents import TypedData, admission_data, consent_data
from node.identifiers import Gid, OfficeCode
from node.operations import MergeApplicants, SplitApplicant
from node.signatures import recover_signer, typed_data_digest
from node.signer import Signer
from tests.contracts.chain import CHAIN_ID, ask, read_artifact

VECTORS = Path(__file__).resolve().parents[2] / "contracts" / "test" / "eip712.json"
DEPLOYER = "0x7FA9385bE102ac3EAc297483Dd6233D62b3e1496"
"""Where forge puts a test contract: its first two creations are offices and registry, so they are these addresses."""
DEADLINE = 4_102_444_800
JP, KR, SA = (OfficeCode(code) for code in ("JP", "KR", "SA"))


class VectorKey:
    """A published key, good for vectors only."""

    def __init__(self, label: str) -> None:
        self._key = PrivateKey(keccak(text=f"gid-pilot/vector/{label}"))
        self.address = to_checksum_address(keccak(self._key.public_key.format(compressed=False)[1:])[12:])

    def sign_digest(self, digest: bytes) -> tuple[int, int]:
        signature = self._key.sign_recoverable(digest, hasher=None)
        return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")


def created(nonce: int) -> str:
    """The address of the deployer's creation with this nonce (1 to 127)."""
    return to_checksum_address(keccak(b"\xd6\x94" + bytes.fromhex(DEPLOYER[2:]) + bytes([nonce]))[12:])


def build_vectors() -> dict[str, Any]:
    """Sign a merge, its undoing and an admission with the node's own code."""
    offices, registry = created(1), created(2)
    config = ChainConfig("", CHAIN_ID, registry, offices)
    signers = {code: Signer(VectorKey(code)) for code in (JP, KR, SA)}
    merge = MergeApplicants(JP, Gid(2), Gid(1), DEADLINE, (), (), keccak(text="merge"))
    split = SplitApplicant(JP, Gid(2), DEADLINE, (), (), keccak(text="split"))
    admission = admission_data(
        config, code=SA, key=signers[SA].address, op_id=keccak(text="admit"), epoch=3, deadline=DEADLINE
    )
    consents = [consent_data(config, each, survivor=Gid(1), office=1, proposer=0) for each in (merge, split)]
    return {
        "note": "Signed with published keys; for tests only.",
        "chainId": CHAIN_ID,
        "offices": offices,
        "registry": registry,
        "keys": {code: signer.address for code, signer in signers.items()},
        "merge": vector(consents[0], signers[KR]),
        "split": vector(consents[1], signers[KR]),
        "admission": {code: vector(admission, signer) for code, signer in signers.items()},
    }


def vector(data: TypedData, signer: Signer) -> dict[str, Any]:
    """The typed data with its digest and signature."""
    message = {key: "0x" + value.hex() if isinstance(value, bytes) else value for key, value in data["message"].items()}
    signature = signer.sign_typed_data(data)
    return {
        "data": data | {"message": message},
        "digest": "0x" + typed_data_digest(data).hex(),
        "signer": signer.address,
        "signature": "0x" + signature.hex(),
    }


def vectors_text() -> str:
    return json.dumps(build_vectors(), indent=2) + "\n"


def stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    return found


def test_the_node_signs_the_vectors_as_committed() -> None:
    assert VECTORS.read_text("utf-8") == vectors_text()


def test_wallets_read_the_vectors_alike() -> None:
    """Through eth-account alone, from the file: the digest, and whose signature it is."""
    vectors = stored()
    every = [vectors["merge"], vectors["split"], *vectors["admission"].values()]
    for each in every:
        message = encode_typed_data(full_message=each["data"])
        assert "0x" + keccak(b"\x19" + message.version + message.header + message.body).hex() == each["digest"]
        assert recover_signer(each["data"], bytes.fromhex(each["signature"][2:])) == each["signer"]
    assert len({each["digest"] for each in every}) == 3


def test_the_contracts_accept_the_vectors(web3: Web3) -> None:
    """At the addresses and on the chain that the vectors name, with these signatures and no others."""
    vectors = stored()
    ask(web3, "anvil_setNonce", DEPLOYER, "0x1")
    offices = create(
        web3, "Offices", [b"JP", b"KR"], [vectors["keys"]["JP"], vectors["keys"]["KR"]], "0x" + "00" * 20, 0
    )
    registry = create(web3, "ApplicantRegistry", offices.address, 5, 3)
    assert (offices.address, registry.address) == (vectors["offices"], vectors["registry"])
    for number, code in enumerate(("JP", "KR")):
        send(web3, vectors["keys"][code], registry.functions.register([bytes([number + 1]) * 32]))
    for name in ("merge", "split"):
        message, signature = vectors[name]["data"]["message"], vectors[name]["signature"]
        gids = (2, 1) if name == "merge" else (2,)
        arguments = (*gids, message["opId"], message["deadline"], [(1, signature)])
        send(web3, vectors["keys"]["JP"], registry.functions[name](*arguments))
    admission, message = vectors["admission"], vectors["admission"]["SA"]["data"]["message"]
    approvals = [(number, admission[code]["signature"]) for number, code in enumerate(("JP", "KR"))]
    decision = (message["opId"], message["deadline"], approvals)
    send(
        web3,
        vectors["keys"]["JP"],
        offices.functions.admit(message["code"], message["key"], admission["SA"]["signature"], decision),
    )
    assert offices.functions.officeCount().call() == 3


def create(web3: Web3, name: str, *arguments: Any) -> Any:
    artifact = read_artifact(name)
    factory = web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
    sent = factory.constructor(*arguments).transact({"from": DEPLOYER, "gasPrice": 0})
    return web3.eth.contract(
        address=web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)["contractAddress"], abi=artifact["abi"]
    )


def send(web3: Web3, sender: str, call: Any) -> None:
    sent = call.transact({"from": sender, "gasPrice": 0})
    assert web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)["status"] == 1


if __name__ == "__main__":
    VECTORS.write_text(vectors_text(), "utf-8")
