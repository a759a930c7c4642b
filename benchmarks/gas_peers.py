"""What others' registries cost for the nearest thing to registering, from the bytecode they publish.

The packages are fetched by npm into a temporary folder and thrown away; their dependencies are not needed.
"""

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak
from web3 import Web3

from tests.contracts.chain import ROOT, deploy_artifact, run_anvil

ZERO = "0x" + "00" * 20
NAIVE = Path(__file__).with_name("NaiveRegistry.sol")


@dataclass(frozen=True, slots=True)
class PeerCost:
    """Gas of one operation of one peer, for `items` entries in one transaction."""

    peer: str
    operation: str
    items: int
    gas: int


def measure_peers(hardforks: Sequence[str]) -> dict[str, list[PeerCost]]:
    """Measure every peer under each hardfork's rules. Needs the package registry for three packages, about 3 MB."""
    with tempfile.TemporaryDirectory(prefix="gid-peers-") as folder:
        return {hardfork: list(_measure(hardfork, Path(folder))) for hardfork in hardforks}


def _measure(hardfork: str, folder: Path) -> Iterator[PeerCost]:
    with run_anvil(hardfork=hardfork) as web3:
        yield from _naive(web3)
        yield from _ethr_did(web3, folder)
        yield from _eas(web3, folder)
        yield from _ens(web3, folder)


def _naive(web3: Web3) -> Iterator[PeerCost]:
    """A mapping from identifier to commitment and owner: what one writes first."""
    contract = deploy_artifact(web3, _compile(NAIVE))
    peer = "mapping, a slot or two per id"
    yield PeerCost(peer, "register", 1, _send(web3, contract.functions.register([_word()])))
    for items in (100, 300):
        gas = _send(web3, contract.functions.register([_word() for _ in range(items)]))
        yield PeerCost(peer, "register", items, gas)


def _ethr_did(web3: Web3, folder: Path) -> Iterator[PeerCost]:
    path = "artifacts/contracts/EthereumDIDRegistry.sol/EthereumDIDRegistry.json"
    contract = deploy_artifact(web3, _fetch(folder, "ethr-did-registry@1.3.0", path))
    peer, owner = "ERC-1056 (ethr-did-registry 1.3.0)", web3.eth.accounts[0]
    attribute = contract.functions.setAttribute(owner, _word(), _word(), 2**31)
    yield PeerCost(peer, "setAttribute, first", 1, _send(web3, attribute))
    yield PeerCost(peer, "setAttribute, again", 1, _send(web3, attribute))
    fresh = Web3.to_checksum_address(keccak(text="owner")[:20])
    yield PeerCost(peer, "changeOwner", 1, _send(web3, contract.functions.changeOwner(owner, fresh)))


def _eas(web3: Web3, folder: Path) -> Iterator[PeerCost]:
    package = "@ethereum-attestation-service/eas-contracts@1.9.0"
    registry = deploy_artifact(
        web3, _fetch(folder, package, "artifacts/contracts/SchemaRegistry.sol/SchemaRegistry.json")
    )
    eas = deploy_artifact(web3, _fetch(folder, package, "artifacts/contracts/EAS.sol/EAS.json"), registry.address)
    _send(web3, registry.functions.register("bytes32 commitment", ZERO, True))
    schema = Web3.solidity_keccak(["string", "address", "bool"], ["bytes32 commitment", ZERO, True])
    peer = "EAS (eas-contracts 1.9.0)"
    for items in (1, 100):
        requests = [(ZERO, 0, True, bytes(32), _word(), 0) for _ in range(items)]
        gas = _send(web3, eas.functions.multiAttest([(schema, requests)]))
        yield PeerCost(peer, "multiAttest", items, gas)
    gas = _send(web3, eas.functions.multiTimestamp([_word() for _ in range(100)]))
    yield PeerCost(peer, "multiTimestamp", 100, gas)


def _ens(web3: Web3, folder: Path) -> Iterator[PeerCost]:
    ens = deploy_artifact(web3, _fetch(folder, "@ensdomains/ens@0.6.2", "build/contracts/ENSRegistry.json"))
    owner, peer = web3.eth.accounts[0], "ENS (@ensdomains/ens 0.6.2)"
    yield PeerCost(peer, "setSubnodeOwner", 1, _send(web3, ens.functions.setSubnodeOwner(bytes(32), _word(), owner)))
    record = ens.functions.setSubnodeRecord(bytes(32), _word(), owner, owner, 0)
    yield PeerCost(peer, "setSubnodeRecord with resolver", 1, _send(web3, record))


def _fetch(folder: Path, package: str, path: str) -> Mapping[str, Any]:
    """Read one JSON file of a published package."""
    home = folder / package.replace("/", "-")
    if not home.is_dir():
        home.mkdir()
        command = ["npm", "pack", package, "--silent", "--ignore-scripts", "--pack-destination", str(home)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120)
    with tarfile.open(next(home.glob("*.tgz"))) as archive:
        member = archive.extractfile(f"package/{path}")
        assert member is not None, f"{package} has no {path}"
        artifact: Mapping[str, Any] = json.load(member)
    return artifact


def _compile(source: Path) -> Mapping[str, Any]:
    """Compile one Solidity file with the contracts' own settings."""
    request = {
        "language": "Solidity",
        "sources": {source.name: {"content": source.read_text("utf-8")}},
        "settings": {
            "optimizer": {"enabled": True, "runs": 200},
            "evmVersion": "cancun",
            "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
        },
    }
    shim = str(ROOT / "contracts" / "solc.cjs")
    done = subprocess.run([shim], input=json.dumps(request), capture_output=True, check=True, text=True, timeout=120)
    compiled = json.loads(done.stdout)["contracts"][source.name][source.stem]
    return {"abi": compiled["abi"], "bytecode": "0x" + compiled["evm"]["bytecode"]["object"]}


def _send(web3: Web3, function: Any) -> int:
    sent = function.transact({"from": web3.eth.accounts[0], "gasPrice": 0})
    receipt = web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
    assert receipt["status"] == 1
    return int(receipt["gasUsed"])


_words: Iterator[bytes] = (keccak(text=f"peer {number}") for number in range(1_000_000))


def _word() -> bytes:
    return next(_words)
