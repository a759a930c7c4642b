"""Deploy the two contracts once per chain, and remember where they are."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from eth_utils.address import to_checksum_address

from devnet.relayer import Relayer
from node.abi import load_artifact
from node.connection import ChainConfig
from node.errors import ChainUnavailableError, DevnetError
from node.identifiers import OfficeCode
from node.rpc import Rpc
from node.signer import Signer

BATCH_LIMIT = 2_000
HEIGHT_LIMIT = 16
TIMELOCK_S = 0
"""Decisions of the council take effect at once on a development chain; 48 hours is meant for a real one."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the contracts are; `first_block` is the hash of block 1 (anvil writes a new block 0 at each start)."""

    chain_id: int
    first_block: str
    registry: str
    offices: str
    block_number: int

    def config(self, rpc_url: str, *, finality_depth: int = 0) -> ChainConfig:
        """Return the settings with which a client reaches this deployment."""
        return ChainConfig(rpc_url, self.chain_id, self.registry, self.offices, finality_depth)


def deploy_contracts(
    folder: Path, rpc: Rpc, *, founder: tuple[OfficeCode, str], guardian: str, payer: Signer | None = None
) -> Deployment:
    """Deploy Offices with one founding office and the registry on top, unless this chain has them already.

    Args:
        folder: The devnet's folder; deployment.json is written there when both contracts stand.
        rpc: The chain.
        founder: Code and key of the first office, which admits the others.
        guardian: Address that may pause the registry for at most 72 hours.
        payer: As `Relayer`'s signer.
    """
    known = read_deployment(folder)
    if known is not None:
        if known.first_block == _first_block(rpc) and _stands(rpc, known):
            return known
        raise DevnetError(  # never deploy over it: identifiers may be registered there
            f"the chain no longer has the contracts that {folder / 'deployment.json'} names",
            advice="put the chain's state.json back, or remove the whole data folder to begin a new pilot",
        )
    relayer = Relayer(rpc, payer)
    code, key = founder
    offices = load_artifact("Offices").deployment([code.encode("ascii")], [key], guardian, TIMELOCK_S)
    _, offices_address = relayer.send(offices)
    registry = load_artifact("ApplicantRegistry").deployment(offices_address, BATCH_LIMIT, HEIGHT_LIMIT)
    receipt, registry_address = relayer.send(registry)
    deployment = Deployment(
        chain_id=int(rpc.call("eth_chainId"), 16),
        first_block=_first_block(rpc),
        registry=to_checksum_address(registry_address),
        offices=to_checksum_address(offices_address),
        block_number=receipt.block_number,
    )
    _write(folder / "deployment.json", deployment)
    return deployment


def read_deployment(folder: Path) -> Deployment | None:
    """Return the deployment a devnet's folder remembers, or None when there is none.

    Raises:
        DevnetError: The file is damaged.
    """
    path = folder / "deployment.json"
    try:
        return Deployment(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise DevnetError(f"{path} is damaged", advice="remove it; the contracts are deployed anew") from error


def _first_block(rpc: Rpc) -> str:
    block = rpc.call("eth_getBlockByNumber", "0x1", False)
    return str(block["hash"]) if block else ""


def _stands(rpc: Rpc, deployment: Deployment) -> bool:
    codes = [rpc.call("eth_getCode", address, "latest") for address in (deployment.registry, deployment.offices)]
    if any(not isinstance(code, str) for code in codes):
        raise ChainUnavailableError(rpc.url, "the answer is not JSON-RPC")
    return all(code != "0x" for code in codes)


def _write(path: Path, deployment: Deployment) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(deployment), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
