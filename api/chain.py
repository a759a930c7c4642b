"""How the pilot reaches its chain and its keys: by settings, or else by the devnet of its data folder."""

from dataclasses import dataclass, replace
from pathlib import Path

from devnet.deploy import read_deployment
from devnet.network import devnet_config
from node.connection import ChainConfig
from node.errors import WrongChainError
from node.rpc import TIMEOUT_S


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """Where the registry is; everything left empty is taken from the devnet of the data folder.

    Attributes:
        rpc_url: JSON-RPC address of an Ethereum node.
        chain_id: Chain id the node must serve; 0 = the devnet's.
        registry: Address of ApplicantRegistry.
        offices: Address of Offices.
        finality_depth: Blocks that must follow before a block counts as final.
        timeout_s: Longest wait for one answer, in seconds.
    """

    rpc_url: str = ""
    chain_id: int = 0
    registry: str = ""
    offices: str = ""
    finality_depth: int = 0
    timeout_s: float = TIMEOUT_S


def devnet_folder(home: Path) -> Path:
    """Where a data folder keeps its devnet: state, keys, addresses."""
    return home / "devnet"


def chain_config(settings: ChainSettings, home: Path) -> ChainConfig:
    """Complete the settings from the devnet's own notes.

    Raises:
        ChainUnavailableError: no URL is set and no devnet runs.
        WrongChainError: a URL is set, but neither the settings nor the data folder name the contracts.
    """
    if not settings.rpc_url:
        return replace(
            devnet_config(devnet_folder(home)), finality_depth=settings.finality_depth, timeout_s=settings.timeout_s
        )
    deployment = read_deployment(devnet_folder(home))
    registry = settings.registry or (deployment.registry if deployment else "")
    offices = settings.offices or (deployment.offices if deployment else "")
    chain_id = settings.chain_id or (deployment.chain_id if deployment else 0)
    if not (registry and offices and chain_id):
        raise WrongChainError(
            "chain settings",
            expected="GID_CHAIN__CHAIN_ID, GID_CHAIN__REGISTRY and GID_CHAIN__OFFICES",
            actual="not all",
        )
    return ChainConfig(settings.rpc_url, chain_id, registry, offices, settings.finality_depth, settings.timeout_s)
